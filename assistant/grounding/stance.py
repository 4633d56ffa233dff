"""Whether clauses say yes or no, must or may, all or some as their source does. Pure."""

import re
from collections.abc import Iterator, Sequence

from assistant.grounding.bounds import LEVEL
from assistant.grounding.context import alike, pairs
from assistant.grounding.facts import bare

_MASK = "\ue100"
_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]+")
_OF_FIGURE = re.compile(rf"(?:{LEVEL.pattern})(?=[^，。；：！？,;:!?\n]{{0,12}}?{_MASK})")
_EXCEPT = re.compile(r"除[^，,]{1,12}?(?:以|之)?外")
_LOOKS_LIKE = re.compile(
    r"不断|不过|不动产|不仅|不但|无论|不论|非常|无人机|免疫|减免|停车|停靠|非遗|非物质"
)
_NEGATIONS = re.compile(r"不|未|无|没|非|禁|勿|免|停|拒|除")
_DENIAL = re.compile(
    r"(?:不|未|没有?|无|非|禁止?|勿|免|停止?|拒绝?|除)(?:得|能|会|予|可|再|应|宜|允许|许|准|要|法|需|须|被|必)*"
)
_UNLESS = re.compile(r"但?(?:未|没有)")
_MUST = re.compile(r"(?<!不)(?:应当|应该|应(?![急用对收届付纳税邀聘])|必须|务必|须|需要?(?!求))")
_MAY = re.compile(r"(?<![不许认])(?:可以|可(?![持用靠行信控观能见])|有权|允许)")
_DUTY = re.compile(rf"{_MUST.pattern}|{_MAY.pattern}")
_SHARES = (
    (re.compile(r"全部|全都|全数"), re.compile(r"[全均都各皆]|所有|一律|一切|100%")),
    (re.compile(r"(?<!一)部分|少数|个别"), re.compile(r"部分|少数|个别|有的|一些")),
)
_FORBIDS = re.compile(r"不得|不能|不予|不准|不可|不许|不应|严禁|禁止")
_FORBIDDEN = 4
"""Characters of what is forbidden."""
_ALIKE = 0.5
_HEAD = 2
"""Characters of the word that is denied, or of which all are meant."""


def contradiction(said: str, sources: Sequence[str]) -> str:
    """The first clause of a plain text that the plain texts of its sources turn round."""
    theirs = [clause for source in sources for clause in _clauses(source)]
    for clause in _clauses(said):
        own = _affirmed(clause)
        likeness = {its: alike(own, _affirmed(its)) for its in theirs}
        best = max(likeness.values(), default=0.0)
        likest = [its for its, share in likeness.items() if share == best and best >= _ALIKE]
        denied = likest and all(_turned(clause, its, theirs) for its in likest)
        if (
            denied
            or _permits(clause, theirs)
            or _other_duty(clause, likest)
            or _other_share(clause, theirs)
        ):
            return clause.replace(_MASK, "")
    return ""


def _clauses(words: str) -> Iterator[str]:
    masked = bare(words, _MASK).replace("免费", "不收费")
    for odd in (_OF_FIGURE, _EXCEPT, _LOOKS_LIKE):
        masked = odd.sub("", masked)
    return (clause[0] for clause in _CLAUSE.finditer(masked))


def _affirmed(clause: str) -> set[str]:
    """What a clause and its denial have in common."""
    return pairs(_DUTY.sub("", _NEGATIONS.sub("", clause.replace(_MASK, ""))))


def _turned(clause: str, its: str, theirs: Sequence[str]) -> bool:
    """Whether one denies what the other affirms; it may leave out what the other denies besides."""
    heads, its_heads = _denied(clause), _denied(its)
    as_many = sorted(_NEGATIONS.findall(clause)) == sorted(_NEGATIONS.findall(its))
    if (as_many and "" in heads) or (_UNLESS.match(clause) and "除外" in its):
        return False
    if any(_affirms(clause, head) and not _affirms(its, head) for head in its_heads):
        return True
    if as_many:
        return False
    known = [head for each in theirs for head in _denied(each)]
    return any(head[:1] not in {other[:1] for other in known} for head in heads)


def _denied(clause: str) -> list[str]:
    return [clause[m.end() : m.end() + _HEAD] for m in _DENIAL.finditer(clause)]


def _affirms(clause: str, head: str) -> bool:
    return len(head) == _HEAD and head in _DENIAL.sub(_MASK, clause).replace(_MASK + head, "")


def _permits(clause: str, theirs: Sequence[str]) -> bool:
    """Whether it says of what the sources forbid, and nowhere allow, that it is done."""
    for its in theirs:
        for match in _FORBIDS.finditer(its):
            head = its[match.end() : match.end() + _FORBIDDEN]
            if len(head) < _FORBIDDEN or head not in clause or _NEGATIONS.search(clause):
                continue
            if not any(head in each and not _NEGATIONS.search(each) for each in theirs):
                return True
    return False


def _other_duty(clause: str, likest: Sequence[str]) -> bool:
    """Must where it may, or may where it must."""
    return any(
        mine.search(clause)
        and not other.search(clause)
        and likest
        and all(other.search(its) and not mine.search(its) for its in likest)
        for mine, other in ((_MUST, _MAY), (_MAY, _MUST))
    )


def _other_share(clause: str, theirs: Sequence[str]) -> bool:
    """All, or some, of what the sources have without such a word."""
    for said, known in _SHARES:
        for match in said.finditer(clause):
            head = clause[match.end() : match.end() + _HEAD]
            having = [its for its in theirs if len(head) == _HEAD and head in its]
            if having and not any(known.search(its) for its in having):
                return True
    return False
