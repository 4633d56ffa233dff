"""Read the words that allot a task: 责任单位：…, A牵头，B、C配合, 由A会同B负责."""

import re
from dataclasses import dataclass, replace

from documents.duties.names import is_body, split_names

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
_BEFORE_LABEL = re.compile(rf"(?<=[^\s：:])\s+(?={LABEL.pattern})")
DEADLINE_LABEL = re.compile(
    r"(?:完成|落实|办结|整改)?(?:时限|时间|期限|时间节点|进度安排|完成时间)(?:要求)?\s*[:：]\s*(?P<when>[^；;，。）)\n]{2,30})"
)
_DEADLINE = re.compile(
    r"(?:[12]\d{3}年)?(?:\d{1,2}月)?(?:\d{1,2}日|上旬|中旬|下旬|底|末)?(?:之?前)(?:完成)?|[12]\d{3}年(?:全年|底|\d{1,2}月底?)(?:完成)?|(?:长期|持续|常态化|分阶段)(?:坚持|推进|实施|开展)?|年底前(?:完成)?|全年(?:推进|实施)?"
)
_VERB = re.compile(
    r"牵头(?:负责|落实|组织|推进|实施|抓总|完成)*(?:[，,]?并?按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:负责|落实)?)?"
    r"|(?:[，,]?(?:根据|按照?|依(?:据|照)?)(?:各自)?(?:工作)?(?:职责|职能|分工)(?:分工)?(?:分别|抓好|做好|共同)?(?:负责|落实|推进|配合|做好|抓好)?(?:落实|工作)?)"
    r"|分(?:工|别)负责(?:落实)?|共同负责|负责(?:落实|实施|推进|完成|组织(?:实施)?)?|(?:组织|具体|抓好|共同)?落实|承办|主办"
    r"|(?:积极|协同|协助|密切|共同|参与)?配合(?:落实|做好|实施|完成)?|协同(?:推进|落实)?|(?:协助|参与)(?:落实|做好|推进|实施|完成)?|协办|实施"
)
_TOGETHER = re.compile(r"会同|联合(?!会|国|社)")
_FIRST_LEADS = re.compile(
    r"(?:列|排)(?:在)?(?:名)?(?:第一|首)(?:位|个)?(?:的|者)?(?:单位|部门)?(?:为|是|作为)?牵头|第一个?(?:责任)?(?:单位|部门)(?:为|是)牵头"
)
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
    flat = re.sub(r"\s+", "", _BEFORE_LABEL.sub("；", text.strip()))
    when = DEADLINE_LABEL.search(flat)
    deadline = when["when"] if when else None
    if when:
        flat = re.sub(r"[（(][）)]", "", flat[: when.start()] + flat[when.end() :])
    found = _labelled(flat) if LABEL.search(flat) else _worded(flat, DUTY if bare else None)
    kept = tuple(a for a in found if a.departments)
    if not kept or not any(is_body(name) for a in kept for name in a.departments):
        return None
    return Wording(kept, deadline or _loose_deadline(flat))


def states_first_leads(text: str) -> bool:
    """列第一位者为牵头单位: a rule for the whole notice."""
    return _FIRST_LEADS.search(text) is not None


def _labelled(text: str) -> list[Allotment]:
    labels = list(LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    found: list[Allotment] = []
    for label, end in zip(labels, ends, strict=True):
        role = _ROLE_OF[label["role"]]
        party = label["party"] if label["party"] and label["party"] not in _NOT_PARTY else None
        value = re.split(r"[。]", text[label.end() : end])[0].rstrip("；;，,、（(")
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
    if default is not None and rest and not _DEADLINE.fullmatch(rest):
        found.append(Allotment(default, tuple(n for n in split_names(rest) if _may_be_name(n))))
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
    if verb.startswith(("牵头", "主办")):
        return LEAD
    support = ("配合", "协同", "协助", "协办", "参与")
    return SUPPORT if any(word in verb for word in support) else DUTY


def _together(names: str, role: str) -> list[Allotment]:
    """A会同B负责: A has the role, B supports."""
    parts = _TOGETHER.split(names.strip("，,；;。、"), maxsplit=1)
    found = [Allotment(role, split_names(parts[0]))]
    if len(parts) > 1:
        found.append(Allotment(SUPPORT, split_names(parts[1])))
    return found


def _loose_deadline(text: str) -> str | None:
    """A deadline that stands between marks without a label: （市商务局负责，2023年6月底前）."""
    pieces = re.split(r"[，,；;。（）()]", text)
    return next((p for p in pieces if p and _DEADLINE.fullmatch(p)), None)
