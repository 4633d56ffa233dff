"""Carry out jobs: two lanes side by side, each job visible, stoppable, and resumed after a crash."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from documents.errors import DocumentsError
from documents.library import name_of
from index.builtin_model.errors import ModelError
from index.errors import IndexingError, JobStoppedError, NoticeGoneError, RefreshBusyError
from index.job import Job, Kind, Lane, State
from index.jobs import Jobs
from index.locking import locked
from index.report import UNWATCHED, Report, Watching
from index.tasks import Tools, carry_out
from index.telling import Teller

_log = logging.getLogger("duikou.jobs")
_POLL_S = 0.5
"""How long a job that another process asked for waits to be seen."""


class Worker:
    """Runs the jobs of one data folder; what a killed process ran is found again by its lock."""

    def __init__(self, jobs: Jobs, tools: Tools, folder: Path) -> None:
        self._jobs = jobs
        self._tools = tools
        self._folder = folder
        self._asked = Event()

    def ask(
        self,
        kind: Kind,
        root: str = "",
        details: Mapping[str, Any] | None = None,
        lane: Lane = Lane.BULK,
    ) -> Job:
        """Put a job in its lane and wake who carries it out."""
        job = self._jobs.ask(kind, root, details, lane)
        self.wake()
        return job

    def wake(self) -> None:
        """Look for jobs now."""
        self._asked.set()

    def work(self, lane: Lane, stop: Event) -> None:
        """Carry out the jobs of a lane until stopped; give each lane a thread of its own."""
        begun: Job | None = None
        while not stop.is_set():
            try:
                if begun:  # it ended, but that could not be recorded: it is done once more
                    self._jobs.give_back(begun.id)
                    begun = None
                job = self._jobs.next(lane)
                if job is None:
                    self._asked.wait(_POLL_S)
                    self._asked.clear()
                elif self._jobs.start(job.id):
                    begun = job
                    self.run(self._jobs.get(job.id), stop)
                    begun = None
            except IndexingError as error:  # the registry itself is out of reach
                _log.error("任务暂停：%s", error)
                stop.wait(_POLL_S * 10)

    def recover(self) -> None:
        """Have the jobs wait again whose process ended before they did."""
        running, _ = self._jobs.page(limit=1000, states=[State.RUNNING])
        for job in running:
            try:
                with self._held(job):
                    self._jobs.take_up(job)
            except RefreshBusyError:
                continue

    def run(self, job: Job, stop: Event) -> None:
        """Carry out a started job and record how it ends."""
        teller = Teller(self._jobs, job, stop)
        try:
            with self._held(job):
                carry_out(self._tools, job, teller)
                teller.close()
            self._jobs.finish(job.id, State.DONE)
        except JobStoppedError as error:
            teller.close()
            if stop.is_set():
                self._jobs.give_back(job.id)
            else:
                self._jobs.finish(job.id, State.CANCELLED, str(error))
        except NoticeGoneError as error:
            self._jobs.finish(job.id, State.FAILED, str(error))
        except (DocumentsError, IndexingError, ModelError) as error:
            _log.warning("任务 %s 没有完成：%s", job.number, error)
            self._jobs.put_off(job, str(error))
        except Exception as error:  # noqa: BLE001  a job must end, whatever happens in it
            _log.exception("任务 %s 出错", job.number)
            reason = f"程序内部出错（{type(error).__name__}），已记入日志。请重试；仍出错请联系维护人员。"
            self._jobs.finish(job.id, State.FAILED, reason)

    def run_here(self, root: Path, watching: Watching = UNWATCHED) -> Report:
        """Refresh a root in the caller's thread, on record as a job. Raises what `refresh` raises."""
        job = self._jobs.begin(Kind.REFRESH, name_of(root))
        teller = Teller(self._jobs, job, Event(), watching)
        try:
            with self._held(job):
                report = self._tools.refresher.refresh(root, teller)
        except BaseException as error:
            self._jobs.finish(job.id, State.FAILED, str(error) or "已中断。")
            raise
        teller.close(report)
        self._jobs.finish(job.id, State.DONE)
        return report

    @contextmanager
    def _held(self, job: Job) -> Iterator[None]:
        """The system lets go of the lock when the process ends, however it ends."""
        path = self._folder / f"{job.id}.lock"
        with locked(path, 0, f"任务 {job.number} 正由另一个进程进行。请等它完成。"):
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
