"""Faults that a test brings about: disks that fill up or may only be read, and work that meets them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant import cli, wiring
from index.embedding import BuiltinEmbeddings
from tests.assistant.web.live import Live
from tests.index.stores import Stores, write
from tests.patience import PATIENCE_S

CHINESE = r"[\u4e00-\u9fff]"


@dataclass(frozen=True)
class Disk:
    """A small disk; `folder` is where it is mounted."""

    folder: Path

    def free(self) -> int:
        """Bytes."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self, leaving: int = 0) -> None:
        """Let something else take up the disk, but for some bytes, whoever writes meanwhile."""
        with self._filler.open("ab") as stream:
            while (taken := self.free() - leaving) > 0:
                with suppress(OSError):  # somebody took some of it
                    os.posix_fallocate(stream.fileno(), os.fstat(stream.fileno()).st_size, taken)

    def make_room(self) -> None:
        """Give back what was taken up."""
        self._filler.unlink(missing_ok=True)

    @property
    def _filler(self) -> Path:
        return self.folder / "别的程序的文件"


@contextmanager
def small_disk(folder: Path, size: str = "64m") -> Iterator[Disk]:
    """A disk of its own in place of a folder, which is made; skips where that is not permitted."""
    folder.mkdir(parents=True, exist_ok=True)
    with _mounted("-t", "tmpfs", "-o", f"size={size}", "tmpfs", on=folder):
        yield Disk(folder)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that nobody may write to, not even root; skips where that is not permitted."""
    with _mounted("--bind", str(folder), on=folder):
        _mount("-o", "remount,bind,ro", str(folder))
        yield


@contextmanager
def _mounted(*options: str, on: Path) -> Iterator[None]:
    _mount(*options, str(on))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(on)], check=True)


def _mount(*arguments: str) -> None:
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("没有 mount 命令，不能另装一块磁盘")
    if done.returncode:
        pytest.skip(f"这里不允许挂载磁盘（{done.stderr.strip()}）")


# --- what is indexed ------------------------------------------------------------------------------


def tasks(subject: str, count: int = 5, who: str = "局") -> list[str]:
    """Paragraphs, a passage each: task 3 of a subject is done by its own office 3."""
    padding = "并按照要求报送进展情况，" * 30
    return [
        f"{subject}第{i}项任务由松江区{subject}{who}第{i}科负责，{padding}" for i in range(count)
    ]


def put(library: Path, *subjects: str, who: str = "局", count: int = 5) -> None:
    """A notice with many tasks on each subject, in place of the one before."""
    for subject in subjects:
        write(library, subject, *tasks(subject, count, who))


def contents(folder: Path) -> dict[str, bytes]:
    """Path below a folder → content, of all its files."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def answer(stores: Stores, subject: str) -> str:
    """The passage found first for a question on a subject's third task."""
    return stores.found(f"{subject}第3项任务由谁负责？", 1)[0]


def until(live: Live, job_id: str, holds: Callable[[Any], object]) -> Any:
    """A job of a service, once something is true of it."""
    latest = time.monotonic() + PATIENCE_S
    while not holds(job := live.get(f"/api/jobs/{job_id}")):
        assert time.monotonic() < latest, job
        time.sleep(0.05)
    return job


def keep_model(patching: pytest.MonkeyPatch) -> None:
    """Load the built-in model once only, where it is not the model that is tried: a second each."""
    patching.setattr(wiring, "BuiltinEmbeddings", _loaded)


@cache
def _loaded(folder: Path, threads: int) -> BuiltinEmbeddings:
    return BuiltinEmbeddings(folder, threads)


# --- the command ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    def told(self) -> str:
        """The one message of a command that failed: no traceback beside it."""
        assert self.code == 1, self
        assert self.err.startswith("错误："), self.err
        assert len(self.err.strip().splitlines()) == 1, self.err
        return self.err


class Duikou:
    """Runs commands on a data folder, in this process: what is not told in words is raised."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], data: Path
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd
        monkeypatch.setenv("DUIKOU_DATA_DIR", str(data))

    def __call__(self, *arguments: str | Path) -> Ended:
        self._monkeypatch.setattr(sys, "argv", ["duikou", *map(str, arguments)])
        self._capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = self._capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Ended(ended.value.code, printed.out, printed.err)


def free_port() -> str:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
