"""One writes at a time, whoever it is, and nobody waits for a process that is no more."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from index import locking
from index.errors import RefreshBusyError
from index.locking import WriteLock
from tests.patience import PATIENCE_S

Hold = Callable[[], "subprocess.Popen[str]"]
_HOLDER = """
import sys
from pathlib import Path
from index.locking import WriteLock
with WriteLock(Path(sys.argv[1]))():
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "refresh.lock"


@pytest.fixture
def hold(path: Path) -> Iterator[Hold]:
    """Starts a process that holds the lock until it gets a line."""
    root = Path(__file__).parents[2]
    processes: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(path)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("is_shared", [True, False], ids=["同一把锁", "各自打开"])
def test_threads_write_one_at_a_time(path: Path, is_shared: bool) -> None:
    shared, counted = WriteLock(path), path.with_name("数")
    counted.write_text("0")

    def add_one(_: int) -> None:
        with (shared if is_shared else WriteLock(path))():
            counted.write_text(str(int(counted.read_text()) + 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(80)))
    assert counted.read_text() == "80"


def test_who_comes_second_waits_for_the_first(path: Path, hold: Hold) -> None:
    process, entered = hold(), Event()

    def write() -> None:
        with WriteLock(path)():
            entered.set()

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        assert not entered.wait(0.1)
        process.communicate("\n", timeout=PATIENCE_S)
        writing.result(timeout=PATIENCE_S)
    assert entered.is_set()


def test_who_waits_too_long_is_told_what_to_do(
    path: Path, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "_WAIT_S", 0.05)
    hold()
    lock = WriteLock(path)
    for _ in range(2):
        with (
            pytest.raises(RefreshBusyError, match=r"^另一个进程.*请等它完成，或停止它后重试。$"),
            lock(),
        ):
            pytest.fail("two hold the lock")


def test_lock_of_a_killed_process_is_free(path: Path, hold: Hold) -> None:
    process = hold()
    process.kill()
    process.wait(10)
    with WriteLock(path)():
        assert path.exists()


def test_lock_is_free_after_a_fault(path: Path) -> None:
    lock = WriteLock(path)
    with pytest.raises(ValueError, match="出错"), lock():
        raise ValueError("出错")
    with lock():
        assert path.exists()


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    path = tmp_path / "文件" / "refresh.lock"
    for _ in range(2):  # what failed holds nobody up
        with (
            pytest.raises(RefreshBusyError, match=r"无法锁定.*refresh\.lock.*权限"),
            WriteLock(path)(),
        ):
            pytest.fail("locked without a file")
