"""Read one clause of running prose: which bodies it gives a task, and whether it says which."""

import re
from dataclasses import dataclass, replace

from documents.duties.acts import begins_act, names_end, partners
from documents.duties.claims import (
    describes,
    describes_body,
    is_done,
    is_topic,
    judges,
    punishes,
    refuses,
    sets_up,
)
from documents.duties.names import TOGETHER, bodies, is_body
from documents.duties.wording import DUTY, LEAD, SUPPORT, Allotment, read_wording

_BY = re.compile(r"(?<![自理缘事交借经任])由(?!于|来|此|上|下)")
_ROLE_VERB = re.compile(
    r"(?:要|应当?|须|需)?(?:积极|密切|共同|具体|统一|全面|全力|主动|切实|认真)?"
    rf"(?P<verb>牵头(?!单位|部门|处室)|负责(?!人|同志|制|解释|的)|承担(?!单位)|担负|配合(?!单位|部门)|协助|{TOGETHER.pattern})"
)
_SKIPPED = re.compile(
    r"^(?:请|可|应当与|将|如|若|凡|未|不|对(?!口)|为|按|根据|依据|坚持|建立|健全|完善|加强|强化)"
)
_NUMBER = re.compile(r"\d+[.．、]|[一二三四五六七八九十]+[、是]")
_OPENING = re.compile(
    r"[\s　]*(?:并|同时|一律|具体|统一|分别|应当?|须|也|或者?|再|则|均|一般|原则上|主要|最终|自[^，]{1,10}起)*[\s　]*"
)
_DANGLING = re.compile(r"[\s　]*(?:具体|其|该|上述|相关|有关|所需)")
"""具体办法由…: of what, the words before say."""
_BARE = re.compile(
    r"(?:[并可]?(?:按(?:照)?|根据|依照|依据|结合)[^，]{0,24}?(?:职责|规定|程序|权限|职能|要求|情况|实际|分工|需要)|在[^，]{2,12}(?:范围|期限)内)?"
    r"(?:分[工别]|共同|具体|组织|依法|统一|统筹|直接|另行|研究|给予|予以|进行)*"
    r"(?:负责|落实|实施|制定|拟订|拟定|编制|调整|办理|审批|审核|审查|登记|批准|解决|确定|决定|协调|处理|安排|提供|汇总|发给|发放|支付|承担|推送|管理"
    r"|把关|公布|查验|使用|评价|保障|规定|核定|认定|评定|指定|考核|选用|[、和并及后])*(?:[并后再]?(?:抄送|报送?|送|提交|移交|转交|反馈|推送)[^，。]{2,40})?"
)
"""What says nothing of the task: it stands before 由."""
_MODAL = re.compile(r"[，]?[\s　]*(?:须|应当?|必须|不得|可以?)")
_LONGEST = 80
_ROLE = {"牵头": LEAD, "配合": SUPPORT, "协助": SUPPORT}


@dataclass(frozen=True)
class Claim:
    """What a clause allots; `complete` where it says what is to be done.

    `opens`: it begins with 由, so that the clauses before it may say what it is about; `dangling`: they do;
    `case`: it says in which case (…的由甲局负责), not of what.
    """

    allotments: tuple[Allotment, ...] = ()
    complete: bool = False
    opens: bool = False
    dangling: bool = False
    case: bool = False

    @property
    def leads(self) -> bool:
        """Whether a body leads."""
        return any(a.role == LEAD for a in self.allotments)


_NONE = Claim()


def read_clause(clause: str, following: str, *, told: bool) -> Claim:
    """What a clause allots; `following` is what comes after it.

    `told`: the clause stands in a news item, where only what must be done is a task.
    """
    if clause.endswith("的"):
        return _NONE  # 甲局负责…的，由乙局…: a condition
    if by := _BY.search(clause):
        found = _by(clause[: by.start()], clause[by.end() :], following.lstrip("， 　"))
        return _NONE if told and found.leads and "要" not in clause[: by.start()] else found
    if _SKIPPED.match(clause):
        return _NONE
    return _said(clause, following, told=told)


def _said(clause: str, following: str, *, told: bool) -> Claim:
    """甲局牵头, 甲局负责X, 甲局会同乙局制定X."""
    whole = read_wording(clause) if len(clause) <= _LONGEST and not told else None
    if whole and all(is_body(n) for a in whole.allotments for n in a.departments):
        return _NONE if sets_up(following) else Claim(whole.allotments)
    verb = _ROLE_VERB.search(clause)
    if not verb or (told and not _obliges(verb)):
        return _NONE
    if verb[0] == "承担" and _MODAL.match(following):
        return _NONE  # 甲局承担X，须…: a condition
    at = verb.start("verb")
    found = _doing(_subject(clause[: verb.start()]), clause, at)
    if TOGETHER.match(clause, at):
        return _NONE if is_done(following.lstrip("，")) else replace(found, complete=True)
    return found


def _obliges(verb: re.Match[str]) -> bool:
    """要牵头, 负责: what must be done, not what is told."""
    return verb[0].startswith(("要", "应", "须", "需")) or verb["verb"] == "负责"


def _by(before: str, rest: str, following: str) -> Claim:
    """由甲局负责X, 由甲局会同乙局制定X; 由甲局、乙局，负责X in two clauses."""
    if refuses(before, f"{rest}，{following}") or is_topic(rest, following):
        return _NONE
    together = TOGETHER.search(rest[:_LONGEST])
    cut = names_end(rest)
    if cut is None and not together and begins_act(following):
        return replace(_by(before, f"{rest}{following}", ""), complete=True)
    if together and (cut is None or together.start() < cut):
        cut = together.start()
    if cut is not None and judges(rest[cut:], following):
        return _NONE
    found = _doing(bodies(rest[:cut]), rest, cut, by=True) if cut else _NONE
    if not found.allotments:
        return _NONE
    dangling = _DANGLING.match(before) is not None
    case = before.endswith("的")
    opens = bool(_OPENING.fullmatch(before)) or case or dangling
    return Claim(found.allotments, not opens or found.complete, opens, dangling, case)


def _doing(holders: tuple[str, ...], text: str, at: int, *, by: bool = False) -> Claim:
    """负责X, 会同乙局制定X, 根据需要会同乙局制定X, 制定X at an offset, done by the holders."""
    near = TOGETHER.search(text, at, at + _LONGEST) if by else None
    together = TOGETHER.match(text, at) or near
    others, end = partners(text[together.end() :]) if together else _joined(text[at:])
    act = text[(together.end() if together else at) + end :]
    verb = _ROLE_VERB.match(act)
    done = act[verb.end() :] if verb else act
    if not holders or describes(act) or describes(done) or (together and is_done(act)):
        return _NONE
    role = _ROLE.get(verb["verb"], DUTY) if verb else DUTY
    if by and punishes(act) and (not verb or role == SUPPORT):
        return _NONE
    if not by and verb and describes_body(done):
        return _NONE
    found = (Allotment(role, holders), *([Allotment(SUPPORT, others)] if others else []))
    return Claim(found, complete=not _BARE.fullmatch(done.strip(" 　")))


def _joined(act: str) -> tuple[tuple[str, ...], int]:
    """The bodies of 联合乙局、丙局开展X, and where they end; 联合开展X names none."""
    if not act.startswith("联合"):
        return (), 0
    names, end = partners(act[2:])
    return (names, end + 2) if names and all(map(is_body, names)) else ((), 0)


def _subject(text: str) -> tuple[str, ...]:
    """The bodies that stand before a verb, the heading before them left out.

    四、简化手续 市税务局 says it with a blank; a blank may also cut a name: 市 税务局.
    """
    words = text.strip(" 　")
    number = _NUMBER.match(words)
    whole = words[number.end() :] if number else words
    tail = whole.rsplit(" ", 1)[-1]
    if number and tail != whole:
        return bodies(tail)
    return bodies(whole) or bodies(tail)
