"""The nouns of jobs (任务): what is asked for, how far it is, what became of a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any


class Kind(StrEnum):
    """What a job does."""

    REFRESH = "refresh"
    FILES = "files"
    UPLOAD = "upload"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    REBUILD = "rebuild"


class State(StrEnum):
    """How far a job is. A failed one is a dead letter (死信): it waits for a person."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Lane(IntEnum):
    """Which jobs go first: what a person waits for does not stand behind a bulk load."""

    URGENT = 0
    BULK = 1


UNFINISHED = (State.WAITING, State.RUNNING)


@dataclass(frozen=True)
class FileOutcome:
    """What became of a file in a job; `outcome` is a `refreshing.What` in Chinese."""

    source: str
    outcome: str
    notice_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Job:
    """A job as it now is; times are UTC without zone."""

    id: str
    number: int
    kind: Kind
    lane: Lane
    root: str
    details: Mapping[str, Any]
    state: State
    stopping: bool
    attempts: int
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    retry_at: datetime | None
    done: int
    total: int | None
    at: str
    counts: Mapping[str, int] = field(default_factory=dict)
    reason: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state not in UNFINISHED


@dataclass(frozen=True)
class Wanted:
    """What is asked for."""

    kind: Kind
    root: str
    details: Mapping[str, Any]
    lane: Lane
