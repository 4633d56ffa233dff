"""Saving: which files come in, where the backup goes, what is left when it fails."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.backup import freezing
from index.backup.saving import save
from index.backup.unpacking import inspect
from index.errors import BackupError, StoreError
from tests.index.backup.offices import SOME, Lock, Office, little_room


def test_nothing_but_the_backup_is_left_behind(office: Office) -> None:
    office.save()
    assert office.others == {"uploads"}
    assert {path.name for path in office.folder.parent.iterdir()} == {"原处", "备份.tar.gz"}


def test_nobody_else_may_read_the_backup(office: Office) -> None:
    assert office.save().stat().st_mode & 0o077 == 0


def test_files_without_links_are_copied(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert inspect(office.save()).uploaded == 3


def test_file_replaced_while_it_is_saved_is_the_old_one(office: Office, other: Office) -> None:
    def replace_all(*_: object) -> None:
        (office.uploads / "新的").write_bytes(b"new")
        (office.uploads / "新的").replace(office.uploads / "通知.txt")
        (office.uploads / "青禾 𠮷🎉.docx").unlink(missing_ok=True)

    backup = office.folder.parent / "备份.tar.gz"
    save(office.engine, office.uploads, backup, Lock, replace_all)
    other.restore(backup)
    assert other.files() == SOME


def test_file_on_its_way_in_is_not_missed(
    office: Office, other: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes its place while .incoming is looked at, before the rest is."""
    arriving = office.uploads / ".incoming/8c/正在上传.pdf"
    look = freezing._entries

    def entries(folder: Path, turn: int) -> object:
        found = look(folder, turn)
        if folder == arriving.parent and arriving.exists():
            arriving.replace(office.uploads / arriving.name)
        return found

    monkeypatch.setattr(freezing, "_entries", entries)
    backup = office.save()
    monkeypatch.undo()
    other.restore(backup)
    expected = dict(SOME)
    expected["正在上传.pdf"] = expected.pop(".incoming/8c/正在上传.pdf")
    assert other.files() == expected


def test_file_taken_away_is_found_among_the_former(
    office: Office, other: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes after its folder was looked at, and before it is held."""
    gone = office.uploads / "通知.txt"
    look = freezing._entries

    def entries(folder: Path, turn: int) -> object:
        found = look(folder, turn)
        if folder == office.uploads and turn == 1:
            gone.replace(office.uploads / ".former/通知.txt")
        return found

    monkeypatch.setattr(freezing, "_entries", entries)
    backup = office.save()
    monkeypatch.undo()
    other.restore(backup)
    expected = dict(SOME)
    expected[".former/通知.txt"] = expected.pop("通知.txt")
    assert other.files() == expected


@pytest.mark.parametrize("kind", ["链接", "管道", "不是UTF-8的名字"])
def test_what_cannot_be_saved_is_named(office: Office, kind: str) -> None:
    odd = office.uploads / kind
    if kind == "链接":
        odd.symlink_to("/etc")
    elif kind == "管道":
        os.mkfifo(odd)
    else:
        Path(os.fsdecode(os.fsencode(office.uploads) + b"/\xff")).touch()
    with pytest.raises(BackupError, match="请把它移出上传文件夹"):
        office.save()
    assert office.others == {"uploads"}


# --- where a backup goes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("有了.tar.gz", "已经存在，请换一个文件名"),
        ("断链.tar.gz", "已经存在，请换一个文件名"),
        ("原处", "是一个文件夹，请写明文件名"),
        ("没有/备份.tar.gz", "请检查文件夹是否存在、可写"),
        ("原处/uploads/备份.tar.gz", "在上传文件夹里"),
        ("有了.tar.gz/备份.tar.gz", "请检查文件夹是否存在、可写"),
    ],
)
def test_target_that_cannot_be_is_refused(office: Office, target: str, said: str) -> None:
    (office.folder.parent / "有了.tar.gz").write_bytes(b"mine")
    (office.folder.parent / "断链.tar.gz").symlink_to("nowhere")
    with pytest.raises(BackupError, match=said):
        office.save(target)
    assert (office.folder.parent / "有了.tar.gz").read_bytes() == b"mine"
    assert office.files() == SOME
    assert office.others == {"uploads"}


def test_target_that_came_meanwhile_is_not_overwritten(office: Office) -> None:
    target = office.folder.parent / "备份.tar.gz"
    with pytest.raises(BackupError, match="已经存在"):
        save(office.engine, office.uploads, target, Lock, lambda *_: target.write_bytes(b"mine"))
    assert target.read_bytes() == b"mine"


def test_one_backup_at_a_time(office: Office) -> None:
    seen: list[BackupError] = []

    def second() -> None:
        try:
            office.save("第二个.tar.gz")
        except BackupError as error:
            seen.append(error)

    def meanwhile(*_: object) -> None:
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    save(office.engine, office.uploads, office.folder.parent / "备份.tar.gz", Lock, meanwhile)
    assert seen
    assert all("正在备份或恢复" in str(error) for error in seen)
    office.save("第三个.tar.gz")


def test_data_folder_that_cannot_be_locked_is_named(office: Office, tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    with pytest.raises(BackupError, match="无法锁定数据文件夹"):
        save(office.engine, tmp_path / "文件" / "uploads", tmp_path / "备份.tar.gz", Lock)


def test_lock_is_held_for_the_moment_only(office: Office) -> None:
    held: list[bool] = []
    lock = threading.Lock()
    target = office.folder.parent / "备份.tar.gz"
    save(office.engine, office.uploads, target, lambda: lock, lambda *_: held.append(lock.locked()))
    assert held
    assert not any(held)


# --- a full disk ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [10_000, 400_000], ids=["登记库写不下", "压缩文件写不下"])
def test_full_disk_leaves_no_half_backup(office: Office, size: int) -> None:
    office.put({"大.txt": os.urandom(600_000)})
    with little_room(size), pytest.raises((BackupError, StoreError), match=r"请.*磁盘"):
        office.save()
    assert {path.name for path in office.folder.parent.iterdir()} == {"原处"}
    assert office.others == {"uploads"}
    office.save()


def test_disk_that_is_full_at_the_last_moment_leaves_no_half_backup(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("index.backup.packing.os.fsync", refuse)
    with pytest.raises(BackupError, match=r"No space left.*请检查文件夹.*磁盘空间"):
        office.save()
    assert {path.name for path in office.folder.parent.iterdir()} == {"原处"}


# --- what a killed backup leaves ------------------------------------------------------------------

KILLED = """
import os, sys, threading
from pathlib import Path
from index.backup.saving import save
from index.opening import open_engine

folder = Path(sys.argv[1])
dying = lambda done, total, what: os.kill(os.getpid(), 9) if what == sys.argv[3] else None
engine = open_engine(f"sqlite:///{folder / 'registry.db'}")
save(engine, folder / "uploads", Path(sys.argv[2]), threading.Lock, dying)
"""


@pytest.mark.parametrize("moment", ["登记库", "压缩"])
def test_what_a_killed_backup_leaves_goes_with_the_next(office: Office, moment: str) -> None:
    beside = office.folder.parent
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(office.folder), str(beside / "第一.tar.gz"), moment],
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert done.returncode == -9
    assert not (beside / "第一.tar.gz").exists()
    assert office.others != {"uploads"}
    office.save("第二.tar.gz")
    assert office.others == {"uploads"}
    assert {path.name for path in beside.iterdir()} == {"原处", "第二.tar.gz"}
