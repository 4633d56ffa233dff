"""Hold on to uploaded files as they are while they are saved."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from index.errors import BackupError

_ARRIVING, _FORMER = ".incoming", ".former"
_TURNS = {_ARRIVING: 0, _FORMER: 2}


def freeze(folder: Path, into: Path, *, arriving: bool = False) -> None:
    """Hold on to files as they are; they are only ever replaced, so a second name is enough.

    Files on the move go from .incoming to their place, and from there to .former. Looked for in
    this order none is missed; what is gone when its turn comes is found farther on. Arriving ones
    are still being written, and copied. Raises OSError, and BackupError for what is no plain file.
    """
    into.mkdir()
    for turn in range(3):
        for entry in _entries(folder, turn):
            with suppress(FileNotFoundError):
                _hold(entry, into / entry.name, arriving or entry.name == _ARRIVING)


def _hold(entry: os.DirEntry[str], copy: Path, arriving: bool) -> None:
    _check_savable(entry)
    if entry.is_dir():
        freeze(Path(entry), copy, arriving=arriving)
        return
    with suppress(OSError):  # not every file system has links; what else is wrong, copying tells
        if not arriving:
            copy.hardlink_to(entry)
            return
    shutil.copy2(entry, copy)


def _entries(folder: Path, turn: int) -> list[os.DirEntry[str]]:
    if not folder.exists():
        return []
    with os.scandir(folder) as entries:
        return [entry for entry in entries if _TURNS.get(entry.name, 1) == turn]


def _check_savable(entry: os.DirEntry[str]) -> None:
    try:
        entry.name.encode()
    except UnicodeEncodeError as error:
        raise _unsavable(entry, "文件名不是 UTF-8 编码") from error
    if not (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)):
        raise _unsavable(entry, "是链接或特殊文件")


def _unsavable(entry: os.DirEntry[str], reason: str) -> BackupError:
    return BackupError(f"没有备份：{entry.path!r} {reason}。请把它移出上传文件夹后重试。")
