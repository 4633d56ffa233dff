"""A folder of 10,000 notices: the look at it, one more among them; and the plan for 100,000 files."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from index.keeping import Keeper, keeping_up
from tests.benchmarks.measuring import Row, median_s, once_s
from tests.benchmarks.stores import RandomEmbeddings
from tests.index.stores import Stores, open_stores, write
from tests.resilience.folders import FILES, fill, name_of

_DROPS = 9
_POLL_S = 0.02
_PLANNED = 100_000
_PLANNING = """
import re, sys
from pathlib import Path
from documents.library import list_files
from index.opening import open_engine
from index.planning import plan
from index.sources import Sources

def peak():  # of this process; what getrusage says begins with its parent's
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

library = Path(sys.argv[1])
sources = Sources(open_engine(f"sqlite:///{library.parent / 'planning.db'}"))
plan(sources, "", iter(()), 1)
before = peak()
made = plan(sources, str(library), list_files(library), 1)
print(len(made.to_read), before, peak())
"""


def rows(folder: Path) -> Iterator[Row]:
    """First the look, then the drops, then what a plan takes of memory."""
    with open_stores(folder / "many", RandomEmbeddings()) as stores:
        fill(stores.library)
        stores.refresher.refresh(stores.library)
        time.sleep(2.1)  # a file that young is read again
        stores.refresher.refresh(stores.library)
        yield _unchanged(stores)
        yield _drop(stores)
    yield _planned(folder / "planned" / "library")


def _unchanged(stores: Stores) -> Row:
    ours = median_s(stores.refresher.refresh, [stores.library])
    return Row(
        "refresh, nothing changed",
        "os.scandir and a stat of each",
        ours,
        median_s(_scanned, [stores.library]),
        f"{FILES:,} files",
    )


def _scanned(folder: Path) -> int:
    """How many files; every one is looked at."""
    found = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                found += _scanned(Path(entry.path))
            else:
                os.stat(entry.path)  # noqa: PTH116
                found += 1
    return found


def _drop(stores: Stores) -> Row:
    keeper = Keeper(stores.jobs, stores.worker, stores.tools)
    with keeping_up(keeper, stores.worker, [stores.library], 3600):
        time.sleep(2.0)  # for the look that every start begins with
        waits = [_until_found(stores, number) for number in range(_DROPS)]
    searching = median_s(stores.retriever.search, [_sentence(n) for n in range(_DROPS)])
    what = f"one new notice, from its drop until it is found (longest {max(waits):.2f} s)"
    return Row(what, "one search", median(waits), searching, f"notice among {FILES:,}")


def _until_found(stores: Stores, number: int) -> float:
    """Seconds from the end of writing; who searches all the time would only be in the way."""
    shown = stores.catalogue.last_flip()
    write(stores.library, name_of(FILES + number), _sentence(number))
    began = time.monotonic()
    while stores.catalogue.last_flip() == shown:
        time.sleep(_POLL_S)
    assert any(_sentence(number) in text for text in stores.found(_sentence(number), 3))
    return time.monotonic() - began


def _sentence(number: int) -> str:
    return f"第{FILES + number}号杨梅园由林业局牵头采摘。"


def _planned(library: Path) -> Row:
    """In a process of its own, whose memory is only what the plan takes."""
    for number in range(_PLANNED):
        file = library / f"{name_of(number)}.txt"
        if not number % 500:
            file.parent.mkdir(parents=True)
        file.touch()
    command = [sys.executable, "-c", _PLANNING, str(library)]
    told: list[str] = []

    def planning() -> None:
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        told.extend(done.stdout.split())

    ours = once_s(planning)
    files, before, peak = map(int, told)
    return Row(
        "plan for a folder of new files, with the start of its process",
        "os.scandir and a stat of each",
        ours,
        median_s(_scanned, [library]),
        f"{files:,} files (at most {peak} MiB, {peak - before} MiB of it for the plan)",
    )
