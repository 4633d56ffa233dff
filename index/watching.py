"""Notice at once what changes in a library, so that nobody has to wait for the next sweep."""

import logging
import math
import os
import re
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change
from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from documents.errors import DocumentsError
from documents.library import is_ignored, may_be_notice
from documents.settled import unsettled
from index.errors import IndexingError

_log = logging.getLogger("duikou.watching")
_MANY = 200
"""More files than these at once are looked for in the whole library."""
_LONGEST_S = 3.0
"""A look through the whole library is put off no longer, however much goes on happening."""
_RECOVERY_S = 5.0
_STEP_MS = 40
"""How often events and the wish to stop are looked for; a group of events ends after such a pause."""
_GROUP_MS = 100
_FILE_LIKE = re.compile(r"\.[A-Za-z][A-Za-z0-9_-]*\Z")

Changed = Callable[[frozenset[str] | None], None]
"""Called with the sources that changed, or with None: anything in the library may have."""


class Watcher:
    """Calls `changed` whenever files of a library came, went or changed, once they are complete.

    Every `sweep_s` seconds it is called with None, since network shares deliver no events. `quiet_s`
    is for how long nothing may happen to a file before it counts as complete. One that does not
    listen only sweeps.
    """

    def __init__(
        self,
        root: Path,
        changed: Changed,
        sweep_s: float = 60.0,
        quiet_s: float = 0.3,
        *,
        listens: bool = True,
    ) -> None:
        self._root = root.absolute()
        self._folder = self._root
        self._changed = changed
        self._sweep_s = sweep_s
        self._listens = listens
        self._sweep_at = 0.0
        self._waiting = _Waiting(quiet_s)
        self._events: RustNotify | None = None
        self._failure = ""
        self._unwatched = ""

    @property
    def remark(self) -> str | None:
        """What is wrong and what to do about it, for people; None while all is well."""
        return self._failure + self._unwatched or None

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set; blocks, so give it a thread.

        What `changed` raises of DocumentsError and IndexingError becomes the remark, and the next
        sweep tries again; anything else ends the watching and is raised here.
        """
        self._sweep_at = time.monotonic()
        try:
            while not stop.is_set():
                if time.monotonic() >= self._sweep_at:
                    self._arm()
                    self._waiting.add_library(at_once=True)
                self._announce()
                self._listen(stop)
        finally:
            self._disarm()

    def _arm(self) -> None:
        """Ask for events, anew for every sweep.

        They cease without a word when a disk is unmounted, and new folders beyond the system's limit
        are left out. Of a library that is one file, or that is missing, the folder it is in is watched.
        """
        if not self._listens:
            return
        self._collect(None, 0)
        self._disarm()
        remark = ""
        try:
            is_folder = self._root.is_dir()
            self._folder = self._root if is_folder else self._root.parent
            self._events = _watch(self._folder, recursive=is_folder)
        except (FileNotFoundError, NotADirectoryError):
            pass  # `changed` is the one to say that the library is missing
        except (OSError, UnicodeEncodeError, WatchfilesRustInternalError) as error:
            remark = _advice(self._root, self._sweep_s, error)
        self._unwatched = _logged(remark, self._unwatched)

    def _disarm(self) -> None:
        if self._events is not None:
            self._events.close()
        self._events = None

    def _listen(self, stop: threading.Event) -> None:
        wait_s = max(0.0, min(self._sweep_at, self._waiting.due()) - time.monotonic())
        if self._events is None:
            stop.wait(wait_s)
        else:
            self._collect(stop, wait_s)

    def _collect(self, stop: threading.Event | None, wait_s: float) -> None:
        """Take the events that came; waits for the first one."""
        if self._events is None:
            return
        try:
            events = self._events.watch(_GROUP_MS, _STEP_MS, 1 + math.ceil(wait_s * 1000), stop)
        except WatchfilesRustInternalError as error:
            # a name that is not UTF-8, or the limit reached by a new folder: no more events come
            _log.warning("监视中断，%.0f 秒后查看整个公文库：%s", _RECOVERY_S, error)
            self._disarm()
            self._sweep_at = min(self._sweep_at, time.monotonic() + _RECOVERY_S)
            return
        if events == "signal":
            raise KeyboardInterrupt
        if isinstance(events, set):
            for change, path in events:
                self._note(change, path)

    def _note(self, change: int, path: str) -> None:
        source = path.removeprefix(f"{self._folder}{os.sep}").replace(os.sep, "/")
        if path == str(self._root):
            self._note_root()
        elif self._folder != self._root or is_ignored(source):
            return  # beside the library, or nothing of it
        elif _is_about_folder(change, path):
            self._waiting.add_library()
        elif may_be_notice(source):
            self._waiting.add(source)

    def _note_root(self) -> None:
        is_folder = self._folder == self._root or os.path.isdir(self._root)  # noqa: PTH112
        if is_folder:
            self._sweep_at = time.monotonic()  # it came or went; what is watched is no longer it
        elif may_be_notice(self._root):
            self._waiting.add(self._root.name)

    def _announce(self) -> None:
        if time.monotonic() < self._waiting.due():
            return
        quiet = {self._folder / source: source for source in self._waiting.quiet()}
        written = {quiet[path] for path in unsettled(quiet)}
        settled = frozenset(quiet.values()) - written
        if self._waiting.end(settled, written):
            self._tell(None)
            self._sweep_at = time.monotonic() + self._sweep_s
        elif settled:
            self._tell(settled)

    def _tell(self, sources: frozenset[str] | None) -> None:
        try:
            self._changed(sources)
        except (DocumentsError, IndexingError) as error:
            self._failure = _logged(str(error), self._failure)
        else:
            # what failed for a single file is made good by a sweep alone
            self._failure = "" if sources is None else self._failure


class _Waiting:
    """What changed, until nothing more happens to it; times are those of time.monotonic()."""

    def __init__(self, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._files: dict[str, float] = {}
        self._library_at = math.inf
        self._library_by = math.inf

    def add(self, source: str) -> None:
        self._files[source] = time.monotonic() + self._quiet_s
        if len(self._files) > _MANY:
            self.add_library()

    def add_library(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        self._library_by = min(self._library_by, now + _LONGEST_S)
        self._library_at = now if at_once else min(now + self._quiet_s, self._library_by)

    def due(self) -> float:
        """When to look next; files wait for the library, which includes them."""
        if self._library_at < math.inf:
            return self._library_at
        return min(self._files.values(), default=math.inf)

    def quiet(self) -> list[str]:
        now = time.monotonic()
        return [source for source, at in self._files.items() if at <= now]

    def end(self, settled: Iterable[str], written: Iterable[str]) -> bool:
        """Forget the settled, look again later at those still written; whether the library is due."""
        for source in settled:
            del self._files[source]
        for source in written:
            self._files[source] = time.monotonic() + self._quiet_s
        is_due = self._library_at <= time.monotonic()
        if is_due:
            self._library_at = self._library_by = math.inf
        return is_due


def _watch(folder: Path, *, recursive: bool) -> RustNotify:
    """Raises OSError, WatchfilesRustInternalError, UnicodeEncodeError."""
    try:
        return RustNotify([str(folder)], False, False, 0, recursive, False)
    except PermissionError:
        # a folder of the system such as lost+found; now the limit of watches is not told either
        return RustNotify([str(folder)], False, False, 0, recursive, True)


def _is_about_folder(change: int, path: str) -> bool:
    """Of what is gone only the name can tell."""
    if change == Change.deleted:
        return not (may_be_notice(path) or _FILE_LIKE.search(path))
    return os.path.isdir(path) and not os.path.islink(path)  # noqa: PTH112, PTH114 (raise nothing)


def _logged(remark: str, before: str) -> str:
    """The remark, logged once and not with every sweep."""
    if remark and remark != before:
        _log.warning("%s", remark)
    return remark


def _advice(root: Path, sweep_s: float, error: Exception) -> str:
    name = os.fsencode(root).decode("utf-8", "backslashreplace")
    if "limit" in str(error) or "os error 24" in str(error):
        return (
            f"系统允许监视的文件夹不够多，{name} 只能每 {sweep_s:.0f} 秒查看一次。请管理员提高上限："
            "sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024。"
        )
    return f"无法监视 {name}（{error}），只能每 {sweep_s:.0f} 秒查看一次。请检查文件夹名称和权限。"
