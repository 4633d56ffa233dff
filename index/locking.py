"""Who may write: one at a time, among the threads and processes on one data folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from index.errors import RefreshBusyError

_WAIT_S = 600


class WriteLock:
    """Held for as long as one batch is written, seconds; reading and embedding go on without it.

    So a single upload waits for one batch of a bulk load, not for all of it, and whatever is found
    staged by who holds the lock was left by a crash.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._within = Lock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Raises RefreshBusyError when another process holds it for ten minutes."""
        busy = "另一个进程一直在更新同一个数据文件夹的索引。请等它完成，或停止它后重试。"
        with self._within, locked(self._path, _WAIT_S, busy):
            yield


@contextmanager
def locked(path: Path, wait_s: float, busy: str) -> Iterator[None]:
    """Hold a file's lock, which the system takes back however the process ends.

    Raises RefreshBusyError: with the message `busy` where another holds it for longer than that.
    """
    lock = FileLock(path, timeout=wait_s, poll_interval=0.01)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise RefreshBusyError(busy) from error
    except OSError as error:
        raise RefreshBusyError(
            f"无法锁定 {path}（{error.strerror}）。请检查磁盘空间和数据文件夹权限后重试。"
        ) from error
    try:
        yield
    finally:
        lock.release()
