"""Read an archive: nothing in it is believed before it is checked against the manifest."""

import gzip
import hashlib
import io
import os
import shutil
import tarfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.backup import manifest as manifests
from index.backup.manifest import MANIFEST, UPLOADS, Manifest, Member, unusable
from index.errors import BackupError

_CHUNK = 2**20
_SLACK = 2**20
"""Bytes beside a member's own: headers, padding, and what is read ahead."""
_MANIFEST_SIZE = 2**26
"""No manifest of a real backup comes near: it is enough for 300,000 files."""


def inspect(file: Path) -> Manifest:
    """Check every byte of a backup without unpacking it.

    Raises BackupError where the file is truncated, altered, foreign, or made by a later version.
    """
    return _read(file, None)


def unpack(file: Path, folder: Path) -> Manifest:
    """Put a backup's members into an empty folder, checking all of them as `inspect` does.

    Never more bytes are written than the manifest says, none if there is no room for these, and
    only plain files. Raises BackupError.
    """
    (folder / UPLOADS).mkdir()
    return _read(file, folder)


def _read(file: Path, folder: Path | None) -> Manifest:
    with _told(file), gzip.open(file) as plain:
        metered = _Metered(plain, file)
        metered.allow(_MANIFEST_SIZE)
        with tarfile.open(fileobj=metered, mode="r|") as archive:
            manifest = _manifest(archive, file)
            if folder:
                _make_sure_of_room(manifest.size, folder)
            for member in manifest.members:
                metered.allow(member.size)
                chunks = _checked(archive, member, file)
                if folder:
                    _write(chunks, folder / member.name, member.modified_ns)
                else:
                    deque(chunks, maxlen=0)
            metered.allow(0)
            if archive.next() is not None:
                raise unusable(file, "里面有清单以外的文件")
        while metered.read(_CHUNK):  # gzip compares its checksum at the very end
            pass
    return manifest


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except EOFError as error:
        raise unusable(file, "文件不完整，后面缺了一段") from error
    except (gzip.BadGzipFile, zlib.error, tarfile.TarError, ValueError) as error:
        raise unusable(file, f"不是对口通的备份，或内容已损坏（{error}）") from error
    except OSError as error:
        raise BackupError(
            f"备份 {file} 没有读完（{error}）。现有内容没有改动。请检查路径、权限和磁盘空间后重试。"
        ) from error


class _Metered(io.RawIOBase):
    """Lets no more be decompressed than was allowed."""

    def __init__(self, plain: gzip.GzipFile, file: Path) -> None:
        self._plain = plain
        self._file = file
        self._left = 0

    def allow(self, size: int) -> None:
        self._left = size + _SLACK

    def read(self, size: int = -1) -> bytes:
        data = self._plain.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise unusable(self._file, "解压后的内容比清单所列的多")
        return data


def _manifest(archive: tarfile.TarFile, file: Path) -> Manifest:
    header = archive.next()
    if header is None or header.name != MANIFEST or not _is_plain(header):
        raise unusable(file, "不是对口通的备份")
    stream = archive.extractfile(header)
    return manifests.read(stream.read() if stream else b"", file)


def _is_plain(header: tarfile.TarInfo) -> bool:
    return header.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not header.issparse()


def _make_sure_of_room(needed: int, folder: Path) -> None:
    there = shutil.disk_usage(folder).free
    if there < needed:
        raise BackupError(
            f"没有恢复：{folder.parent} 所在磁盘只剩 {there // 10**6} MB，解开备份需要 "
            f"{needed // 10**6} MB。现有内容没有改动。请清理磁盘后重试。"
        )


def _checked(archive: tarfile.TarFile, member: Member, file: Path) -> Iterator[bytes]:
    """The next file's content, which must be this member's to the last byte."""
    header = archive.next()
    stream = archive.extractfile(header) if header and _is_plain(header) else None
    if not (header and stream and (header.name, header.size) == (member.name, member.size)):
        raise unusable(file, f"{member.name} 与清单不符")
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != member.sha256:
        raise unusable(file, f"{member.name} 与清单不符")


def _write(chunks: Iterator[bytes], path: Path, modified_ns: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.writelines(chunks)
    os.utime(path, ns=(modified_ns, modified_ns))
