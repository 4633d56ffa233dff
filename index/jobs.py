"""Jobs (任务): what was asked of the index, how far it is, and what became of each file."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, func, insert, select, update

from index import moments, schema
from index.errors import NoticeGoneError
from index.job import UNFINISHED, FileOutcome, Job, Kind, Lane, State, Wanted
from index.transacting import transaction

_J, _F = schema.jobs.c, schema.job_files.c
_QUEUE = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": f"LOCK TABLE {schema.jobs.name} IN SHARE ROW EXCLUSIVE MODE",
}
"""Makes those who add jobs wait for each other."""
_KEPT = 500
"""Finished jobs that stay on record, the newest."""
_PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600))
"""How long a job that failed as a whole rests before the next attempt; after the last it is dead."""


Announce = Callable[[Connection, str, Sequence[FileOutcome]], None]
"""Tells others what became of a job's files, in the transaction that records it."""


def _silent(_connection: Connection, _job_id: str, _files: Sequence[FileOutcome]) -> None:
    """Nobody is to be told."""


class Jobs:
    """Any number of processes may read and ask; one carries out a job."""

    def __init__(self, engine: Engine, announce: Announce = _silent) -> None:
        self._begin = partial(transaction, engine, "读写")
        self._announce = announce

    def ask(
        self,
        kind: Kind,
        root: str = "",
        details: Mapping[str, Any] | None = None,
        lane: Lane = Lane.BULK,
    ) -> Job:
        """Put a job in its lane; one that waits to do the very same is given instead of a second.

        Where that waits in a slower lane, it changes to this; where it rests, it rests no longer.
        """
        wanted = Wanted(kind, root, json.loads(json.dumps(dict(details or {}))), lane)
        same = (_J.state == State.WAITING, _J.kind == kind.value, _J.root == root)
        with self._begin() as connection:
            connection.exec_driver_sql(_QUEUE[connection.dialect.name])
            waiting = connection.execute(select(schema.jobs).where(*same).order_by(_J.number))
            found = next((row for row in waiting if row.details == wanted.details), None)
            if found is None:
                return _add(connection, wanted, State.WAITING)
            faster = min(lane, Lane(found.lane))
            changed = update(schema.jobs).where(_J.id == found.id)
            connection.execute(changed.values(lane=int(faster), retry_at=None))
        return replace(_job(found), lane=faster, retry_at=None)

    def begin(self, kind: Kind, root: str = "") -> Job:
        """A job that the caller carries out at once, on record for others to see."""
        with self._begin() as connection:
            connection.exec_driver_sql(_QUEUE[connection.dialect.name])
            return _add(connection, Wanted(kind, root, {}, Lane.BULK), State.RUNNING)

    def get(self, job_id: str) -> Job:
        """Raises NoticeGoneError for an id that is unknown, or whose record was cleared away."""
        with self._begin() as connection:
            row = connection.execute(select(schema.jobs).where(_J.id == job_id)).first()
        if row is None:
            raise NoticeGoneError(f"没有任务 {job_id}。请检查编号；很久以前的任务记录会被清理。")
        return _job(row)

    def page(
        self, *, limit: int = 50, offset: int = 0, states: Iterable[State] = ()
    ) -> tuple[list[Job], int]:
        """Jobs, the newest first, and how many there are in all."""
        query = select(schema.jobs)
        if wanted := [state.value for state in states]:
            query = query.where(_J.state.in_(wanted))
        with self._begin() as connection:
            total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
            rows = connection.execute(query.order_by(_J.number.desc()).limit(limit).offset(offset))
            return [_job(row) for row in rows], total

    def files(
        self, job_id: str, *, after: int = -1, limit: int = 1000, outcome: str | None = None
    ) -> list[FileOutcome]:
        """What became of a job's files, in the order they were done, from number `after` + 1."""
        columns = (_F.source, _F.outcome, _F.notice_id, _F.reason)
        query = select(*columns).where(_F.job_id == job_id, _F.ordinal > after)
        query = query if outcome is None else query.where(_F.outcome == outcome)
        with self._begin() as connection:
            rows = connection.execute(query.order_by(_F.ordinal).limit(limit))
            return [FileOutcome(*row) for row in rows]

    # --- carrying out ---------------------------------------------------------------------------

    def next(self, lane: Lane) -> Job | None:
        """The waiting job of a lane that is due and was asked for first."""
        now = moments.now()
        # a clock that was set back must not put a job off for longer than the longest pause
        due = _J.retry_at.is_(None) | (_J.retry_at <= now) | (_J.retry_at > now + _PAUSES[-1])
        query = select(schema.jobs).where(_J.state == State.WAITING, _J.lane == int(lane), due)
        with self._begin() as connection:
            row = connection.execute(query.order_by(_J.number).limit(1)).first()
        return _job(row) if row else None

    def start(self, job_id: str) -> bool:
        """Take a waiting job; False where another took it or it was cancelled."""
        values = {"state": State.RUNNING.value, "started_at": moments.now(), "finished_at": None}
        taking = update(schema.jobs).where(_J.id == job_id, _J.state == State.WAITING)
        anew = taking.values(**values, attempts=_J.attempts + 1, done=0, total=None, counts={})
        with self._begin() as connection:
            taken = connection.execute(anew).rowcount == 1
            if taken:
                connection.execute(delete(schema.job_files).where(_F.job_id == job_id))
        return taken

    def tell(
        self,
        job_id: str,
        at: tuple[int, int | None, str],
        counts: Mapping[str, int],
        files: Sequence[tuple[int, FileOutcome]] = (),
    ) -> bool:
        """Record progress (done, total, file at hand) and outcomes; says whether to go on."""
        done, total, source = at
        rows = [{"job_id": job_id, "ordinal": i, **asdict(told)} for i, told in files]
        with self._begin() as connection:
            values = {"done": done, "total": total, "at": source, "counts": dict(counts)}
            connection.execute(update(schema.jobs).where(_J.id == job_id).values(values))
            if rows:
                connection.execute(insert(schema.job_files), rows)
                self._announce(connection, job_id, [told for _, told in files])
            return not connection.scalar(select(_J.stopping).where(_J.id == job_id))

    def finish(self, job_id: str, state: State, reason: str | None = None) -> None:
        """A job is over; old records are cleared away."""
        values = {"state": state.value, "reason": reason, "finished_at": moments.now(), "at": ""}
        over = (_J.state.not_in([s.value for s in UNFINISHED]), _J.id != job_id)
        with self._begin() as connection:
            connection.execute(
                update(schema.jobs).where(_J.id == job_id).values(**values, stopping=False)
            )
            old = select(_J.id).where(*over).order_by(_J.number.desc())
            ids = connection.scalars(old.offset(_KEPT - 1).limit(10_000)).all()
            connection.execute(delete(schema.job_files).where(_F.job_id.in_(ids)))
            connection.execute(delete(schema.jobs).where(_J.id.in_(ids)))

    def put_off(self, job: Job, reason: str) -> State:
        """A job failed as a whole: it rests and is tried again, or is dead after the last attempt.

        One that a person stopped meanwhile is cancelled.
        """
        if job.attempts > len(_PAUSES):
            self.finish(job.id, State.FAILED, reason)
            return State.FAILED
        pause = _PAUSES[max(job.attempts, 1) - 1]
        return self._wait(job.id, reason=reason, retry_at=moments.now() + pause)

    def take_up(self, job: Job) -> State:
        """A job whose process was killed waits again, unless it was killed in it time and again."""
        if job.attempts > len(_PAUSES):
            reason = (
                f"程序 {job.attempts} 次在做这个任务时意外结束，已不再自动重做。"
                "请检查内存和日志，必要时把其中的文件分批放入，再重试。"
            )
            self.finish(job.id, State.FAILED, reason)
            return State.FAILED
        return self._wait(job.id)

    def give_back(self, job_id: str) -> None:
        """A job whose service stops is as if not begun; one that a person stopped is cancelled."""
        self._wait(job_id, attempts=_J.attempts - 1)

    def _wait(self, job_id: str, **values: object) -> State:
        """Have a running job wait, or be over if a person stopped it; returns the state it is in."""
        running = update(schema.jobs).where(_J.id == job_id, _J.state == State.RUNNING)
        stopped = {"state": State.CANCELLED.value, "finished_at": moments.now(), "stopping": False}
        with self._begin() as connection:
            connection.execute(running.where(_J.stopping).values(**stopped, at=""))
            connection.execute(running.values(**values, state=State.WAITING.value, at=""))
        return self.get(job_id).state

    # --- what people ask ------------------------------------------------------------------------

    def cancel(self, job_id: str) -> Job:
        """Stop a job: at once if it waits, after the file at hand if it runs."""
        waits = _J.state == State.WAITING
        stopping = update(schema.jobs).where(_J.id == job_id, _J.state.in_(UNFINISHED))
        values = {
            "state": case((waits, State.CANCELLED.value), else_=_J.state),
            "finished_at": case((waits, moments.now()), else_=_J.finished_at),
            "stopping": case((waits, False), else_=True),
        }
        with self._begin() as connection:
            connection.execute(stopping.values(values))
        return self.get(job_id)

    def retry(self, job_id: str) -> Job:
        """Have a job that failed, rests or was stopped wait again, now."""
        again = update(schema.jobs).where(_J.id == job_id, _J.state != State.RUNNING)
        values = {"state": State.WAITING.value, "retry_at": None, "attempts": 0, "reason": None}
        with self._begin() as connection:
            connection.execute(again.values(**values, finished_at=None, stopping=False))
        return self.get(job_id)


def _add(connection: Connection, wanted: Wanted, state: State) -> Job:
    last = select(func.coalesce(func.max(_J.number), 0) + 1).scalar_subquery()
    running = state is State.RUNNING
    job_id = uuid.uuid4().hex
    connection.execute(
        insert(schema.jobs).values(
            id=job_id, number=last, kind=wanted.kind.value, lane=int(wanted.lane),
            root=wanted.root, details=dict(wanted.details), state=state.value, stopping=False,
            attempts=int(running), requested_at=moments.now(), started_at=moments.now() if running else None,
            done=0, at="", counts={},
        )
    )  # fmt: skip
    return _job(connection.execute(select(schema.jobs).where(_J.id == job_id)).one())


def _job(row: Any) -> Job:
    values = dict(row._mapping)
    kind, lane, state = Kind(values["kind"]), Lane(values["lane"]), State(values["state"])
    return Job(**{**values, "kind": kind, "lane": lane, "state": state})
