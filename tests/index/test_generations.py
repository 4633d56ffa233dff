"""One of several generations is live, for every process at once, whatever happens on the way."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import generations
from index.errors import StoreError
from index.generations import POINTER, Generations, Live
from tests.patience import PATIENCE_S


class Leaf:
    """A generation with one file, which says which one it is."""

    def __init__(self, folder: Path, live: Live) -> None:
        self.folder = folder
        self.live = live
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True

    def write(self, text: str) -> "Leaf":
        (self.folder / "leaf").write_text(text, encoding="utf-8")
        return self

    def read(self) -> str:
        try:
            return (self.folder / "leaf").read_text(encoding="utf-8")
        except OSError as error:
            raise StoreError(str(error)) from error


def opened(folder: Path) -> Generations[Leaf]:
    return Generations(folder, "试验索引", Leaf)


def beside(folder: Generations[Leaf], text: str) -> Leaf:
    made = folder.new_folder()
    return Leaf(made, Live(made.name)).write(text)


def switch(folder: Generations[Leaf], text: str) -> Leaf:
    made = beside(folder, text)
    folder.switch_to(made, made.live)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Generations[Leaf]:
    made = opened(tmp_path / "索引")
    switch(made, "旧")
    return made


def test_nothing_is_live_in_a_new_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"试验索引 .*索引 无法读取（还没有建立）.*duikou index"):
        opened(tmp_path / "索引").use(Leaf.read)
    assert not (tmp_path / "索引").exists()


def test_generation_beside_is_seen_by_nobody_before_the_switch(folder: Generations[Leaf]) -> None:
    new = beside(folder, "新")
    assert folder.use(Leaf.read) == opened(folder.folder).use(Leaf.read) == "旧"
    folder.switch_to(new, new.live)
    assert folder.use(Leaf.read) == opened(folder.folder).use(Leaf.read) == "新"


def test_switch_is_followed_by_who_had_the_old_one_open(folder: Generations[Leaf]) -> None:
    other = opened(folder.folder)
    old = other.use(lambda leaf: leaf)
    switch(folder, "新")
    assert other.use(Leaf.read) == "新"
    assert old.is_closed


def test_switch_is_followed_in_another_process(folder: Generations[Leaf]) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from tests.index.test_generations import Leaf, opened; g = opened(Path(sys.argv[1]));"
        "print(g.use(Leaf.read), flush=True); sys.stdin.readline(); print(g.use(Leaf.read))"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(folder.folder)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with reader:
        assert reader.stdout is not None
        assert reader.stdout.readline().strip() == "旧"
        switch(folder, "新")
        assert reader.communicate("\n", timeout=PATIENCE_S)[0].strip() == "新"


def test_work_that_loses_its_files_to_a_switch_is_done_again(folder: Generations[Leaf]) -> None:
    other = opened(folder.folder)
    seen: list[str] = []

    def work(leaf: Leaf) -> str:
        if not seen:
            seen.append("切换")
            switch(folder, "新")
        return leaf.read()

    assert other.use(work) == "新"


def test_work_that_fails_without_a_switch_fails(folder: Generations[Leaf]) -> None:
    (folder.folder / folder.live().name / "leaf").unlink()
    with pytest.raises(StoreError, match="leaf"):
        folder.use(Leaf.read)


def test_many_threads_follow_many_switches(folder: Generations[Leaf]) -> None:
    other = opened(folder.folder)
    with ThreadPoolExecutor(8) as pool:
        reads = []
        for turn in range(40):
            reads += [pool.submit(other.use, Leaf.read) for _ in range(20)]
            switch(folder, f"{turn}")
        found = [read.result() for read in reads]
    assert {"旧", *(f"{turn}" for turn in range(40))} >= set(found)
    assert other.use(Leaf.read) == "39"


def test_all_else_is_removed_by_a_switch(folder: Generations[Leaf]) -> None:
    for name in ("meta.json", "0123456789abcdef0123456789abcdef.idx", "chroma.sqlite3"):
        (folder.folder / name).write_text("旧版布局")
    (folder.folder / "3a1b-0c").mkdir()
    beside(folder, "没有做完的")
    new = switch(folder, "新")
    assert {path.name for path in folder.folder.iterdir()} == {POINTER, new.folder.name}


def test_only_unfinished_generations_are_cleared(folder: Generations[Leaf]) -> None:
    left = beside(folder, "没有做完的")
    (folder.folder / f"{left.folder.name}.lock").touch()
    (folder.folder / "0123456789abcdef0123456789abcdef.idx").write_text("旧版布局")
    folder.clear_unfinished()
    assert not left.folder.exists()
    assert not (folder.folder / f"{left.folder.name}.lock").exists()
    assert (folder.folder / "0123456789abcdef0123456789abcdef.idx").exists()
    assert folder.use(Leaf.read) == "旧"


def test_clearing_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    opened(tmp_path / "索引").clear_unfinished()


# --- damage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 80,
        b'{"name": "',
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"name": 5}',
        b'{"name": ".."}',
        b'{"name": "/etc"}',
        b'{"name": "0123456789abcdef0123456789abcdef", "more": 1}',
        b'{"name": "0123456789abcdef0123456789abcdef", "model": 1}',
    ],
    ids=str,
)
def test_damaged_pointer_says_so(folder: Generations[Leaf], content: bytes) -> None:
    (folder.folder / POINTER).write_bytes(content)
    with pytest.raises(StoreError, match=r"试验索引 .* 无法读取.*duikou index"):
        folder.use(Leaf.read)
    folder.clear_unfinished()
    switch(folder, "新")
    assert folder.use(Leaf.read) == "新"


def test_pointer_to_what_is_gone_says_so(folder: Generations[Leaf]) -> None:
    shutil.rmtree(folder.folder / folder.live().name)
    with pytest.raises(StoreError):
        folder.use(Leaf.read)
    switch(folder, "新")
    assert folder.use(Leaf.read) == "新"


def test_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "索引").write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(StoreError, match=r"试验索引 .*索引 无法读取"):
        opened(tmp_path / "索引").live()
    with pytest.raises(StoreError, match=r"试验索引 .*索引 无法写入.*权限"):
        opened(tmp_path / "索引").new_folder()


# --- crashes -------------------------------------------------------------------------------------


STEPS = pytest.mark.parametrize("step", range(5), ids=lambda step: f"第{step}次落盘时")


def _stop_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails at one of the moments when something is made sure to be on it."""
    flush, turn = generations._flush, iter(range(100))

    def failing(path: Path) -> None:
        if next(turn) == step:
            raise OSError(28, "No space left on device")
        flush(path)

    monkeypatch.setattr(generations, "_flush", failing)


@STEPS
def test_switch_that_fails_leaves_one_live(
    folder: Generations[Leaf], step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = beside(folder, "新")
    with monkeypatch.context() as patched:
        _stop_at(step, patched)
        if step < 4:
            with pytest.raises(StoreError, match=r"无法写入.*No space left.*磁盘空间"):
                folder.switch_to(new, new.live)
        else:
            folder.switch_to(new, new.live)
    # the pointer is replaced before the last step, which only makes sure of it
    expected = "旧" if step < 3 else "新"
    assert folder.use(Leaf.read) == opened(folder.folder).use(Leaf.read) == expected
    switch(folder, "更新")
    assert folder.use(Leaf.read) == "更新"


@pytest.mark.parametrize(
    ("call", "expected"),
    [("_flush", "旧"), ("_remove", "新")],
    ids=["写指针之前", "删除旧版之前"],
)
def test_process_killed_in_a_switch_leaves_one_live(
    folder: Generations[Leaf], call: str, expected: str
) -> None:
    code = (
        "import os, sys; from pathlib import Path; from index import generations;"
        "from tests.index.test_generations import opened, switch;"
        f"generations.{call} = lambda *_: os.kill(os.getpid(), 9);"
        "switch(opened(Path(sys.argv[1])), '新')"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, str(folder.folder)],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert killed.returncode == -9
    assert folder.use(Leaf.read) == expected
    new = switch(folder, "更新")
    assert {path.name for path in folder.folder.iterdir()} == {POINTER, new.folder.name}


def test_pointer_reads_in_plain_words(folder: Generations[Leaf]) -> None:
    said = json.loads((folder.folder / POINTER).read_text(encoding="utf-8"))
    assert said == {"name": folder.live().name, "model": None, "setting": None}
    assert [p.name for p in (folder.folder / said["name"]).iterdir()] == ["leaf"]
