"""Split a list of departments into their names, as the source spells them."""

import re

_SUFFIXES = (
    "政府|办公厅|办公室|委员会|管委会|管理委员会|局|委|部|厅|办|院|署|会|联|处|科|室|科室|处室|中心|公司|集团|银行|行"
    "|部门|单位|企业|机构|机关|法院|检察院|大学|学院|学校|医院|社|站|所|队|台|馆|库|园|园区|开发区|高新区|示范区|新区"
    "|功能区|度假区|经开区|自贸区|保税区|综保区|街道|乡镇|镇街|镇|乡|村|社区|地区|州|盟|市|县|区|县区|区县|省|兵团|支队|大队"
    "|总队|指挥部|领导小组|工作组|专班|专项组|小组|组|协会|商会|学会|联合会|总工会|工会|团委|妇联|残联|侨联|文联|科协|党组"
    "|党委|纪委|监委|人大|政协|运营商|分局|分公司|支行|分行|窗口|专区|主体|责任人|各地|各方|协办|海关|税务|气象|邮政|人行|金融监管"
)
_BODY_END = re.compile(rf"(?:{_SUFFIXES})(?:[（(〔][^（()）〔〕]{{1,30}}[）)〕])?(?:及其他)?$")
_ETC = re.compile(
    r"等(?:(?:市|省|县|区|州|国家|中央|厅)?(?:级|直)?(?:其他)?(?:各)?(?:有关|相关|成员|职能|责任|主管)*(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})个)?(?:部门|单位|厅局|处室|委办局|机构|地方|企业)?)?$"
)
_TERRITORY = re.compile(
    r"(?:各)?(?:有关)?(?:省|市|县|区|州|旗|盟|乡|镇|街道|中|中央|国家|自治区|直辖市|地|省级|市级|县级|省辖市|设区市|设区的市)"
    r"(?:[（(〔\[][^（()）〔〕\[\]]{1,12}[）)〕\]])?(?:直)?"
)
_OPEN, _CLOSE = "（(〔[【《", "）)〕]】》"
_AND_OR_BRACKET = re.compile(r"以及|和|及|与|暨|[（(〔\[【《）)〕\]】》]")
_LEADING = re.compile(
    r"^(?:以[上下](?:各项|措施|任务|工作|事项)*(?:均|都|全部)?(?:需|由|须|要)?)?(?:由|请|其中|并由|同时由|分别由|均由|均需|需|主要由|具体由|原则上由|及|和|以及|与|会同|联合)*"
)
_BY_FUNCTION = re.compile(r"(?:等.{0,8})?按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:分别)?$")
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零〇]+条")
_NOT_IN_NAMES = re.compile(r"[。；：！？，“”]|的|牵头|负责|同志|建立|成立|推进|加强|表示|另行$")
_LONGEST_NAME = 36


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
    return (
        2 <= len(name) <= _LONGEST_NAME
        and _BODY_END.search(name) is not None
        and not _NOT_IN_NAMES.search(name)
    )


def _pieces(text: str) -> list[tuple[str, str]]:
    """(separator before, piece) at 、 ， , ; / and spaces outside brackets."""
    found: list[tuple[str, str]] = []
    depth, begin, separator = 0, 0, ""
    for i, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and character in "、，,；;/":
            found.append((separator, text[begin:i]))
            begin, separator = i + 1, character
    found.append((separator, text[begin:]))
    return found


def _territories_joined(pieces: list[tuple[str, str]]) -> list[str]:
    """各市 and 县（区）人民政府 are one class; a piece that is only a territory goes with the next."""
    joined: list[str] = []
    pending: list[str] = []
    for separator, piece in pieces:
        pending += [separator, piece] if pending else [piece]
        if not _TERRITORY.fullmatch(piece):
            joined.append("".join(pending))
            pending = []
    return [*joined, "".join(pending)] if pending else joined


def _parted(piece: str) -> list[str]:
    """Cut at 和 / 及 where what stands before is a body by itself."""
    parts: list[str] = []
    begin = depth = 0
    for match in _AND_OR_BRACKET.finditer(piece):
        if match[0] in _OPEN:
            depth += 1
        elif match[0] in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and len(piece) - match.end() > 1 and _stands(piece[begin : match.start()]):
            parts.append(piece[begin : match.start()])
            begin = match.end()
    return [*parts, piece[begin:]]


def _stands(before: str) -> bool:
    """Whether what stands before 和 is a body by itself."""
    left = _ETC.sub("", before[: _LONGEST_NAME * 2])
    return is_body(left) and not _TERRITORY.fullmatch(left)


def _clean(name: str) -> str:
    stripped = _BY_FUNCTION.sub("", _LEADING.sub("", _ARTICLE.sub("", name.strip("。．.:：·-— "))))
    without = _ETC.sub("", stripped)
    return (without if len(without) > 1 else "").strip()
