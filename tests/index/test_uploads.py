"""Uploaded files: nothing half, nothing lost."""

import errno
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import BinaryIO

import pytest

from documents.library import fingerprint
from index.errors import StoreError, UploadError
from index.uploads import Uploads

NAME = "通知.txt"


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def receive(uploads: Uploads, name: str, content: str, batch: str | None = None) -> Path:
    """The file that then waits."""
    batch = batch or uploads.new_batch()
    kept = uploads.receive(batch, name, BytesIO(content.encode()))
    [path] = [path for path in uploads.waiting(batch) if path.name == kept]
    return path


def place(uploads: Uploads, name: str, content: str) -> str:
    """The fingerprint of what then is in its place."""
    source = uploads.put_in_place(receive(uploads, name, content))
    return fingerprint(uploads.folder / source)


def text(path: Path | None) -> str:
    assert path is not None
    return path.read_text("utf-8")


def in_place(uploads: Uploads) -> dict[str, str]:
    found = (path for path in uploads.folder.iterdir() if path.is_file())
    return {path.name: text(path) for path in found}


# --- coming in ------------------------------------------------------------------------------------


def test_received_file_waits_and_is_not_in_the_library(uploads: Uploads) -> None:
    path = receive(uploads, NAME, "正文")
    assert text(path) == "正文"
    assert in_place(uploads) == {}
    [batch] = uploads.batches()
    assert uploads.source_of(path) == f".incoming/{batch}/{NAME}"
    assert uploads.batch_of(uploads.source_of(path)) == batch
    assert uploads.batch_of(NAME) is None


def test_files_of_a_batch_wait_in_order_of_name(uploads: Uploads) -> None:
    batch = uploads.new_batch()
    for name in ("丙.txt", "甲.docx", "乙.pdf"):
        receive(uploads, name, name, batch)
    assert [path.name for path in uploads.waiting(batch)] == sorted(["丙.txt", "甲.docx", "乙.pdf"])
    assert uploads.waiting(uploads.new_batch()) == []
    assert uploads.batches() == [batch]


def test_two_files_of_one_name_in_a_batch_are_refused_and_the_first_stays(uploads: Uploads) -> None:
    batch = uploads.new_batch()
    path = receive(uploads, NAME, "先来的", batch)
    with pytest.raises(UploadError, match=r"通知\.txt.*两个同名的文件.*请改名"):
        uploads.receive(batch, f"别处/{NAME}", BytesIO("后来的".encode()))
    assert text(path) == "先来的"


class Slow(BytesIO):
    """Has something looked at while it comes."""

    def __init__(self, content: bytes, look: Callable[[], object]) -> None:
        super().__init__(content)
        self._look = look

    def read(self, size: int | None = -1, /) -> bytes:
        self._look()
        return super().read(size)


def test_file_does_not_wait_before_it_is_whole(uploads: Uploads) -> None:
    batch, seen = uploads.new_batch(), list[Path]()
    content = Slow(b"1" * 2**21, lambda: seen.extend(uploads.waiting(batch)))
    uploads.receive(batch, NAME, content)
    assert seen == []
    assert [path.stat().st_size for path in uploads.waiting(batch)] == [2**21]


class Broken(BytesIO):
    """Ends in a fault after a megabyte, as when a browser is closed or the disk is full."""

    def __init__(self, fault: Exception) -> None:
        super().__init__(b"1" * 2**20)
        self._fault = fault

    def read(self, size: int | None = -1, /) -> bytes:
        if found := super().read(size):
            return found
        raise self._fault


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), StoreError),
        (RuntimeError("断开"), RuntimeError),
    ],
    ids=["磁盘满", "断开"],
)
def test_file_cut_off_while_it_comes_is_no_file(
    uploads: Uploads, fault: Exception, expected: type[Exception]
) -> None:
    batch = uploads.new_batch()
    with pytest.raises(expected, match=r"No space left.*请检查磁盘空间|断开"):
        uploads.receive(batch, NAME, Broken(fault))
    assert uploads.waiting(batch) == []
    assert [path for path in uploads.folder.rglob("*") if path.is_file()] == []
    assert text(receive(uploads, NAME, "正文", batch)) == "正文"


@pytest.mark.parametrize("batch", ["..", "../former", "", "a/b", ".", "甲\0"], ids=ascii)
def test_batch_that_is_none_is_refused(uploads: Uploads, batch: str) -> None:
    for doing in (uploads.waiting, uploads.drop):
        with pytest.raises(UploadError, match=r"没有编号为.*请重新上传"):
            doing(batch)
    with pytest.raises(UploadError):
        uploads.receive(batch, NAME, BytesIO(b""))


def test_dropped_batch_is_gone_and_others_wait(uploads: Uploads) -> None:
    dropped, other = receive(uploads, NAME, "一"), receive(uploads, NAME, "二")
    uploads.drop(dropped.parent.name)
    uploads.drop(uploads.new_batch())
    assert uploads.batches() == [other.parent.name]


def test_forgotten_file_leaves_the_others_of_its_batch(uploads: Uploads) -> None:
    batch = uploads.new_batch()
    paths = [receive(uploads, name, name, batch) for name in ("甲.txt", "乙.txt")]
    uploads.forget(uploads.source_of(paths[0]))
    assert uploads.waiting(batch) == paths[1:]
    uploads.forget(uploads.source_of(paths[1]))
    assert uploads.batches() == []


# --- in place -------------------------------------------------------------------------------------


def test_file_in_its_place_waits_no_longer(uploads: Uploads) -> None:
    assert uploads.put_in_place(receive(uploads, NAME, "正文")) == NAME
    assert in_place(uploads) == {NAME: "正文"}
    assert uploads.batches() == []


def test_namesake_is_replaced_and_kept_by_its_fingerprint(uploads: Uploads) -> None:
    marks = [place(uploads, NAME, content) for content in ("一稿", "二稿", "三稿")]
    assert in_place(uploads) == {NAME: "三稿"}
    assert [text(uploads.former(NAME, mark)) for mark in marks[:2]] == ["一稿", "二稿"]
    assert uploads.former(NAME, marks[2]) is None
    assert uploads.former(NAME, "0" * 64) is None


def test_same_content_twice_is_kept_once(uploads: Uploads) -> None:
    first = place(uploads, NAME, "正文")
    assert place(uploads, NAME, "正文") == first
    assert in_place(uploads) == {NAME: "正文"}
    assert text(uploads.former(NAME, first)) == "正文"


@pytest.mark.parametrize("has_links", [True, False], ids=["有硬链接", "没有硬链接"])
def test_file_taken_away_can_be_brought_back(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def no_links(path: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if not has_links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    mark = place(uploads, NAME, "正文")
    uploads.take_away(NAME)
    assert in_place(uploads) == {}
    assert uploads.bring_back(NAME, mark)
    assert in_place(uploads) == {NAME: "正文"}
    assert text(uploads.former(NAME, mark)) == "正文"


def test_former_file_is_brought_back_and_the_present_one_kept(uploads: Uploads) -> None:
    first, second = place(uploads, NAME, "一稿"), place(uploads, NAME, "二稿")
    assert uploads.bring_back(NAME, first)
    assert in_place(uploads) == {NAME: "一稿"}
    assert text(uploads.former(NAME, second)) == "二稿"
    (uploads.folder / NAME).write_text("改了", "utf-8")
    assert text(uploads.former(NAME, first)) == "一稿"


def test_nothing_is_brought_back_that_is_not_kept_or_is_there(uploads: Uploads) -> None:
    first = place(uploads, NAME, "一稿")
    assert not uploads.bring_back(NAME, first)
    assert not uploads.bring_back(NAME, "0" * 64)
    assert not uploads.bring_back("没有.txt", first[::-1])
    place(uploads, NAME, "二稿")
    place(uploads, NAME, "一稿")
    assert not uploads.bring_back(NAME, first)
    assert uploads.batches() == []


def test_taking_away_what_is_not_there_is_no_fault(uploads: Uploads) -> None:
    uploads.take_away(NAME)
    place(uploads, NAME, "正文")
    uploads.take_away(NAME)
    uploads.take_away(NAME)
    assert in_place(uploads) == {}


def test_folder_that_cannot_be_written_loses_nothing(uploads: Uploads) -> None:
    mark = place(uploads, NAME, "一稿")
    (uploads.folder / ".former").touch()  # in place of a folder
    path = receive(uploads, NAME, "二稿")
    doings: list[Callable[[], object]] = [
        lambda: uploads.put_in_place(path),
        lambda: uploads.take_away(NAME),
    ]
    for doing in doings:
        with pytest.raises(StoreError, match=r"上传文件夹.*无法写入.*已入库的公文不受影响"):
            doing()
    assert in_place(uploads) == {NAME: "一稿", ".former": ""}
    assert fingerprint(uploads.folder / NAME) == mark
    assert text(path) == "二稿"


# --- two at once ----------------------------------------------------------------------------------


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_files_of_one_name_that_come_at_once_are_all_kept(
    uploads: Uploads, threads: ThreadPoolExecutor
) -> None:
    """From eight programs, as far as the folder can tell."""
    together = Barrier(8)

    def upload(number: int) -> str:
        mine, marks = Uploads(uploads.folder), []
        together.wait(30)
        for turn in range(12):
            content: BinaryIO = BytesIO(f"{number}的第{turn}稿".encode())
            batch = mine.new_batch()
            mine.receive(batch, NAME, content)
            [path] = mine.waiting(batch)
            marks.append(fingerprint(path))
            mine.put_in_place(path)
        return " ".join(marks)

    marks = " ".join(threads.map(upload, range(8))).split()
    last = fingerprint(uploads.folder / NAME)
    assert len(set(marks)) == 96
    for mark in set(marks) - {last}:
        former = uploads.former(NAME, mark)
        assert former is not None
        assert fingerprint(former) == mark
    assert uploads.batches() == []
