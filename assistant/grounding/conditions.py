"""Whether a condition keeps its own consequence. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.grounding.context import alike, pairs
from assistant.grounding.facts import facts

_SEGMENT = re.compile(r"[^。；;！？!?\n]+")
_CLAUSE = re.compile(r"[^，,:：]+")
_CONDITION = re.compile(r"^(?:如果?|若|凡是?|对于?|对)|的(?:话|情况下)?$|(?<!\d)时$")
_AND, _OR, _STOP = re.compile("且|同时"), re.compile("或"), re.compile("[。；;]")
_ALIKE, _AS_GOOD = 0.6, 0.15


def crossed(said: str, sources: Sequence[str]) -> str:
    """The first clause that a text says of the condition of another sentence of its sources."""
    theirs = [
        [clause[0] for clause in _CLAUSE.finditer(segment[0])]
        for source in sources
        for segment in _SEGMENT.finditer(source)
    ]
    for segment in _SEGMENT.finditer(said):
        clauses = [clause[0] for clause in _CLAUSE.finditer(segment[0])]
        for condition, then in pairwise(clauses):
            if _CONDITION.search(condition):
                its, other = _likest(condition, theirs), _likest(then, theirs)
                if its and other and not its & other:
                    return then
    return ""


def _likest(clause: str, theirs: Sequence[Sequence[str]]) -> set[int]:
    """The sentences with a clause like this one."""
    own = pairs(clause)
    likeness = [max((alike(own, pairs(its)) for its in clauses), default=0.0) for clauses in theirs]
    best = max(likeness, default=0.0)
    return {i for i, share in enumerate(likeness) if best >= _ALIKE and share >= best - _AS_GOOD}


def both_for_either(said: str, sources: Sequence[str]) -> str:
    """The first two figures that a text joins with 且 and its sources with 或."""
    either = {pair for source in sources for pair, _ in _joined(source, _OR)}
    return next((words for pair, words in _joined(said, _AND) if pair in either), "")


def _joined(words: str, joining: re.Pattern[str]) -> Iterator[tuple[tuple[object, object], str]]:
    for one, two in pairwise(facts(words)):
        between = words[one.end : two.start]
        if joining.search(between) and not _STOP.search(between):
            yield (one.value, two.value), words[one.start : two.end]
