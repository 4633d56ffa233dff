"""Read one file of a library, once it is complete and if its content is new."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from documents.analysing import Analysis
from documents.errors import CrashedReadingError, SlowFileError, UnreadableFileError
from documents.library import LibraryFile, fingerprint
from documents.settled import being_written
from index.planning import LONGEST, storable
from index.registry import StagedFile
from index.replacing import analysed
from index.sources import FailedFile, Filed, Sources

READING = 5
"""Raised when reading or splitting changes what a file becomes, so that files are read again."""
_YOUNG_S = 2.0
"""A file changed so lately may change again and look the same; it is not trusted unread."""
_DAY_S = 86_400.0
_PASSING = (CrashedReadingError, SlowFileError)
"""What a machine out of breath or memory does to good files too."""

Taken = tuple[StagedFile, Analysis, Filed | None]
"""What a file became, what was found in it, and what it was before."""


class Intake:
    """Takes in files; what fails is on record, with when it is worth another try."""

    def __init__(self, sources: Sources, read: Callable[[Path], Analysis]) -> None:
        self._sources = sources
        self._read = read

    def take(self, root: str, file: LibraryFile) -> Taken | FailedFile | None:
        """None for a file whose content is in the index already. Raises StoreError."""
        source = storable(file.source)
        if source != file.source:
            return self._failed(root, file, "", f"{source}：{_unstorable(file.source)}")
        if being_written(file.path):
            return self._passing(root, file, "", "正在被写入，还不完整。写完后会自动读入。")
        try:
            found = fingerprint(file.path)
        except OSError as error:
            reason = f"无法读取（{error.strerror}）。请检查文件是否存在、权限是否足够。"
            return self._passing(root, file, "", reason)
        filed = self._sources.known(root, [source]).get(source)
        if filed and filed.fingerprint == found and (filed.reading == READING or filed.is_decided):
            self._sources.seen(root, source, _trusted(file.signature))
            return None
        return self._analysed(root, file, found, filed)

    def _analysed(
        self, root: str, file: LibraryFile, found: str, filed: Filed | None
    ) -> Taken | FailedFile:
        try:
            analysis = self._read(file.path)
        except UnreadableFileError as error:
            if not _is_still(file):
                return self._changed(root, file, found)
            passing = isinstance(error, _PASSING)
            return self._failed(root, file, found, str(error), passing=passing)
        if not _is_still(file):
            return self._changed(root, file, found)
        staged = StagedFile(
            root, file.source, found, READING, analysis.notice, (), (),
            signature=_trusted(file.signature),
        )  # fmt: skip
        return analysed(staged, analysis), analysis, filed

    def _changed(self, root: str, file: LibraryFile, found: str) -> FailedFile:
        return self._passing(root, file, found, "读取时又被改动。改动结束后会自动读入。")

    def _passing(self, root: str, file: LibraryFile, found: str, reason: str) -> FailedFile:
        """What may be otherwise in a while."""
        return self._failed(root, file, found, f"{file.path.name}：{reason}", passing=True)

    def _failed(
        self, root: str, file: LibraryFile, found: str, reason: str, *, passing: bool = False
    ) -> FailedFile:
        source, signature = storable(file.source), _trusted(file.signature)
        failed = FailedFile(root, source, found, reason, READING, signature, passing=passing)
        return self._sources.fail(failed)


def _unstorable(source: str) -> str:
    if len(os.fsencode(source)) > LONGEST:
        return f"路径太长（超过 {LONGEST} 字节），无法登记。请缩短它的文件夹名或文件名。"
    return "文件名不是 UTF-8 编码，无法登记。请重新命名这个文件（或它的文件夹）。"


def _trusted(signature: str) -> str:
    """The signature, unless the file may yet change without changing it.

    A time that is more than a day ahead is wrong; it says nothing of how young the file is.
    """
    if not signature:
        return ""
    changed_s = [int(part) / 1e9 for part in signature.split(":")[1:3]]
    now = time.time()
    return "" if any(-_DAY_S < now - s < _YOUNG_S for s in changed_s) else signature


def _is_still(file: LibraryFile) -> bool:
    """Whether the file is as it was when listed, in size and time of change."""
    try:
        found = file.path.stat()
    except OSError:
        return False
    return [str(found.st_size), str(found.st_mtime_ns)] == file.signature.split(":")[:2]
