"""Whether a text says what a quotation says."""

import re

from assistant.grounding.facts import facts, plain
from assistant.grounding.names import Lexicon

_PART, _CLAUSE = re.compile(r"[^。；;！？!?]+"), re.compile(r"[^。；;！？!?,:]+")
_ENOUGH, _OF_EACH = 0.8, 0.6
"""Share of the quotation's words, by length, and of those of each of its parts."""


def conveys(text: str, quotation: str, lexicon: Lexicon) -> bool:
    """All its figures, dates and numbers, and most of its words, of each part too; no clause is
    left out.
    """
    said, quoted = plain(text), plain(quotation)
    stated = list(facts(said))
    if not all(any(fact.agrees(its) for its in stated) for fact in facts(quoted)):
        return False
    each = all(_share(part[0], said, lexicon) >= _OF_EACH for part in _PART.finditer(quoted))
    any_of = all(_share(clause[0], said, lexicon) > 0 for clause in _CLAUSE.finditer(quoted))
    return each and any_of and _share(quoted, said, lexicon) >= _ENOUGH


def _share(quoted: str, said: str, lexicon: Lexicon) -> float:
    words = [word for word in lexicon.tokens(quoted) if len(word) > 1]
    total = sum(map(len, words))
    return sum(len(word) for word in words if word in said) / total if total else 1.0
