"""审计记录: who did what, when, from where, with what result. Written once, dropped by age alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, and_, delete, func, insert, select, true

from index import moments, schema
from index.conversations import storable
from index.transacting import transaction

_A = schema.audit.c
_BATCH = 500
"""Rows that are read at a time, so that no reading of the registry lasts long."""


@dataclass(frozen=True)
class Entry:
    """What was done. `owner` is whose key it was, `key:<id>`; `at` is UTC without zone."""

    at: datetime
    request: str
    action: str
    outcome: str
    owner: str | None = None
    name: str | None = None
    address: str | None = None
    target: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sought:
    """Which entries: from `since` on and before `until` (UTC), all where nothing is given."""

    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None
    owner: str | None = None


class Audit:
    """The entries of a registry. All methods raise StoreError."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine)

    def note(self, entry: Entry) -> None:
        """Add an entry."""
        with self._begin("审计记录写入") as connection:
            connection.execute(
                insert(schema.audit).values(id=moments.sortable_id(), **storable(vars(entry)))
            )

    def page(self, sought: Sought, limit: int, offset: int = 0) -> tuple[list[Entry], int]:
        """Entries, the newest first, and how many there are."""
        wanted = _wanted(sought)
        query = select(schema.audit).where(wanted).order_by(_A.id.desc())
        count = select(func.count()).select_from(schema.audit).where(wanted)
        with self._begin("审计记录读取") as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).all()
            total = int(connection.scalars(count).one())
        return [_entry(row) for row in rows], total

    def each(self, sought: Sought) -> Iterator[Entry]:
        """All entries, the oldest first; those added meanwhile come too."""
        wanted, last = _wanted(sought), ""
        while True:
            query = select(schema.audit).where(wanted, _A.id > last).order_by(_A.id)
            with self._begin("审计记录读取") as connection:
                rows = connection.execute(query.limit(_BATCH)).all()
            if not rows:
                return
            yield from map(_entry, rows)
            last = rows[-1].id

    def forget_before(self, moment: datetime) -> int:
        """Drop the entries of before a moment (UTC without zone); returns how many."""
        with self._begin("审计记录清理") as connection:
            return connection.execute(delete(schema.audit).where(_A.at < moment)).rowcount


def _wanted(sought: Sought) -> ColumnElement[bool]:
    conditions = [
        _A.at >= sought.since if sought.since else None,
        _A.at < sought.until if sought.until else None,
        _A.action == sought.action if sought.action else None,
        _A.owner == sought.owner if sought.owner else None,
    ]
    return and_(true(), *(each for each in conditions if each is not None))


def _entry(row: Row[Any]) -> Entry:
    return Entry(**{name: value for name, value in row._mapping.items() if name != "id"})
