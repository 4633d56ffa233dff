"""Restoring: what comes back, what is kept, and what a crash leaves."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from index import schema
from index.backup import restoring
from index.backup.restoring import Restored, finish, restore_anew
from index.errors import BackupError, StoreError
from tests.index.backup.offices import SOME, Lock, Office, little_room, opened


def test_uploaded_files_come_back_hidden_ones_too(office: Office, other: Office) -> None:
    os.utime(office.uploads / "通知.txt", ns=(1, 1_600_000_000_123_456_789))
    restored = other.restore(office.save())
    assert other.files() == SOME
    assert (other.uploads / "通知.txt").stat().st_mtime_ns == 1_600_000_000_123_456_789
    assert (restored.manifest.uploaded, restored.manifest.hidden) == (3, 2)
    assert other.asked() == {"原来的问题"}


def test_what_was_there_is_kept(office: Office, other: Office) -> None:
    restored = other.restore(office.save())
    assert other.others == {"uploads", "uploads.before-1", "before-restore-1.tar.gz"}
    assert other.files("uploads.before-1") == {"别处.txt": b"other"}
    assert restored.saved is not None
    assert restored.former == other.folder / "uploads.before-1"
    back = other.restore(restored.saved)
    assert (other.files(), other.asked()) == ({"别处.txt": b"other"}, {"别处的问题"})
    assert back.former == other.folder / "uploads.before-2"
    assert back.saved == other.folder / "before-restore-2.tar.gz"


def test_empty_place_has_nothing_to_keep(office: Office, tmp_path: Path) -> None:
    backup = office.save()
    with opened(tmp_path / "新处") as new:
        new.uploads.mkdir()
        restored = new.restore(backup)
        assert (restored.saved, restored.former) == (None, None)
        assert (new.others, new.files()) == ({"uploads"}, SOME)


def test_uploads_behind_a_link_stay_behind_it(office: Office, tmp_path: Path) -> None:
    backup = office.save()
    with opened(tmp_path / "新处") as new:
        (tmp_path / "大盘" / "uploads").mkdir(parents=True)
        new.uploads.symlink_to(tmp_path / "大盘" / "uploads")
        new.put({"旧.txt": b"old"})
        restored = new.restore(backup)
        assert new.uploads.is_symlink()
        assert new.files() == SOME
        assert restored.former == tmp_path / "大盘" / "uploads.before-1"


def test_uploaded_notices_move_with_their_folder(office: Office, other: Office) -> None:
    roots = [str(office.uploads), "/公文库"]
    with office.engine.begin() as connection:
        for number, root in enumerate(roots):
            row = {"id": f"{number}", "root": root, "source": "a.txt"}
            connection.execute(insert(schema.notices).values(row))
    other.restore(office.save())
    with other.engine.connect() as connection:
        found = connection.scalars(select(schema.notices.c.root).order_by(schema.notices.c.id))
        assert list(found) == [str(other.uploads), "/公文库"]


def test_restore_is_a_flip(office: Office, other: Office) -> None:
    """So that a search in progress, and what is built from the registry, learn of it."""
    backup = office.save()
    marks = set()
    for _ in range(2):
        other.restore(backup)
        with other.engine.connect() as connection:
            marks.add(schema.fact(connection, schema.LAST_FLIP))
            assert schema.fact(connection, "restoring") is None
    assert len(marks) == 2
    assert None not in marks


@pytest.mark.parametrize("size", [10_000, 250_000], ids=["解不开", "原有内容存不下"])
def test_full_disk_leaves_what_was_there(office: Office, other: Office, size: int) -> None:
    backup = office.save()
    other.put({"大.txt": os.urandom(300_000)})
    before = other.files()
    with little_room(size), pytest.raises((BackupError, StoreError), match="磁盘空间"):
        other.restore(backup)
    assert (other.files(), other.asked()) == (before, {"别处的问题"})
    assert other.others == {"uploads"}
    other.restore(backup)


def test_backup_larger_than_the_disk_is_refused_at_once(
    office: Office, other: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = office.save()
    monkeypatch.setattr("index.backup.unpacking.shutil.disk_usage", lambda _: SmallDisk())
    with pytest.raises(BackupError, match="所在磁盘只剩 0 MB，解开备份需要"):
        other.restore(backup)
    assert other.others == {"uploads"}


class SmallDisk:
    """All that is asked of it is how much is free."""

    free = 1000


# --- crashes --------------------------------------------------------------------------------------

CRASHING = """
import os, sys, threading
from pathlib import Path
from index.backup import restoring
from index.opening import open_engine

file, folder, name, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
real, calls = getattr(restoring, name), []

def dying(*arguments, **others):
    calls.append(arguments)
    if len(calls) == abs(count) and count < 0:
        real(*arguments, **others)
    if len(calls) == abs(count):
        os.kill(os.getpid(), 9)
    return real(*arguments, **others)

setattr(restoring, name, dying)
work = getattr(restoring, sys.argv[5])
place = open_engine(f"sqlite:///{folder / 'registry.db'}") if work is restoring.restore else folder / "registry.db"
work(file, place, folder / "uploads", threading.Lock, lambda: None)
"""


def crash(backup: Path, folder: Path, point: tuple[str, int], work: str = "restore") -> None:
    """Restore in another process that is killed at a point: before a call (1, 2, …) or after (-1, …)."""
    done = subprocess.run(
        [sys.executable, "-c", CRASHING, str(backup), str(folder), *map(str, point), work],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr


BEFORE = [
    ("unpack", -1),
    ("_save_present", 1),
    ("_save_present", -1),
    ("replace_rows", -1),
    ("_settle_in", -1),
]
BEHIND = [("_exchange", 2), ("_put_away", -1), ("flush", 1), ("_exchange", -2), ("_forget", 1)]
NEW = ({"原来的问题"}, SOME)
OLD = ({"别处的问题"}, {"别处.txt": b"other"})


@pytest.mark.parametrize("point", BEFORE, ids=str)
def test_crash_before_the_commit_changes_nothing(
    office: Office, other: Office, point: tuple[str, int]
) -> None:
    backup = office.save()
    crash(backup, other.folder, point)
    assert (other.asked(), other.files()) == OLD
    assert not finish(other.engine, other.uploads, lambda: None)
    other.restore(backup)
    assert (other.asked(), other.files()) == NEW
    assert {"uploads", "uploads.before-1"} <= other.others
    assert not {name for name in other.others if name.startswith(".")}


@pytest.mark.parametrize("point", BEHIND, ids=str)
def test_crash_behind_the_commit_is_finished(
    office: Office, other: Office, point: tuple[str, int]
) -> None:
    crash(office.save(), other.folder, point)
    rebuilt: list[bool] = []
    assert finish(other.engine, other.uploads, lambda: rebuilt.append(True))
    assert rebuilt == [True]
    assert (other.asked(), other.files()) == NEW
    assert other.files("uploads.before-1") == OLD[1]
    assert other.others == {"uploads", "uploads.before-1", "before-restore-1.tar.gz"}
    assert not finish(other.engine, other.uploads, lambda: None)


@pytest.mark.parametrize("point", BEHIND, ids=str)
def test_crash_behind_the_commit_is_undone_by_restoring_what_was_saved(
    office: Office, other: Office, point: tuple[str, int]
) -> None:
    crash(office.save(), other.folder, point)
    undone = other.restore(other.folder / "before-restore-1.tar.gz")
    assert (other.asked(), other.files()) == OLD
    assert undone.saved is not None
    other.restore(undone.saved)
    assert (other.asked(), other.files()) == NEW


def test_backup_waits_until_a_restore_is_finished(office: Office, other: Office) -> None:
    """It would hold the new registry and the old files."""
    crash(office.save(), other.folder, ("_exchange", 2))
    with pytest.raises(BackupError, match="上一次恢复没有做完"):
        other.save("半.tar.gz")
    assert finish(other.engine, other.uploads, lambda: None)
    other.save("全.tar.gz")


def test_rebuilding_that_fails_is_done_again(office: Office, other: Office) -> None:
    def fail() -> None:
        raise StoreError("没有重建")

    with pytest.raises(StoreError, match="没有重建"):
        other.restore(office.save(), fail)
    assert (other.asked(), other.files()) == NEW
    with pytest.raises(StoreError, match="没有重建"):
        finish(other.engine, other.uploads, fail)
    assert finish(other.engine, other.uploads, lambda: None)
    assert not finish(other.engine, other.uploads, fail)


def test_folder_that_cannot_be_exchanged_is_exchanged_later(
    office: Office, other: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(restoring, "_put_away", refuse)
    with pytest.raises(BackupError, match=r"恢复没有做完.*原来的内容都还在"):
        other.restore(office.save())
    monkeypatch.undo()
    assert finish(other.engine, other.uploads, lambda: None)
    assert (other.asked(), other.files()) == NEW


# --- a registry that is lost or damaged -----------------------------------------------------------


def damaged(folder: Path) -> None:
    """Closed, then overwritten from the start; its indexes lie beside it."""
    (folder / "registry.db").write_bytes(b"\0rubbish" * 1000)
    (folder / "keywords").mkdir()
    (folder / "keywords" / "current").touch()


def anew(backup: Path, folder: Path) -> Restored:
    return restore_anew(backup, folder / "registry.db", folder / "uploads", Lock, lambda: None)


def test_damaged_registry_is_kept_and_replaced(office: Office, tmp_path: Path) -> None:
    backup = office.save()
    folder = tmp_path / "坏处"
    with opened(folder) as bad:
        bad.put({"旧.txt": b"old"})
    damaged(folder)
    restored = anew(backup, folder)
    assert restored.saved == folder / "registry.damaged-1.db"
    assert restored.saved.read_bytes().startswith(b"\0rubbish")
    with opened(folder) as good:
        assert (good.asked(), good.files()) == NEW
        assert good.files("uploads.before-1") == {"旧.txt": b"old"}
        assert not finish(good.engine, good.uploads, lambda: None)


def test_lost_registry_is_replaced(office: Office, tmp_path: Path) -> None:
    backup = office.save()
    folder = tmp_path / "失处"
    folder.mkdir()
    damaged(folder)
    (folder / "registry.db").unlink()
    assert anew(backup, folder).saved is None
    with opened(folder) as good:
        assert (good.asked(), good.files()) == NEW


@pytest.mark.parametrize(
    "point", [("_set_aside", 1), ("_set_aside", -1), ("_exchange", 1), ("_forget", 1)], ids=str
)
def test_crash_never_leaves_an_empty_registry(
    office: Office, tmp_path: Path, point: tuple[str, int]
) -> None:
    backup = office.save()
    folder = tmp_path / "坏处"
    folder.mkdir()
    damaged(folder)
    crash(backup, folder, point, "restore_anew")
    if point[0] == "_set_aside":
        with pytest.raises(StoreError, match=r"无法打开|不见了"), opened(folder):
            pass
        anew(backup, folder)
    with opened(folder) as good:
        finish(good.engine, good.uploads, lambda: None)
        assert (good.asked(), good.files()) == NEW


def test_bad_backup_leaves_the_damaged_registry_alone(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "坏处"
    folder.mkdir()
    damaged(folder)
    (tmp_path / "空.tar.gz").touch()
    with pytest.raises(BackupError, match="现有内容没有改动"):
        anew(tmp_path / "空.tar.gz", folder)
    assert {path.name for path in folder.iterdir()} == {"registry.db", "keywords", "backup.lock"}
