"""How much the registry holds and how much work waits, as numbers to watch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select

from index import schema
from index.job import Lane, State
from index.transacting import transaction

_N, _V, _J = schema.notices.c, schema.versions.c, schema.jobs.c
_F, _D = schema.failures.c, schema.deliveries.c
_WATCHED = (State.WAITING, State.RUNNING, State.FAILED)


@dataclass(frozen=True)
class Gauges:
    """Numbers of one moment; times are UTC.

    `failures` are counted by whether they are dead letters, `deliveries` by whether one was tried
    and refused. `done_at` is when the last job ended well, `shown_at` when what is shown was last
    added to.
    """

    notices: int
    passages: int
    shown_at: datetime | None
    done_at: datetime | None
    jobs: Mapping[tuple[Lane, State], int]
    failures: Mapping[bool, int]
    deliveries: Mapping[bool, int]


class Gauging:
    """Counts. Raises StoreError."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine, "统计")

    def read(self) -> Gauges:
        """Everything as of now."""
        live = _V.state == schema.LIVE
        passages = select(func.count()).select_from(schema.passages).join(schema.versions)
        with self._begin() as connection:
            return Gauges(
                notices=connection.scalar(_count(_N.current_version.is_not(None))) or 0,
                passages=connection.scalar(passages.where(live)) or 0,
                shown_at=connection.scalar(select(func.max(_V.indexed_at)).where(live)),
                done_at=connection.scalar(
                    select(func.max(_J.finished_at)).where(_J.state == State.DONE)
                ),
                jobs=_jobs(connection),
                failures=_by(connection, _F.retry_at.is_(None)),
                deliveries=_by(connection, _D.attempts > 0),
            )


def _jobs(connection: Connection) -> dict[tuple[Lane, State], int]:
    query = select(_J.lane, _J.state, func.count()).group_by(_J.lane, _J.state)
    found = dict.fromkeys(((lane, state) for lane in Lane for state in _WATCHED), 0)
    for lane, state, count in connection.execute(query.where(_J.state.in_(_WATCHED))):
        found[Lane(lane), State(state)] = count
    return found


def _count(condition: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).where(condition)


def _by(connection: Connection, condition: ColumnElement[bool]) -> dict[bool, int]:
    return {
        is_so: connection.scalar(_count(condition if is_so else ~condition)) or 0
        for is_so in (False, True)
    }
