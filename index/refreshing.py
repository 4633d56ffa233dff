"""Bring the index into step with a folder of notices."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from documents.analysing import Analysis
from documents.library import LibraryFile, find_file, is_ignored, list_files, name_of
from index.errors import EmptiedLibraryError, JobStoppedError
from index.intake import READING, Intake
from index.planning import Plan, plan, storable
from index.registry import StagedFile
from index.replacing import Replacer
from index.report import UNWATCHED, Outcome, Report, Watching, What
from index.sources import FailedFile, Filed, Sources

_BATCH = 600
"""Passages written to the followers in one go."""
_BATCH_S = 10.0
"""How long the first file of a batch waits for others at most."""
_MANY = 10
"""So many notices do not vanish from a library at once unless its disk was not mounted."""

Read = Callable[[Path], Analysis]
"""`documents.analysing.analyse`, or the same in a process of its own."""


class Refresher:
    """Reads what is new or changed and replaces it without a gap."""

    def __init__(self, sources: Sources, replacer: Replacer, read: Read) -> None:
        self._sources = sources
        self._replacer = replacer
        self._intake = Intake(sources, read)

    def refresh(self, root: Path, watching: Watching = UNWATCHED) -> Report:
        """Synchronise one library root.

        A file that cannot be read is in the report's failures; the version indexed before stays.
        Raises LibraryNotFoundError, EmptiedLibraryError, RefreshBusyError, StoreError, ModelError,
        JobStoppedError.
        """
        began = time.monotonic()
        made = self.look(root)
        self._replacer.heal()
        self._replacer.tidy()
        report = self._carry_out(name_of(root), made, watching)
        self._replacer.tidy(vectors=True)
        return replace(report, seconds=time.monotonic() - began)

    def refresh_some(
        self, root: Path, sources: Iterable[str], watching: Watching = UNWATCHED
    ) -> Report:
        """The same for a few files of a root, of which some may be gone."""
        began, name = time.monotonic(), name_of(root)
        found = {source: find_file(root, source) for source in sources}
        there = [file for file in found.values() if file is not None]
        made = plan(self._sources, name, there, READING)
        gone = [storable(source) for source, file in found.items() if file is None]
        made.removed = self._sources.among(name, gone)
        report = self._carry_out(name, made, watching)
        return replace(report, seconds=time.monotonic() - began)

    def look(self, root: Path) -> Plan:
        """What a refresh of a root would do, as far as signatures tell.

        Raises LibraryNotFoundError, EmptiedLibraryError, StoreError.
        """
        made = plan(self._sources, name_of(root), list_files(root), READING)
        made.removed = [source for source in made.removed if not is_ignored(source)]
        _require_mounted(root, made)
        return made

    def _carry_out(self, root: str, made: Plan, watching: Watching) -> Report:
        work = _Work(root, self._intake, self._replacer, watching)
        work.failures += made.failing
        work.read(made.to_read)
        self._sources.mended(root, made.removed)
        gone = self._sources.known(root, made.removed)
        if gone:
            self._replacer.remove(root, list(gone))
        for source, filed in gone.items():
            watching.outcome(Outcome(source, What.REMOVED, filed.notice_id))
        return Report(
            root=root,
            added=work.counts[What.ADDED],
            changed=work.counts[What.CHANGED],
            removed=len(gone),
            unchanged=made.unchanged + work.counts[What.UNCHANGED],
            failures=tuple(work.failures),
            embedded=work.embedded,
        )


class _Work:
    """One refresh's reading: files become staged versions, shown in batches."""

    def __init__(self, root: str, intake: Intake, replacer: Replacer, watching: Watching) -> None:
        self._root = root
        self._intake = intake
        self._replacer = replacer
        self._watching = watching
        self._batch: list[tuple[StagedFile, Filed | None]] = []
        self._since = 0.0
        self.counts = dict.fromkeys(What, 0)
        self.failures: list[FailedFile] = []
        self.embedded = 0

    def read(self, files: Sequence[LibraryFile]) -> None:
        """Read files one after another. Raises JobStoppedError; what was read then is shown."""
        for done, file in enumerate(files):
            self._watching.progress(done, len(files), storable(file.source))
            if self._watching.is_stopped():
                self._flush()
                raise JobStoppedError("任务已被停止；已经读入的公文照常可查。")
            self._take(file)
            if self._is_full():
                self._flush()
        self._flush()
        self._watching.progress(len(files), len(files), "")

    def _take(self, file: LibraryFile) -> None:
        taken = self._intake.take(self._root, file)
        if taken is None:
            self.counts[What.UNCHANGED] += 1
        elif isinstance(taken, FailedFile):
            self.failures.append(taken)
            self._count(Outcome(taken.source, What.FAILED, None, taken.reason))
        else:
            staged, analysis, filed = taken
            self.embedded += self._replacer.embed(analysis)
            self._since = self._since if self._batch else time.monotonic()
            self._batch.append((staged, filed))

    def _is_full(self) -> bool:
        if not self._batch:
            return False
        waited_s = time.monotonic() - self._since
        return waited_s > _BATCH_S or sum(len(s.passages) for s, _ in self._batch) >= _BATCH

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        arrivals = self._replacer.replace([staged for staged, _ in batch]) if batch else []
        for arrival, (staged, filed) in zip(arrivals, batch, strict=True):
            what = What.CHANGED if filed else What.ADDED
            self._count(Outcome(staged.source, what, arrival.notice_id))

    def _count(self, outcome: Outcome) -> None:
        self.counts[outcome.what] += 1
        self._watching.outcome(outcome)


def _require_mounted(root: Path, made: Plan) -> None:
    """Raises EmptiedLibraryError for what is most likely a mount point without its disk."""
    found = made.to_read or made.unchanged or made.failing
    if found or len(made.removed) < _MANY or not root.is_dir() or any(root.iterdir()):
        return
    raise EmptiedLibraryError(
        f"{root} 是空文件夹，而索引里有它的 {len(made.removed)} 个文件。可能是磁盘或共享文件夹没有挂载，"
        f"因此什么也没有撤下。请检查后重试；确实要全部撤下，请运行 duikou forget {root}。"
    )
