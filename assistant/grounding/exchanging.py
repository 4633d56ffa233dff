"""Whether a clause is a clause of its sources with a word of another one in it. Pure, given a lexicon.

Of 考核优秀的可延长1年，考核不合格的取消资格 a text makes 考核不合格的可延长1年.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.grounding.names import Lexicon, named

_CLAUSE = re.compile(r"[^,，:：;；。！？!?\n]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_ALIKE = 0.6


def clauses(words: str, lexicon: Lexicon) -> list[list[str]]:
    """The words of each clause of a plain text."""
    return [lexicon.tokens(clause[0], guess=False) for clause in _CLAUSE.finditer(words)]


def exchanged(said: str, sources: Sequence[Sequence[list[str]]], lexicon: Lexicon) -> str:
    """The first words that stand in a clause where its sources have others, and have these elsewhere."""
    theirs = [clause for source in sources for clause in source]
    for own in clauses(said, lexicon):
        at = _likest(own, theirs)
        if at is not None:
            others = [*theirs[:at], *theirs[at + 1 :]]
            words = _foreign(own, theirs[at], others) or _doubled(own, theirs[at], lexicon)
            if words:
                return words
    return ""


def _likest(own: Sequence[str], theirs: Sequence[Sequence[str]]) -> int | None:
    shares = [_share(own, its) for its in theirs]
    best = max(range(len(shares)), key=lambda i: shares[i], default=None)
    return best if best is not None and shares[best] >= _ALIKE else None


def _share(own: Sequence[str], its: Sequence[str]) -> float:
    """Of the characters of both, those in words that both have in the same order."""
    matcher = SequenceMatcher(None, own, its, autojunk=False)
    if matcher.quick_ratio() < _ALIKE / 2:
        return 0.0
    common = sum(len("".join(own[a : a + n])) for a, _, n in matcher.get_matching_blocks())
    return 2 * common / (len("".join(own)) + len("".join(its)) or 1)


def _foreign(own: Sequence[str], its: Sequence[str], others: Sequence[Sequence[str]]) -> str:
    for how, i, j, k, m in SequenceMatcher(None, own, its, autojunk=False).get_opcodes():
        mine, theirs = "".join(own[i:j]), "".join(its[k:m])
        is_other = mine not in "".join(its) and theirs not in "".join(own)
        are_words = all(len(each) > 1 and _CHINESE.fullmatch(each) for each in (mine, theirs))
        if (
            how == "replace"
            and is_other
            and are_words
            and any(_stands_alike(own, i, j, other, mine) for other in others)
        ):
            return mine
    return ""


def _doubled(own: Sequence[str], its: Sequence[str], lexicon: Lexicon) -> str:
    """A body or place in another's stead that the clause names already: 市财政局、市人社局 made
    市人社局、市人社局.
    """
    said, source = "".join(own), "".join(its)
    for how, i, j, k, m in SequenceMatcher(None, own, its, autojunk=False).get_opcodes():
        mine, theirs = "".join(own[i:j]), "".join(its[k:m])
        is_more = theirs not in said and said.count(mine) > source.count(mine) > 0
        if how == "replace" and is_more and _is_name(mine, lexicon) and _is_name(theirs, lexicon):
            return mine
    return ""


def _is_name(words: str, lexicon: Lexicon) -> bool:
    return next(named(words, lexicon), None) is not None


def _stands_alike(own: Sequence[str], i: int, j: int, other: Sequence[str], mine: str) -> bool:
    """Whether another clause has the words with the same word before or behind them."""
    before, behind = own[i - 1] if i else "", own[j] if j < len(own) else ""
    text = "".join(other)
    return any(
        not before
        or text.endswith(before, 0, match.start())
        or (behind and text.startswith(behind, match.end()))
        for match in re.finditer(re.escape(mine), text)
    )
