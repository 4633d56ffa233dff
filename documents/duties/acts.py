"""Where a list of names in running prose ends and what the bodies do begins."""

import re

from documents.duties.names import LONE, bodies, split_names

_ACTS = (
    "负责|牵头|承办|组织|统筹|实施|落实|承担|开展|进行|实行|制定|统一(?!战线)|具体|推送|把关|出具|审核|审查|办理|提供|建设|协调|指导|监督"
    "|主持|召集|拟订|起草|编制|汇总|审批|受理|评价|同时|按|依法|根据|共同|分别|联合(?![采国会社惩办体验审执“])|做好|抓好|推进|安排|建立|督促"
    r"|配合|协助|参与|梳理|研究|完善|对(?![外口])|将|(?<!所)在|于(?=[每今年\d])"
)
_UNIT = r"局|厅|委(?!托|派)|部(?!分|署|队)|办公室|办(?![理法公好])|中心(?!城|广场)|处(?![理置罚以分])|科(?![学技研])|小组|委员会"
_IN_NAME = (
    rf"(?:建设|审核|审批|审查|编制|起草|受理|评价)(?:规划|管理|行政|主管|工作|服务|监督){{0,2}}(?:{_UNIT}|机构|机关|部门|单位)"
    rf"|(?:监督|统筹|协调|指导|组织|实施|推进|督促|协助)(?:管理|工作|推进|人事)?(?:{_UNIT})|(?<=社会)组织|建设(?:指挥部|集团|公司)"
    r"|监督(?:管理)?(?:机构|部门)|监督管理(?=[、等和])|(?<=城乡)建设|(?<=行政)审批"
)
"""住房城乡建设局, 审核机构, 社会组织: an act that is part of a name."""
_AFTER_NAME = (
    "发布|公布|印发|组建|成立|支持|引导|推动|处理|采取|确定|明确|核实|核定|认定|规定|验收|商定|筹集|部署|召开|举办|提出|调整|拟定|通过|结合|依照|予以|给予|及时"
    "|定期|重审|发放|支付|发给|批准|执行|决定|认领|拨付|委托|移送|转办|承接|登记|备案|评估|考核|检查|巡查|调查|处置|解决|保障|配备|配置|设立|推荐"
    "|上报|报送|颁发|签发|核发|筹措|减免|审定|裁决|鉴定|监测|研判|调度|督办|督导|通报|逐级|集中|重新|代为|另行|直接"
)
_STOPS = (
    "加强|切实|全力|尽快|及时|密切|精准|深入|积极|进一步|定期|适时|抓紧|认真|全面|严格|继续|逐项|出台|发布|公布|印发|组成|成立|支持|引导|推动"
    "|促进|整合|探索|创新|处理|采取|确定|明确|细化|对照|通过|结合|针对|围绕|没收|给予|责令|予以|拟定|修订|调整|调拨|选派|核实|核定|认定|规定"
    "|验收|商定|(?<!协)会商|开发|推广|排查|打击|(?<!督)查处|筹集|部署|召开|举办|拓展|优化|提出|形成|(?<!机)构建|规范|强化|健全|利用|依托|走访|听取|追缴|依照"
)
_PARTICLES = "向|(?<!行)为|以(?![及上下内外])|(?<!关)于|从(?!业)|把|并|也|均|要(?!素)|应(?!急)|(?<![许认])可|已|报(?![社业])|给|每|做"
_NO_TAIL = rf"(?!{_UNIT}|[区会站院]|集团|公司|机构|部门|单位)"
_FIRST = rf"(?!{_IN_NAME})(?:{_ACTS})"
_ACT = re.compile(
    rf"(?:要|应当?|须|需|可)?(?:积极|共同)?(?:{_FIRST}|(?P<other>(?:{_AFTER_NAME}){_NO_TAIL}))"
)
_RUN = re.compile(
    r"(?:[（(〔][^（()）〔〕]{1,12}[）)〕]"
    rf"|(?!{_FIRST}|(?:{_STOPS}){_NO_TAIL}|{_PARTICLES})[^，。；：、,;:]){{1,60}}"
)
_CLASS = re.compile(
    r"等(?:其他|有关|相关|各|行政|主管|管理|职能|成员|监管)*(?:\d{1,3}[个家])?(?:部门|单位|机构|方面|人民团体|社会组织|团体|企业)"
    r"(?:[和及](?:单位|部门|机构|企业)(?![\u4e00-\u9fff]*[局厅委部]))?"
)
_NAME_END = re.compile(
    r"委员会|领导小组|指挥部|办公厅|办公室|管委会|部门|单位|机构|机关|方面|政府|国务院|法院|检察院|总局|分局|局|厅|总署|委(?!托|派|员)"
    r"|办(?![理法公好事])|部(?![分署队门])|中心|协会|学会|商会|总会|联合会|工会|妇联|残联|公司|集团|银行|支行|分行|海关|工商联|侨联|文联|科协|团委|人大|政协|院(?![校士长落])|支队|大队|总队"
    r"|社会组织|团体|企业|学校|党校|高校|院校|街道|乡镇|社区|联席会议|工作组|专班"
)
_NAMED = re.compile(rf"(?:{_NAME_END.pattern})(?:[（(〔][^（()）〔〕]*[）)〕])?$")
_PRIVATE = re.compile(r"(?:企业|公司|银行|(?:项目|业主|建设|施工|申请|用人)单位)$")
_HOUSES = (
    "委",
    "委员会",
    "机构",
    "政府",
    "国务院",
    "机关",
    "海关",
    "银行",
    "指挥部",
    "领导小组",
    "集团",
)
_INSIDE = re.compile(
    r"政府|人民政府|机关|分局|支队|大队|总队|办公室|党组|党委|支行|中心|[\u4e00-\u9fff]{2,4}[处科股](?=[、，和及]|$)"
)
_AND = re.compile(r"[\s　]*(?:、|以及|和|及|与)[\s　]*")
_LONGEST = 80
_FAR = 12


def names_end(text: str) -> int | None:
    """Where a list of names at the start of the text ends: all are bodies, and an act follows."""
    for act in _ACT.finditer(text[:_LONGEST]):
        names = bodies(text[: act.start()])
        if names and (not act["other"] or all(map(_holds_office, names))):
            return act.start()
    return None


def _holds_office(name: str) -> bool:
    """Whether a name is surely that of a body, and of one that may be given an office."""
    return bool(_NAMED.search(name)) and not _PRIVATE.search(name)


def begins_act(text: str) -> bool:
    """Whether a text begins with what a body does."""
    return _ACT.match(text) is not None


def partners(text: str) -> tuple[tuple[str, ...], int]:
    """The names that stand behind 会同 and where they end, whatever follows; ((), 0) without any.

    民政、财政等部门 is a list too: what stands before 、 need not look like a body.
    """
    items: list[str] = []
    kept = end = at = 0
    while run := _RUN.match(text, at):
        closed = text[run.end() : run.end() + 1] == "、"
        length = _name_length(run[0], closed=closed)
        item = text[at : at + length] if length else run[0]
        if item in LONE and items:
            items[-1] += text[end:at] + item  # 有关部门和单位
        else:
            items.append(item)
        if length:
            kept, end = len(items), at + length
        joined = _AND.match(text, at + (length or len(run[0])))
        if not joined or not (length or closed):
            break
        at = joined.end()
    return split_names("、".join(items[:kept])), end


def _name_length(run: str, *, closed: bool) -> int:
    """How long the name is that words without an act begin with; 0 where they begin with none.

    `closed`: a 、 follows the words, so that 国务院药品监管 is one of a list.
    """
    for found in _NAME_END.finditer(run):
        name, rest = run[: found.end()], run[found.end() :]
        if others := _CLASS.match(rest):
            return found.end() + others.end()
        if _AND.match(rest) or not _goes_on(name, rest):
            return len(run) if closed and name.endswith(_HOUSES) else found.end()
    return 0


def _goes_on(name: str, rest: str) -> bool:
    """市委 goes on in 市委网信办; 市财政局 does not in 市财政局走访企业."""
    if name.endswith(_HOUSES):
        return _NAME_END.search(rest[:_FAR]) is not None
    return _INSIDE.match(rest) is not None
