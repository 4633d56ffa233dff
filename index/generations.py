"""Generations of a follower side by side in one folder, of which a small file names the live one."""

import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, TypeVar

from index.errors import StoreError

POINTER = "current"
ROOM = 32 * 2**20
"""Bytes left free on the disk: Chroma writes to open a folder, so that a full disk ends searching."""
_UNWRITABLE = ("No space left", "disk is full", "Read-only file system", "readonly database")
_GENERATION = re.compile(r"([0-9a-f]{32})(?:\.lock)?")


@dataclass(frozen=True)
class Live:
    """What the pointer says: a subfolder's name, and for vectors what made them and what loads it."""

    name: str
    model: str | None = None
    setting: str | None = None


class Generation(Protocol):
    """One subfolder with its files open."""

    folder: Path

    def close(self) -> None:
        """Let go of the files."""


G = TypeVar("G", bound=Generation)
T = TypeVar("T")


class Generations(Generic[G]):
    """The live generation of a folder, whichever process made it live; for many threads.

    The pointer is read before every piece of work (10 µs). When it names another generation than
    the one open, that one is opened; when that happens under a piece of work and the files it
    needs vanish, the work is done again on the new one.
    """

    def __init__(self, folder: Path, what: str, opening: Callable[[Path, Live], G]) -> None:
        self.folder = folder
        self._what = what
        self._opening = opening
        self._lock = Lock()
        self._open: tuple[Live, G] | None = None

    def live(self) -> Live:
        """What is live as of now. Raises StoreError where nothing is, or the pointer is damaged."""
        try:
            found = Live(**json.loads((self.folder / POINTER).read_bytes()))
        except FileNotFoundError as error:
            raise unreadable(self._what, self.folder, "还没有建立") from error
        except (OSError, ValueError, TypeError) as error:
            raise unreadable(self._what, self.folder, f"{POINTER}：{error}") from error
        if not _is_whole(found):
            raise unreadable(self._what, self.folder, f"{POINTER} 已损坏")
        return found

    def use(self, work: Callable[[G], T]) -> T:
        """Work on the live generation. Raises StoreError."""
        live = self.live()
        try:
            return work(self._opened(live))
        except StoreError:
            if self.live() == live:
                raise
        return work(self._opened(self.live()))

    def at_hand(self) -> G:
        """The generation open, however old; the live one where none is. Raises StoreError."""
        is_open = self._open
        return is_open[1] if is_open else self._opened(self.live())

    def new_folder(self) -> Path:
        """An empty subfolder that nothing names yet. Raises StoreError."""
        made = self.folder / uuid.uuid4().hex
        try:
            made.mkdir(parents=True)
        except OSError as error:
            raise unwritable(self._what, self.folder, error) from error
        return made

    def switch_to(self, generation: G, live: Live) -> None:
        """Make a generation live for every process, in one step, and remove all else.

        What the pointer names is on the disk before it, even if the power fails. Raises StoreError.
        """
        with self._lock:
            try:
                _point(self.folder, live)
            except OSError as error:
                raise unwritable(self._what, self.folder, error) from error
            before, self._open = self._open, (live, generation)
        if before and before[1] is not generation:
            before[1].close()
        kept = {POINTER, live.name, f"{live.name}.lock"}
        _remove(path for path in self.folder.iterdir() if path.name not in kept)

    def clear_unfinished(self) -> None:
        """Remove generations that never came to be live; nobody else may be making one."""
        try:
            live = self.live().name
        except StoreError:
            live = ""
        found = self.folder.iterdir() if self.folder.is_dir() else iter(())
        named = ((path, _GENERATION.fullmatch(path.name)) for path in found)
        _remove(path for path, name in named if name and name[1] != live)

    def close(self) -> None:
        """Let go of the files; the next piece of work opens them again."""
        with self._lock:
            before, self._open = self._open, None
        if before:
            before[1].close()

    def _opened(self, live: Live) -> G:
        is_open = self._open
        if is_open and is_open[0] == live:
            return is_open[1]
        with self._lock:
            live = self.live()  # again, as another thread may have opened it or one after it
            if self._open and self._open[0] != live:
                self._open[1].close()
                self._open = None
            if not self._open:
                self._open = (live, self._opening(self.folder / live.name, live))
            return self._open[1]


def unreadable(what: str, folder: Path, reason: object) -> StoreError:
    """What to raise where a follower cannot be read, or its reader could not write what it must."""
    if any(mark in str(reason) for mark in _UNWRITABLE):
        return unwritable(what, folder, reason)
    return StoreError(
        f"{what} {folder} 无法读取（{reason}）。正在运行的服务会自动重建，请稍后再试；"
        "没有服务在运行时，运行 duikou index 或 duikou rebuild 会重建。"
    )


def unwritable(what: str, folder: Path, reason: object) -> StoreError:
    """What to raise where a follower cannot be written."""
    return StoreError(
        f"{what} {folder} 无法写入（{reason}）。请检查磁盘空间和文件夹权限，"
        "确认没有别的程序占用这个文件夹，然后重新运行 duikou index。"
    )


def require_room(what: str, folder: Path) -> None:
    """Raises StoreError where writing might fill the disk, so that searching goes on."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise unwritable(what, folder.parent, error) from error
    if free < ROOM:
        left = f"磁盘只剩 {free // 2**20} MB，至少要留 {ROOM // 2**20} MB"
        raise unwritable(what, folder.parent, left)


def is_failure(error: BaseException, kinds: tuple[type[Exception], ...] = (Exception,)) -> bool:
    """Whether a library failed: code in Rust that gives up raises no Exception, nor one with a name
    that can be imported.
    """
    return isinstance(error, kinds) or type(error).__name__ == "PanicException"


def _is_whole(live: Live) -> bool:
    is_text = all(value is None or isinstance(value, str) for value in (live.model, live.setting))
    return is_text and isinstance(live.name, str) and bool(_GENERATION.fullmatch(live.name))


def _point(folder: Path, live: Live) -> None:
    written = folder / f"{POINTER}.new"
    for path in (folder / live.name, *(folder / live.name).rglob("*")):
        _flush(path)
    written.write_text(json.dumps(asdict(live), ensure_ascii=False), encoding="utf-8")
    _flush(written)
    written.replace(folder / POINTER)
    _flush(folder)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(paths: Iterable[Path]) -> None:
    """What another program keeps from being removed stays until the next time."""
    for path in list(paths):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
