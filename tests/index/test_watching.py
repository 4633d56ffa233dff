"""Changes in a library are noticed at once, complete files only, whatever becomes of the folder."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from documents.errors import LibraryNotFoundError
from documents.library import list_files
from index import watching
from index.errors import RefreshBusyError
from index.watching import Watcher
from tests.patience import PATIENCE_S, until

Call = frozenset[str] | None


class Watched:
    """A watcher at work: what it called, and what the files held at that moment."""

    def __init__(self, root: Path, sweep_s: float) -> None:
        self.root = root
        self.calls: list[Call] = []
        self.texts: dict[str, list[str]] = {}
        self.fault: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.watcher = Watcher(root, self.changed, sweep_s=sweep_s)
        self.stop = threading.Event()
        self.ended: Future[None] = Future()

    def changed(self, sources: Call) -> None:
        for source in sources or ():
            file = self.root / source
            if file.is_file():
                self.texts.setdefault(source, []).append(file.read_text())
        self.calls.append(sources)  # last, since who waits for the call reads the texts next
        self.gate.wait(PATIENCE_S)
        if self.fault is not None:
            raise self.fault
        if sources is None:
            list(list_files(self.root))

    def wait_for(self, *calls: Call) -> None:
        """Until these are all the calls there were."""
        until(lambda: len(self.calls) >= len(calls))
        assert self.calls == list(calls)

    def wait_for_file(self, source: str) -> None:
        until(lambda: self.has_named(source))

    def has_named(self, source: str) -> bool:
        return any(source in call for call in self.calls if call)

    def until_named(self) -> None:
        """Write a file again and again: an event just between two frequent sweeps may be lost."""

        def named() -> bool:
            (self.root / "新.txt").write_text("新")
            time.sleep(1)
            return self.has_named("新.txt")

        until(named)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """What happens inside happens while the watcher is at a call, so that it sees it at once."""
        self.gate.clear()
        seen = len(self.calls)
        (self.root / "占用.txt").write_text("占用")
        until(lambda: len(self.calls) > seen)
        yield
        self.gate.set()


Start = Callable[..., Watched]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts watchers, by default without sweeps beside the first; ends them after the test."""
    started: list[Watched] = []
    with ThreadPoolExecutor() as threads:

        def begin(root: Path, sweep_s: float = 3600) -> Watched:
            watched = Watched(root, sweep_s)
            started.append(watched)
            watched.ended = threads.submit(watched.watcher.run, watched.stop)
            until(lambda: bool(watched.calls) or watched.ended.done())
            return watched

        yield begin
        for watched in started:
            watched.stop.set()
            watched.gate.set()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "公文库"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "通知.txt").write_text("旧")
    return folder


def sets(*sources: str) -> frozenset[str]:
    return frozenset(sources)


# --- single files ---------------------------------------------------------------------------------


def test_whole_library_is_looked_through_at_the_start(library: Path, start: Start) -> None:
    watched = start(library)
    assert watched.calls == [None]
    assert watched.watcher.remark is None


def test_created_changed_and_deleted_files_are_named(library: Path, start: Start) -> None:
    watched = start(library)
    (library / "新.txt").write_text("新")
    watched.wait_for(None, sets("新.txt"))
    (library / "2024" / "通知.txt").write_text("改")
    watched.wait_for(None, sets("新.txt"), sets("2024/通知.txt"))
    (library / "新.txt").unlink()
    watched.wait_for(None, sets("新.txt"), sets("2024/通知.txt"), sets("新.txt"))
    assert watched.texts == {"新.txt": ["新"], "2024/通知.txt": ["改"]}


def test_files_changed_together_are_named_together(library: Path, start: Start) -> None:
    watched = start(library)
    names = [f"{i}.txt" for i in range(20)]
    with watched.busy():
        for name in names:
            (library / name).write_text(name)
    watched.wait_for(None, sets("占用.txt"), sets(*names))


def test_slowly_written_file_is_announced_once_and_complete(library: Path, start: Start) -> None:
    watched = start(library)
    with (library / "慢.txt").open("w") as stream:
        for piece in "一二三":
            stream.write(piece)
            stream.flush()
            time.sleep(1)  # longer than it takes for a file to count as quiet
    watched.wait_for(None, sets("慢.txt"))
    assert watched.texts == {"慢.txt": ["一二三"]}


def test_file_kept_open_waits_and_others_do_not(library: Path, start: Start) -> None:
    """Closing it causes no event of its own, and is seen nevertheless."""
    watched = start(library)
    with (library / "开着.txt").open("w") as stream:
        stream.write("半份")
        stream.flush()
        for name in ("甲.txt", "乙.txt"):
            (library / name).write_text(name)
            watched.wait_for_file(name)
        assert watched.calls == [None, sets("甲.txt"), sets("乙.txt")]
    watched.wait_for(None, sets("甲.txt"), sets("乙.txt"), sets("开着.txt"))


def test_files_moved_in_and_out_and_renamed(library: Path, start: Start, tmp_path: Path) -> None:
    watched = start(library)
    (tmp_path / "外.txt").write_text("外")
    (tmp_path / "外.txt").rename(library / "进.txt")
    watched.wait_for(None, sets("进.txt"))
    (library / "进.txt").rename(library / "2024" / "改名.txt")
    watched.wait_for(None, sets("进.txt"), sets("进.txt", "2024/改名.txt"))
    (library / "2024" / "改名.txt").rename(tmp_path / "外.txt")
    watched.wait_for(None, sets("进.txt"), sets("进.txt", "2024/改名.txt"), sets("2024/改名.txt"))


@pytest.mark.parametrize(
    "temporary", ["通知.txt.tmp", ".通知.txt.x7", "~$通知.txt", "通知.pdf.part"]
)
def test_save_by_a_temporary_file(library: Path, start: Start, temporary: str) -> None:
    watched = start(library)
    (library / "2024" / temporary).write_text("新")
    (library / "2024" / temporary).replace(library / "2024" / "通知.txt")
    watched.wait_for(None, sets("2024/通知.txt"))
    assert watched.texts == {"2024/通知.txt": ["新"]}


def test_save_as_word_does_it(library: Path, start: Start) -> None:
    """The new text in a temporary file, the old file aside, the new one in place, the old one gone."""
    watched = start(library)
    folder = library / "2024"
    (folder / "~WRD0001.tmp").write_text("新")
    (folder / "通知.txt").rename(folder / "~WRL0002.tmp")
    (folder / "~WRD0001.tmp").rename(folder / "通知.txt")
    (folder / "~WRL0002.tmp").unlink()
    watched.wait_for(None, sets("2024/通知.txt"))


def test_files_that_are_no_notices_are_not_mentioned(library: Path, start: Start) -> None:
    watched = start(library)
    for name in (
        ".隐藏.txt",
        "~$通知.docx",
        "通知.docx.tmp",
        "脚本.py",
        "库.sqlite-journal",
        "说明",
    ):
        (library / name).write_text("无关")
    for name in ("~$通知.docx", "脚本.py", "库.sqlite-journal"):
        (library / name).unlink()
    for name in (".git", "@eaDir"):
        (library / name).mkdir()
        (library / name / "通知.txt").write_text("无关")
    (library / "有关.txt").write_text("有关")
    watched.wait_for_file("有关.txt")
    assert watched.calls == [None, sets("有关.txt")]


def test_change_during_a_call_is_announced_after_it(library: Path, start: Start) -> None:
    watched = start(library)
    watched.gate.clear()
    (library / "甲.txt").write_text("甲")
    watched.wait_for(None, sets("甲.txt"))
    (library / "甲.txt").write_text("乙")
    watched.gate.set()
    watched.wait_for(None, sets("甲.txt"), sets("甲.txt"))
    assert watched.texts == {"甲.txt": ["甲", "乙"]}


# --- folders and crowds ---------------------------------------------------------------------------


def test_folder_moved_in_renamed_and_moved_out(library: Path, start: Start, tmp_path: Path) -> None:
    watched = start(library)
    (tmp_path / "旧档" / "深处").mkdir(parents=True)
    (tmp_path / "旧档" / "深处" / "通知.txt").write_text("旧档")
    (tmp_path / "旧档").rename(library / "2023")
    watched.wait_for(None, None)
    (library / "2023").rename(library / "二〇二三")
    watched.wait_for(None, None, None)
    (library / "二〇二三" / "深处" / "新.txt").write_text("新")
    watched.wait_for(None, None, None, sets("二〇二三/深处/新.txt"))
    (library / "二〇二三").rename(tmp_path / "旧档")
    watched.wait_for(None, None, None, sets("二〇二三/深处/新.txt"), None)


def test_new_folder_filled_at_once(library: Path, start: Start) -> None:
    watched = start(library)
    (library / "一" / "二" / "三").mkdir(parents=True)
    (library / "一" / "二" / "三" / "通知.txt").write_text("深")
    until(lambda: watched.calls[1:2] == [None])
    (library / "一" / "二" / "三" / "后来.txt").write_text("后来")
    watched.wait_for_file("一/二/三/后来.txt")


def test_removed_folder(library: Path, start: Start) -> None:
    watched = start(library)
    shutil.rmtree(library / "2024")
    watched.wait_for(None, None)


def test_crowd_of_files_is_one_look_through_the_library(library: Path, start: Start) -> None:
    watched = start(library)
    with watched.busy():
        for i in range(300):
            (library / f"{i}.txt").write_text("通知")
    watched.wait_for(None, sets("占用.txt"), None)
    (library / "后来.txt").write_text("后来")
    watched.wait_for_file("后来.txt")
    assert watched.calls == [None, sets("占用.txt"), None, sets("后来.txt")]


def test_file_still_written_in_a_crowd_is_announced_later(library: Path, start: Start) -> None:
    watched = start(library)
    with (library / "开着.txt").open("w") as stream:
        stream.write("半份")
        stream.flush()
        with watched.busy():
            for i in range(300):
                (library / f"{i}.txt").write_text("通知")
        watched.wait_for(None, sets("占用.txt"), None)
    watched.wait_for(None, sets("占用.txt"), None, sets("开着.txt"))


def test_unceasing_crowd_does_not_put_off_the_look(
    library: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_LONGEST_S", 1.0)
    watched = start(library)
    deadline = time.monotonic() + PATIENCE_S
    while len(watched.calls) < 2 and time.monotonic() < deadline:
        (library / f"{time.monotonic_ns()}").mkdir()
    assert watched.calls[:2] == [None, None]


# --- sweeps ---------------------------------------------------------------------------------------


def test_library_is_swept_again_and_again(library: Path, start: Start) -> None:
    watched = start(library, sweep_s=0.1)
    until(lambda: len(watched.calls) >= 4)
    assert set(watched.calls) == {None}


def test_stopping_ends_a_watcher_between_sweeps(library: Path, start: Start) -> None:
    watched = start(library)
    watched.stop.set()
    watched.ended.result(timeout=PATIENCE_S)


def test_stopping_ends_a_watcher_without_events(
    library: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "RustNotify", refuse(OSError("limit reached")))
    watched = start(library)
    watched.stop.set()
    watched.ended.result(timeout=PATIENCE_S)


# --- roots that are no folder ---------------------------------------------------------------------


def test_single_file_is_a_library(library: Path, start: Start, tmp_path: Path) -> None:
    watched = start(library / "2024" / "通知.txt")
    (library / "2024" / "旁边.txt").write_text("旁边")
    (library / "2024" / "通知.txt").write_text("改")
    watched.wait_for(None, sets("通知.txt"))
    (tmp_path / "替换.txt").write_text("换")
    (tmp_path / "替换.txt").replace(library / "2024" / "通知.txt")
    watched.wait_for(None, sets("通知.txt"), sets("通知.txt"))
    (library / "2024" / "通知.txt").write_text("再改")
    watched.wait_for(None, sets("通知.txt"), sets("通知.txt"), sets("通知.txt"))


def test_relative_and_linked_roots(
    library: Path, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "捷径").symlink_to(library)
    for watched in (start(Path("公文库")), start(Path("捷径"))):
        (library / "新.txt").write_text("新")
        watched.wait_for(None, sets("新.txt"))


def test_library_missing_at_the_start_is_watched_when_it_comes(
    tmp_path: Path, start: Start
) -> None:
    watched = start(tmp_path / "公文库")
    until(lambda: watched.watcher.remark is not None)
    assert "找不到" in (watched.watcher.remark or "")
    (tmp_path / "公文库").mkdir()
    watched.wait_for(None, None)
    until(lambda: watched.watcher.remark is None)
    (tmp_path / "公文库" / "新.txt").write_text("新")
    watched.wait_for(None, None, sets("新.txt"))


def test_library_missing_with_the_folder_it_was_in(tmp_path: Path, start: Start) -> None:
    watched = start(tmp_path / "共享" / "公文库", sweep_s=0.2)
    until(lambda: len(watched.calls) >= 3)
    (tmp_path / "共享" / "公文库").mkdir(parents=True)
    until(lambda: watched.watcher.remark is None)
    watched.until_named()


@pytest.mark.parametrize("way", ["改名", "删除"])
def test_library_that_vanishes_and_comes_back(
    library: Path, start: Start, tmp_path: Path, way: str
) -> None:
    watched = start(library)
    if way == "改名":
        library.rename(tmp_path / "拔掉的盘")
    else:
        shutil.copytree(library, tmp_path / "拔掉的盘")
        shutil.rmtree(library)
    until(lambda: watched.watcher.remark is not None)
    assert "找不到" in (watched.watcher.remark or "")
    (tmp_path / "拔掉的盘").rename(library)
    until(lambda: watched.watcher.remark is None)
    (library / "新.txt").write_text("新")
    watched.wait_for_file("新.txt")


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [RefreshBusyError("另一个进程在更新。"), LibraryNotFoundError("找不到。")], ids=type
)
def test_fault_of_ours_is_remarked_and_the_next_sweep_tries_again(
    library: Path, start: Start, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    watched = start(library, sweep_s=0.2)
    watched.fault = fault
    until(lambda: watched.watcher.remark == str(fault))
    seen = len(watched.calls)
    until(lambda: len(watched.calls) > seen + 2)
    assert caplog.messages == [str(fault)]
    watched.fault = None
    until(lambda: watched.watcher.remark is None)


def test_fault_with_a_single_file_stays_remarked_until_a_sweep(library: Path, start: Start) -> None:
    watched = start(library)
    watched.fault = RefreshBusyError("另一个进程在更新。")
    (library / "甲.txt").write_text("甲")
    until(lambda: watched.watcher.remark == "另一个进程在更新。")
    watched.fault = None
    (library / "乙.txt").write_text("乙")
    watched.wait_for(None, sets("甲.txt"), sets("乙.txt"))
    assert watched.watcher.remark == "另一个进程在更新。"
    (library / "新文件夹").mkdir()
    until(lambda: watched.watcher.remark is None)


def test_unexpected_fault_ends_the_watching(library: Path, start: Start) -> None:
    watched = start(library)
    watched.fault = ZeroDivisionError("程序错误")
    (library / "甲.txt").write_text("甲")
    with pytest.raises(ZeroDivisionError):
        watched.ended.result(timeout=PATIENCE_S)


def refuse(fault: Exception) -> Callable[..., None]:
    def refused(*_: object) -> None:
        raise fault

    return refused


LIMIT = "OS file watch limit reached. about [...] (Error { kind: MaxFilesWatch })"
INSTANCES = "Error creating recommended watcher: Too many open files (os error 24)"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(OSError(LIMIT), id="监视数"),
        pytest.param(WatchfilesRustInternalError(INSTANCES), id="实例数"),
        pytest.param(OSError("Stale file handle"), id="别的"),
    ],
)  # fmt: skip
def test_sweeping_goes_on_without_events_and_says_so(
    library: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
) -> None:
    monkeypatch.setattr(watching, "RustNotify", refuse(fault))
    watched = start(library, sweep_s=0.1)
    until(lambda: len(watched.calls) >= 3)
    remark = watched.watcher.remark or ""
    assert "每 0 秒查看一次。请" in remark
    assert ("max_user_watches" in remark) is ("Stale" not in str(fault))
    assert caplog.messages == [remark]
    monkeypatch.setattr(watching, "RustNotify", RustNotify)
    until(lambda: watched.watcher.remark is None)
    watched.until_named()


def test_system_folder_that_may_not_be_watched_hinders_nothing(
    library: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As lost+found at the top of a disk, for anybody but root."""

    def strict(*arguments: object) -> RustNotify:
        if arguments[-1] is False:
            raise PermissionError("lost+found")
        return RustNotify(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "RustNotify", strict)
    watched = start(library)
    (library / "新.txt").write_text("新")
    watched.wait_for(None, sets("新.txt"))


def test_name_in_another_encoding_does_not_end_the_watching(
    library: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_RECOVERY_S", 0.1)
    watched = start(library)
    Path(library, os.fsdecode("茶叶.txt".encode("gb18030"))).write_text("茶叶")
    watched.wait_for(None, None)
    (library / "新.txt").write_text("新")
    watched.wait_for(None, None, sets("新.txt"))
    assert watched.watcher.remark is None


def test_library_whose_own_name_is_in_another_encoding_is_swept(
    tmp_path: Path, start: Start
) -> None:
    library = Path(tmp_path, os.fsdecode("茶叶".encode("gb18030")))
    library.mkdir()
    watched = start(library, sweep_s=0.1)
    until(lambda: len(watched.calls) >= 3)
    assert "无法监视" in (watched.watcher.remark or "")


def test_interrupt_of_the_main_thread_ends_the_watching(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted:
        def watch(self, *_: object) -> str:
            return "signal"

        def close(self) -> None:
            logging.getLogger("test").debug("closed")

    monkeypatch.setattr(watching, "RustNotify", lambda *_: Interrupted())
    with pytest.raises(KeyboardInterrupt):
        Watcher(library, lambda _: None).run(threading.Event())
