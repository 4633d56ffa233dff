"""Whether what a source excepts (除…外, …的除外) is excepted. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.grounding.context import pairs

_EXCEPTED = re.compile(
    r"除(?P<one>[^,，;；。外]{2,24}?)(?:以|之)?外(?!,?(?:还|同时|并|也|另))"
    r"|(?:^|[,，;；。])但?(?P<two>[^,，;；。]{2,24}?)的?除外"
)
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_PART = re.compile(r"[^。；;！？!?\n]+")
_APART = re.compile(r"除|例外|但|照常|继续|另")
_DENIED = re.compile(r"不|未|无|没|免|禁|停|非")
_ENOUGH = 0.75
"""Share of an exception's pairs of characters that words must have to speak of it."""


@dataclass(frozen=True)
class Excepted:
    """What is excepted, and the rest of its sentence."""

    core: str
    rule: str

    def is_named_in(self, words: str) -> bool:
        """Whether words speak of it."""
        own = pairs(self.core)
        return len(own & pairs(words)) >= _ENOUGH * len(own)


def exceptions(sources: Sequence[str]) -> Iterator[Excepted]:
    """Those that the plain texts make."""
    for source in sources:
        for sentence in _SENTENCE.finditer(source):
            for match in _EXCEPTED.finditer(sentence[0]):
                core = match["one"] or match["two"]
                rule = sentence[0][: match.start()] + sentence[0][match.end() :]
                yield Excepted(core, rule)


def included(said: str, sources: Sequence[str]) -> str:
    """The first part of a plain text that speaks of what is excepted as of all else."""
    for part in _PART.finditer(said):
        for each in exceptions(sources):
            if each.is_named_in(part[0]) and not _is_apart(part[0], each):
                return part[0]
    return ""


def _is_apart(part: str, exception: Excepted) -> bool:
    if _APART.search(part):
        return True
    rest = _without(part, pairs(exception.core))
    return len(_DENIED.findall(rest)) > len(_DENIED.findall(exception.rule))


def _without(words: str, known: set[str]) -> str:
    """Without the pairs of characters that are known."""
    covered = {j for i in range(len(words) - 1) if words[i : i + 2] in known for j in (i, i + 1)}
    return "".join(c for i, c in enumerate(words) if i not in covered)
