"""Tell words that only read like an assignment: a report, a sanction, a liability, a description."""

import re

_ACT = (
    "牵头|组织|统筹|负责|主管|主办|承办|实施|管理|审查|审批|审核|研究|研发|开发|研制|建设|分配|调配|监管|监督|评价|确定|指定|认定|制定|拟定|拟订|起草"
    "|印发|发布|作出|出具|批准|核准|组成|参加|参与|举办|提供|设立|推荐|核发|签发|颁发|收取|征收|运营|维护|保管|使用|支付|发给|受理|办理|承担|配合|投资|批复|开具|提出|召开|处理|处置|核定|调整|登记|备案|发放|采集|收集|出资|主持|执行|申报|放行"
)
_HOW = "统一|共同|联合|具体|依法|同时|分别|直接|自主|单独"
_ATTRIBUTE = re.compile(
    rf"(?:(?:{_HOW}|{_ACT})[、和并或]?){{0,5}}(?:{_ACT})的(?!通知|意见|要求|原则|规定)"
)
"""由甲局组织研发的系统, 甲局牵头的项目."""
_MEMBERS = re.compile(r"(?:共同|联合|分别)?(?:组成|选派.{0,6}参加)")
_BODY_OF = re.compile(
    r"(?![对将把为向]|组织|做好|指导)[^，]{2,24}的(?:部门|机构|单位|人员|主管部门)|(?:地区|区域|范围)的"
)
"""政府负责水路运输管理的部门: a body described."""
_EXPLAINS = re.compile(
    r"(?:负责)?(?:.{0,16}(?:政策|办法|规定|细则|措施|方案|条例|意见))?的?(?:具体|具体应用)?解释(?:工作)?$"
)
_PERSON = re.compile(r"负责(?:人|同志)")
_LIABLE = re.compile(
    r"(?:负责)?(?:承担|担负|负)?(?:相应|全部|部分|主要|次要|连带|同等|补充|法律|民事|刑事|行政|经济|违约|侵权|损害|赔偿|损害赔偿|的|、|和)*(?:责任|后果)(?:的|[:：]?$)"
)
_SANCTION = re.compile(
    r"(?:给予|予以|处以|作出|依法|依规|依纪|按照.{2,20}|根据.{2,20}|依照.{2,30}|进行|并处).{0,24}"
    r"(?:处罚|处分|罚款|警告|拘留|取缔|查处|惩处|严肃处理|强制措施|通报批评)|依[法规纪](?:依[法规纪])?(?:予以|作出)?(?:严肃|从重)?处理"
    r"|责令|没收|吊销|撤销|制止|处以?.{0,20}罚款|追究|追缴|依法(?:予以)?调解|判决|裁定|批评教育|告诫|训诫"
    r"|(?:中止|取消|停止).{0,16}(?:待遇|资格|成绩|许可)"
)
_MANNER = re.compile(r"(?:根据|按照?|依照|依据)[^，]*$")
_JUDGEMENT = re.compile(r"[^。；，]*(?:判决|裁定)(?:，|$)")
_DONE = re.compile(
    r"(?:日前|近日|目前|先后|连夜|现|均|还)*(?:已(?:经)?(?!发|有|取得|建|批|办)|业已|曾|累计)|[^，]{0,10}(?<![为除得到])了(?!解)"
    r"|(?:\d{1,2}月)?\d{1,2}日(?!前|内|之前|以前|起)[^，]{0,4}(?:出台|印发|发布|召开|启动|制定)"
)
_TOLD = re.compile(
    r"截至目前|据(?:悉|了解|介绍|统计|报道)|记者|通讯员|(?<![\d\s一二三四五六七八九十个起])日前|(?<![最])近日|连日来|昨[日天]|今天|新华社|\d日讯|本报|获悉"
)
_NEWS = re.compile(
    r"记者(?:从|了解|获悉|看到|采访|[ 　]?[\u4e00-\u9fff]{2,3}(?:[ 　]|）|\)|报道|摄))|（记者|\(记者|本报讯|通讯员"
    r"|新华社[^，。]{0,12}电|据悉|据了解|责任编辑|\[ ?详细|(?:说|表示|介绍)[，：:]?“|”[^，。“”\n]{2,16}(?:说|表示|介绍)[，。]"
)
_FOUNDED = re.compile(r"(?:组建|成立|设立)[^，]{0,20}$")
_SET_UP = re.compile(r"(?:建立|健全|完善|形成|构建|新增|探索)[^，]{0,12}$")
_TAKES_PART = re.compile(
    r"(?:参与|参加|配合|组成|协同|协作|协助|分工)的|的[^，。；]{0,8}(?:机制|制度|体系|格局|模式|小组|专班|联席会议)"
)
_MECHANISM = re.compile(
    r"(?:，[^，。；]{2,20}){0,3}(?:参与|配合|协同|负责|联动|参加)的[^，。；]{0,6}(?:机制|格局|体系|制度)"
)
_BY_NEXT = re.compile(r"(?:应当?|均|一律|统一|分别)?由")
_NOUN_END = re.compile(r"的[^，。的]{2,12}$")
_REFUSED = re.compile(r"(?:不(?:应当?|得|再|能|可)?|可以|需要|适宜|[对把向宜与])$")


def is_news(text: str) -> bool:
    """Whether a text reads like a news item: what bodies do in it is told, not ordered."""
    return _NEWS.search(text) is not None


def is_told(sentence: str) -> bool:
    """Whether a sentence tells what happened: 据悉, 截至目前, 近日."""
    return _TOLD.search(sentence) is not None


def is_done(act: str) -> bool:
    """Whether what follows the bodies is done already: 已做好…, 出台了…."""
    return _DONE.match(act) is not None


def describes(act: str) -> bool:
    """Whether what follows the bodies describes a thing or gives no task: 组织研发的系统, 负责解释."""
    return any(p.match(act) for p in (_ATTRIBUTE, _MEMBERS, _EXPLAINS, _PERSON, _LIABLE))


def describes_body(act: str) -> bool:
    """Whether what follows 政府负责 describes a body: 水路运输管理的部门."""
    return _BODY_OF.match(act) is not None


def punishes(act: str) -> bool:
    """Whether an act is a power over others, not a task: 依法给予处罚, 责令改正."""
    return _SANCTION.search(act) is not None


def judges(act: str, following: str) -> bool:
    """Whether a court decides a case: 根据情况，按照照顾子女的原则判决."""
    return bool(_MANNER.match(act) and _JUDGEMENT.match(following))


def refuses(before: str, following: str) -> bool:
    """Whether words around 由 deny, permit or found a body: 不由, 可以由, 组建由…, 建立由…参与的机制."""
    if _REFUSED.search(before) or _FOUNDED.search(before):
        return True
    return bool(_SET_UP.search(before) and _TAKES_PART.search(following))


def sets_up(following: str) -> bool:
    """Whether 甲局牵头 is a part of the name of what is set up: …，各部门参与的工作机制."""
    return _MECHANISM.match(following) is not None


def is_topic(rest: str, following: str) -> bool:
    """Whether 由甲局起草的文件 is only what the next clause is about: …，由乙局审核."""
    return bool(_BY_NEXT.match(following) and _NOUN_END.search(rest))
