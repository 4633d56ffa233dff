"""Uploaded files: a library in the data folder, with what was there before and what is to come."""

import os
import shutil
import unicodedata
import uuid
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from documents.formats import READERS
from documents.library import fingerprint, is_ignored
from index.errors import StoreError, UploadError
from index.locking import WriteLock

_INCOMING, _FORMER = ".incoming", ".former"
_LONGEST = 200
"""Bytes of a file's name, 60 Chinese characters and a suffix; file systems allow 255."""
_UNPRINTED = {"Cc", "Cs", "Zl", "Zp"}
"""Kinds of characters that no name has: controls, halves of characters, ends of lines."""
_TURNING = {
    chr(c) for c in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Characters that turn the direction of writing: 通知.txt may be shown as 通txt.知."""


class Uploads:
    """A file is replaced by renaming, never written in place; what it replaces is kept.

    New files wait in a batch of their own (.incoming/<batch>/) until they were read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._alone = WriteLock(folder.with_name(f"{folder.name}.lock"))

    @property
    def root(self) -> str:
        """The library root that uploaded notices have."""
        return str(self.folder.resolve())

    def new_batch(self) -> str:
        """A name for files that come together."""
        return uuid.uuid4().hex

    def receive(self, batch: str, name: str, content: BinaryIO, folder: str = "") -> str:
        """Put a file into a batch; returns the source it will have. Raises UploadError, StoreError.

        It has its name once it is whole; what was cut off is no file of the batch. `folder` is
        that of the groups it is for (`folder_for`).
        """
        checked = upload_name(name)
        target = self._batch(batch) / folder / checked
        part = target.with_name(f".{checked}")
        if target.exists():
            raise UploadError(f"{checked}：这一次上传里有两个同名的文件。请改名，或分两次上传。")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(part, content)
            part.rename(target)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return f"{folder}/{checked}" if folder else checked

    def waiting(self, batch: str) -> list[Path]:
        """The files of a batch that are not in place yet, in order of name."""
        found = self._batch(batch).rglob("*")
        return sorted(path for path in found if path.is_file() and not is_ignored(path.name))

    def source_of(self, path: Path) -> str:
        """What a waiting file is called among the failures."""
        return path.relative_to(self.folder).as_posix()

    def batches(self) -> list[str]:
        """Every batch of which something waits."""
        incoming = self.folder / _INCOMING
        return sorted(path.name for path in incoming.iterdir()) if incoming.is_dir() else []

    def batch_of(self, source: str) -> str | None:
        """The batch of a failure's source that waits; None for a file in its place."""
        incoming, _, rest = source.partition("/")
        return rest.partition("/")[0] if incoming == _INCOMING else None

    def settled(self, source: str) -> str:
        """What a file that waits, as `source_of` calls it, will be called in its place."""
        return source if self.batch_of(source) is None else source.split("/", 2)[-1]

    def put_in_place(self, path: Path) -> str:
        """Let a waiting file take the place of its namesake; returns its source.

        Raises StoreError, RefreshBusyError.
        """
        source = self.settled(self.source_of(path))
        target = self.folder / source
        with self._alone():  # what is kept is what is replaced
            try:
                target.parent.mkdir(exist_ok=True)
                self._keep(target)
                path.replace(target)
            except OSError as error:
                raise _unwritable(self.folder, error) from error
        self._remove_if_empty(path.parent)
        return source

    def take_away(self, source: str) -> None:
        """Remove an uploaded file; it is kept among the former ones.

        Raises StoreError, RefreshBusyError.
        """
        target = self.folder / source
        with self._alone():
            try:
                self._keep(target)
                target.unlink(missing_ok=True)
            except OSError as error:
                raise _unwritable(self.folder, error) from error

    def forget(self, source: str) -> None:
        """Drop one file that waits."""
        path = self.folder / source
        path.unlink(missing_ok=True)
        self._remove_if_empty(path.parent)

    def drop(self, batch: str) -> None:
        """Forget what still waits in a batch."""
        shutil.rmtree(self._batch(batch), ignore_errors=True)

    def former(self, source: str, content: str) -> Path | None:
        """The file that once was `source`, by its fingerprint; None where it is not kept."""
        path = self._former(source, content)
        return path if path.is_file() else None

    def bring_back(self, source: str, content: str) -> bool:
        """Put a former file in its place again. Raises StoreError, RefreshBusyError.

        False where it is not kept, or where nothing would change since it is in its place.
        """
        former, batch = self.former(source, content), self.new_batch()
        if former is None or self._is_in_place(source, content):
            return False
        folder, _, name = source.rpartition("/")
        try:
            with former.open("rb") as stream:
                self.receive(batch, name, stream, folder)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        self.put_in_place(self._batch(batch) / source)
        return True

    def _is_in_place(self, source: str, content: str) -> bool:
        try:
            return fingerprint(self.folder / source) == content
        except OSError:
            return False

    def _keep(self, target: Path) -> None:
        """A second name for the content, so that the place is never empty."""
        if not target.is_file():
            return
        kept = self._former(target.name, fingerprint(target))
        kept.parent.mkdir(parents=True, exist_ok=True)
        if kept.exists():
            return
        try:
            kept.hardlink_to(target)
        except OSError:  # exFAT and some network folders know no links
            part = kept.with_name(f".{kept.name}")
            shutil.copyfile(target, part)
            part.replace(kept)

    def _remove_if_empty(self, folder: Path) -> None:
        with suppress(OSError):  # others of the batch still wait
            while self.folder not in (folder.parent, folder):
                folder.rmdir()
                folder = folder.parent

    def _batch(self, batch: str) -> Path:
        if not batch.isalnum():  # such as "..", which is not below the folder
            raise UploadError(f"没有编号为 {batch!r} 的上传。请重新上传。")
        return self.folder / _INCOMING / batch

    def _former(self, source: str, content: str) -> Path:
        return self.folder / _FORMER / f"{content}{Path(source).suffix.lower()}"


def folder_for(audience: str) -> str:
    """The folder below the uploads in which files for an audience lie."""
    return audience.replace(",", "+")


def upload_name(name: str) -> str:
    """The name under which an uploaded file is kept. Raises UploadError."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].strip()
    is_odd = any(c in _TURNING or unicodedata.category(c) in _UNPRINTED for c in bare)
    if not bare or is_ignored(bare) or is_odd:
        raise UploadError(f"文件名 {bare!r} 不能使用。请换一个普通的文件名，如 通知.docx，再上传。")
    if len(bare.encode()) > _LONGEST:
        raise UploadError(f"文件名太长：{bare[:30]}…。请缩短到 60 个汉字以内再上传。")
    if Path(bare).suffix.lower() not in READERS:
        known = "、".join(sorted(READERS))
        raise UploadError(
            f"{bare}：不支持 {Path(bare).suffix or '无后缀'} 格式。请转成 {known} 之一再上传。"
        )
    return bare


def _write(path: Path, content: BinaryIO) -> None:
    """Write a file that is on the disk afterwards, whatever happens to the power."""
    with path.open("wb") as stream:
        shutil.copyfileobj(content, stream, 1024 * 1024)
        stream.flush()
        os.fsync(stream.fileno())


def _unwritable(folder: Path, error: OSError) -> StoreError:
    return StoreError(
        f"上传文件夹 {folder} 无法写入（{error.strerror or error}）。请检查磁盘空间和权限后重试，已入库的公文不受影响。"
    )
