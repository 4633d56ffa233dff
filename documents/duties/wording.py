"""Read the words that allot a task: 责任单位：…, A牵头，B、C配合, 由A会同B负责."""

import re
from dataclasses import dataclass, replace

from documents.duties.names import TOGETHER, is_body, split_names
from documents.duties.timing import is_deadline, loose_deadline, strip_labelled

LEAD, DUTY, SUPPORT = "牵头", "负责", "配合"
"""The three roles; the finer words of the source fall under one of them."""

_ROLE_OF = {
    "牵头": LEAD, "主办": LEAD, "主责": LEAD, "主要责任": LEAD,
    "责任": DUTY, "负责": DUTY, "落实": DUTY, "承办": DUTY, "承担": DUTY, "实施": DUTY, "主管": DUTY, "组织": DUTY, "完成": DUTY,
    "配合": SUPPORT, "协办": SUPPORT, "参与": SUPPORT, "协同": SUPPORT, "协助": SUPPORT, "参加": SUPPORT, "支持": SUPPORT,
}  # fmt: skip
_WORDS = "|".join(sorted(_ROLE_OF, key=len, reverse=True))
_HOLDER = "单位|部门|科室|处室|机构|主体|人|领导|厅局|委办局|股室|县区|地区"
LABEL = re.compile(
    rf"(?P<party>[\u4e00-\u9fff]{{0,10}}?)(?P<role>{_WORDS})(?:和|及|、|（|/)?(?:{_WORDS})?）?(?:{_HOLDER})(?:及分工|分工)?\s*[:：]"
)
"""责任单位：, 牵头部门：, 静海落实部门："""
_BEFORE_LABEL = re.compile(r"(?<=[^\s：:])\s+(?=[\u4e00-\u9fff]{2,12}[:：])")
_BEFORE_NAME = re.compile(
    r"(?<=[局委厅部办府会院校司行处关])[ 　]+(?=[省市区县州各]|国家|中国|人民银行)"
)
"""市教育局 市财政局: a blank may stand between two names."""
_OTHER_LABEL = re.compile(r"。|[；;，,](?=[\u4e00-\u9fff]{2,8}[:：])")
"""Where a label's value ends: at 。 or where ，适用范围： begins another."""
_VERB = re.compile(
    r"牵头(?:负责|落实|组织|推进|实施|抓总|完成)*(?:[，,]?并?按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:负责|落实)?)?"
    r"|(?:[，,]?(?:根据|按照?|依(?:据|照)?)(?:各自)?(?:工作)?(?:职责|职能|分工)(?:分工)?(?:分别|抓好|做好|共同)?(?:负责|落实|推进|配合|做好|抓好|完成)?(?:落实|(?:有关|相关)?工作)?)"
    r"|分(?:工|别)负责(?:落实)?|共同负责|负责(?:落实|实施|推进|完成|组织(?:实施)?)?|(?:结合实际)?(?:组织|具体|抓好|共同|贯彻|认真)*落实|承办|主办"
    r"|(?:积极|协同|协助|密切|共同|参与)?配合(?:落实|做好|实施|完成)?|协同(?:推进|落实)?|(?:协助|参与|参加)(?:落实|做好|推进|实施|完成)?|协办|实施"
    r"|(?:均|都)?(?:为|是)(?:牵头|主办|责任|落实|实施|配合|协办)(?:单位|部门)"
)
_TOGETHER = re.compile(rf"{TOGETHER.pattern}|联合(?![采会国社惩办体“])")
_NOT_PARTY = frozenset(
    [
        "主要",
        "具体",
        "共同",
        "第一",
        "直接",
        "总体",
        "市级",
        "省级",
        "区级",
        "县级",
        "任务",
        "工作",
        "相关",
        "有关",
        "其他",
        "各项",
        "本项",
    ]
)


@dataclass(frozen=True)
class Allotment:
    """One role of an assignment: who holds it, of which party where the label says so."""

    role: str
    departments: tuple[str, ...]
    party: str | None = None


@dataclass(frozen=True)
class Wording:
    """What an assigning text says."""

    allotments: tuple[Allotment, ...]
    deadline: str | None = None


def read_wording(text: str, *, bare: bool = False) -> Wording | None:
    """The roles that a text gives; None where it gives none.

    `bare`: a text that is only names counts too, as 负责.
    """
    flat = re.sub(r"\s+", "", _BEFORE_NAME.sub("、", _BEFORE_LABEL.sub("；", text.strip())))
    flat, deadline = strip_labelled(flat)
    found = _labelled(flat) if LABEL.search(flat) else _worded(flat, DUTY if bare else None)
    kept = tuple(a for a in found if a.departments)
    if not kept or not any(is_body(name) for a in kept for name in a.departments):
        return None
    return Wording(kept, deadline or loose_deadline(flat))


def _labelled(text: str) -> list[Allotment]:
    labels = list(LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    found: list[Allotment] = []
    for label, end in zip(labels, ends, strict=True):
        role = _ROLE_OF[label["role"]]
        party = label["party"] if label["party"] and label["party"] not in _NOT_PARTY else None
        value = _OTHER_LABEL.split(text[label.end() : end])[0].rstrip("；;，,、（(")
        found += [replace(allotment, party=party) for allotment in _worded(value, role)]
    return found


def _worded(text: str, default: str | None) -> list[Allotment]:
    """A牵头，B配合: the names before each word; what no word follows has the default role."""
    found: list[Allotment] = []
    begin = 0
    for verb in _VERB.finditer(text):
        if not _stands_as_verb(text, verb):
            continue
        names = text[begin : verb.start()]
        found += _together(names, _role_of_verb(verb[0]))
        begin = verb.end()
    rest = text[begin:].strip("，,；;。、")
    if default is not None and rest and not is_deadline(rest):
        found += [
            replace(a, departments=tuple(filter(_may_be_name, a.departments)))
            for a in _together(rest, default)
        ]
    return found


def _may_be_name(name: str) -> bool:
    """What stands after 责任单位： is a name even without a known ending, unless it reads as a sentence."""
    return is_body(name) or (
        len(name) <= 12 and not re.search(r"做好|开展|推进|加强|完成|确保|\d", name)
    )


def _stands_as_verb(text: str, verb: re.Match[str]) -> bool:
    """A word that ends its clause: 甲局负责；乙局配合, not 负责人, 责任落实工作领导小组 or 政务服务实施中心."""
    following = text[verb.end() : verb.end() + 1]
    return (
        following in {"", "，", ",", "；", ";", "。", "、", "）", ")", "〔", "（"}
        and verb.start() > 0
    )


def _role_of_verb(verb: str) -> str:
    if verb.startswith(("牵头", "主办")) or verb.endswith(("牵头单位", "牵头部门", "主办单位")):
        return LEAD
    support = ("配合", "协同", "协助", "协办", "参与", "参加")
    return SUPPORT if any(word in verb for word in support) else DUTY


def _together(names: str, role: str) -> list[Allotment]:
    """A会同B负责: A has the role, B supports."""
    parts = _TOGETHER.split(names.strip("，,；;。、"), maxsplit=1)
    found = [Allotment(role, split_names(parts[0]))]
    if len(parts) > 1:
        found.append(Allotment(SUPPORT, split_names(parts[1])))
    return found
