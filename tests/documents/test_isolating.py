"""A file that hangs, crashes or fills its reader fails alone; the next one is read as ever."""

import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Pipe
from pathlib import Path
from threading import Thread

import pytest

import documents
from documents import isolated
from documents.analysing import Analysis, analyse
from documents.errors import (
    CrashedReadingError,
    DamagedFileError,
    DocumentsError,
    EmptyFileError,
    OversizedFileError,
    SlowFileError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from documents.isolating import IsolatedReader, _unpacked

SAMPLES = Path(documents.__file__).parent / "samples"
NOTICES = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".jsonl")
GOOD = SAMPLES / "青禾农产品进北屏产销对接通知.txt"


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader() as opened:
        yield opened


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A notice that takes many seconds of computing."""
    path = tmp_path / "冗长.txt"
    path.write_text(GOOD.read_text(encoding="utf-8") * 800, encoding="utf-8")
    return path


def failure(reader: IsolatedReader, path: Path) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        reader.read(path)
    error = caught.value
    assert str(error).startswith(f"{path.name}：")
    assert re.search(r"请.{2,}。$", str(error))
    return error


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def ends(pid: int, seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_running(pid)


def soon(act: Callable[[], object]) -> Thread:
    """Do it once a read has begun."""

    def wait_and_act() -> None:
        time.sleep(0.4)
        act()

    thread = Thread(target=wait_and_act)
    thread.start()
    return thread


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.name)
def test_reads_what_this_process_reads(reader: IsolatedReader, path: Path) -> None:
    assert reader.read(path) == analyse(path)


def test_one_process_reads_many_files(reader: IsolatedReader) -> None:
    reader.read(GOOD)
    before = reader.pid
    reader.read(NOTICES[0])
    assert reader.pid == before != os.getpid()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param("空.txt", b"", EmptyFileError, id="零字节"),
        pytest.param("坏.docx", b"PK\x03\x04" + bytes(40), DamagedFileError, id="残缺"),
        pytest.param("表.xlsx", b"PK\x03\x04", UnsupportedFormatError, id="不支持"),
        pytest.param(os.fsdecode(b"\xcd\xa8\xd6\xaa.txt"), b"", EmptyFileError, id="文件名不是UTF-8"),
    ],
)  # fmt: skip
def test_errors_keep_their_type_and_words(
    reader: IsolatedReader, tmp_path: Path, name: str, content: bytes, kind: type[Exception]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = failure(reader, path)
    with pytest.raises(kind) as caught:
        analyse(path)
    assert type(error) is type(caught.value) is kind
    assert str(error) == str(caught.value)


def test_relative_path(
    reader: IsolatedReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "通知.txt").write_bytes(GOOD.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert reader.read(Path("通知.txt")) == analyse(GOOD)


def test_file_that_takes_too_long(endless: Path) -> None:
    with IsolatedReader(seconds=0.5) as reader:
        error = failure(reader, endless)
        assert type(error) is SlowFileError
        assert "超过 0.5 秒" in str(error)
        assert reader.read(GOOD) == analyse(GOOD)


def test_process_that_stands_still(endless: Path) -> None:
    with IsolatedReader(seconds=0.5) as reader:
        reader.read(GOOD)
        assert reader.pid
        os.kill(reader.pid, signal.SIGSTOP)
        began = time.monotonic()
        assert type(failure(reader, GOOD)) is SlowFileError
        assert time.monotonic() - began < 30
        assert reader.read(GOOD) == analyse(GOOD)


@pytest.mark.parametrize(
    ("blow", "words"),
    [
        pytest.param(signal.SIGSEGV, "访问内存出错", id="段错误"),
        pytest.param(signal.SIGABRT, "内部错误", id="自行中止"),
        pytest.param(signal.SIGKILL, "内存不足", id="被系统结束"),
        pytest.param(signal.SIGTERM, "信号 15", id="被管理员结束"),
    ],
)
def test_process_that_dies(endless: Path, blow: signal.Signals, words: str) -> None:
    with IsolatedReader() as reader:
        reader.read(GOOD)
        pid = reader.pid
        assert pid
        thread = soon(lambda: os.kill(pid, blow))
        error = failure(reader, endless)
        thread.join()
        assert type(error) is CrashedReadingError
        assert words in str(error)
        assert "Traceback" not in str(error)
        assert reader.read(GOOD) == analyse(GOOD)


def test_a_crash_says_in_a_note_where_it_was(endless: Path) -> None:
    with IsolatedReader() as reader:
        reader.read(GOOD)
        pid = reader.pid
        assert pid
        thread = soon(lambda: os.kill(pid, signal.SIGSEGV))
        notes = "".join(failure(reader, endless).__notes__)
        thread.join()
    assert "Segmentation fault" in notes
    assert "isolated.py" in notes


def test_process_killed_between_two_files(reader: IsolatedReader) -> None:
    reader.read(GOOD)
    assert reader.pid
    os.kill(reader.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert reader.read(GOOD) == analyse(GOOD)


def test_file_that_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "很大.txt"
    path.write_text("合作" * 2_500_000, encoding="utf-8")
    with IsolatedReader(memory=100 * 2**20) as reader:
        reader.read(GOOD)
        before = reader.pid
        error = failure(reader, path)
        assert type(error) is OversizedFileError
        assert "内存" in str(error)
        assert reader.read(GOOD) == analyse(GOOD)
        assert reader.pid != before


def test_a_fresh_process_after_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = Pipe()
    monkeypatch.setattr(isolated, "FILES", 2)
    with ours, theirs:
        for _ in range(3):
            ours.send_bytes(os.fsencode(GOOD))
        isolated.serve(theirs, seconds=1000)
        flags = [_unpacked(ours.recv_bytes())[0] for _ in range(2)]
        assert not ours.poll()
    assert flags == [False, True]


def test_the_loop_ends_with_the_other_side() -> None:
    ours, theirs = Pipe()
    ours.close()
    with theirs:
        isolated.serve(theirs, seconds=1000)


@pytest.mark.parametrize(
    "accident", [RecursionError(), KeyError("w:p"), AssertionError()], ids=repr
)
def test_accident_of_a_parser(accident: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> Analysis:
        raise accident

    monkeypatch.setattr(isolated, "analyse", fail)
    error = isolated.answer(Path("有错.pdf"))
    assert type(error) is DamagedFileError
    assert re.fullmatch(r"有错\.pdf：[^A-Za-z]+请[^A-Za-z]+。", str(error))
    assert "Traceback" in "".join(error.__notes__)


def test_memory_that_runs_out_in_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> Analysis:
        raise MemoryError

    monkeypatch.setattr(isolated, "analyse", fail)
    ours, theirs = Pipe()
    with ours:
        ours.send_bytes(b"/a.txt")
        monkeypatch.setattr(isolated, "FILES", 1)
        with theirs:
            isolated.serve(theirs, seconds=1000)
        assert _unpacked(ours.recv_bytes())[0]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((False, os.system), id="一个函数"),
        pytest.param((False, DocumentsError("")), id="别的错误"),
        pytest.param((False, subprocess.CompletedProcess([], 0)), id="别的类"),
    ],
)
def test_nothing_but_analyses_and_errors_is_taken_from_the_process(answer: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        _unpacked(pickle.dumps(answer))


def test_process_that_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/没有/python")
    with IsolatedReader() as reader:
        error = failure(reader, GOOD)
    assert type(error) is CrashedReadingError
    assert "无法启动" in str(error)


def test_threads_take_turns(reader: IsolatedReader) -> None:
    found: list[Analysis] = []
    threads = [Thread(target=lambda: found.append(reader.read(GOOD))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [analyse(GOOD)] * 4


def test_closing_ends_the_process() -> None:
    reader = IsolatedReader()
    reader.close()
    reader.read(GOOD)
    pid = reader.pid
    reader.close()
    assert pid
    assert not is_running(pid)
    assert reader.pid is None


def test_the_process_ends_with_the_one_that_started_it() -> None:
    code = (
        "import os, sys; from pathlib import Path; from documents.isolating import IsolatedReader\n"
        "reader = IsolatedReader(); reader.read(Path(sys.argv[1])); print(reader.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, GOOD], check=False, capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL
    assert done.stderr == ""
    assert ends(int(done.stdout))


def test_the_process_loads_no_model() -> None:
    code = "import sys, documents.isolated; print([m for m in ('numpy', 'torch', 'jieba', 'index', 'assistant') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
