"""Where backups and restores work: beside the uploaded files, one at a time, nothing overwritten."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BackupError

_LOCK = "backup.lock"
SAVING, RESTORING = ".saving-", ".restoring-"
"""How the names of folders begin that are gone when the work is done."""
UNFINISHED = "restoring"
"""The fact that names the folder of uploaded files to come, from the commit until all is done."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One thread at a time backs up or restores a data folder; it may be so twice. Raises BackupError."""
    lock = FileLock(folder / _LOCK, timeout=0, is_singleton=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise BackupError(f"{folder} 正在备份或恢复。请等它完成后重试。") from error
    except OSError as error:
        raise BackupError(
            f"无法锁定数据文件夹 {folder}（{error}）。请检查磁盘空间和文件夹权限后重试。"
        ) from error
    try:
        yield
    finally:
        lock.release()


def scratch(folder: Path, prefix: str) -> Path:
    """A new empty folder; the caller removes it, and `sweep` does after a crash."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=folder))


def sweep(folder: Path, prefix: str, kept: Path) -> None:
    """Remove the scratch folders that a crash left; only while `alone`."""
    for left in folder.glob(f"{prefix}*"):
        if left != kept:
            shutil.rmtree(left)


def free(folder: Path, before: str, after: str = "") -> Path:
    """The first name of before1after, before2after, … that nothing has."""
    names = (folder / f"{before}{number}{after}" for number in count(1))
    return next(path for path in names if not os.path.lexists(path))


def flush(path: Path) -> None:
    """Have a file, or a folder's list of names, on the disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
