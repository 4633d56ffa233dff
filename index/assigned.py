"""Every assignment of what is shown, kept in memory until that changes."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, select

from documents.notice import Duty
from index import schema
from index.catalogue import NEWEST, RECORD
from index.hit import DutyRecord, NoticeRecord
from index.settling import today
from index.transacting import frozen, transaction
from index.words import normalise

MOST_KEPT = 100_000
"""Of a larger register nothing is kept from one look to the next; a row takes some 1.5 kB."""
_DOING = "读取职责登记册"
_N, _V, _D = schema.notices.c, schema.versions.c, schema.duties.c
_DUTY = (
    _D.task, _D.role, _D.departments, _D.quote, _D.start, _D.end, _D.headings, _D.party, _D.deadline,
    _D.deadline_at,
)  # fmt: skip
_BATCH = 1000
"""Ids in one query; SQLite takes at most 32,766."""


@dataclass(frozen=True)
class Assignment:
    """A row of the register, and its words as they are compared."""

    record: DutyRecord

    @cached_property
    def words(self) -> str:
        """Its task and headings in one spelling."""
        duty = self.record.duty
        return normalise(" ".join((*duty.headings, duty.task)))


@dataclass(frozen=True)
class _Reading:
    """What was shown behind a flip, on a day: by version, the newest notice first."""

    flip: str | None = None
    day: date = date.min
    of_version: Mapping[str, tuple[Assignment, ...]] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[Assignment, ...]:
        """All of them, in order."""
        return tuple(row for rows in self.of_version.values() for row in rows)


class Assigned:
    """The assignments of what is current; safe to share between threads.

    Those of a version never change, so that behind a flip only those of new versions are read.
    """

    def __init__(self, engine: Engine, today: Callable[[], date] = today) -> None:
        self._engine = engine
        self._today = today
        self._alone = Lock()
        self._kept = _Reading()

    def rows(self) -> Sequence[Assignment]:
        """All, the newest notice first, each notice's in the order of its text. Raises StoreError."""
        day = self._today()
        with transaction(self._engine, _DOING) as connection:
            flip = schema.fact(connection, schema.LAST_FLIP)
        if not self._has(flip, day):
            with self._alone:  # who comes meanwhile waits for the same reading
                return (self._kept if self._has(flip, day) else self._read(day)).rows
        return self._kept.rows

    def of_notices(self, notice_ids: Sequence[str]) -> list[DutyRecord]:
        """Those of some notices, in the same order. Raises StoreError."""
        with frozen(self._engine, _DOING) as connection:
            notices = _notices(connection, self._today(), _N.id.in_(notice_ids))
            duties = _duties(connection, [notice.version_id for notice in notices])
        return [DutyRecord(each, duty) for each in notices for duty in duties[each.version_id]]

    def _has(self, flip: str | None, day: date) -> bool:
        return (self._kept.flip, self._kept.day) == (flip, day)

    def _read(self, day: date) -> _Reading:
        known = self._kept.of_version
        with frozen(self._engine, _DOING) as connection:
            flip = schema.fact(connection, schema.LAST_FLIP)
            notices = _notices(connection, day)
            new = [notice.version_id for notice in notices if notice.version_id not in known]
            duties = _duties(connection, new)
        of_version = {
            each.version_id: _again(each, known[each.version_id])
            if each.version_id in known
            else _first(each, duties[each.version_id])
            for each in notices
        }
        reading = _Reading(flip, day, of_version)
        self._kept = reading if len(reading.rows) <= MOST_KEPT else _Reading()
        return reading


def _first(notice: NoticeRecord, duties: Sequence[Duty]) -> tuple[Assignment, ...]:
    return tuple(Assignment(DutyRecord(notice, duty)) for duty in duties)


def _again(notice: NoticeRecord, known: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    """A version's rows as they were, unless the notice's standing or place is another now."""
    if not known or known[0].record.notice == notice:
        return known
    return _first(notice, [row.record.duty for row in known])


def _notices(
    connection: Connection, day: date, *conditions: ColumnElement[bool]
) -> list[NoticeRecord]:
    query = select(*RECORD).join_from(schema.notices, schema.versions, _N.current_version == _V.id)
    rows = connection.execute(query.where(*conditions).order_by(*NEWEST), {"today": day})
    return [NoticeRecord(*tuple(row)) for row in rows]


def _duties(connection: Connection, version_ids: Sequence[str]) -> Mapping[str, list[Duty]]:
    """By version, in the order of its text."""
    found: dict[str, list[Duty]] = defaultdict(list)
    query = select(_D.version_id, *_DUTY).order_by(_D.version_id, _D.ordinal)
    for i in range(0, len(version_ids), _BATCH):
        part = query.where(_D.version_id.in_(version_ids[i : i + _BATCH]))
        for version_id, *row in connection.execute(part):
            found[version_id].append(_duty(row))
    return found


def _duty(row: Sequence[Any]) -> Duty:
    task, role, departments, quote, start, end, headings, party, deadline, place = row
    return Duty(
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
