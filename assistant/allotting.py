"""Answer who does what from the register: 谁负责X, X负责什么."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Span, Statement
from assistant.mastheads import word_stands
from assistant.parties import party_asked, short_name
from assistant.sought import Sought
from assistant.understanding import Question
from documents.duties.aliases import same_department
from documents.notice import CELL, Duty
from index.conflicts import bare_task, conflicts, current_first
from index.hit import DutyRecord
from index.schema import key
from index.words import normalise

_ENOUGH = 0.55
"""Share of the question's words, by rarity, that an assignment's task and heading must hold."""
_ENOUGH_QUOTED = 0.8
"""The same where the asker quotes the task's own words."""
_AS_GOOD = 0.02
_NEARLY = 0.15
"""How much worse the best assignment of the role asked for may fit than the best of any role."""
_MOST = 12
_HEADING_CREDIT, _TASK_CREDIT, _PLACE_CREDIT = 1.0, 0.9, 0.85
_LEAST_WEIGHT = 0.2
_PLACE_WEIGHT = 0.3
"""A place is no task: 静海区 alone must not make an assignment of 静海区 fit."""
_PHRASE_BONUS = 1.0
_TERRITORIES = "省市县区州旗盟镇乡"
_FIRST_WORDS = 40
_EXPLICIT = re.compile(r"[（(\[【〔]|[\u4e00-\u9fff]{2,16}\s*[:：]")
_ROLES = {"牵头": ("牵头", "主办"), "配合": ("配合", "协办", "参与", "协助", "协同")}
_OF_TIME = frozenset(
    ("完成", "时限", "期限", "办结", "落实", "截止", "之前", "做完", "交付", "要求")
)
_NUMERALS = "零一两三四五六七八九十"


@dataclass(frozen=True)
class Allotted:
    """The assignments that answer, as statements with their records; or why none does."""

    statements: tuple[Statement, ...] = ()
    records: tuple[DutyRecord, ...] = ()
    refusal: str | None = None


def who_does(sought: Sought, records: Sequence[DutyRecord]) -> Allotted:
    """The bodies that a task is allotted to; every role of the assignment, or the one asked for."""
    question = sought.question
    records = _of_party(question, records)
    if not records:
        return Allotted(refusal="现有公文里没有找到这项任务的分工。")
    weights = _weights(sought, records)
    fits = {id(record): _fit(question, weights, record) for record in records}
    nearest = max(records, key=lambda record: fits[id(record)])
    best = fits[id(nearest)]
    if best < (_ENOUGH_QUOTED if question.phrase else _ENOUGH):
        return Allotted(refusal=_no_such_task(nearest.duty))
    pool = _of_role(question, records)
    best_of_role = max((fits[id(record)] for record in pool), default=0.0)
    if best_of_role < best - _NEARLY:
        return Allotted(
            refusal=f"公文写明了这项任务的分工，但没有写明{'、'.join(_roles_asked(question))}单位。"
        )
    alike = [record for record in pool if fits[id(record)] >= best_of_role - _AS_GOOD]
    return _stated(_explicit_first(alike)[:_MOST])


def by_when(sought: Sought, records: Sequence[DutyRecord]) -> Allotted | None:
    """The assignments of a task that say by when; None where none of those that fit does."""
    dated = [record for record in records if record.duty.deadline]
    if not dated:
        return None
    found = who_does(sought, records)
    kept = [record for record in found.records if record.duty.deadline]
    return _stated(kept) if kept else None


def tasks_of(question: Question, records: Sequence[DutyRecord]) -> Allotted:
    """The tasks of the department that the question names."""
    department = department_named(question, records)
    if department is None:
        return Allotted(refusal="职责登记册里没有找到问题所说的部门。")
    held = [
        record
        for record in records
        if any(same_department(department, name) for name in record.duty.departments)
    ]
    chosen = _of_role(question, _of_place(question, department, held))
    if not chosen:
        return Allotted(refusal=f"现有公文没有写明{department}承担这样的任务。")
    counted = Statement(f"涉及{department}的任务共{_chinese(len(chosen))}项：")
    return _stated(chosen[:_MOST], (counted,) if len(chosen) > 1 else ())


def without_parties(topic: str, records: Sequence[DutyRecord]) -> str:
    """The task asked about without the sides it is asked of; unchanged if nothing else is left."""
    rest = topic
    for party in {record.duty.party for record in records if record.duty.party}:
        rest = rest.replace(party, " ").replace(short_name(party), " ")
    return rest if len(rest.strip()) > 1 else topic


# --- how well an assignment fits the question ---------------------------------------------------


def _weights(sought: Sought, records: Sequence[DutyRecord]) -> dict[str, float]:
    """How much each word of the question counts: little if it is in most of the assignments."""
    texts = [normalise(" ".join((*r.duty.headings[-2:], r.duty.task))) for r in records]
    weights = {}
    for word, weight in sought.weights.items():
        if sought.question.by_when and word in _OF_TIME:
            continue
        common = sum(word_stands(word, text) for text in texts) / len(texts)
        place = _PLACE_WEIGHT if word in sought.places else 1.0
        weights[word] = weight * place * max(_LEAST_WEIGHT, 1 - common)
    return weights


def _fit(question: Question, weights: Mapping[str, float], record: DutyRecord) -> float:
    """Coverage of the words by the assignment's headings and task; a quoted phrase found adds 1."""
    duty = record.duty
    heading = normalise(" ".join(duty.headings[-2:]) + duty.task[:_FIRST_WORDS])
    task = normalise(duty.task)
    place = normalise(f"{record.notice.title} {record.notice.issuer or ''} {duty.party or ''}")
    total = sum(weights.values()) or 1.0
    covered = sum(weight * _credit(word, heading, task, place) for word, weight in weights.items())
    return covered / total + _phrase_bonus(question, duty)


def _credit(word: str, heading: str, task: str, place: str) -> float:
    place_credit = _HEADING_CREDIT if word[-1] in _TERRITORIES else _PLACE_CREDIT
    texts = ((heading, _HEADING_CREDIT), (task, _TASK_CREDIT), (place, place_credit))
    return next((credit for text, credit in texts if word_stands(word, text)), 0.0)


def _phrase_bonus(question: Question, duty: Duty) -> float:
    """The task as the asker quotes it: a heading that is it, one that has it, or words of the task."""
    wanted = key(question.phrase)
    if not wanted:
        return 0.0
    names = (*duty.headings[-1:], duty.task.split("。", 1)[0])
    if bare_task(question.phrase) in {bare_task(name) for name in names}:
        return _PHRASE_BONUS
    beginning = duty.task[: len(wanted) + _FIRST_WORDS]
    if any(wanted in key(text) for text in (*duty.headings[-1:], beginning)):
        return _PHRASE_BONUS * 0.9
    return _PHRASE_BONUS / 2 if wanted in key(duty.task) else 0.0


# --- conditions of the question ----------------------------------------------------------------


def _explicit_first(records: list[DutyRecord]) -> list[DutyRecord]:
    """Without sentences where a label, bracket or table row under the same heading allots too."""
    explicit = {(r.notice.id, r.duty.headings) for r in records if _is_explicit(r.duty)}
    return [
        r for r in records if _is_explicit(r.duty) or (r.notice.id, r.duty.headings) not in explicit
    ]


def _is_explicit(duty: Duty) -> bool:
    return CELL in duty.quote or _EXPLICIT.match(duty.quote) is not None


def _of_party(question: Question, records: Sequence[DutyRecord]) -> Sequence[DutyRecord]:
    """Those of the side asked about, and in notices that name it those of no side."""
    asked = party_asked(question, {r.duty.party for r in records if r.duty.party})
    if asked is None:
        return records
    short = short_name(asked)
    return [
        r
        for r in records
        if r.duty.party == asked or (r.duty.party is None and short in _named_in(r))
    ]


def _named_in(record: DutyRecord) -> str:
    return f"{record.notice.title}{record.notice.issuer or ''}{record.duty.task}"


def _of_role(question: Question, records: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those of the roles asked for; who shares the work by 职责分工 supports where one body leads."""
    asked = _roles_asked(question)
    if not asked:
        return list(records)
    roles: dict[tuple[str, int], set[str]] = {}
    for record in records:
        roles.setdefault((record.notice.id, record.duty.start), set()).add(record.duty.role)
    return [r for r in records if _holds(r.duty.role, asked, roles[r.notice.id, r.duty.start])]


def _holds(role: str, asked: Collection[str], beside: Collection[str]) -> bool:
    shares = role == "负责" and "配合" in asked and "配合" not in beside and "牵头" in beside
    return role in asked or shares


def _roles_asked(question: Question) -> list[str]:
    text = re.sub(r"《.*?》", "", question.text.replace(question.phrase, "", 1))
    return [role for role, verbs in _ROLES.items() if any(verb in text for verb in verbs)]


def department_named(question: Question, records: Sequence[DutyRecord]) -> str | None:
    """The longest department name of the register that the question has."""
    names = {name for record in records for name in record.duty.departments}
    return max((name for name in names if name in question.text), key=len, default=None)


def _of_place(
    question: Question, department: str, records: Sequence[DutyRecord]
) -> list[DutyRecord]:
    """Only assignments of the place named before the department: 静海区团区委."""
    parties = {r.duty.party for r in records if r.duty.party}
    before = question.text[: question.text.find(department)]
    named = {party for party in parties if short_name(party) in before}
    return [r for r in records if not named or r.duty.party in named]


# --- wording ------------------------------------------------------------------------------------


def _stated(records: Sequence[DutyRecord], head: tuple[Statement, ...] = ()) -> Allotted:
    """What is in force and newest first; tasks under one heading are told apart by how they begin."""
    records = current_first(records)
    places = {(r.notice.id, r.duty.headings, r.duty.task) for r in records}
    shared = Counter((notice, headings) for notice, headings, _ in places)
    several = len({r.notice.id for r in records}) > 1
    head = head or _across_notices(records)
    statements = (
        _statement(r, sole=shared[r.notice.id, r.duty.headings] == 1, named=several)
        for r in records
    )
    unique = tuple(dict.fromkeys((*head, *statements)))
    return Allotted(unique, tuple(records))


def _across_notices(records: Sequence[DutyRecord]) -> tuple[Statement, ...]:
    """Says plainly that notices allot one task differently; nothing where they agree."""
    found = conflicts(records)
    if not found:
        return ()
    return (Statement(f"不同公文对“{found[0].task}”的分工不一致，现行的和较新的列在前面："),)


def _statement(record: DutyRecord, *, sole: bool, named: bool) -> Statement:
    """Whose duty, by when; `named` says which notice, where several speak."""
    duty = record.duty
    notice = f"《{record.notice.title}》" if named else ""
    places = [(duty.start, duty.end), *([duty.deadline_at] if duty.deadline_at else [])]
    spans = tuple(Span(record.notice, start, end) for start, end in places)
    heading = duty.headings[-1] if duty.headings else ""
    if not _is_explicit(duty):
        return Statement(f"{notice}{heading}——{duty.quote}", spans)
    begins = _beginning(duty.task, heading)
    parts = (heading,) if sole and heading and CELL not in duty.quote else (heading, begins)
    whose = f"{duty.party}：" if duty.party else ""
    until = f"，时限：{duty.deadline}" if duty.deadline else ""
    said = f"{whose}{'、'.join(duty.departments)}（{duty.role}{until}）"
    return Statement(f"{notice}{'：'.join(part for part in parts if part)}——{said}", spans)


def _beginning(task: str, heading: str) -> str:
    """How a task begins, its heading left out."""
    words = task.removeprefix(heading).lstrip("。：: \n")
    return words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS]}…"


def _no_such_task(nearest: Duty) -> str:
    task = nearest.headings[-1] if nearest.headings else nearest.task[:_FIRST_WORDS]
    return f"现有公文里没有找到这项任务的分工；最接近的任务是“{task}”。"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number >= 100:
        return "一百多"
    if not tens:
        return _NUMERALS[ones]
    head = "" if tens == 1 else "二" if tens == 2 else _NUMERALS[tens]
    tail = "" if ones == 0 else "二" if ones == 2 else _NUMERALS[ones]
    return f"{head}十{tail}"
