"""What a refresh did, and what it tells and asks while it works."""

from dataclasses import dataclass
from enum import StrEnum

from index.sources import FailedFile


class What(StrEnum):
    """What became of a file."""

    ADDED = "新增"
    CHANGED = "更新"
    REMOVED = "撤下"
    UNCHANGED = "未变"
    FAILED = "失败"


@dataclass(frozen=True)
class Outcome:
    """One file's fate."""

    source: str
    what: What
    notice_id: str | None = None
    reason: str | None = None


class Watching:
    """To be overridden by who wants to know how a refresh goes on, or to stop it."""

    def progress(self, done: int, total: int, source: str) -> None:
        """Files done, files to do, and the file at hand."""

    def outcome(self, outcome: Outcome) -> None:
        """A file is done; unchanged ones are only counted in the report."""

    def is_stopped(self) -> bool:
        """Whether to stop here; what is complete stays."""
        return False


UNWATCHED = Watching()


@dataclass(frozen=True)
class Report:
    """What a refresh did. `embedded` counts passages whose vector was not known before."""

    root: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    failures: tuple[FailedFile, ...] = ()
    embedded: int = 0
    seconds: float = 0.0
