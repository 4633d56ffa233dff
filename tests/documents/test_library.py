"""The folder of notices: which files are looked at, and how a change is noticed."""

import os
import shutil
from pathlib import Path

import pytest

from documents.errors import LibraryNotFoundError
from documents.library import (
    LibraryFile,
    find_file,
    fingerprint,
    is_ignored,
    list_files,
    may_be_notice,
    name_of,
)


def fill(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("通知")


def sources(root: Path) -> list[str]:
    return [file.source for file in list_files(root)]


def signature(root: Path) -> str:
    [file] = list_files(root)
    return file.signature


# --- listing --------------------------------------------------------------------------------------


def test_files_in_order_with_their_folders(tmp_path: Path) -> None:
    fill(tmp_path, "乙.txt", "甲.pdf", "2024/一季度/方案.docx", "2024/通知.html", "2024.md", "a.md")
    assert sources(tmp_path) == sorted(
        ["2024/一季度/方案.docx", "2024/通知.html", "2024.md", "a.md", "乙.txt", "甲.pdf"]
    )
    assert [file.path for file in list_files(tmp_path)] == [
        tmp_path / source for source in sources(tmp_path)
    ]


def test_files_come_one_after_another(tmp_path: Path) -> None:
    fill(tmp_path, "一/甲.txt", "二/乙.txt")
    files = list_files(tmp_path)
    assert next(files).source == "一/甲.txt"
    fill(tmp_path, "二/丙.txt")
    assert [file.source for file in files] == ["二/丙.txt", "二/乙.txt"]


IGNORED = [
    pytest.param(".通知.txt", id="隐藏文件"),
    pytest.param(".git/说明.txt", id="隐藏文件夹"),
    pytest.param("2024/.cache/深层/通知.txt", id="深层的隐藏文件夹"),
    pytest.param("~$通知.docx", id="Word锁文件"),
    pytest.param(".~通知.docx", id="WPS锁文件"),
    pytest.param("~WRL0003.doc", id="Word恢复文件"),
    pytest.param("通知.docx.tmp", id="临时文件"),
    pytest.param("通知.docx.TMP", id="大写的临时文件"),
    pytest.param("通知.pdf.part", id="没传完"),
    pytest.param("通知.pdf.partial", id="没下载完-IE"),
    pytest.param("通知.pdf.filepart", id="没传完-WinSCP"),
    pytest.param("通知.pdf.crdownload", id="没下载完-Chrome"),
    pytest.param("通知.pdf.download/通知.pdf", id="没下载完-Safari"),
    pytest.param("通知.txt.swp", id="编辑器缓存"),
    pytest.param("通知.docx.bak", id="备份"),
    pytest.param("$RECYCLE.BIN/S-1/通知.docx", id="回收站"),
    pytest.param("$Recycle.Bin/通知.docx", id="回收站-另一种大小写"),
    pytest.param("System Volume Information/通知.txt", id="Windows系统文件夹"),
    pytest.param("2024/@eaDir/通知.pdf", id="群晖缩略图"),
    pytest.param("#recycle/通知.pdf", id="群晖回收站"),
    pytest.param("lost+found/通知.txt", id="磁盘修复"),
    pytest.param("__MACOSX/通知.txt", id="苹果压缩包"),
]


@pytest.mark.parametrize("name", IGNORED)
def test_hidden_and_temporary_files_are_left_out(tmp_path: Path, name: str) -> None:
    fill(tmp_path, name, "通知.txt")
    assert sources(tmp_path) == ["通知.txt"]
    assert is_ignored(name)
    assert find_file(tmp_path, name) is None


@pytest.mark.parametrize(
    "name", ["关于.download的通知.txt", "通知~1.txt", "system volume.txt", "tmp.pdf"]
)
def test_names_that_only_resemble_ignored_ones_are_listed(tmp_path: Path, name: str) -> None:
    fill(tmp_path, f"2024/{name}")
    assert sources(tmp_path) == [f"2024/{name}"]


def test_files_of_other_kinds_are_listed_so_that_they_can_be_reported(tmp_path: Path) -> None:
    fill(tmp_path, "通知.ofd", "旧通知.doc", "说明")
    assert sources(tmp_path) == ["旧通知.doc", "说明", "通知.ofd"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("通知.txt", True), ("通知.PDF", True), ("通知.docx", True), ("通知.ofd", True), ("通知.wps", True),
        ("扫描.jpg", True), ("脚本.py", False), ("说明", False), ("pdf", False), ("数据.sqlite", False),
    ],
)  # fmt: skip
def test_may_be_notice(name: str, expected: bool) -> None:
    assert may_be_notice(Path(name)) is expected
    assert may_be_notice(f"2024/{name}") is expected


def test_a_file_is_a_library_of_one(tmp_path: Path) -> None:
    fill(tmp_path, "2024/通知.txt", "2024/另一份.txt")
    root = tmp_path / "2024" / "通知.txt"
    assert sources(root) == ["通知.txt"]
    assert [file.path for file in list_files(root)] == [root]


def test_empty_folder(tmp_path: Path) -> None:
    assert sources(tmp_path) == []


def test_links_to_files_are_files_and_linked_folders_are_left_out(tmp_path: Path) -> None:
    library = tmp_path / "公文库"
    fill(tmp_path, "别处/通知.txt")
    library.mkdir()
    (library / "捷径.txt").symlink_to(tmp_path / "别处" / "通知.txt")
    (library / "文件夹捷径").symlink_to(tmp_path / "别处")
    (library / "绕圈").symlink_to(library)
    assert sources(library) == ["捷径.txt"]
    assert find_file(library, "文件夹捷径/通知.txt") is None


def test_link_to_nothing_is_listed_without_signature(tmp_path: Path) -> None:
    (tmp_path / "断链.txt").symlink_to(tmp_path / "没有")
    assert list(list_files(tmp_path)) == [LibraryFile(str(tmp_path), "断链.txt", "")]


def test_pipes_are_left_out_since_reading_one_never_ends(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.txt")
    assert sources(tmp_path) == []
    assert find_file(tmp_path, "管道.txt") is None


def test_name_in_another_encoding_is_listed(tmp_path: Path) -> None:
    name = os.fsdecode("通知.txt".encode("gb18030"))
    fill(tmp_path, name)
    assert sources(tmp_path) == [name]


# --- signatures -----------------------------------------------------------------------------------


def test_signature_has_size_times_and_inode(tmp_path: Path) -> None:
    fill(tmp_path, "通知.txt")
    found = (tmp_path / "通知.txt").stat()
    assert signature(tmp_path) == f"6:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
    assert signature(tmp_path) == signature(tmp_path)


def test_signature_changes_though_size_and_time_are_put_back(tmp_path: Path) -> None:
    fill(tmp_path, "通知.txt")
    file = tmp_path / "通知.txt"
    before, found = signature(tmp_path), file.stat()
    while file.stat().st_ctime_ns == found.st_ctime_ns:  # the clock of a file system has steps
        file.write_text("通告")
        os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert signature(tmp_path).split(":")[:2] == before.split(":")[:2]
    assert signature(tmp_path) != before


def test_signature_changes_when_another_file_takes_the_name(tmp_path: Path) -> None:
    fill(tmp_path, "甲.txt", "乙.txt")
    before = find_file(tmp_path, "甲.txt")
    (tmp_path / "乙.txt").replace(tmp_path / "甲.txt")
    assert find_file(tmp_path, "甲.txt") != before


# --- one file -------------------------------------------------------------------------------------


def test_one_file_is_found_as_it_is_listed(tmp_path: Path) -> None:
    fill(tmp_path, "2024/通知.txt", "2024/说明.txt")
    assert [find_file(tmp_path, source) for source in sources(tmp_path)] == list(
        list_files(tmp_path)
    )


@pytest.mark.parametrize(
    "source", ["没有.txt", "脚本.py", "文件夹.txt", "甲.txt/乙.txt", "../外.txt", "/外.txt", ""]
)
def test_what_is_no_notice_of_the_library_is_not_found(tmp_path: Path, source: str) -> None:
    library = tmp_path / "公文库"
    fill(tmp_path, "外.txt", "公文库/脚本.py", "公文库/文件夹.txt/内.txt", "公文库/甲.txt")
    assert find_file(library, source) is None


def test_library_of_one_has_only_its_file(tmp_path: Path) -> None:
    fill(tmp_path, "通知.txt", "另一份.txt")
    root = tmp_path / "通知.txt"
    assert find_file(root, "通知.txt") == next(list_files(root))
    assert find_file(root, "另一份.txt") is None


def test_file_gone_with_its_library_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match="找不到"):
        find_file(tmp_path / "没有的文件夹", "通知.txt")


# --- libraries that cannot be listed --------------------------------------------------------------


@pytest.mark.parametrize("name", ["没有的文件夹", "通知.txt/下面"])
def test_missing_path(tmp_path: Path, name: str) -> None:
    fill(tmp_path, "通知.txt")
    with pytest.raises(LibraryNotFoundError, match=r"找不到 .*请"):
        list_files(tmp_path / name)


def test_path_that_cannot_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "绕圈").symlink_to(tmp_path / "绕圈")
    with pytest.raises(LibraryNotFoundError, match=r"无法读取 .*绕圈"):
        list_files(tmp_path / "绕圈")


def test_library_replaced_while_it_is_listed(tmp_path: Path) -> None:
    library = tmp_path / "公文库"
    fill(library, "甲.txt", "乙.txt")
    files = list_files(library)
    next(files)
    library.rename(tmp_path / "拔掉的盘")
    with pytest.raises(LibraryNotFoundError, match="找不到"):
        list(files)
    files = list_files(tmp_path / "拔掉的盘")
    next(files)
    (tmp_path / "拔掉的盘").rename(library)
    (tmp_path / "拔掉的盘").mkdir()
    with pytest.raises(LibraryNotFoundError, match="被卸载或替换"):
        list(files)


def test_files_and_folders_removed_while_listing_are_left_out(tmp_path: Path) -> None:
    fill(tmp_path, "一.txt", "丁/甲.txt", "丁/乙.txt", "七.txt")
    files = list_files(tmp_path)
    assert next(files).source == "一.txt"
    shutil.rmtree(tmp_path / "丁")
    (tmp_path / "七.txt").unlink()
    assert list(files) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root 可以读取任何文件夹")
def test_folder_that_may_not_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "保密"
    folder.mkdir(mode=0)
    with pytest.raises(LibraryNotFoundError, match=r"无法读取 .*保密.*权限"):
        sources(tmp_path)


# --- fingerprints ---------------------------------------------------------------------------------


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


def test_library_whose_name_is_no_text_is_told_readably(tmp_path: Path) -> None:
    library = tmp_path / os.fsdecode("茶叶".encode("gb18030"))
    library.mkdir()
    with pytest.raises(LibraryNotFoundError, match=r"茶叶 的名称不是 UTF-8 编码.*改名"):
        name_of(library)
