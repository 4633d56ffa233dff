"""Find assignments in running prose: 由市商务局负责…, 市发改委会同市财政局制定…."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.duties.names import is_body, split_names
from documents.duties.wording import DUTY, LEAD, SUPPORT, Allotment, read_wording

_ACTS = (
    "负责|牵头|承办|组织|统筹|实施|落实|承担|开展|进行|实行|制定|统一|具体|推送|把关|出具|审核|审查|办理|提供|建设|协调|指导|监督"
    "|主持|召集|拟订|起草|编制|汇总|审批|受理|评价|同时|按|依法|根据|共同|分别|联合|做好|抓好|推进|安排|建立|督促|配合|协助|参与|梳理|研究|完善|对|将|在"
)
_BY = re.compile(r"(?:并|同时|，|^)?由(?!于|来|此|上|下)")
_ACT = re.compile(rf"(?:要|应当?|须|需|可)?(?:积极|共同)?(?:{_ACTS})")
_ROLE_VERB = re.compile(
    r"(?:要|应当?|须|需)?(?:积极|密切|共同|具体|统一|全面)?(?P<verb>牵头|会同|负责(?!人|同志|制|解释|的)|承担|担负|配合|协助)"
)
_CLAUSE = re.compile(r"[^，。；！？\n]+")
_SENTENCE = re.compile(r"[^。；！？\n]+")
_SKIPPED = re.compile(
    r"^(?:可|应当与|将|如|若|凡|未|不|对(?!口)|为|按|根据|依据|坚持|建立|健全|完善|加强|强化)"
)
_ATTRIBUTE = re.compile(r"[^，]{2,24}的(?:部门|机构|单位|人员|主管部门)")
"""政府负责水路运输管理的部门: a body described, not a task given."""
_DESCRIBES = re.compile(rf"(?:{_ACTS})?的|(?:负责)?解释|负责(?:人|同志)")
"""由甲局牵头的项目, 由甲局负责解释: no task is given."""
_BARE = re.compile(
    r"(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:分[工别]|共同|具体|组织)*(?:负责|落实|实施)*"
)
_WHEN = re.compile(r"\s*(?:于|在)?(?:[12]\d{3}年|\d{1,2}月|年底).{0,8}(?:前|底)")
_EVERYBODY = re.compile(r"各(?:有关|相关|级|地|部门|单位)")
_LONGEST = 80
_ROLE = {
    "牵头": LEAD,
    "会同": DUTY,
    "负责": DUTY,
    "承担": DUTY,
    "担负": DUTY,
    "配合": SUPPORT,
    "协助": SUPPORT,
}


@dataclass(frozen=True)
class ProseStatement:
    """A stretch of a sentence that allots a task; offsets into the line."""

    start: int
    end: int
    allotments: tuple[Allotment, ...]
    says_what: bool
    """Whether it also says what is to be done; if not, the words before it do."""


def prose_statements(line: str) -> Iterator[ProseStatement]:
    """Where a line (bracketed parts blanked by the caller) gives a body a task.

    甲局负责X，乙局负责Y gives two stretches; 甲局牵头，乙局配合，做好X is one.
    """
    for sentence in _SENTENCE.finditer(line):
        if re.search(r"由|负责|牵头|会同|配合|承担|担负|协助", sentence[0]):
            stretches = _stretches(sentence[0], sentence.start())
            yield from (stretch for stretch in stretches if not _exhorts(stretch))


def _stretches(sentence: str, offset: int) -> Iterator[ProseStatement]:
    begin, found, says_what = 0, list[Allotment](), False
    for clause in _CLAUSE.finditer(sentence):
        allotments, complete = _clause(clause[0].strip())
        if allotments and says_what and (complete or allotments[0].role == LEAD):
            yield _stretch(sentence, (begin, clause.start()), offset, found)
            begin, found, says_what = clause.start(), [], False
        if allotments and not found:
            begin = clause.start() if complete else begin
            says_what = complete or bool(sentence[begin : clause.start()].strip(" 　，"))
        elif found:
            says_what = says_what or complete or not (allotments or _WHEN.match(clause[0]))
        found += allotments
    if found:
        yield _stretch(sentence, (begin, len(sentence)), offset, found, says_what=says_what)


def _exhorts(stretch: ProseStatement) -> bool:
    """各有关部门要密切配合: nobody is given a task."""
    names = [name for allotment in stretch.allotments for name in allotment.departments]
    return {a.role for a in stretch.allotments} == {SUPPORT} and any(map(_EVERYBODY.match, names))


def _stretch(
    text: str, span: tuple[int, int], offset: int, found: list[Allotment], *, says_what: bool = True
) -> ProseStatement:
    words = text[slice(*span)].rstrip(" 　，")
    start = span[0] + len(words) - len(words.lstrip(" 　，"))
    end = span[0] + len(words)
    return ProseStatement(offset + start, offset + end, tuple(found), says_what)


def _clause(clause: str) -> tuple[list[Allotment], bool]:
    """The allotments of a clause, and whether it also says what is to be done."""
    by = _BY.search(clause)
    if by:
        negated = re.search(r"不(?:应当?|得|再|能|可)?$", clause[: by.start()])
        return ([], False) if negated else _by(clause[: by.start()], clause[by.end() :])
    if _SKIPPED.match(clause):
        return [], False
    whole = read_wording(clause) if len(clause) <= _LONGEST else None
    if whole and all(is_body(n) for a in whole.allotments for n in a.departments):
        return list(whole.allotments), False
    verb = _ROLE_VERB.search(clause)
    given = _subject(clause[: verb.start()], verb["verb"], clause[verb.end() :]) if verb else []
    return given, bool(given)


def _by(before: str, rest: str) -> tuple[list[Allotment], bool]:
    """The same for what follows 由: names, then what they do."""
    cut = _names_end(rest)
    if cut is None:
        return [], False
    act = _ROLE_VERB.match(rest, cut)
    done = rest[act.end() if act else cut :]
    found = _subject(rest[:cut], act["verb"] if act else "负责", done)
    return found, bool(found) and bool(before.strip() or not _BARE.fullmatch(done))


def _subject(subject: str, verb: str, rest: str) -> list[Allotment]:
    names = split_names(re.sub(r"^\d+[.．、]|^[一二三四五六七八九十]+是", "", subject.strip()))
    if not names or not all(is_body(name) for name in names):
        return []
    if _ATTRIBUTE.match(rest) or _DESCRIBES.match(rest):
        return []
    parts = re.split("会同", subject, maxsplit=1)
    if len(parts) > 1:
        return [
            Allotment(_ROLE[verb], split_names(parts[0])),
            Allotment(SUPPORT, split_names(parts[1])),
        ]
    found = [Allotment(_ROLE[verb], names)]
    if verb == "会同" and (cut := _names_end(rest)):
        found.append(Allotment(SUPPORT, split_names(rest[:cut])))
    return found


def _names_end(text: str) -> int | None:
    """Where a list of names at the start of the text ends: all are bodies, and an act follows."""
    for act in _ACT.finditer(text[:_LONGEST]):
        names = split_names(text[: act.start()])
        ends_inside = text[act.start() :].startswith(
            ("在地", "在单位", "在区", "在部队")
        )  # 其户口所在地的…
        if names and all(is_body(name) for name in names) and not ends_inside:
            return act.start()
    return None
