"""Read files in a process of their own, which they may crash, hang or fill without harm."""

import io
import os
import pickle
import signal
import subprocess
import sys
from datetime import date
from multiprocessing.connection import Pipe
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Lock, Timer
from typing import IO, Any, Self

from documents import errors, isolated, notice
from documents.analysing import Analysis
from documents.errors import CrashedReadingError, SlowFileError, UnreadableFileError
from documents.isolated import Answer

_PATIENCE = 3
"""Times `seconds` that a read may last by the clock: a busy machine makes a good file slow."""
_START_S = 30
"""What the first read of a process may last longer."""
_LARGEST_ANSWER = 512 * 2**20  # bytes
_NOTE = 4000  # bytes of the process's last words
_BROKEN_ANSWER = (
    OSError, EOFError, pickle.UnpicklingError, ValueError, TypeError, LookupError, AttributeError,
)  # fmt: skip
_ENDS = {
    -signal.SIGSEGV: "访问内存出错",
    -signal.SIGBUS: "访问内存出错",
    -signal.SIGABRT: "内部错误",
    -signal.SIGKILL: "被系统强行结束，多半是内存不足",
}


class IsolatedReader:
    """Reads one file at a time in a child process, which the first read starts.

    `seconds` of computing and `memory` bytes of address space are what one file may take. The child
    is replaced after it was ended and after 200 files; it ends with the process that started it.
    """

    def __init__(self, seconds: float = 20, memory: int = 1200 * 2**20) -> None:
        self._seconds = seconds
        self._memory = memory
        self._lock = Lock()
        self._child: _Child | None = None

    @property
    def pid(self) -> int | None:
        """The child's process number, None while there is none."""
        return self._child.pid if self._child else None

    def read(self, path: Path) -> Analysis:
        """What `analyse` returns and raises; also SlowFileError and CrashedReadingError.

        A file that needs too much memory is an OversizedFileError; whatever else a parser raises is
        a DamagedFileError. Threads wait for each other.
        """
        with self._lock:
            answer = self._answer(path)
        if isinstance(answer, UnreadableFileError):
            raise answer
        return answer

    def close(self) -> None:
        """End the child once the file at hand is read; a later read starts another."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self, path: Path) -> Answer:
        if self._child is None or self._child.is_over:
            self._end()
            try:
                self._child = _Child(self._seconds, self._memory)
            except OSError as error:
                return CrashedReadingError(
                    f"{path.name}：读取程序无法启动（{error.strerror}）。请关闭占用内存的程序后重试。"
                )
        answer = self._child.read(path)
        if self._child.is_over:
            self._end()
        return answer

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = None


class _Child:
    """The process that reads, seen from the one that asks."""

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._out_of_time = Event()
        self._is_worn = False
        self._start_s = _START_S
        self._words = TemporaryFile()  # noqa: SIM115 - closed by end
        self._connection, theirs = Pipe()
        try:
            with theirs:
                self._process = _started(theirs.fileno(), seconds, memory, self._words)
        except OSError:
            self._connection.close()
            self._words.close()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_over(self) -> bool:
        """Whether another process has to read the next file."""
        return self._is_worn or self._out_of_time.is_set() or self._process.poll() is not None

    def read(self, path: Path) -> Answer:
        """What the file tells, or why it tells nothing; waits no longer than the clock allows."""
        watch = Timer(self._seconds * _PATIENCE + self._start_s, self._stop)
        watch.start()
        try:
            self._connection.send_bytes(os.fsencode(path.absolute()))
            self._is_worn, answer = _unpacked(self._connection.recv_bytes(_LARGEST_ANSWER))
        except _BROKEN_ANSWER:
            return self._failure(path.name)
        finally:
            watch.cancel()
            watch.join()
            self._start_s = 0
        return answer

    def end(self) -> None:
        """Kill the process; it holds nothing that another needs."""
        self._process.kill()
        self._process.wait()
        self._connection.close()
        self._words.close()

    def _stop(self) -> None:
        self._out_of_time.set()
        self._process.kill()

    def _failure(self, name: str) -> UnreadableFileError:
        """Why there is no answer; the error's note is what the process wrote last."""
        self._connection.close()  # by this a process ends that only gave a broken answer
        status = self._status()
        if self._out_of_time.is_set() or status == -signal.SIGPROF:
            return SlowFileError(
                f"{name}：读取超过 {self._seconds:g} 秒，已放弃。文件可能已损坏或过于复杂。"
                "请用原来的软件打开检查，另存一份或拆分后再放入。"
            )
        reason = _ENDS.get(status, f"信号 {-status}" if status < 0 else f"退出码 {status}")
        error = CrashedReadingError(
            f"{name}：读取时程序中断（{reason}），已放弃这个文件。请用原来的软件打开检查，"
            "另存一份后再放入；如果每个文件都这样，请重新安装对口通。"
        )
        error.add_note(self._last_words())
        return error

    def _status(self) -> int:
        """The exit status, negative for a signal."""
        try:
            return self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _last_words(self) -> str:
        self._words.seek(max(0, self._words.seek(0, os.SEEK_END) - _NOTE))
        return self._words.read().decode("utf-8", "replace")


_NAMES = {
    "documents.analysing": {"Analysis": Analysis},
    "documents.notice": vars(notice),
    "documents.errors": vars(errors),
    "datetime": {"date": date},
}


def _started(
    descriptor: int, seconds: float, memory: int, words: IO[bytes]
) -> "subprocess.Popen[bytes]":
    """The process, with the other end of the connection and a file for its last words."""
    command = [sys.executable, "-W", "ignore", "-X", "faulthandler", "-m", isolated.__name__]
    return subprocess.Popen(
        [*command, str(descriptor), str(seconds), str(memory)],
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=words,
        cwd=Path(__file__).parents[1],  # where -m finds the module
        start_new_session=True,  # Ctrl-C is meant for the process that asks
    )


class _Unpickler(pickle.Unpickler):
    """Makes nouns and errors, nothing else: the child may be in the hands of a file's author."""

    def find_class(self, module: str, name: str) -> Any:
        found = _NAMES.get(module, {}).get(name)
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def _unpacked(content: bytes) -> tuple[bool, Answer]:
    """Whether the process wants to be replaced, and its answer."""
    is_last, answer = _Unpickler(io.BytesIO(content)).load()
    if not isinstance(answer, Analysis | UnreadableFileError):
        raise pickle.UnpicklingError("neither an analysis nor an error")
    return bool(is_last), answer
