"""职责登记册: look up who does what, in every current notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Engine, String, cast, or_, select
from sqlalchemy.exc import SQLAlchemyError

from documents.duties.aliases import same_department, stem
from documents.notice import Duty
from index import schema
from index.catalogue import NEWEST, RECORD
from index.hit import DutyRecord, NoticeRecord
from index.transacting import failure
from index.words import Words, normalise

_N, _V, _D = schema.notices.c, schema.versions.c, schema.duties.c
_DUTY = (
    _D.task, _D.role, _D.departments, _D.quote, _D.start, _D.end, _D.headings, _D.party, _D.deadline,
    _D.deadline_at,
)  # fmt: skip


@dataclass(frozen=True)
class DutyQuery:
    """What to look for; None means any. A department is also found by its other names (发改委).

    `task` is in the asker's own words: the assignments that hold most of them. `place` is a part of
    the party, of a department's name or of the notice's issuer or title. `due_from` and `due_to`
    bound the last day that a deadline allows; what has none is left out by them.
    """

    department: str | None = None
    party: str | None = None
    task: str | None = None
    notice: str | None = None
    role: str | None = None
    place: str | None = None
    due_from: date | None = None
    due_to: date | None = None


class Register:
    """The duties of what is current, newest notice first."""

    def __init__(self, engine: Engine, words: Words) -> None:
        self._engine = engine
        self._words = words

    def find(self, query: DutyQuery, limit: int | None = None) -> list[DutyRecord]:
        """Assignments that meet the query, in the order of notices and of their text."""
        records = [r for r in self._rows(_conditions(query)) if _meets(r, query)]
        if query.task:
            records = self._about(query.task, records)
        return records[:limit]

    def of_notices(self, notice_ids: Sequence[str]) -> list[DutyRecord]:
        """Every assignment of some notices."""
        return self._rows([_N.id.in_(notice_ids)])

    def _about(self, task: str, records: Sequence[DutyRecord]) -> list[DutyRecord]:
        """Those whose task and headings hold the most of the words, and more than half of them."""
        words = [word for word in self._words.content_words(task) if len(word) > 1]
        words = words or [normalise(task.strip())]
        held = [sum(word in _task_words(record) for word in words) for record in records]
        most = max(held, default=0)
        if most * 2 <= len(words):
            return []
        return [record for record, count in zip(records, held, strict=True) if count == most]

    def _rows(self, conditions: Sequence[ColumnElement[bool]]) -> list[DutyRecord]:
        query = (
            select(*_DUTY, *RECORD)
            .join_from(schema.notices, schema.versions, _N.current_version == _V.id)
            .join(schema.duties, _D.version_id == _V.id)
            .where(*conditions)
            .order_by(*NEWEST, _D.ordinal)
        )
        try:
            with self._engine.connect() as connection:
                return [_record(tuple(row)) for row in connection.execute(query)]
        except SQLAlchemyError as error:
            raise failure(error, "读取职责登记册") from error


def _task_words(record: DutyRecord) -> str:
    return normalise(" ".join((*record.duty.headings, record.duty.task)))


def _meets(record: DutyRecord, query: DutyQuery) -> bool:
    """The conditions that a database cannot judge."""
    wanted = query.department
    named = not wanted or any(_names(wanted, name) for name in record.duty.departments)
    if not named or not (query.due_from or query.due_to):
        return named
    first, last = query.due_from or date.min, query.due_to or date.max
    return record.due is not None and first <= record.due <= last


def _names(wanted: str, name: str) -> bool:
    return wanted in name or same_department(wanted, name)


def _conditions(query: DutyQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.department:
        names = cast(_D.departments, String)
        either = {query.department, *_first_characters(query.department)}
        found.append(or_(*(names.contains(part, autoescape=True) for part in sorted(either))))
    if query.party:
        found.append(_D.party.contains(query.party, autoescape=True))
    if query.place:
        columns = (_D.party, cast(_D.departments, String), _V.issuer, _V.title)
        found.append(or_(*(c.contains(query.place, autoescape=True) for c in columns)))
    if query.due_from or query.due_to:
        found.append(_D.deadline.is_not(None))
    if query.notice:
        found.append(_is_notice(query.notice))
    if query.role:
        found.append(_D.role == query.role)
    return found


def _is_notice(part: str) -> ColumnElement[bool]:
    """By a part of title or number, marks and widths aside, or by the whole id or source."""
    named = [_N.id == part, _N.source == part]
    if wanted := schema.key(part):
        named += [_V.title_key.contains(wanted), _V.number_key.contains(wanted)]
    return or_(*named)


def _first_characters(department: str) -> set[str]:
    """A loose net for aliases, cast in SQL before the exact comparison: 发 of 发改委, 发展改革."""
    core = stem(department)
    return {core[0]} if len(core) > 1 else set()


def _record(row: tuple[Any, ...]) -> DutyRecord:
    task, role, departments, quote, start, end, headings, party, deadline, place, *record = row
    duty = Duty(
        task,
        role,
        tuple(departments),
        quote,
        start,
        end,
        tuple(headings),
        party,
        deadline,
        tuple(place) if place else None,
    )
    return DutyRecord(NoticeRecord(*record), duty)
