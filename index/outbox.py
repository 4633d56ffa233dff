"""Events for the office's own systems (webhooks): written down with what became of a file, kept until told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, delete, func, insert, or_, select, update

from index import moments, schema
from index.job import FileOutcome
from index.report import What
from index.transacting import transaction

LASTING = timedelta(days=3)
"""How long an event is tried."""
_PAUSES = tuple(timedelta(seconds=s) for s in (10, 30, 120, 600, 1800, 3600, 10_800))
_LOOKED_AT = 1000
_REFUSED = "拒收："
"""How the reason begins of an event that its receiver refused, while it takes others."""
_EVENTS = {
    What.ADDED.value: "notice.indexed",
    What.CHANGED.value: "notice.replaced",
    What.REMOVED.value: "notice.withdrawn",
    What.FAILED.value: "notice.failed",
}
_D, _N, _V = schema.deliveries.c, schema.notices.c, schema.versions.c


@dataclass(frozen=True)
class Delivery:
    """An event for one receiver; `body` is what it is told."""

    id: str
    url: str
    body: Mapping[str, Any]
    made_at: datetime
    attempts: int


class Outbox:
    """What is to be told to each of `urls`. All methods raise StoreError."""

    def __init__(self, engine: Engine, urls: Sequence[str] = ()) -> None:
        self._begin = partial(transaction, engine, "事件通知读写")
        self._urls = urls

    def announce(self, connection: Connection, job_id: str, files: Sequence[FileOutcome]) -> None:
        """Put down the events of a job's files, in the transaction that puts down the files."""
        told = [file for file in files if file.outcome in _EVENTS] if self._urls else []
        shown = _shown(connection, {file.notice_id for file in told if file.notice_id})
        rows = []
        for file in told:
            version = shown.get(file.notice_id or "")
            if file.outcome == What.REMOVED and version is not None and version.is_current:
                continue  # another file shows it still
            body = _body(file, job_id, version)
            rows += [_row(url, body) for url in self._urls]
        if rows:
            connection.execute(insert(schema.deliveries), rows)

    def next(self, url: str) -> Delivery | None:
        """The event that its receiver is to be told now.

        They go in order. One that could not be told holds up those after it, unless the receiver
        answered and refused that one.
        """
        own = _D.event["to"].as_string() == url
        query = select(schema.deliveries).where(own).order_by(_D.id).limit(_LOOKED_AT)
        now = moments.now()
        with self._begin() as connection:
            for row in connection.execute(query):
                # a clock that was set back must not put it off for longer than the longest pause
                if not now < row.due_at <= now + _PAUSES[-1]:
                    return _delivery(row)
                if not (row.reason or "").startswith(_REFUSED):
                    return None
        return None

    def told(self, delivery: Delivery) -> None:
        """It is done."""
        with self._begin() as connection:
            connection.execute(delete(schema.deliveries).where(_D.id == delivery.id))

    def put_off(self, delivery: Delivery, reason: str, *, refused: bool) -> bool:
        """To be tried again after a pause; False where its time is over and it was dropped."""
        now = moments.now()
        if now - delivery.made_at >= LASTING:
            self.told(delivery)
            return False
        pause = _PAUSES[min(delivery.attempts, len(_PAUSES) - 1)]
        values = {
            "attempts": delivery.attempts + 1,
            "due_at": now + pause,
            "reason": f"{_REFUSED}{reason}" if refused else reason,
        }
        with self._begin() as connection:
            row = update(schema.deliveries).where(_D.id == delivery.id)
            connection.execute(row.values(values))
        return True

    def drop_before(self, moment: datetime) -> int:
        """Drop what was to be told before a moment, to whomever; returns how many."""
        with self._begin() as connection:
            return connection.execute(delete(schema.deliveries).where(_D.made_at < moment)).rowcount


def _shown(connection: Connection, notice_ids: set[str]) -> dict[str, Row[Any]]:
    """The current version of each notice, or the last one it had."""
    number = select(_V.notice_id, func.max(_V.number).label("last")).group_by(_V.notice_id)
    last = number.where(_V.notice_id.in_(notice_ids)).subquery()
    is_current = (_N.current_version.is_not(None)).label("is_current")
    query = (
        select(_V.notice_id, _V.id, _V.number, _V.title, is_current)
        .join_from(schema.notices, last, last.c.notice_id == _N.id)
        .join(
            schema.versions,
            or_(
                _V.id == _N.current_version,
                and_(
                    _N.current_version.is_(None),
                    _V.notice_id == _N.id,
                    _V.number == last.c.last,
                ),
            ),
        )
    )
    return {row.notice_id: row for row in connection.execute(query)} if notice_ids else {}


def _body(file: FileOutcome, job_id: str, version: Row[Any] | None) -> dict[str, Any]:
    return {
        "event": _EVENTS[file.outcome],
        "time": moments.stamp(moments.now()),
        "job_id": job_id,
        "source": file.source,
        "notice_id": file.notice_id,
        "title": version.title if version else None,
        "version": version.number if version else None,
        "version_id": version.id if version else None,
        "reason": file.reason,
    }


def _row(url: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Ids sort by time, so that events are told in the order in which they were put down."""
    own_id, now = moments.sortable_id(), moments.now()
    event = {"to": url, "body": {"id": own_id, **body}}
    return {"id": own_id, "event": event, "made_at": now, "attempts": 0, "due_at": now}


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(row.id, row.event["to"], row.event["body"], row.made_at, row.attempts)
