"""The index follows the folder: nothing read twice, nothing shown half, nothing lost in a crash."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from documents.errors import LibraryNotFoundError
from index import locking, refreshing, registry
from index.errors import EmptiedLibraryError, RefreshBusyError
from index.report import Report, Watching
from tests.index.stores import Stores, open_stores, write
from tests.patience import PATIENCE_S

MEETING = "由市发展改革委牵头召开联席会议。"
TEA = "由市商务局负责茶叶产销对接。"


def _counts(report: Report) -> tuple[int, int, int, int, int]:
    """Added, changed, removed, unchanged, failed."""
    failed = len(report.failures)
    return report.added, report.changed, report.removed, report.unchanged, failed


def _sources(stores: Stores) -> list[str]:
    return sorted(record.source for record in stores.catalogue.notices(limit=100)[0])


# --- new, changed, removed, unchanged -------------------------------------------------------------


def test_each_file_is_treated_as_it_changed(stores: Stores) -> None:
    write(stores.library, "不变", MEETING)
    changed, removed = write(stores.library, "改了", MEETING), write(stores.library, "没了", TEA)
    assert _counts(stores.refresher.refresh(stores.library)) == (3, 0, 0, 0, 0)
    write(stores.library, changed.stem, TEA)
    removed.unlink()
    write(stores.library, "分册/新来", TEA)
    assert _counts(stores.refresher.refresh(stores.library)) == (1, 1, 1, 1, 0)
    assert _sources(stores) == ["不变.txt", "分册/新来.txt", "改了.txt"]


def test_second_refresh_does_nothing(stores: Stores) -> None:
    write(stores.library, "联席会议", MEETING)
    assert stores.refresher.refresh(stores.library).embedded == 1
    stores.embeddings.embedded.clear()
    steps: list[str] = []
    stores.watch(steps.append)
    report = stores.refresher.refresh(stores.library)
    assert _counts(report) == (0, 0, 0, 1, 0)
    assert (report.embedded, stores.embeddings.embedded, steps) == (0, [], [])


def test_touched_file_with_the_same_content_is_unchanged(stores: Stores) -> None:
    file = write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    os.utime(file, (0, 0))
    assert stores.refresher.refresh(stores.library).unchanged == 1


def test_renamed_file_is_not_embedded_again(stores: Stores) -> None:
    file = write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    file.rename(stores.library / "改名.txt")
    report = stores.refresher.refresh(stores.library)
    assert _counts(report) == (1, 0, 1, 0, 0)
    assert report.embedded == 0
    assert _sources(stores) == ["改名.txt"]
    assert len(stores.found("联席会议")) == 1


def test_changed_paragraph_embeds_only_its_passage(stores: Stores) -> None:
    chapters = [f"{n}、第{n}章\n\n{'各部门按职责分工抓好落实。' * 20}" for n in "一二三四"]
    write(stores.library, "实施方案", *chapters)
    assert stores.refresher.refresh(stores.library).embedded >= 4
    stores.embeddings.embedded.clear()
    chapters[2] = f"三、第三章\n\n{TEA}"
    write(stores.library, "实施方案", *chapters)
    assert stores.refresher.refresh(stores.library).embedded == 1
    assert TEA in stores.embeddings.embedded[0]
    assert stores.found("茶叶产销对接")[0].strip().endswith(TEA)


def test_vectors_are_kept_for_a_day_and_then_forgotten(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    for kept, embedded in ((registry._VECTORS_KEPT, 0), (timedelta(0), 1)):
        monkeypatch.setattr(registry, "_VECTORS_KEPT", kept)
        file.unlink()
        stores.refresher.refresh(stores.library)
        write(stores.library, "联席会议", MEETING)
        assert stores.refresher.refresh(stores.library).embedded == embedded


def test_emptied_library_is_most_likely_not_mounted(stores: Stores) -> None:
    files = [write(stores.library, f"第{i}号", f"{MEETING}{i}") for i in range(10)]
    stores.refresher.refresh(stores.library)
    for file in files:
        file.unlink()
    with pytest.raises(EmptiedLibraryError, match=r"可能是磁盘或共享文件夹没有挂载.*duikou forget"):
        stores.refresher.refresh(stores.library)
    assert len(_sources(stores)) == 10
    write(stores.library, "新来", TEA)
    assert stores.refresher.refresh(stores.library).removed == 10


def test_restored_file_goes_on_with_its_history(stores: Stores) -> None:
    file = write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    file.unlink()
    stores.refresher.refresh(stores.library)
    assert stores.found("联席会议") == []
    write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    [record], _ = stores.catalogue.notices(limit=10)
    assert [version.state for version in stores.catalogue.versions(record.id)] == [
        "current",
        "retired",
    ]


def test_more_than_one_batch_is_written(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "_BATCH", 3)
    for i in range(8):
        write(stores.library, f"第{i}号", MEETING)
    steps: list[str] = []
    stores.watch(steps.append)
    assert stores.refresher.refresh(stores.library).added == 8
    assert steps.count("切换版本") == 3
    assert steps.count("写入关键词") == 3
    assert len(stores.found("联席会议")) == 8


# --- roots ----------------------------------------------------------------------------------------


def test_two_roots_live_side_by_side(stores: Stores, tmp_path: Path) -> None:
    other = tmp_path / "另一个库"
    write(stores.library, "联席会议", MEETING)
    write(other, "联席会议", TEA)
    stores.refresher.refresh(stores.library)
    assert _counts(stores.refresher.refresh(other)) == (1, 0, 0, 0, 0)
    (other / "联席会议.txt").unlink()
    assert stores.refresher.refresh(other).removed == 1
    assert len(stores.found("联席会议")) == 1
    assert stores.sources.roots() == sorted(map(str, (stores.library, other)))


def test_single_file_is_a_library(stores: Stores) -> None:
    write(stores.library, "别的", TEA)
    file = write(stores.library, "联席会议", MEETING)
    assert _counts(stores.refresher.refresh(file)) == (1, 0, 0, 0, 0)
    assert _sources(stores) == ["联席会议.txt"]
    assert stores.refresher.refresh(file).unchanged == 1


def test_same_folder_by_another_path_is_the_same_library(stores: Stores, tmp_path: Path) -> None:
    write(stores.library, "联席会议", MEETING)
    (tmp_path / "捷径").symlink_to(stores.library)
    stores.refresher.refresh(stores.library)
    assert stores.refresher.refresh(tmp_path / "捷径").unchanged == 1


def test_forgotten_root_is_gone_and_others_stay(stores: Stores, tmp_path: Path) -> None:
    other = tmp_path / "另一个库"
    write(stores.library, "联席会议", MEETING)
    write(stores.library, "坏文件").write_bytes(b"")
    write(other, "茶叶", TEA)
    for root in (stores.library, other):
        stores.refresher.refresh(root)
    assert stores.tools.replacer.forget(str(stores.library)) == 1
    assert _sources(stores) == ["茶叶.txt"]
    assert len(stores.found("联席会议")) == 1
    assert stores.sources.failures(str(stores.library)) == []
    assert stores.followers.in_step()


def test_forgetting_an_unknown_root_does_nothing(stores: Stores) -> None:
    assert stores.tools.replacer.forget("/没有这个库") == 0


def test_missing_root_is_an_error_and_forgets_nothing(stores: Stores, tmp_path: Path) -> None:
    write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    stores.library.rename(tmp_path / "拔掉的盘")
    with pytest.raises(LibraryNotFoundError, match="找不到"):
        stores.refresher.refresh(stores.library)
    assert len(stores.found("联席会议")) == 1


# --- files that cannot be read --------------------------------------------------------------------


def test_bad_file_is_reported_and_the_rest_goes_on(stores: Stores) -> None:
    write(stores.library, "联席会议", MEETING)
    (stores.library / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    (stores.library / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    report = stores.refresher.refresh(stores.library)
    assert _counts(report) == (1, 0, 0, 0, 2)
    reasons = {failure.source: failure.reason for failure in report.failures}
    assert reasons["旧.doc"].startswith("旧.doc：不支持 .doc 格式")
    assert reasons["坏.pdf"].startswith("坏.pdf：")
    failed = stores.sources.failures(str(stores.library))
    assert [failure.source for failure in failed] == ["坏.pdf", "旧.doc"]


def test_former_version_of_a_bad_file_still_answers(stores: Stores) -> None:
    file = write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    file.write_bytes(b"")
    report = stores.refresher.refresh(stores.library)
    assert _counts(report) == (0, 0, 0, 0, 1)
    assert MEETING in stores.found("联席会议")[0]


def test_repaired_file_is_read_again(stores: Stores) -> None:
    file = write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    file.write_bytes(b"")
    stores.refresher.refresh(stores.library)
    write(stores.library, "联席会议", TEA)
    assert _counts(stores.refresher.refresh(stores.library)) == (0, 1, 0, 0, 0)
    assert TEA in stores.found("联席会议")[0]
    assert stores.sources.failures(str(stores.library)) == []


def test_file_that_vanished_after_listing_is_reported(stores: Stores) -> None:
    (stores.library / "断链.txt").symlink_to(stores.library / "没有")
    write(stores.library, "联席会议", MEETING)
    report = stores.refresher.refresh(stores.library)
    assert _counts(report) == (1, 0, 0, 0, 1)
    assert "无法读取" in report.failures[0].reason


def test_unreadable_file_keeps_its_version(stores: Stores) -> None:
    file = write(stores.library, "联席会议", MEETING)
    stores.refresher.refresh(stores.library)
    file.unlink()
    file.symlink_to(stores.library / "没有")
    report = stores.refresher.refresh(stores.library)
    assert _counts(report) == (0, 0, 0, 0, 1)
    assert MEETING in stores.found("联席会议")[0]


def test_name_in_another_encoding_is_reported_readably(stores: Stores) -> None:
    """Archives packed on Chinese Windows unpack to such names."""
    folder = os.fsencode(stores.library)
    Path(os.fsdecode(folder + b"/" + "茶叶产销.txt".encode("gb18030"))).write_text(TEA)
    write(stores.library, "联席会议", MEETING)
    report = stores.refresher.refresh(stores.library)
    assert _counts(report) == (1, 0, 0, 0, 1)
    assert report.failures[0].source == "茶叶产销.txt（编码有误）"
    assert "文件名不是 UTF-8 编码" in report.failures[0].reason


# --- progress and the lock ------------------------------------------------------------------------


def test_progress_names_each_file_and_ends_at_the_total(stores: Stores) -> None:
    write(stores.library, "甲", MEETING)
    write(stores.library, "乙", TEA)
    write(stores.library, "丙").write_bytes(b"")
    seen: list[tuple[int, int, str]] = []

    class Noting(Watching):
        def progress(self, done: int, total: int, source: str) -> None:
            seen.append((done, total, source))

    stores.refresher.refresh(stores.library, Noting())
    assert seen == [(0, 3, "丙.txt"), (1, 3, "乙.txt"), (2, 3, "甲.txt"), (3, 3, "")]


@pytest.fixture
def busy(stores: Stores) -> Iterator[None]:
    """Another process that holds the lock until a line is sent to it."""
    code = (
        "import sys; from filelock import FileLock\n"
        "with FileLock(sys.argv[1]): print('占用', flush=True); sys.stdin.readline()"
    )
    lock = stores.library.parent / "data" / "refresh.lock"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.communicate("\n", timeout=PATIENCE_S)


def test_refresh_elsewhere_is_waited_for_and_then_reported(
    stores: Stores, busy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "_WAIT_S", 0.2)
    with pytest.raises(RefreshBusyError, match=r"另一个进程.*请等它完成"):
        stores.refresher.refresh(stores.library)
    with pytest.raises(RefreshBusyError):
        stores.tools.replacer.forget(str(stores.library))


# --- the order of a replacement -------------------------------------------------------------------

ADDING = ["登记新版本", "写入向量", "写入关键词", "切换版本"]
REPLACING = [*ADDING, "移出关键词", "移出向量", "清理旧版本"]


def _shown(stores: Stores) -> str:
    """Which version the catalogue and a search show; exactly one, and the same in both."""
    texts = stores.found("联席会议 茶叶")
    [record], total = stores.catalogue.notices(limit=10)
    notice = stores.catalogue.notice(record.id)
    assert notice is not None
    assert total == len(texts) == 1
    assert texts[0] == notice.text
    return "旧" if MEETING in texts[0] else "新"


def test_search_sees_the_old_or_the_new_at_every_step(stores: Stores) -> None:
    write(stores.library, "通知", MEETING)
    stores.refresher.refresh(stores.library)
    write(stores.library, "通知", TEA)
    seen: list[tuple[str, str]] = []

    def look(step: str) -> None:
        if step != "查关键词":
            seen.append((step, _shown(stores)))

    stores.watch(look)
    stores.refresher.refresh(stores.library)
    assert seen == [(step, "新" if i >= 3 else "旧") for i, step in enumerate(REPLACING)]


def test_staged_version_is_searched_by_no_filter(stores: Stores) -> None:
    write(stores.library, "通知", MEETING)

    def look(step: str) -> None:
        if step in ADDING[:3]:
            assert stores.catalogue.notices(limit=10) == ([], 0)
            assert stores.found("联席会议") == []

    stores.watch(look)
    stores.refresher.refresh(stores.library)
    assert len(stores.found("联席会议")) == 1


@pytest.mark.parametrize("last", REPLACING)
def test_crash_leaves_one_version_and_the_next_refresh_finishes(tmp_path: Path, last: str) -> None:
    with open_stores(tmp_path) as stores:
        write(stores.library, "通知", MEETING)
        stores.refresher.refresh(stores.library)
        write(stores.library, "通知", TEA)

        def crash(step: str) -> None:
            if step == last:
                raise InterruptedError

        stores.watch(crash)
        with pytest.raises(InterruptedError):
            stores.refresher.refresh(stores.library)
    with open_stores(tmp_path) as stores:
        flipped = REPLACING.index(last) >= REPLACING.index("切换版本")
        assert _shown(stores) == ("新" if flipped else "旧")
        report = stores.refresher.refresh(stores.library)
        assert _shown(stores) == "新"
        assert (report.changed, report.unchanged) == ((0, 1) if flipped else (1, 0))
        assert stores.embeddings.embedded == []
        assert stores.registry.unfinished() == []
        assert stores.followers.in_step()


@pytest.mark.parametrize("last", REPLACING[4:])
def test_crash_while_removing_hides_the_notice_for_good(tmp_path: Path, last: str) -> None:
    with open_stores(tmp_path) as stores:
        file = write(stores.library, "通知", MEETING)
        stores.refresher.refresh(stores.library)
        file.unlink()

        def crash(step: str) -> None:
            if step == last:
                raise InterruptedError

        stores.watch(crash)
        with pytest.raises(InterruptedError):
            stores.refresher.refresh(stores.library)
    with open_stores(tmp_path) as stores:
        assert stores.found("联席会议") == []
        stores.refresher.refresh(stores.library)
        assert stores.registry.unfinished() == []
        assert stores.followers.in_step()


def test_killed_process_leaves_what_was_finished(tmp_path: Path) -> None:
    """A real kill in the middle of a refresh, and the next process goes on from there."""
    code = (
        "import os, sys; from pathlib import Path; from index import refreshing;"
        "from tests.index.stores import open_stores; refreshing._BATCH = 1; flips = []\n"
        "def kill(step):\n"
        "    flips.append(step == '切换版本')\n"
        "    if sum(flips) == 3: os.kill(os.getpid(), 9)\n"
        "with open_stores(Path(sys.argv[1])) as stores:\n"
        "    stores.watch(kill); stores.refresher.refresh(stores.library)"
    )
    for i in range(5):
        write(tmp_path / "公文库", f"第{i}号", MEETING)
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=root, check=False)
    assert done.returncode == -9
    with open_stores(tmp_path) as stores:
        assert len(stores.found("联席会议")) == 3
        assert _counts(stores.refresher.refresh(stores.library)) == (2, 0, 0, 3, 0)
        assert len(stores.found("联席会议")) == 5
        assert stores.followers.in_step()
