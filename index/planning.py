"""Compare a folder with what is known of it: which files to read, and which are gone."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from hashlib import sha256
from itertools import islice

from documents.library import LibraryFile, may_be_notice
from index import moments
from index.sources import FailedFile, Filed, Sources

_MISCODED, _CUT = "（编码有误）", "（路径太长）"
LONGEST = 2000
"""Bytes of a storable name; PostgreSQL's indexes take 2,704 with the library's own name."""
_AT_ONCE = 500
"""Files that the registry is asked about in one go."""


class Verdict(Enum):
    """What a look at a file tells."""

    READ = auto()
    UNCHANGED = auto()
    FAILING = auto()


@dataclass
class Plan:
    """What a refresh has to do; light enough for a folder of 100,000 files."""

    to_read: list[LibraryFile] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    failing: list[FailedFile] = field(default_factory=list)
    """Failed before, and neither changed nor due."""


def judge(
    file: LibraryFile, filed: Filed | None, failed: FailedFile | None, reading: int, now: datetime
) -> Verdict:
    """By signature alone; a file whose signature tells nothing is to be read. Pure."""
    if not file.signature:
        return Verdict.READ
    if failed is not None:
        same = (failed.signature, failed.reading) == (file.signature, reading)
        return Verdict.FAILING if same and not failed.is_due(now) else Verdict.READ
    if filed is None or filed.signature != file.signature:
        return Verdict.READ
    return Verdict.UNCHANGED if filed.reading == reading or filed.is_decided else Verdict.READ


def plan(sources: Sources, root: str, files: Iterable[LibraryFile], reading: int) -> Plan:
    """Look through the files of a root. Raises StoreError, and what `files` raises."""
    made, present = Plan(), set[str]()
    now = moments.now()
    for part in _parts(f for f in files if may_be_notice(f.source)):
        named = {storable(file.source): file for file in part}
        present.update(named)
        filed = sources.known(root, list(named))
        failing = sources.failing(root, list(named))
        for name, file in named.items():
            failed = failing.get(name)
            verdict = judge(file, filed.get(name), failed, reading, now)
            if verdict is Verdict.READ:
                made.to_read.append(file)
            elif verdict is Verdict.FAILING and failed is not None:
                made.failing.append(failed)
            else:
                made.unchanged += 1
    made.removed = sources.others(root, present)
    return made


def storable(source: str) -> str:
    """A name as text; what is not UTF-8 was most likely written by a Chinese Windows.

    Its mark keeps it apart from the same name in UTF-8. A name too long for the registry is cut.
    """
    try:
        name = os.fsencode(source).decode()
    except UnicodeDecodeError:
        name = os.fsencode(source).decode("gb18030", "backslashreplace") + _MISCODED
    return name if len(name.encode()) <= LONGEST else _cut(name)


def _cut(name: str) -> str:
    """The beginning, and what tells it apart from other names that begin so."""
    return f"{name[:100]}…{sha256(name.encode()).hexdigest()[:16]}{_CUT}"


def _parts(files: Iterable[LibraryFile]) -> Iterator[list[LibraryFile]]:
    left = iter(files)
    while part := list(islice(left, _AT_ONCE)):
        yield part
