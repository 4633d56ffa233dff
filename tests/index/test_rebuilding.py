"""Both indexes are made again beside the live ones: searches go on, and a crash leaves what was."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from filelock import FileLock

from index import rebuilding
from index.errors import OtherModelError, RefreshBusyError, StoreError
from tests.index.damaging import WAYS, Damage
from tests.index.made_up import (
    SUBJECTS,
    MadeUp,
    identity,
    opened,
    passages,
    shown,
    vector,
)
from tests.patience import PATIENCE_S


@pytest.fixture
def twelve(tmp_path: Path) -> Iterator[MadeUp]:
    """Twelve versions of two passages each."""
    with opened(tmp_path, shown(12)) as made:
        assert made.rebuilder.rebuild(identity())
        yield made


def _generations(folder: Path) -> list[str]:
    """The names of everything in the two folders, locks aside."""
    paths = (path for name in ("keywords", "vectors") for path in (folder / name).iterdir())
    return sorted(path.name for path in paths if path.suffix != ".lock")


def _live(made: MadeUp) -> tuple[str, str]:
    return made.keywords._generations.live().name, made.vectors._generations.live().name


def test_new_folder_gets_empty_indexes(tmp_path: Path) -> None:
    with opened(tmp_path) as made:
        assert made.rebuilder.rebuild(identity())
        assert made.followers.usable()
        assert made.followers.in_step()
        assert made.keywords.search("茶叶", 10) == made.vectors.search(vector("茶叶"), 10) == []


def test_lost_indexes_are_filled_from_the_registry(twelve: MadeUp) -> None:
    assert twelve.holds_all()
    assert (twelve.vectors.model, twelve.vectors.setting) == ("甲", "builtin")


def test_sound_indexes_are_left_alone(twelve: MadeUp) -> None:
    before = _live(twelve)
    assert not twelve.rebuilder.rebuild(identity())
    assert _live(twelve) == before
    assert twelve.rebuilder.rebuild(identity(), anew=True)
    assert not set(_live(twelve)) & set(before)
    assert twelve.holds_all()


def test_new_setting_of_the_same_model_is_noted_without_a_rebuild(twelve: MadeUp) -> None:
    before = _live(twelve)
    assert not twelve.rebuilder.rebuild(identity(setting="/模型/甲"))
    assert (_live(twelve), twelve.vectors.setting) == (before, "/模型/甲")
    assert twelve.holds_all()


@pytest.mark.parametrize(
    ("part", "kept"),
    [("keywords", 1), ("vectors", 0)],
    ids=["只重建关键词", "只重建向量"],
)
def test_only_what_is_lost_is_made_again(
    twelve: MadeUp, tmp_path: Path, part: str, kept: int
) -> None:
    before, embedded = _live(twelve), twelve.registry.embedded
    shutil.rmtree(tmp_path / part)
    assert twelve.rebuilder.rebuild(identity())
    assert _live(twelve)[kept] == before[kept]
    assert _live(twelve)[1 - kept] != before[1 - kept]
    assert twelve.holds_all()
    assert twelve.registry.embedded == embedded


def test_what_is_out_of_step_is_made_again(twelve: MadeUp) -> None:
    before = _live(twelve)
    twelve.keywords.remove(["3"])
    twelve.keywords.add(passages("77"))
    assert twelve.rebuilder.rebuild(identity())
    assert twelve.holds_all()
    assert _live(twelve)[1] == before[1]


def test_progress_ends_with_all(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with opened(tmp_path, shown(90)) as made:
        made.rebuilder.rebuild(identity(), lambda done, total: told.append((done, total)))
    assert told[0] == (0, 180)
    assert told[-1] == (180, 180)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({done for done, _ in told}) > 3


def test_rebuild_that_is_stopped_leaves_what_was(twelve: MadeUp, tmp_path: Path) -> None:
    before = _live(twelve)

    def stop(done: int, total: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        twelve.rebuilder.rebuild(identity(), stop, anew=True)
    assert _live(twelve) == before
    assert _generations(tmp_path) == sorted([*before, "current", "current"])
    assert twelve.holds_all()


# --- damage --------------------------------------------------------------------------------------


def _lose(name: str) -> Callable[[Path], None]:
    return lambda folder: shutil.rmtree(folder / name)


def _go_back(folder: Path) -> None:
    """The layout of former versions of the program."""
    for name in ("keywords", "vectors"):
        (folder / name / "current").unlink()
        live = next(path for path in (folder / name).iterdir() if path.is_dir())
        for path in live.iterdir():
            path.rename(folder / name / path.name)
        live.rmdir()


def _harm(pattern: str, damage: Damage) -> Callable[[Path], None]:
    return lambda folder: damage(next(folder.glob(pattern)))


HARM = {
    "关键词文件夹删除": _lose("keywords"),
    "向量文件夹删除": _lose("vectors"),
    "旧版布局": _go_back,
    **{
        f"{pattern} {way}": _harm(pattern, damage)
        for pattern in (
            "keywords/current",
            "keywords/*/meta.json",
            "keywords/*/*.idx",
            "keywords/*/*.store",
            "vectors/current",
            "vectors/*/chroma.sqlite3",
        )
        for way, damage in WAYS.items()
        if way in {"全为零", "截去一半", "删除"}
    },
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
def test_damage_is_healed_without_embedding_in_the_process_that_saw_it(
    twelve: MadeUp, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    assert twelve.holds_all()
    embedded = twelve.registry.embedded
    harm(tmp_path)
    with opened(tmp_path, twelve.registry) as other:
        assert not twelve.followers.usable()
        assert not other.followers.usable()
        assert twelve.rebuilder.rebuild(identity())
        assert twelve.holds_all()
        assert other.holds_all()
    assert twelve.registry.embedded == embedded
    assert len(_generations(tmp_path)) == 4


# --- another model -------------------------------------------------------------------------------


def test_another_model_takes_over_once_all_is_embedded(twelve: MadeUp) -> None:
    seen: list[str | None] = []
    assert twelve.rebuilder.rebuild(
        identity("乙", "/模型/乙"), lambda *_: seen.append(twelve.vectors.model)
    )
    assert set(seen) == {"甲"}
    assert (twelve.vectors.model, twelve.vectors.setting) == ("乙", "/模型/乙")
    assert twelve.holds_all("乙")
    with pytest.raises(OtherModelError):
        twelve.found("茶叶产销", "甲")


def test_keywords_stay_when_only_the_model_changes(twelve: MadeUp) -> None:
    before = _live(twelve)
    twelve.rebuilder.rebuild(identity("乙"))
    assert _live(twelve)[0] == before[0]


def test_notices_replaced_by_the_former_model_meanwhile_are_embedded_too(twelve: MadeUp) -> None:
    turns = count()

    def replace_some(done: int, total: int) -> None:
        if done and next(turns) == 0:
            twelve.replace(["3", "4"], ["3.新", "12"])

    twelve.rebuilder.rebuild(identity("乙"), replace_some)
    assert twelve.vectors.model == "乙"
    assert twelve.holds_all("乙")


def test_vectors_dropped_as_unused_meanwhile_are_made_again(twelve: MadeUp) -> None:
    ensure, turns = twelve.registry.ensure, count()

    def dropping(model: object, stored: object) -> None:
        ensure(model, stored)
        if next(turns) == 0:
            twelve.registry.made = {k: v for k, v in twelve.registry.made.items() if k[0] == "甲"}

    twelve.rebuilder._ensure = dropping
    twelve.rebuilder.rebuild(identity("乙"))
    assert twelve.holds_all("乙")


def test_model_that_fails_leaves_the_former_answering(twelve: MadeUp, tmp_path: Path) -> None:
    def failing(model: object, stored: object) -> None:
        raise StoreError("模型坏了")

    twelve.rebuilder._ensure = failing
    with pytest.raises(StoreError, match="模型坏了"):
        twelve.rebuilder.rebuild(identity("乙"))
    assert twelve.vectors.model == "甲"
    assert twelve.holds_all()
    assert len(_generations(tmp_path)) == 4


# --- others at work ------------------------------------------------------------------------------


def test_versions_replaced_during_the_rebuild_are_right_afterwards(
    twelve: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_FEW", 0)
    turns = count(20)

    def replace_one(done: int, total: int) -> None:
        turn = next(turns)
        if done and turn < 32 and twelve.registry.lock.acquire(blocking=False):
            twelve.registry.lock.release()  # not under the write lock, which others cannot have
            gone = next(iter(twelve.registry.current))
            twelve.replace([gone], [f"{turn}"])

    twelve.rebuilder.rebuild(identity(), replace_one, anew=True)
    assert twelve.holds_all()
    assert any(version.startswith("2") for version in twelve.registry.current)


def test_who_never_stops_writing_is_waited_for_in_the_end(
    twelve: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_FEW", -1)
    assert twelve.rebuilder.rebuild(identity(), anew=True)
    assert twelve.holds_all()


def test_what_a_crashed_refresh_had_staged_is_swept(twelve: MadeUp) -> None:
    twelve.stage("2.新")
    assert twelve.rebuilder.rebuild(identity(), anew=True)
    assert twelve.holds_all()
    assert twelve.registry.unfinished() == []


def test_write_lock_is_not_held_while_passages_are_embedded(twelve: MadeUp) -> None:
    def embedding(model: object, stored: object) -> None:
        assert twelve.registry.lock.acquire(timeout=1)
        twelve.registry.lock.release()
        ensure(model, stored)

    ensure, twelve.rebuilder._ensure = twelve.registry.ensure, embedding
    twelve.rebuilder.rebuild(identity("乙"))


def test_second_rebuild_waits_and_then_says_so(
    twelve: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_WAIT_S", 0.1)
    with (
        FileLock(tmp_path / "rebuild.lock"),
        pytest.raises(RefreshBusyError, match="另一个进程正在重建索引"),
    ):
        twelve.rebuilder.rebuild(identity(), anew=True)


def test_searches_go_on_in_other_threads(twelve: MadeUp) -> None:
    done = Event()

    def search() -> int:
        turns = 0
        while not done.is_set():
            subject = SUBJECTS[turns % len(SUBJECTS)]
            assert len(twelve.keywords.search(subject, 100)) >= 4
            wanted = f"请各单位做好{subject}工作，编号{turns % len(SUBJECTS)}之0。"
            assert twelve.vectors.search(vector(wanted), 1, model="甲")[0][1] > 0.99
            turns += 1
        return turns

    with ThreadPoolExecutor(3) as pool:
        searches = [pool.submit(search) for _ in range(3)]
        for _ in range(4):
            assert twelve.rebuilder.rebuild(identity(), anew=True)
        done.set()
        assert all(search.result(30) > 0 for search in searches)


_SEARCHER = """
import sys
from pathlib import Path
from tests.index.made_up import SUBJECTS, opened, vector
with opened(Path(sys.argv[1])) as made:
    turns, live = 0, ""
    while not (Path(sys.argv[1]) / "stop").exists():
        subject = SUBJECTS[turns % len(SUBJECTS)]
        assert len(made.keywords.search(subject, 100)) >= 4
        wanted = f"请各单位做好{subject}工作，编号{turns % len(SUBJECTS)}之0。"
        assert made.vectors.search(vector(wanted), 1, model="甲")[0][1] > 0.99
        turns += 1
        if live != (live := made.vectors._generations.live().name):
            print(live, flush=True)
"""
"""Tells each generation that it has searched for the first time."""


def _process(code: str, folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder), *arguments],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_searches_go_on_in_another_process(twelve: MadeUp, tmp_path: Path) -> None:
    with _process(_SEARCHER, tmp_path) as searcher:
        assert searcher.stdout is not None
        searched = [searcher.stdout.readline()]
        for _ in range(5):
            assert twelve.rebuilder.rebuild(identity(), anew=True)
            searched.append(searcher.stdout.readline())
        (tmp_path / "stop").touch()
        searcher.communicate(timeout=PATIENCE_S)
    assert searcher.returncode == 0
    assert all(searched)
    assert len(set(searched)) == 6


# --- crashes -------------------------------------------------------------------------------------

_DIE = "lambda *_: os.kill(os.getpid(), 9)"
CRASHES = {
    "填充之前": f"Rebuilder._fill = {_DIE}",
    "填充之中": "progress = lambda done, total: done and os.kill(os.getpid(), 9)",
    "切换之前": f"Rebuilder._switch = {_DIE}",
    "封存之时": f"VectorFolder._sealed = {_DIE}",
    "写指针之前": f"generations._flush = {_DIE}",
    "删除旧版之前": "generations._remove = lambda *_: next(turns) == 2 and os.kill(os.getpid(), 9)",
    "两次切换之间": f"Keywords.switch_to = {_DIE}",
    "切换之后": f"Followers.finish = {_DIE}",
}
_REBUILDER = """
import os, sys
from pathlib import Path
from index import generations
from index.followers import Followers
from index.keywords import Keywords
from index.rebuilding import Rebuilder
from index.vectors import VectorFolder
from tests.index.made_up import identity, opened, shown
progress, turns = (lambda done, total: None), iter(range(9))
registry = shown(12)
with opened(Path(sys.argv[1]), registry) as made:
    made.vectors.count()
    exec(sys.argv[2])
    made.rebuilder.rebuild(identity(), progress, anew=True)
"""


@pytest.mark.parametrize("crash", CRASHES.values(), ids=CRASHES.keys())
def test_rebuild_that_is_killed_leaves_complete_indexes_live(
    twelve: MadeUp, tmp_path: Path, crash: str
) -> None:
    with _process(_REBUILDER, tmp_path, crash) as process:
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == -9
    assert twelve.holds_all()
    with opened(tmp_path, twelve.registry) as other:
        assert other.followers.usable()
        assert other.holds_all()
        other.rebuilder.rebuild(identity(), anew=True)
    assert twelve.holds_all()
    assert len(_generations(tmp_path)) == 4


def test_first_rebuild_that_is_killed_leaves_nothing_half_made_live(tmp_path: Path) -> None:
    with _process(_REBUILDER.replace("made.vectors.count()", ""), tmp_path, CRASHES["切换之前"]):
        pass
    with opened(tmp_path, shown(12)) as made:
        assert not made.followers.usable()
        assert made.rebuilder.rebuild(identity())
        assert made.holds_all()
    assert len(_generations(tmp_path)) == 4


def test_registry_without_notices_empties_the_indexes(twelve: MadeUp) -> None:
    twelve.registry.current = {}
    assert twelve.rebuilder.rebuild(identity())
    assert twelve.keywords.count() == twelve.vectors.count() == 0
