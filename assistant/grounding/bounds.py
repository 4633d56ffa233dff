"""What the words next to a figure or a date make of it: at least, at most, until, from, by. Pure."""

import re
from dataclasses import dataclass

_NOT = r"不(?:得|能|应|可|宜|会|准)?"
_LIMIT = "最高(?!人民|检|院)|上限|限[报领购售用选投]|限额[为是]?|限于"
_MOST = rf"{_NOT}(?:超过|超出|超|多于|高于|大于|晚于|迟于)|至多|最多|{_LIMIT}|不足|不满|未满|少于|低于|小于|不到"
_LEAST = rf"{_NOT}(?:少于|低于|小于|早于)|至少|最少|最低|下限|超过|高于|多于|大于|突破|满(?=[约了]?$)|[超逾](?=$)"
LEVEL = re.compile(rf"(?P<most>{_MOST})|(?P<least>{_LEAST})")
"""Words that bound the figure after them."""
_LEVEL_AFTER = re.compile(
    r"(?:[个及含()]|本数)*(?P<within>以内|之内|内(?![容部外资地]))"
    r"|[^,，。;；:、\d级]{0,6}?(?:及|[(]含[^)]*[)])?(?:(?P<most>以下)|(?P<least>以上))"
)
_RANGE = r"[-—–~〜至到]+"
_RANGE_BEGINS = re.compile(rf"{_RANGE}[\d零〇一二三四五六七八九十]")
_RANGE_ENDS = re.compile(rf"{_RANGE}$")
_BEFORE = re.compile(r"(?:[(]含[^)]*[)]|[个底末初]|中旬)*(?:之|以)?前")
_AFTER = re.compile(r"(?:[(]含[^)]*[)]|[个底末初]|中旬)*(?:之|以)?后")
_SINCE = re.compile(r"(?:[(]含[^)]*[)])?(?:起|开始|以来|至今|[至到—~-])|[(]起[)]")
_FROM, _TO = re.compile(r"(?:自|从|由|始于)$"), re.compile(r"(?:至|到|截止|截至|止于)$")
_LAST_PART = re.compile(r"(?P<edge>[前后])(?:的|第)?$")
_RISE = "增长|增加|增幅|新增|提高|提升|上升|上涨|上浮|上调|增(?=[至到])"
_FALL = "下降|减少|降低|下调|下浮|下跌|降幅|减免|缩减|缩短|回落|压减|核减|压缩|削减|淘汰|精简|[降减](?=[至到])"
_CHANGE = re.compile(rf"(?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))(?P<to>到|至|为)?")
_FORMERLY = re.compile(r"原先?|原来|此前|以前|过去|旧")
_LEFT = re.compile(r"[由从][^由从]*$")
_TURNS = re.compile(
    rf"[^,，。;；]{{0,6}}?(?:{_RISE}|{_FALL}|调整|改|变|延长|扩大|放宽|[升降增减])[^,，。;；]{{0,4}}?[到至为成]"
)
_DAY = re.compile(r"[年月日号]$")
_CHANGED_BY = re.compile(rf"(?:{_RISE}|{_FALL})(?:了|约|近|超)*$")


_OLD = "old"


@dataclass(frozen=True)
class Bounds:
    """Each is "" where the words say nothing.

    `weak` are those that a text may add to what its source has: within, since, until.
    """

    level: str = ""
    edge: str = ""
    change: str = ""
    weak: frozenset[str] = frozenset()

    def allowed_by(self, its: "Bounds") -> bool:
        """Whether a text may say this where its source says that; what was so must be told as past."""
        return (its.change != _OLD or self.change == _OLD) and all(
            not own or own == other or (not other and own in self.weak)
            for own, other in (
                (self.level, its.level),
                (self.edge, its.edge),
                (self.change, its.change),
            )
        )


def bounds(before: str, own: str, after: str) -> Bounds:
    """The bounds of a fact, given the words of its clause before and after it, up to other facts."""
    level, weak_level = _level(before, own, after)
    edge, weak_edge = _edge(before, after)
    change = _OLD if _is_left(before, own, after) else _change(before)
    weak = {level} if weak_level else set[str]()
    if weak_edge:
        weak.add(edge)
    if not _CHANGED_BY.search(before):
        weak.add(change)
    return Bounds(level, edge, change, frozenset(weak))


def _level(before: str, own: str, after: str) -> tuple[str, bool]:
    if found := _LEVEL_AFTER.match(after):
        return ("least" if found["least"] else "most"), bool(found["within"])
    if all_found := list(LEVEL.finditer(before)):
        return ("most" if all_found[-1]["most"] else "least"), False
    if re.search("[多余]", own):
        return "least", False
    if _RANGE_BEGINS.match(after):
        return "least", True
    return ("most", True) if _RANGE_ENDS.fullmatch(before) else ("", False)


def _edge(before: str, after: str) -> tuple[str, bool]:
    for pattern, edge in ((_BEFORE, "end"), (_AFTER, "start")):
        if pattern.match(after):
            return edge, False
    if found := _LAST_PART.search(before):
        return ("end" if found["edge"] == "前" else "start"), False
    if _SINCE.match(after) or _FROM.search(before) or before.endswith(("起", "起的")):
        return "start", True
    return ("end", True) if _TO.search(before) else ("", False)


def _is_left(before: str, own: str, after: str) -> bool:
    """Whether it is what was before: 由800元降至500元."""
    turns = _LEFT.search(before) and _TURNS.match(after) and not _DAY.search(own)
    return bool(turns or _FORMERLY.search(before))


def _change(before: str) -> str:
    """Up or down, by or to; the last of what the clause says."""
    found = list(_CHANGE.finditer(before))
    if not found:
        return ""
    last = found[-1]
    return ("rise" if last["rise"] else "fall") + (" to" if last["to"] else " by")
