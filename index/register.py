"""职责登记册: look up who does what, in every current notice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from documents.duties.aliases import same_department
from index.assigned import Assigned, Assignment
from index.hit import DutyRecord, NoticeRecord
from index.lineage import number_key
from index.schema import key
from index.sight import WHOLE, Sight
from index.words import Words, normalise

_Meets = Callable[[DutyRecord], bool]


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

    def __init__(self, assigned: Assigned, words: Words, sight: Sight = WHOLE) -> None:
        self._assigned = assigned
        self._words = words
        self._sight = sight

    def seen_by(self, sight: Sight) -> "Register":
        """The same register as another reader sees it."""
        return Register(self._assigned, self._words, sight)

    def find(self, query: DutyQuery, limit: int | None = None) -> list[DutyRecord]:
        """Assignments that meet the query, in the order of notices and of their text."""
        rows = self._seen(self._assigned.rows())
        for meets in _conditions(query):
            rows = [row for row in rows if meets(row.record)]
        if query.task:
            rows = self._about(query.task, rows)
        return [row.record for row in rows[:limit]]

    def of_notices(self, notice_ids: Sequence[str]) -> list[DutyRecord]:
        """Every assignment of some notices."""
        found = self._assigned.of_notices(notice_ids)
        return [row.record for row in self._seen([Assignment(record) for record in found])]

    def _seen(self, rows: Sequence[Assignment]) -> Sequence[Assignment]:
        if self._sight.is_whole:
            return rows
        return [self._shown(row) for row in rows if self._sight.sees(row.record.notice.audience)]

    def _shown(self, row: Assignment) -> Assignment:
        notice = row.record.notice
        shown = self._sight.shown(notice)
        return row if shown is notice else Assignment(replace(row.record, notice=shown))

    def _about(self, task: str, rows: Sequence[Assignment]) -> list[Assignment]:
        """Those whose task and headings hold the most of the words, and more than half of them."""
        words = [word for word in self._words.content_words(task) if len(word) > 1]
        words = words or [normalise(task.strip())]
        held = [sum(word in row.words for word in words) for row in rows]
        most = max(held, default=0)
        if most * 2 <= len(words):
            return []
        return [row for row, count in zip(rows, held, strict=True) if count == most]


def _conditions(query: DutyQuery) -> Iterator[_Meets]:
    """What each row has to meet, beside the task; a name that comes again is judged once."""
    if query.role:
        yield lambda record: record.duty.role == query.role
    if query.notice:
        called = _called(query.notice)
        yield lambda record: called(record.notice)
    if query.party:
        of_party = _holding(query.party)
        yield lambda record: of_party(record.duty.party)
    if query.place:
        yield _at(query.place)
    if query.department:
        named = _naming(query.department)
        yield lambda record: any(map(named, record.duty.departments))
    if query.due_from or query.due_to:
        first, last = query.due_from or date.min, query.due_to or date.max
        yield lambda record: record.due is not None and first <= record.due <= last


def _holding(part: str) -> Callable[[str | None], bool]:
    """Whether words hold a part, in upper or lower case."""
    wanted = part.lower()
    return cache(lambda words: words is not None and wanted in words.lower())


def _at(place: str) -> _Meets:
    holds = _holding(place)

    def meets(record: DutyRecord) -> bool:
        duty, notice = record.duty, record.notice
        return any(map(holds, (duty.party, notice.issuer, notice.title, *duty.departments)))

    return meets


def _naming(department: str) -> Callable[[str], bool]:
    """Whether a name is that department's, or holds what was asked for."""
    return cache(lambda name: department in name or same_department(department, name))


def _called(part: str) -> Callable[[NoticeRecord], bool]:
    """By a part of title or number, marks and widths aside, or by the whole id or source."""
    wanted = key(part)
    titled = cache(lambda title: bool(wanted) and wanted in key(title))
    numbered = cache(lambda number: bool(wanted) and wanted in number_key(number or ""))
    return lambda notice: (
        part in {notice.id, notice.source}
        or titled(notice.title)
        or numbered(notice.document_number)
    )
