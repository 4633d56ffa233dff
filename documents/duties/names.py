"""Split a list of departments into their names, as the source spells them."""

import re

_SUFFIXES = (
    "政府|办公厅|办公室|委员会|管委会|管理委员会|局|委|部|厅|办|院|署|会|联|处|科|室|科室|处室|中心|公司|集团|银行|行"
    "|部门|单位|企业|机构|机关|法院|检察院|大学|学院|学校|党校|干校|技校|高校|院校|医院|社|站|所|队|(?<!平)台|馆|库|园|园区|开发区|高新区|示范区|新区"
    "|功能区|度假区|经开区|自贸区|保税区|综保区|街道|乡镇|镇街|镇|乡|村|社区|地区|州|盟|市|县|区|县区|区县|省|兵团|支队|大队"
    "|总队|指挥部|领导小组|工作组|专班|专项组|小组|组|协会|商会|学会|联合会|总工会|工会|团委|妇联|残联|侨联|文联|科协|党组"
    "|党委|纪委|监委|人大|政协|运营商|分局|分公司|支行|分行|窗口|专区|主体|责任人|各地|各方|协办|海关|税务|气象|邮政|人行|金融监管"
)
_BODY_END = re.compile(
    rf"(?:{_SUFFIXES})(?:[（(〔〈][^（()）〔〕〈〉]{{1,30}}[）)〕〉])?(?:及其他)?$"
)
_CLASS_WORDS = (
    "其他|有关|相关|各方|权利|市场|成员|职能|责任|主管|行业|行政|执法|业务|监管|管理|党政|人民|政府"
    "|省|市|县|区|州|国家|中央|厅|各|级|直|属"
)
_ETC = re.compile(
    rf"(?<![高中平同初均])等(?:(?:{_CLASS_WORDS})*(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})?[个家]?"
    r"(?:部门|单位|厅局|处室|委办局|机构|地方|企业|平台|主体|人民团体|团体)(?:[（(](?:单位|部门)[）)]|[和及](?:单位|部门|机构|企业))?|(?:有关|相关)?)$"
)
"""等部门, 等市政府有关部门, 等8家单位, 等州级有关部门（单位）: what closes a list of named bodies."""
_RANKS = (
    "中央|国家|中",
    "自治区|直辖市|省级|省直|省",
    "省辖市|设区的?市|市级|市|州|盟|师|军|地",
    "县级|县|区|旗|旅|团",
    "乡|镇|街道",
)
_PREFIX = "(?:各|有关|相关|沿海|沿边|沿江|沿线|其他)*"
_TERRITORY = re.compile(
    rf"{_PREFIX}(?:地?市|州市|市州|区县|{'|'.join(_RANKS)})(?:[（(〔〈\[][^（()）〔〕〈〉\[\]]{{1,12}}[）)〕〉\]])?(?:直)?"
)
_RANK = re.compile(_PREFIX + "(?:" + "|".join(f"(?P<r{i}>{r})" for i, r in enumerate(_RANKS)) + ")")
_GOVERNS = re.compile(r"各?(?:地?市|州)(?:[（(〔〈\[]|人民政府|政府|、)")
_LAST_NAME = re.compile(r"(?<=[门位构局厅委部办府])[和及与]")
LONE = frozenset(["单位", "部门", "机构", "地区", "地方", "方面"])
_OPEN, _CLOSE = "（(〔[【《〈“", "）)〕]】》〉”"
_QUOTED = re.compile(r"“[^“”]{0,30}”")
_AND_OR_BRACKET = re.compile(rf"以及|和|及|与|或(?!者)|暨|特别是|[{re.escape(_OPEN + _CLOSE)}]")
_LEADING = re.compile(
    r"^(?:以[上下](?:各项|措施|任务|工作|事项)*(?:均|都|全部)?(?:需|由|须|要)?)?(?:由|请|其中|并由|同时由|分别由|均由|均需|需|主要由"
    r"|具体由|原则上由|及|和|以及|与|会同|联合(?![采国会社惩办体验审执“]))*"
)
_BY_FUNCTION = re.compile(
    r"(?:等.{0,8})?按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:分别)?$|(?<=[部局委厅办府])(?:督促)?指导$"
)
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零〇]+条")
_NOT_IN_NAMES = re.compile(
    r"[。；：:！？，“”]|的|牵头(?!单位|部门|处室)|负责|同志|建立|成立|推进|加强|表示|会同(?![意时])|特别是|另行$"
    r"|(?<![重主需纲])要(?![素害闻])|可以|应当|必须|能够|(?<!交)通过|根据|按照|依照|建议|及时|提供|责令|给予|予以|相应|贯彻|结合实际|均[需为]|之日"
    r"|报(?=[省市区县州国])|组建|指定|[局厅委部办门府](?:报|送|函告|征得|组织(?!人事)|指定)(?=.{2})|(?<![方定面])向(?!阳)|(?:全部|自行|同意)$"
)
"""What no name holds: the words of a predicate."""
_UNIT = "处|科|局|委|中心|站|办|组|部(?!门)|股|会|工作|小组"
_OPENS_NO_NAME = re.compile(
    r"在(?!.(?:各|有关|相关|高校|单位|央企|企业|银行|金融))|于(?![洪都])|以|即(?!墨)|且(?!末)|并|把|谁|有权|必要时|向(?!阳)|从(?![化江])"
    r"|使(?!馆)|凡|吸收|邀请|聘请|委托|经(?![济开信贸发委工营办合管])|同?一[家名]"
    rf"|(?:支持|鼓励|引导|推动|促进|提升|强化|实现|充分|发挥|赋能|依规|具体|可)(?!{_UNIT})"
    rf"|(?:落实|指导|协调|督促)(?!{_UNIT}|单位|部门)"
)
"""How a predicate begins: 支持中小企业, 在检查站 and 推动各部门 are no names."""
_OF_KIND = re.compile(r"、.*(?:部门|机关)$")
_KIND = re.compile(r"[\u4e00-\u9fff]{2,8}")
_LONGEST_NAME = 36
TOGETHER = re.compile(
    r"会同(?![意时志步等样])|(?:(?<=[局厅部办府])|(?<=[^管居村员监纪党]委))会(?=[省市区县州]|国家|自治区|有关|相关)"
)
"""A会同B, 省教育厅会省卫生健康委; not 管委会同意."""


def split_names(text: str) -> tuple[str, ...]:
    """The names in a list: split at 、 ， and at 和 / 及 where these join names, not inside one.

    工业和信息化部 stays whole, and so do 各市（州）、县（市、区）人民政府 and 中、省驻市单位; 等部门 after
    named bodies is dropped.
    """
    pieces = _territories_joined(_pieces(re.sub(r"\s+", "", text)))
    names = [name for piece in pieces for name in _parted(piece)]
    cleaned = (_clean(name) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def is_body(name: str) -> bool:
    """Whether a text looks like the name of a body or a class of bodies."""
    if not 2 <= len(name) <= _LONGEST_NAME or _BODY_END.search(name) is None:
        return False
    bare = _QUOTED.sub("", name)
    return not _NOT_IN_NAMES.search(bare) and not _OPENS_NO_NAME.match(bare)


def bodies(text: str) -> tuple[str, ...]:
    """The names of a list if all are names of bodies, as 教育 and 财政 are in 教育、财政部门; else none."""
    names = split_names(text)
    flat = re.sub(r"\s+", "", text)
    short = _OF_KIND.search(flat) is not None
    return names if all(is_body(n) or (short and _is_kind(n)) for n in names) else ()


def _is_kind(name: str) -> bool:
    """Whether a text may say which 部门 is meant: 教育, 市场监管."""
    return (
        bool(_KIND.fullmatch(name))
        and not _NOT_IN_NAMES.search(name)
        and not _OPENS_NO_NAME.match(name)
    )


def _pieces(text: str) -> list[tuple[str, str]]:
    """(separator before, piece) at 、 ， ； / and 或者 outside brackets and quotation marks."""
    found: list[tuple[str, str]] = []
    depth, begin, separator = 0, 0, ""
    for i, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and (character in "、，,；;/" or text.startswith("或者", i)):
            found.append((separator, text[begin:i]))
            begin, separator = i + (2 if character == "或" else 1), character
    found.append((separator, text[begin:]))
    return found


def _territories_joined(pieces: list[tuple[str, str]]) -> list[str]:
    """各市 and 县（区）人民政府 are one class: a piece that is only a territory goes with the next."""
    joined: list[str] = []
    pending: list[str] = []
    for i, (separator, piece) in enumerate(pieces):
        pending += [separator, piece] if pending else [piece]
        following = pieces[i + 1][1] if i + 1 < len(pieces) else ""
        territory = _LAST_NAME.split(piece)[-1]
        if not (_TERRITORY.fullmatch(territory) and _lies_in(following, territory)):
            joined.append("".join(pending))
            pending = []
    return joined


def _lies_in(piece: str, territory: str) -> bool:
    """Whether what follows a territory is of its rank or lower: 市、县政府, not 各市、省直部门."""
    inner, outer = _RANK.match(piece), _RANK.match(territory)
    if not inner or not outer or _GOVERNS.match(piece):
        return bool(inner)
    return (inner.lastgroup or "") >= (outer.lastgroup or "")


def _parted(piece: str) -> list[str]:
    """Cut at 和 / 及 where what stands before is a body by itself."""
    parts: list[str] = []
    begin = depth = 0
    for match in _AND_OR_BRACKET.finditer(piece):
        if match[0] in _OPEN:
            depth += 1
        elif match[0] in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and _joins(piece[begin : match.start()], piece[match.end() :]):
            parts.append(piece[begin : match.start()])
            begin = match.end()
    return [*parts, piece[begin:]]


def _joins(before: str, after: str) -> bool:
    """Whether 和 joins two names: what stands before it is a body, what stands behind not a bare 单位."""
    left = _ETC.sub("", before[: _LONGEST_NAME * 2])
    if len(after) < 2 or after in LONE:
        return False
    return is_body(left) and not _TERRITORY.fullmatch(left)


def _clean(name: str) -> str:
    stripped = _BY_FUNCTION.sub("", _LEADING.sub("", _ARTICLE.sub("", name.strip("。．.:：·-— "))))
    without = _ETC.sub("", stripped)
    return (without if len(without) > 1 else "").strip()
