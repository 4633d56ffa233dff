"""A file is taken in once it is whole and says something new; what fails is on record with its reason."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from documents.analysing import Analysis, analyse
from documents.errors import CrashedReadingError, DamagedFileError, SlowFileError
from documents.library import LibraryFile, find_file
from index import intake
from index.intake import READING, Intake, Taken
from index.opening import open_engine
from index.planning import LONGEST
from index.registry import Registry, StagedFile
from index.sources import FailedFile, Filed, Sources

ROOT = "/公文库"
NAME = "通知.txt"
LONG_AGO_S = 1_600_000_000


class Reader:
    """Reads files, and does what a test wants while one is read."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.meanwhile: Callable[[Path], object] = lambda path: None

    def __call__(self, path: Path) -> Analysis:
        self.read.append(path.name)
        analysis = analyse(path)
        self.meanwhile(path)
        return analysis


class Desk:
    """A library, and what is known of it."""

    def __init__(self, library: Path, engine: Engine) -> None:
        self.library = library
        self.reader = Reader()
        self.registry = Registry(engine)
        self.sources = Sources(engine)
        self.intake = Intake(self.sources, self.reader)

    def write(self, text: str, name: str = NAME) -> Path:
        path = self.library / name
        path.write_text(f"关于{text}的通知\n\n{text}由市发展改革委负责。", "utf-8")
        os.utime(path, (LONG_AGO_S, LONG_AGO_S))
        return path

    def listed(self, name: str = NAME) -> LibraryFile:
        file = find_file(self.library, name)
        assert file is not None
        return file

    def take(self, file: LibraryFile | None = None) -> Taken | FailedFile | None:
        return self.intake.take(ROOT, file or self.listed())

    def show(self) -> Filed:
        """Take the file in, and have it shown; what is then known of it."""
        staged = taken(self.take())
        self.registry.make_current([self.registry.stage(staged)])
        return self.known()

    def known(self) -> Filed:
        return self.sources.known(ROOT, [NAME])[NAME]


def taken(found: Taken | FailedFile | None) -> StagedFile:
    assert isinstance(found, tuple)
    return found[0]


def failed(found: Taken | FailedFile | None) -> FailedFile:
    assert isinstance(found, FailedFile)
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine("sqlite:///:memory:")
    library = tmp_path / "公文库"
    library.mkdir()
    yield Desk(library, engine)
    engine.dispose()


# --- new, or known already ------------------------------------------------------------------------


def test_new_file_comes_with_all_that_is_found_in_it(desk: Desk) -> None:
    desk.write("茶叶产销")
    staged = taken(desk.take())
    assert (staged.root, staged.source, staged.reading) == (ROOT, NAME, READING)
    assert staged.notice.masthead.title == "关于茶叶产销的通知"
    assert len(staged.passages) == len(staged.vector_hashes) == 1
    assert [duty.departments for duty in staged.duties] == [("市发展改革委",)]
    assert desk.sources.failures() == []


def test_changed_file_comes_with_what_it_was_before(desk: Desk) -> None:
    desk.write("一稿")
    before = desk.show()
    desk.write("二稿")
    found = desk.take()
    assert isinstance(found, tuple)
    assert found[2] == before
    assert found[0].fingerprint != before.fingerprint


def test_file_with_the_same_content_is_not_read_again(desk: Desk) -> None:
    desk.write("正文")
    before = desk.show()
    desk.write("正文")
    assert desk.take() is None
    assert desk.reader.read == [NAME]
    assert desk.known() == before


def test_file_that_could_not_be_read_and_is_as_before_again_fails_no_more(desk: Desk) -> None:
    path = desk.write("正文")
    desk.show()
    path.write_bytes(b"")
    assert failed(desk.take()).is_dead
    desk.write("正文")
    assert desk.take() is None
    assert desk.sources.failures() == []


def test_file_that_an_earlier_program_read_is_read_again(desk: Desk) -> None:
    desk.write("正文")
    staged = replace(taken(desk.take()), reading=READING - 1)
    desk.registry.make_current([desk.registry.stage(staged)])
    assert taken(desk.take()).reading == READING


def test_withdrawn_file_stays_so_until_it_changes(desk: Desk) -> None:
    desk.write("正文")
    staged = replace(taken(desk.take()), reading=READING - 1)
    desk.registry.make_current([desk.registry.stage(staged)])
    desk.registry.withdraw(desk.known().notice_id)
    assert desk.take() is None
    desk.write("新文")
    assert taken(desk.take()).notice.masthead.title == "关于新文的通知"


def test_file_changed_this_moment_will_be_looked_at_again(desk: Desk) -> None:
    """It may change once more within the same tick of the clock."""
    path = desk.write("正文")
    assert desk.show().signature == ""
    path.write_bytes(b"")
    assert failed(desk.take()).signature == ""


def test_file_left_alone_is_known_by_its_signature(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_YOUNG_S", 0.0)
    path = desk.write("正文")
    assert desk.show().signature == desk.listed().signature
    os.utime(path, (1, 1))
    assert desk.take() is None
    assert desk.known().signature == desk.listed().signature


# --- what fails -----------------------------------------------------------------------------------


def test_file_that_cannot_be_read_is_on_record_and_its_old_version_stays(desk: Desk) -> None:
    path = desk.write("正文")
    before = desk.show()
    path.write_bytes(b"%PDF-1.7 ")
    found = failed(desk.take())
    assert (found.root, found.source, found.is_dead) == (ROOT, NAME, True)
    assert found.reason.startswith(NAME)
    assert desk.sources.failures() == [found]
    assert desk.known() == before


@pytest.mark.parametrize(
    ("error", "is_dead"),
    [
        (DamagedFileError("通知.txt：文件已损坏。"), True),
        (SlowFileError("通知.txt：读取超时。"), False),
        (CrashedReadingError("通知.txt：读取进程意外结束。"), False),
    ],
    ids=["损坏", "太慢", "崩溃"],
)
def test_fault_of_the_machine_is_tried_again_and_of_the_file_is_not(
    desk: Desk, error: Exception, is_dead: bool
) -> None:
    def fail(path: Path) -> None:
        raise error

    desk.write("正文")
    desk.reader.meanwhile = fail
    found = failed(desk.take())
    assert (found.reason, found.is_dead) == (str(error), is_dead)


def test_file_that_vanished_before_it_was_read_may_come_back(desk: Desk) -> None:
    path = desk.write("正文")
    file = desk.listed()
    path.unlink()
    found = failed(desk.take(file))
    assert (
        found.reason
        == "通知.txt：无法读取（No such file or directory）。请检查文件是否存在、权限是否足够。"
    )
    assert not found.is_dead


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(Path.unlink, id="删除"),
        pytest.param(lambda path: path.write_text("半", "utf-8"), id="改写"),
        pytest.param(lambda path: os.utime(path, (1, 1)), id="改时间"),
    ],
)
@pytest.mark.parametrize("is_readable", [True, False], ids=["读得出", "读不出"])
def test_file_that_changes_while_it_is_read_is_read_again_later(
    desk: Desk, change: Callable[[Path], object], is_readable: bool
) -> None:
    def meanwhile(path: Path) -> None:
        change(path)
        if not is_readable:
            raise DamagedFileError("通知.txt：文件已损坏。")

    desk.write("正文")
    desk.reader.meanwhile = meanwhile
    found = failed(desk.take())
    assert "读取时又被改动。改动结束后会自动读入" in found.reason
    assert not found.is_dead


def test_file_that_is_still_written_is_read_once_it_is_whole(desk: Desk) -> None:
    path = desk.write("正文")
    with path.open("a", encoding="utf-8") as stream:
        stream.write("还没写完")
        stream.flush()
        found = failed(desk.take())
        assert "正在被写入，还不完整。写完后会自动读入" in found.reason
        assert not found.is_dead
        assert desk.reader.read == []
    assert taken(desk.take()).notice.text.endswith("还没写完")


def test_link_to_nothing_is_told(desk: Desk) -> None:
    (desk.library / NAME).symlink_to(desk.library / "没有.txt")
    assert "无法读取（No such file or directory）" in failed(desk.take()).reason


# --- names that cannot be registered --------------------------------------------------------------


def test_name_that_is_no_text_is_to_be_changed(desk: Desk) -> None:
    name = os.fsdecode("吉林省.txt".encode("gb18030"))
    desk.write("正文", name)
    found = failed(desk.take(desk.listed(name)))
    assert found.reason.startswith("吉林省.txt（编码有误）：文件名不是 UTF-8 编码")
    assert found.is_dead
    assert desk.sources.failing(ROOT, ["吉林省.txt（编码有误）"]) != {}


def test_path_that_is_too_long_is_to_be_shortened_and_stops_nothing(desk: Desk) -> None:
    folders = "/".join(["很长的文件夹名" * 10] * 10)
    (desk.library / folders).mkdir(parents=True)
    name = f"{folders}/{NAME}"
    desk.write("正文", name)
    found = failed(desk.take(desk.listed(name)))
    assert f"路径太长（超过 {LONGEST} 字节），无法登记。请缩短" in found.reason
    assert found.is_dead
    assert desk.sources.failures() == [found]
