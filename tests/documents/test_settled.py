"""A file still being written is told from one that is complete, and looking disturbs nobody."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from documents import settled
from documents.settled import being_written, unsettled
from tests.patience import PATIENCE_S

IS_LINUX_ROOT = sys.platform == "linux" and os.geteuid() == 0


def write(path: Path) -> Path:
    path.write_text("通知")
    return path


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Move the clock: the time at which a file was changed cannot be moved."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that does not tell who writes, as for another's file."""
    monkeypatch.setattr(settled, "_has_writer", lambda file: None)


# --- the system tells -----------------------------------------------------------------------------


def test_complete_file(tmp_path: Path) -> None:
    assert not being_written(write(tmp_path / "通知.txt"))


def test_file_open_for_writing(tmp_path: Path) -> None:
    with (tmp_path / "通知.txt").open("w") as stream:
        assert being_written(tmp_path / "通知.txt")
        stream.write("半份")
        stream.flush()
        assert being_written(tmp_path / "通知.txt")
    assert not being_written(tmp_path / "通知.txt")


def test_file_open_for_reading(tmp_path: Path) -> None:
    with write(tmp_path / "通知.txt").open():
        assert not being_written(tmp_path / "通知.txt")


def test_another_process_writes(tmp_path: Path) -> None:
    code = "import sys; f = open(sys.argv[1], 'w'); print('开', flush=True); sys.stdin.readline()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "通知.txt")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        assert being_written(tmp_path / "通知.txt")
        process.communicate("\n", timeout=PATIENCE_S)
    assert not being_written(tmp_path / "通知.txt")


def test_file_kept_open_but_long_unchanged_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word on a share keeps a notice open for writing for as long as somebody looks at it."""
    with write(tmp_path / "通知.txt").open("a"):
        assert being_written(tmp_path / "通知.txt")
        later(monkeypatch, 61)
        assert not being_written(tmp_path / "通知.txt")


def test_many_are_asked_at_once(tmp_path: Path) -> None:
    done = [write(tmp_path / f"{i}.txt") for i in range(5)]
    with (tmp_path / "在写.txt").open("w"):
        assert unsettled([*done, tmp_path / "在写.txt"]) == {tmp_path / "在写.txt"}


@pytest.mark.parametrize("name", ["没有.txt", "文件夹", "管道", "断链"])
def test_what_is_no_file_is_not_being_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "文件夹").mkdir()
    os.mkfifo(tmp_path / "管道")
    (tmp_path / "断链").symlink_to("没有")
    assert not being_written(tmp_path / name)


# --- looking disturbs nobody ----------------------------------------------------------------------


def test_writers_opening_while_we_look_are_not_disturbed(tmp_path: Path) -> None:
    """In a process of its own: a signal badly chosen would end it."""
    code = f"""
import threading
from pathlib import Path
from documents.settled import being_written
file = Path({str(tmp_path / "通知.txt")!r})
file.write_text("通知")
stop = threading.Event()
looks = []
def look():
    while not stop.is_set():
        looks.append(being_written(file))
lookers = [threading.Thread(target=look) for _ in range(2)]
for looker in lookers: looker.start()
for i in range(3000):
    with file.open("a") as stream:
        stream.write(str(i % 10))
stop.set()
for looker in lookers: looker.join()
assert file.stat().st_size == 3006 and True in looks, looks
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE_S)


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 有租约")
def test_signal_of_a_broken_lease_does_not_end_the_process(tmp_path: Path) -> None:
    """The lease is held on purpose until a writer has come."""
    file = write(tmp_path / "通知.txt")
    code = f"""
import fcntl, subprocess, sys, threading, time
from pathlib import Path
from documents import settled
real = fcntl.fcntl
def slow(file, command, argument):
    if (command, argument) == (fcntl.F_SETLEASE, fcntl.F_UNLCK):
        time.sleep(1)
    return real(file, command, argument)
fcntl.fcntl = slow
looker = threading.Thread(target=settled.being_written, args=(Path({str(file)!r}),))
looker.start()
time.sleep(0.3)
writer = subprocess.run([sys.executable, "-c", "open({str(file)!r}, 'a').write('完')"], timeout=30)
looker.join()
print("还在", writer.returncode)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=60, capture_output=True, text=True
    )
    assert done.stdout == "还在 0\n"
    assert file.read_text() == "通知完"


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 有租约")
def test_file_leased_by_its_writer_is_being_written(tmp_path: Path) -> None:
    """As Samba does for a client; opening such a file would wait for the client."""
    import fcntl
    import signal

    with write(tmp_path / "通知.txt").open("a") as stream:
        fcntl.fcntl(stream, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(stream, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        try:
            assert being_written(tmp_path / "通知.txt")
        finally:
            fcntl.fcntl(stream, fcntl.F_SETLEASE, fcntl.F_UNLCK)


# --- the system does not tell ---------------------------------------------------------------------


@pytest.mark.skipif(not IS_LINUX_ROOT, reason="只有 root 能换用户")
@pytest.mark.parametrize("grows", [True, False], ids=["还在写", "写完了"])
def test_file_of_another_owner_is_looked_at_twice(tmp_path: Path, grows: bool) -> None:
    file = write(tmp_path / "通知.txt")
    for folder in (file, tmp_path, *tmp_path.parents[:-2]):  # all below /tmp
        folder.chmod(0o755)
    code = (
        "import os, sys; from pathlib import Path; from documents.settled import being_written\n"
        "os.setuid(65534); print(being_written(Path(sys.argv[1])))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        with file.open("a") as stream:
            while grows and process.poll() is None:
                stream.write("续")
                stream.flush()
        assert process.stdout.read() == f"{grows}\n"


@pytest.mark.usefixtures("silent")
def test_growing_file_is_being_written(tmp_path: Path) -> None:
    stop = threading.Event()

    def grow() -> None:
        with (tmp_path / "通知.txt").open("a") as stream:
            while not stop.wait(0.05):
                stream.write("续")
                stream.flush()

    write(tmp_path / "通知.txt")
    thread = threading.Thread(target=grow)
    thread.start()
    try:
        assert being_written(tmp_path / "通知.txt")
    finally:
        stop.set()
        thread.join()
    assert not being_written(tmp_path / "通知.txt")


@pytest.mark.usefixtures("silent")
def test_file_removed_between_two_looks_is_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "通知.txt")
    monkeypatch.setattr(time, "sleep", lambda seconds: file.unlink())
    assert being_written(file)
    assert not being_written(file)


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize(
    ("seconds", "pauses"),
    [(0, 1), (2, 1), (4, 0), (-300, 1), (-100_000, 0)],
    ids=["刚改", "两秒前", "四秒前", "时钟快五分钟", "时钟错一天多"],
)
def test_only_files_just_changed_take_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, pauses: int
) -> None:
    slept: list[float] = []
    files = [write(tmp_path / f"{i}.txt") for i in range(3)]
    later(monkeypatch, seconds)
    monkeypatch.setattr(time, "sleep", slept.append)
    assert unsettled(files) == set()
    assert slept == [0.3] * pauses


# --- network mounts -------------------------------------------------------------------------------

MOUNTS = """\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:50 / /mnt/公文 rw,relatime shared:9 master:3 - {kind} //nas/公文 rw
"""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("nfs4", True), ("cifs", True), ("smb3", True), ("fuse.sshfs", True), ("virtiofs", True), ("9p", True),
        ("fuseblk", False), ("xfs", False),
    ],
)  # fmt: skip
def test_network_mounts_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, expected: bool
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.format(kind=kind))
    monkeypatch.setattr(settled, "_MOUNTS", mounts)
    assert settled._is_remote(os.makedev(0, 50)) is expected
    assert settled._is_remote(os.makedev(254, 0)) is False
    assert settled._is_remote(os.makedev(9, 9)) is False


def test_lease_says_nothing_on_a_network_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There it is refused although nobody writes, and given although another machine does."""
    monkeypatch.setattr(settled, "_is_remote", lambda device: True)
    with write(tmp_path / "通知.txt").open("a"):
        assert not being_written(tmp_path / "通知.txt")
