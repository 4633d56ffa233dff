"""Two thousand malformed files: each is read, or refused with words that help, in bounded time and memory."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from documents.analysing import Analysis
from documents.errors import CrashedReadingError, SlowFileError, UnreadableFileError
from documents.isolating import IsolatedReader
from tests.documents.malforming import FAULTS, malformed

MOST = 2000
"""Files of the whole run."""
A_ROUND = range(13 * len(FAULTS), 14 * len(FAULTS))
"""Files of the quick run: every fault once, in a round whose bombs are small."""
MEMORY_MB = 1500
SECONDS = 20
BOMB = "压缩炸弹"
"""The only fault that may take more time than a file has: unpacking it is what takes it."""
PRINTABLE = re.compile(r"[\n\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(seconds=SECONDS) as opened:
        yield opened


@pytest.mark.parametrize("number", A_ROUND, ids=lambda n: "".join(FAULTS[n % len(FAULTS)][1::-1]))
def test_every_fault(reader: IsolatedReader, tmp_path: Path, number: int) -> None:
    check(reader, tmp_path, number)


@pytest.mark.resilience
@pytest.mark.parametrize("first", range(len(FAULTS)), ids=lambda n: "".join(FAULTS[n][1::-1]))
def test_many_files_of_every_fault(reader: IsolatedReader, tmp_path: Path, first: int) -> None:
    for number in range(first, MOST, len(FAULTS)):
        check(reader, tmp_path, number)


def check(reader: IsolatedReader, folder: Path, number: int) -> None:
    """Read the malformed file with this number."""
    file = malformed(number)
    path = folder / file.name
    path.write_bytes(file.content)
    began = time.monotonic()
    try:
        check_analysis(reader.read(path))
    except UnreadableFileError as error:
        check_error(error, file.name)
    assert time.monotonic() - began < SECONDS * 4, file.name
    assert reader.pid is None or peak_mb(reader.pid) < MEMORY_MB, file.name
    path.unlink()


def check_analysis(analysis: Analysis) -> None:
    """What can be cited stands in the text."""
    text = analysis.notice.text
    assert text.strip()
    assert PRINTABLE.fullmatch(f"{text}{analysis.notice.masthead}")
    assert "".join(passage.text for passage in analysis.passages) == text
    for quoted in analysis.passages:
        assert text[quoted.start : quoted.end] == quoted.text
    for duty in analysis.duties:
        assert text[duty.start : duty.end] == duty.quote
    for link in analysis.links:
        assert 0 <= link.start < link.end <= len(text)


def check_error(error: UnreadableFileError, name: str) -> None:
    """The message names the file, says in Chinese what is wrong and what to do, and nothing else."""
    message = str(error)
    assert message.startswith(f"{name}：")
    assert re.search(r"[\u4e00-\u9fff]{4,}.*请.{2,}。$", message)
    assert not re.search(r"Traceback|Error\b|<class|object at|\n", message)
    assert not isinstance(error, CrashedReadingError), error.__notes__
    assert not isinstance(error, SlowFileError) or BOMB in name, message


def peak_mb(pid: int) -> int:
    """Megabytes of memory that the process has held at most."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0
