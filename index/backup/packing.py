"""Write the archive: whole under its name, or not at all."""

import gzip
import hashlib
import io
import os
import platform
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.backup.manifest import MANIFEST, Manifest, Member, Progress, written
from index.backup.places import flush
from index.errors import BackupError

_PARTIAL = ".partial"
_COMPRESSION = 1
"""Vectors and uploaded files hardly shrink: level 6 takes twice as long for 1 % less (2026-11)."""


def listed(folder: Path, name: str) -> Member:
    """What the manifest says of a file in the folder. Raises OSError."""
    path = folder / name
    status = path.stat()
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Member(name, status.st_size, digest, max(status.st_mtime_ns, 0))


def pack(folder: Path, manifest: Manifest, target: Path, progress: Progress) -> None:
    """Put the manifest and its members, which lie in the folder, into the archive `target`.

    Raises OSError, and BackupError where a member changed since it was listed or the target is
    there already.
    """
    done = 0
    with (
        _published(target, _prefix(manifest)) as stream,
        gzip.GzipFile("", "wb", _COMPRESSION, stream, mtime=0) as plain,
        tarfile.open(fileobj=plain, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        raw = written(manifest)
        seconds = int(manifest.created_at.timestamp())
        archive.addfile(_header(MANIFEST, len(raw), seconds), io.BytesIO(raw))
        for member in manifest.members:
            _add(archive, folder, member)
            done += member.size
            progress(done, manifest.size, "压缩")


def refuse_existing(target: Path) -> None:
    """Raises BackupError where something has the name, whatever it is."""
    if os.path.lexists(target):
        what = "是一个文件夹，请写明文件名" if target.is_dir() else "已经存在，请换一个文件名"
        raise BackupError(f"没有备份：{target} {what}。")


def _add(archive: tarfile.TarFile, folder: Path, member: Member) -> None:
    header = _header(member.name, member.size, member.modified_ns // 10**9)
    with (folder / member.name).open("rb") as stream:
        watched = _Watched(stream)
        archive.addfile(header, watched)
    if watched.digest.hexdigest() != member.sha256:
        raise BackupError(f"没有备份：{member.name} 在备份时被改写。请稍后重新备份。")


def _header(name: str, size: int, seconds: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mtime, header.mode = size, seconds, 0o600
    return header


class _Watched(io.RawIOBase):
    """Keeps the digest of what is read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data


def _prefix(manifest: Manifest) -> str:
    """Names an unfinished file so that only this installation's next backup takes it for a rest."""
    whose = hashlib.sha256(f"{platform.node()}\n{manifest.uploads}".encode()).hexdigest()
    return f".duikou-{whose[:12]}-"


@contextmanager
def _published(target: Path, prefix: str) -> Iterator[BinaryIO]:
    """A file beside the target that takes its name once all is written and on the disk."""
    for left in target.parent.glob(f"{prefix}*{_PARTIAL}"):
        left.unlink()
    descriptor, name = tempfile.mkstemp(_PARTIAL, prefix, target.parent)
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        refuse_existing(target)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    flush(target.parent)
