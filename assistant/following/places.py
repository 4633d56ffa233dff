"""The places a question names: 北屏区, 青禾度假区, the parties (一方) of a cooperation."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from assistant.following.topics import masked
from assistant.following.wording import GENERIC, any_of

IsPlace = Callable[[str], bool]
"""Whether the notices know a place by this name, its kind left out: 青禾 of 青禾度假区."""

_LONG_KIND = r"(?:自治区|自治州|度假区|开发区|高新区|经开区|新区)"
_KIND = (
    rf"(?:{_LONG_KIND}|省(?![级直内外份际长委])|市(?![场民值容级长委直]|政(?!府))|区(?![域块划分别长委直])|县(?![域级城长委直])|旗(?![帜舰下])"
    r"|镇(?![区域])|乡(?![村镇土亲])|盟(?!友))"
)
_PROVINCES = any_of(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 "
    "青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
_KINDS = re.compile(_KIND)
_COMMON = re.compile(
    r"(?:[城都夜股楼超门上休]市|[小社园景街片辖校院厂矿港山牧林灾库地病疫郊城市污染险设]区|(?:示范|试验|实验|核心|启动|功能|合作|保税|自贸|集聚|保护|加工|产业)区"
    r"|国家级开发区|[小集城村]镇|[城家下返]乡|[联同加结]盟|[全各本我两跨外该此贵等大每十个设][省市区县镇乡旗])$"
)
"""Common nouns that end as a place does: 城市, 社区, 示范区, 全市."""
_EDGE = re.compile(
    rf"{GENERIC}|合作|协作|对口|疫情|人民|委员会|[在由对与和及的到赴从向给为是按至跟同里把局年月日]"
)
_LONG, _SHORT = 10, 5
"""Characters of a name before its kind, at most."""
_READ = 500
"""Characters of an answer in which a pair of parties is looked for."""
_JOINED = re.compile(r"[与和同、及]")


@dataclass(frozen=True)
class Places:
    """What is known of places: names the conversation used for one, and what the library says.

    `knows` is None where no library is at hand.
    """

    spoken: frozenset[str] = frozenset()
    knows: IsPlace | None = None

    def mentions(self, text: str) -> list[tuple[int, int]]:
        """Where places are named, those spoken of without their kind among them."""
        found = mentions(text)
        for name in self.spoken:
            start = masked(text).find(name)
            if start >= 0 and not any(a <= start < b for a, b in found):
                found.append((start, start + len(name)))
        return sorted(found)


def mentions(text: str) -> list[tuple[int, int]]:
    """Where places are named, outside of titles and quotations; 澄川市北屏区 are two."""
    blotted = masked(text)
    found: list[tuple[int, int]] = []
    for kind in _KINDS.finditer(blotted):
        reach = _LONG if re.fullmatch(_LONG_KIND, kind[0]) else _SHORT
        floor = max(kind.start() - reach, found[-1][1] if found else 0)
        start = _beginning(blotted[floor : kind.start()])
        if start is not None and not _COMMON.search(blotted[floor + start : kind.end()]):
            found.append((floor + start, kind.end()))
    bare = [m.span() for m in re.finditer(_PROVINCES, blotted)]
    return sorted([*found, *((a, b) for a, b in bare if not any(s <= a < e for s, e in found))])


def partner(place: str, texts: Iterable[str]) -> str | None:
    """青禾度假区 for 北屏区 where 北屏区与青禾度假区 stands; the other party (对方) of a pair."""
    for text in (text[:_READ] for text in texts):
        for one, other in pairwise(mentions(text)):
            if is_pair(text[one[1] : other[0]]):
                names = [text[slice(*one)], text[slice(*other)]]
                if any(same_place(place, name) for name in names):
                    return next((name for name in names if not same_place(place, name)), None)
    return None


def names_place(text: str) -> bool:
    """Whether the text is a place's name and nothing else."""
    found = mentions(text)
    return bool(found) and found[0][0] == 0 and found[-1][1] == len(text)


def short(place: str) -> str:
    """青禾 for 青禾度假区; the name itself where too little would be left."""
    bare = re.sub(rf"{_KIND}$", "", place)
    return bare if len(bare) > 1 else place


def kind_of(place: str) -> str:
    """区 of 北屏区; nothing for 新疆."""
    return match[0][-1] if (match := re.search(rf"{_KIND}$", place)) else ""


def same_place(one: str, other: str) -> bool:
    """青禾 and 青禾度假区; not 北屏区 and 北屏街道."""
    return short(one) in other or short(other) in one


def is_pair(between: str) -> bool:
    """Whether two names with this between them are named together: 北屏区与青禾度假区."""
    return _JOINED.fullmatch(between) is not None


def known_in(name: str, text: str) -> bool:
    """Whether a text names a place so: 青禾 where 青禾度假区 or 青禾生态旅游度假区 stands."""
    kinds = r"(?:[\u4e00-\u9fff]{0,6}(?:自治区|自治州|度假区|开发区|高新区|新区)|[省区县旗镇乡盟]|市(?!场|民|值|容))"
    return re.search(rf"{re.escape(name)}{kinds}", text) is not None


def _beginning(window: str) -> int | None:
    """Where a name that ends with the window begins: after the last word that is no part of it."""
    run = len(window) - len(re.split(r"[^\u4e00-\u9fff]", window)[-1])
    edges = [run, *(match.end() for match in _EDGE.finditer(window, run))]
    if edges[-1] == len(window):
        return None
    return max((edge for edge in edges if edge <= len(window) - 2), default=None)
