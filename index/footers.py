"""The checksums that Tantivy writes at the end of its files, and does not look at when it reads them."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from index.sealing import checksum

_META = "meta.json"
_PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_MAGIC = 1337
_TAIL = 8
"""Bytes after the footer: its length and the magic number."""


class Footers:
    """The files of a Tantivy folder's segments; what did not change is not read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._named: tuple[bytes | None, list[str]] = (None, [])
        self._sound: dict[str, tuple[int, int]] = {}

    def check(self) -> None:
        """Raises ValueError where a file is not as it was written, OSError without meta.json.

        Tantivy opens files into memory, where one that was cut off would end the process.
        A file that is gone is no matter of the footers.
        """
        meta = (self._folder / _META).read_bytes()
        if meta != self._named[0]:
            self._named = (meta, list(_names(meta)))
        for name in self._named[1]:
            path = f"{self._folder}/{name}"
            try:
                found = os.stat(path)  # noqa: PTH116 (for each of 100 files at every search)
            except FileNotFoundError:
                continue
            state = (found.st_size, found.st_mtime_ns)
            if self._sound.get(name) != state:
                if not _is_sound(Path(path), found.st_size):
                    raise ValueError(f"{name} 已损坏")
                self._sound[name] = state


def _names(meta: bytes) -> Iterator[str]:
    """The files that make up the index, as meta.json has it. Raises ValueError."""
    try:
        for segment in json.loads(meta)["segments"]:
            name = segment["segment_id"].replace("-", "")
            yield from (f"{name}.{part}" for part in _PARTS)
            if segment["deletes"]:
                yield f"{name}.{segment['deletes']['opstamp']}.del"
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{_META} 已损坏") from error


def _is_sound(file: Path, size: int) -> bool:
    """Whether a file's first part has the CRC-32 that its last part tells. Raises OSError."""
    with file.open("rb") as stream:
        stream.seek(max(size - _TAIL, 0))
        tail = stream.read(_TAIL)
        length, magic = int.from_bytes(tail[:4], "little"), int.from_bytes(tail[4:], "little")
        body = size - _TAIL - length
        if magic != _MAGIC or body < 0:
            return False
        stream.seek(body)
        footer = stream.read(length)
    try:
        return bool(json.loads(footer)["crc"] == checksum(file, body))
    except (ValueError, KeyError, TypeError):
        return False
