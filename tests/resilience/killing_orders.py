"""What a process that may be killed is asked for, and what is known of it afterwards."""

import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

FEW = 15
"""Passages shown at once, so that to refresh some files takes more than one replacement."""


class Task(StrEnum):
    """What a process is started for."""

    REFRESH = "同步"
    FILES = "同步几个文件"
    REBUILD = "重建"
    BOTH = "同步并重建"
    SETTLE = "同步两次"
    LOOK = "查看"


@dataclass(frozen=True)
class Order:
    """A process's task; `dies_at` is a step and its how manieth time.

    `words` are what is searched for in a look, `batch` how many passages are shown at once.
    """

    task: Task
    sources: Sequence[str] = ()
    words: Sequence[str] = ()
    batch: int = FEW
    dies_at: tuple[str, int] | None = None


@dataclass(frozen=True)
class Ended:
    """How a process ended. `steps` are the steps it did, in order."""

    code: int
    seconds: float
    steps: list[str]
    embedded: list[list[str]]
    """The hashes of the texts embedded, call by call."""
    result: Any

    @property
    def is_killed(self) -> bool:
        return self.code == -signal.SIGKILL


@dataclass
class Seen:
    """What somebody who starts the program sees."""

    files: dict[str, str] = field(default_factory=dict)
    """Source → the id of its notice."""
    texts: dict[str, str] = field(default_factory=dict)
    """Notice id → its whole text."""
    passages: dict[str, list[str]] = field(default_factory=dict)
    """Notice id → its passages, in order."""
    differences: list[str] = field(default_factory=list)
    """What the followers lack or hold too much."""
    unfinished: int = 0
    vectors: set[str] = field(default_factory=set)
    """The hashes whose vectors are kept."""
    found: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Word → the notice id and text of every passage found."""
