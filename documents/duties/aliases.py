"""Tell that 发改委, 发展改革局 and 发展和改革委员会 are one department."""

import re
from functools import lru_cache

from documents.duties.spellings import BODIES, DEPARTMENTS, OFFICES

_KEY_OF = {spelling: key for key, all_ in DEPARTMENTS.items() for spelling in all_}
_CORES = "|".join(sorted(_KEY_OF, key=len, reverse=True))
_SECTION = r"(?:工作|事务|行政|行业)?(?:主管|管理)?(?:部门|机关)"
"""教育行政主管部门 is the 教育局 of its place."""
_PROVINCES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏"
    "|新疆|内蒙古"
)
_WHERE = re.compile(
    rf"(?:^|[省市区县州旗盟镇级厅]|政府|国务院|国家|中国|中央|地方|全国|以上|当地|军队|本|各|{_PROVINCES})$"
)
"""What stands before the name of a known department: a place or a level, not other words of the name."""
_SHORT_PLACE = 3
_LONG_CORE = 4
_LONGEST_NAME = 80
_OF_GOVERNMENT = re.compile(
    rf"(?P<core>{_CORES})(?:(?:管理)?(?:委员会|局|委|厅|部)|总局|{_SECTION})$"
)
_OFFICE = re.compile(rf"(?P<core>{'|'.join(sorted(OFFICES, key=len, reverse=True))})办(?:公室)?$")
_BODY = re.compile("|".join(f"(?P<b{i}>{ending})$" for i, (ending, _) in enumerate(BODIES)))
_BEGINNINGS = (
    (re.compile(r"^(?:中国)?人民银行|^人行(?!业)"), "人民银行"),
    (re.compile(r"^(?:中国)?(?:共青团|共产主义青年团|团).{0,10}委(?:员会)?$"), "团委"),
)
_ADMINISTRATION = re.compile(r"(?:管委会|管理委员会)$")
_ZONES = (("经济技术开发区", "经开区"), ("高新技术产业开发区", "高新区"), ("管理委员会", "管委会"))
_GOVERNMENT = re.compile(r"(?P<place>.*?)(?:人民)?政府(?P<office>办|办公室|办公厅)?$")
_LEVELS = (("乡", "乡镇街"), ("县", "县区旗"), ("市", "市州盟"), ("省", "省"), ("国", "国"))
_CLASS = re.compile(
    r"有关|相关|^各(?!级)|成员单位|^(?:牵头|责任|配合|主管|职能|政府|市直|省直)|(?:领导小组|指挥部|联席会议|专班)(?:办|办公室)?$|^国务院办公厅$"
)
_PLACE = re.compile(
    r"(?:县级以上|各级|地方|国务院|国家|中央|全国|本级|同级|当地"
    r"|[\u4e00-\u9fff]{1,6}?(?:自治区|自治州|度假区|开发区|省|(?<!城)市(?!场)|区(?!域)|县(?!域)|州|旗)"
    r"|(?<!城)省|市(?!场)|区(?!域)|县(?!域)|州|旗|盟|厅|局|人民政府){1,4}(?=[\u4e00-\u9fff]{2})"
)
_RANK = re.compile(rf"(?:委员会|管理局|总局|局|委|厅|部|{_SECTION})$")
_SAYS_NOTHING = re.compile(
    r"(?:中心支行|支行|分行|集团|公司|分公司|分局|管理|管理局|管委会|政府|人民政府|中心|大队|支队|部门|单位|委员会|办公室|办公厅|行政|主管|工作|业务|监管|职能)?"
)
_LAST_BRACKET = re.compile(r"[（(〔][^（()）〔〕]*[）)〕]$")
_IN_BRACKETS = re.compile(r"[（(〔]([^（()）〔〕]*)[）)〕]")
_RANKS = ("委员会", "管理局", "局", "委", "厅", "部", "办")
_NAMED = re.compile(
    rf"(?P<core>{'|'.join(sorted((c for c in _KEY_OF if len(c) > 1), key=len, reverse=True))})"
    r"(?=委员会|管理局|局(?![部面限势])|委(?![托派员])|厅|部(?![门分署队件])|办(?![理法公好事学案证件结]))"
)

TERMS = tuple(f"{core}{rank}" for core in _KEY_OF if len(core) > 1 for rank in _RANKS)
"""Names of departments that a segmentation should keep whole."""


def other_names(text: str) -> tuple[str, ...]:
    """The other spellings of the departments in a text, without rank: 发展改革 for 发改委, and back."""
    bare = text.replace("和", "").replace("与", "")
    found: list[str] = []
    for department in _NAMED.finditer(bare):
        core = department["core"]
        found += [name for name in DEPARTMENTS[_KEY_OF[core]] if name != core and len(name) > 1]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=20_000)
def stem(name: str) -> str:
    """What a department is for, without its place and rank: 发展改革 for 市发改委; '' for ''.

    Two names of one department have one stem. Its first character stands in every spelling.
    """
    whole = re.sub(r"\s", "", name)
    bare = _IN_BRACKETS.sub("", whole)
    if len(whole) > _LONGEST_NAME:
        return bare
    if government := _government(_LAST_BRACKET.sub("", whole)):
        return government
    if _CLASS.search(bare):
        return bare
    return _named(bare.replace("和", "").replace("与", "")) or _general(bare)


def _government(name: str) -> str | None:
    """政府（市） for 南坡市人民政府 and 市政府, 政府办（市） for its office."""
    found = _GOVERNMENT.match(name)
    if not found or not found["place"]:
        return None
    place = found["place"].replace("自治区", "省").replace("设区的", "").replace("设区", "")
    level = next((kind for kind, marks in _LEVELS if set(marks) & set(place)), "")
    return f"政府{'办' if found['office'] else ''}（{level}）"


def _named(name: str) -> str | None:
    """What the tables of spellings say."""
    known = _OF_GOVERNMENT.search(name) or _OFFICE.search(name)
    if found := next((key for pattern, key in _BEGINNINGS if pattern.search(name)), None):
        return found
    if body := _BODY.search(name):
        return BODIES[int((body.lastgroup or "b0")[1:])][1]
    if known and _is_place(name[: known.start()], known["core"]):
        return _KEY_OF[known["core"]]
    return _zone(name) if _ADMINISTRATION.search(name) else None


def _zone(name: str) -> str:
    """经开区管委会 for 市经济技术开发区管理委员会."""
    for long, short in _ZONES:
        name = name.replace(long, short)
    return name.lstrip("省市区县各")


def _is_place(before: str, core: str) -> bool:
    """Whether words before a known department say where it is: 市, 宁东 of 宁东市场监管局."""
    unmarked = len(core) >= _LONG_CORE and len(before) <= _SHORT_PLACE
    return unmarked or _WHERE.search(before) is not None


def _general(name: str) -> str:
    """Any other name: without place and rank, unless then nothing is left that tells it from others."""
    bare = name.replace("和", "").replace("与", "")
    place = _PLACE.match(bare)
    rest = bare[place.end() :] if place else bare
    core = _RANK.sub("", rest) or rest
    return bare if _SAYS_NOTHING.fullmatch(core) or len(core) < 2 else core


@lru_cache(maxsize=20_000)
def _stems(name: str) -> frozenset[str]:
    """Of a name and of the names it also bears: 市商务局（市口岸办）."""
    also = [part for inner in _IN_BRACKETS.findall(name) for part in re.split("[、，]", inner)]
    named = [stem(part) for part in also if len(part) > 2 and part[-1] in "局委厅部办会"]
    return frozenset(s for s in (stem(name), *named) if len(s) > 1)


def same_department(one: str, other: str) -> bool:
    """Whether two names mean the same department of one place: the place itself is not compared."""
    return one == other or not _stems(one).isdisjoint(_stems(other))
