"""Whether a file is complete: one that is still being copied must not be read half."""

import os
import re
import stat
import sys
import time
from collections.abc import Iterable
from pathlib import Path

if sys.platform == "linux":
    import fcntl
    import signal

_PAUSE_S = 0.3
_YOUNG_S = 3.0
"""Where the system does not tell, a file changed this lately is looked at twice."""
_KEPT_OPEN_S = 60.0
"""A file open for writing but unchanged for so long is only kept open, as by Word on a share."""
_DAY_S = 86_400.0
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = re.compile(
    "nfs|cifs|smb|9p|virtiofs|fuse(?!blk)|ceph|afs|lustre|beegfs|gluster|gfs|ocfs|vboxsf|vmhgfs|prl_fs"
)
"""Kinds of mounts where another machine may write without this one's knowing."""


def being_written(path: Path) -> bool:
    """Whether somebody is still writing the file; at once, or within 0.3 s for one just changed.

    A file that is gone or may not be opened is not being written: reading it will say what is wrong.
    """
    return bool(unsettled([path]))


def unsettled(paths: Iterable[Path]) -> set[Path]:
    """Those of the files that are still being written; all doubtful ones share one pause of 0.3 s.

    On Linux the system tells the owner of a file (and root) whether anybody has it open for writing.
    Elsewhere, and on network mounts, a file changed within 3 s, or in a near future since clocks
    differ, is looked at twice.
    """
    looks = {path: _is_written(path) for path in paths}
    doubtful = {path: _marks(path) for path, written in looks.items() if written is None}
    if doubtful:
        time.sleep(_PAUSE_S)
    changed = {path for path, before in doubtful.items() if _marks(path) != before}
    return changed.union(path for path, written in looks.items() if written)


def _is_written(path: Path) -> bool | None:
    """None where it is in doubt."""
    try:
        file = os.open(path, _OPENING)
    except BlockingIOError:
        return True  # leased by its writer, as Samba does for a client
    except OSError:
        return False
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or not _is_younger(found, _KEPT_OPEN_S):
            return False
        told = None if _is_remote(found.st_dev) else _has_writer(file)
        return None if told is None and _is_younger(found, _YOUNG_S) else bool(told)
    finally:
        os.close(file)


def _is_younger(found: os.stat_result, age_s: float) -> bool:
    """By either of its times; one more than a day ahead is wrong, not young."""
    now = time.time()
    return any(-_DAY_S < now - changed < age_s for changed in (found.st_mtime, found.st_ctime))


def _marks(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time of change in ns; opening makes a network mount ask its server anew."""
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _has_writer(file: int) -> bool | None:
    """Whether anybody has the file open for writing; None where the system does not tell.

    A read lease is granted only where nobody has; see "Leases" in fcntl(2). Whoever opens the file
    for writing meanwhile waits the instant until it is given back, and the system signals us: with
    SIGURG, which is ignored unless asked for, since the usual SIGIO would end the process.
    """
    if sys.platform != "linux":
        return None
    try:
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None  # not the owner, or a file system without leases
    return False


def _is_remote(device: int) -> bool:
    """Leases do not see writers on other machines, and NFS 4 and CIFS refuse some without cause."""
    if sys.platform != "linux":
        return False
    number = f"{os.major(device)}:{os.minor(device)}"
    for mount in _MOUNTS.read_text(errors="surrogateescape").splitlines():
        place, _, kind = mount.partition(" - ")
        if place.split(" ", 3)[2] == number:
            return _REMOTE.match(kind) is not None
    return False
