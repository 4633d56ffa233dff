"""Checksums of files, so that what was damaged is found before a library reads it as if it were sound."""

import json
import time
import uuid
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

_SEAL = "seal"
_BLOCK = 1 << 20
_SETTLED_NS = 2_000_000_000
"""A file changed no longer ago may change again without its time telling, on a coarse clock."""


@dataclass(frozen=True)
class Seal:
    """What the last writer left: a stamp, new with every write, and its files' CRC-32 by name."""

    stamp: str = field(default_factory=lambda: uuid.uuid4().hex)
    sums: Mapping[str, int] = field(default_factory=dict)

    def without(self, name: str) -> "Seal":
        """The seal while a file may be changing."""
        return replace(self, sums={other: self.sums[other] for other in self.sums if other != name})


class Checksums:
    """CRC-32 of a folder's files; what did not change is not read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[tuple[int, int], int, bool]] = {}

    def of(self, name: str, *, for_others: bool = False) -> int:
        """A file's sum; `for_others` is surer that it is of now. Raises OSError."""
        found = (self._folder / name).stat()
        state = (found.st_size, found.st_mtime_ns)
        known = self._known.get(name)
        if known and known[0] == state and (known[2] or not for_others):
            return known[1]
        is_settled = time.time_ns() - found.st_mtime_ns > _SETTLED_NS
        total = checksum(self._folder / name, found.st_size)
        self._known[name] = (state, total, is_settled)
        return total

    def seal(self, names: Iterable[str], stamp: str) -> Seal:
        """The files as they now are. Raises OSError."""
        return Seal(stamp, {name: self.of(name, for_others=True) for name in names})

    def verify(self, seal: Seal) -> None:
        """Raises ValueError where a file is not what the seal says, OSError where one is gone."""
        damaged = [name for name, total in seal.sums.items() if self.of(name) != total]
        if damaged:
            raise ValueError(f"{damaged[0]} 已损坏")


def checksum(file: Path, size: int) -> int:
    """CRC-32 of a file's first `size` bytes. Raises OSError."""
    total = 0
    with file.open("rb") as stream:
        while block := stream.read(min(_BLOCK, size)):
            total = zlib.crc32(block, total)
            size -= len(block)
    return total


def read_seal(folder: Path) -> Seal:
    """Raises OSError or ValueError where there is none or it is damaged."""
    try:
        found = json.loads((folder / _SEAL).read_bytes())
        return Seal(str(found["stamp"]), dict(found["sums"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{_SEAL} 已损坏") from error


def write_seal(folder: Path, seal: Seal) -> None:
    """All of it or nothing is seen by a reader. Raises OSError."""
    written = folder / f"{_SEAL}.new"
    written.write_text(json.dumps(asdict(seal)), encoding="ascii")
    written.replace(folder / _SEAL)
