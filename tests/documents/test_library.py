"""The folder of notices: which files are looked at, and how a change is noticed."""

import os
from pathlib import Path

import pytest

from documents.errors import LibraryNotFoundError
from documents.library import fingerprint, list_files, may_be_notice


def fill(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("通知")


def sources(root: Path) -> list[str]:
    return [file.source for file in list_files(root)]


def test_files_in_order_with_their_folders(tmp_path: Path) -> None:
    fill(tmp_path, "乙.txt", "甲.pdf", "2024/一季度/方案.docx", "2024/通知.html", "a.md")
    assert sources(tmp_path) == sorted(
        ["2024/一季度/方案.docx", "2024/通知.html", "a.md", "乙.txt", "甲.pdf"]
    )
    assert [file.path for file in list_files(tmp_path)] == [
        tmp_path / source for source in sources(tmp_path)
    ]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(".通知.txt", id="隐藏文件"),
        pytest.param(".git/说明.txt", id="隐藏文件夹"),
        pytest.param("2024/.cache/深层/通知.txt", id="深层的隐藏文件夹"),
        pytest.param("~$通知.docx", id="Word锁文件"),
        pytest.param("通知.docx.tmp", id="临时文件"),
        pytest.param("通知.pdf.part", id="没传完"),
        pytest.param("通知.pdf.crdownload", id="没下载完"),
        pytest.param("通知.txt.swp", id="编辑器缓存"),
    ],
)
def test_hidden_and_partial_files_are_left_out(tmp_path: Path, name: str) -> None:
    fill(tmp_path, name, "通知.txt")
    assert sources(tmp_path) == ["通知.txt"]


def test_files_of_other_kinds_are_listed_so_that_they_can_be_reported(tmp_path: Path) -> None:
    fill(tmp_path, "通知.ofd", "旧通知.doc", "说明")
    assert sources(tmp_path) == ["旧通知.doc", "说明", "通知.ofd"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("通知.txt", True), ("通知.PDF", True), ("通知.docx", True), ("通知.ofd", True), ("通知.wps", True),
        ("扫描.jpg", True), ("脚本.py", False), ("说明", False), ("数据.sqlite", False),
    ],
)  # fmt: skip
def test_may_be_notice(name: str, expected: bool) -> None:
    assert may_be_notice(Path(name)) is expected


def test_a_file_is_a_library_of_one(tmp_path: Path) -> None:
    fill(tmp_path, "2024/通知.txt")
    assert sources(tmp_path / "2024" / "通知.txt") == ["通知.txt"]


def test_empty_folder(tmp_path: Path) -> None:
    assert list_files(tmp_path) == []


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match=r"找不到 .*没有的文件夹.*请"):
        list_files(tmp_path / "没有的文件夹")


@pytest.mark.skipif(os.geteuid() == 0, reason="root 可以读取任何文件夹")
def test_folder_that_may_not_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "保密"
    folder.mkdir(mode=0)
    with pytest.raises(LibraryNotFoundError, match=r"无法读取 .*保密.*权限"):
        list_files(tmp_path)


def test_fingerprint_is_of_the_content_alone(tmp_path: Path) -> None:
    fill(tmp_path, "甲.txt", "乙.txt")
    before = fingerprint(tmp_path / "甲.txt")
    assert before == fingerprint(tmp_path / "乙.txt")
    assert len(before) == 64
    (tmp_path / "甲.txt").write_text("通知。")
    assert fingerprint(tmp_path / "甲.txt") != before


def test_fingerprint_of_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        fingerprint(tmp_path / "没有.txt")
