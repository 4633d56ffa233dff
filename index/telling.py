"""Write down how far a job is, and hear whether it is to stop."""

import time
from threading import Event

from index.job import FileOutcome, Job
from index.jobs import Jobs
from index.report import UNWATCHED, Outcome, Report, Watching, What

_TELL_S = 0.5
"""How often progress is written down."""
_MANY = 1000
"""Outcomes that are kept at most until then."""


class Teller(Watching):
    """Writes down how far a job is, now and then, and hears whether it is to stop."""

    def __init__(self, jobs: Jobs, job: Job, stop: Event, further: Watching = UNWATCHED) -> None:
        self._jobs = jobs
        self._job = job
        self._stop = stop
        self._further = further
        self._at: tuple[int, int | None, str] = (0, None, "")
        self._counts: dict[str, int] = {}
        self._outcomes: list[tuple[int, FileOutcome]] = []
        self._told = 0
        self._told_at = 0.0
        self._goes_on = True

    def progress(self, done: int, total: int, source: str) -> None:
        """Files, or passages of a rebuild."""
        self._at = (done, total, source)
        self._further.progress(done, total, source)
        if time.monotonic() - self._told_at > _TELL_S:
            self._tell()

    def outcome(self, outcome: Outcome) -> None:
        """Kept until the next time that something is written down."""
        told = FileOutcome(outcome.source, outcome.what.value, outcome.notice_id, outcome.reason)
        self._outcomes.append((self._told + len(self._outcomes), told))
        self._count(outcome.what, 1)
        self._further.outcome(outcome)
        if len(self._outcomes) >= _MANY:
            self._tell()

    def is_stopped(self) -> bool:
        """By a person, or with the service."""
        return self._stop.is_set() or not self._goes_on or self._further.is_stopped()

    def unchanged(self, count: int) -> None:
        """Files that nothing had to be done for."""
        self._count(What.UNCHANGED, count)

    def close(self, report: Report | None = None) -> None:
        """Write down what is left."""
        if report:
            self.unchanged(report.unchanged)
        self._tell()

    def _count(self, what: What, count: int) -> None:
        self._counts[what.value] = self._counts.get(what.value, 0) + count

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        self._goes_on = self._jobs.tell(self._job.id, self._at, self._counts, self._outcomes)
        self._told += len(self._outcomes)
        self._outcomes = []


class Heard(Watching):
    """Passes everything on and remembers whose fate was told."""

    def __init__(self, further: Watching) -> None:
        self._further = further
        self.sources: set[str] = set()

    def progress(self, done: int, total: int, source: str) -> None:
        """As it comes."""
        self._further.progress(done, total, source)

    def outcome(self, outcome: Outcome) -> None:
        """As it comes."""
        self.sources.add(outcome.source)
        self._further.outcome(outcome)

    def is_stopped(self) -> bool:
        """As the other says."""
        return self._further.is_stopped()
