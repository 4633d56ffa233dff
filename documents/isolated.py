"""The process that reads files for documents.isolating: paths in, analyses or errors out."""

import os
import pickle
import resource
import signal
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from documents.analysing import Analysis, analyse
from documents.errors import DamagedFileError, OversizedFileError, UnreadableFileError

FILES = 200
"""Files that one process reads before a fresh one takes its place, so that leaks do not add up."""
_NICE = 10
_MOST_WRITTEN = 2**20
"""Bytes of a file that the process writes; the only one is its standard error."""

Answer = Analysis | UnreadableFileError


def answer(path: Path) -> Answer:
    """What the file tells, or why it tells nothing. Raises MemoryError."""
    try:
        return analyse(path)
    except UnreadableFileError as error:
        return error
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - parsers raise anything on a broken file, and this process goes on
        return _unexpected(path.name, traceback.format_exc())


def serve(connection: Connection, seconds: float) -> None:
    """Answer each path with (whether it was the last, Answer), pickled, until the other side is gone.

    The process is ended by SIGPROF when a file takes more than `seconds` of computing.
    """
    with suppress(EOFError, OSError):
        for left in range(FILES - 1, -1, -1):
            path = Path(os.fsdecode(connection.recv_bytes()))
            signal.setitimer(signal.ITIMER_PROF, seconds)
            packed = _packed(path, is_last=left == 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send_bytes(packed)


def _packed(path: Path, *, is_last: bool) -> bytes:
    try:
        return pickle.dumps((is_last, answer(path)))
    except MemoryError:
        pass  # what fills the memory is let go only behind this block
    return pickle.dumps((True, _too_large(path.name)))


def _unexpected(name: str, what: str) -> DamagedFileError:
    error = DamagedFileError(
        f"{name}：文件内容有错误，无法读取。请用原来的软件打开检查，另存一份后再放入。"
    )
    error.add_note(what)
    return error


def _too_large(name: str) -> OversizedFileError:
    return OversizedFileError(
        f"{name}：读取所需的内存超过上限，已放弃。文件可能已损坏或过大。"
        "请用原来的软件打开检查，另存一份或拆分后再放入。"
    )


def _confine(memory: int) -> None:
    """Take from this process what reading does not need; it answers no one who waits in a chat."""
    os.nice(_NICE)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, _MOST_WRITTEN)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    descriptor, seconds, memory = sys.argv[1:]
    _confine(int(memory))
    with Connection(int(descriptor)) as asker:
        serve(asker, float(seconds))
