"""Vector search finds the nearest passages, in every process, and says so when it cannot."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.errors import OtherModelError, StoreError
from index.registry import StoredPassage
from index.vectors import VectorFolder, Vectors
from tests.index.damaging import WAYS, Damage

DIMENSIONS = 48


def vector(seed: int) -> list[float]:
    drawn = np.random.default_rng(seed).normal(size=DIMENSIONS)
    return [float(value) for value in drawn / np.linalg.norm(drawn)]


def passage(number: int) -> StoredPassage:
    return StoredPassage(f"公文{number // 2}:{number}", f"公文{number // 2}", "", (), "", "")


def add(vectors: Vectors | VectorFolder, numbers: range) -> None:
    values = [np.asarray(vector(number), dtype=np.float32).tobytes() for number in numbers]
    vectors.add([passage(number) for number in numbers], values)


def empty(folder: Path) -> Vectors:
    opened = Vectors(folder)
    opened.switch_to(opened.beside("甲", "builtin"))
    return opened


def live(folder: Path) -> Path:
    """The subfolder that is live."""
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    with closing(empty(tmp_path / "向量")) as opened:
        yield opened


def test_nearest_comes_first_with_its_cosine(vectors: Vectors) -> None:
    add(vectors, range(30))
    found = vectors.search(vector(7), 5)
    assert found[0][0] == passage(7).id
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    expected = float(np.dot(vector(7), vector(int(found[1][0].split(":")[1]))))
    assert found[1][1] == pytest.approx(expected, abs=1e-5)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)


@pytest.mark.parametrize(("limit", "expected"), [(0, 0), (1, 1), (200, 200), (5000, 1200)])
def test_as_many_as_asked_for_or_as_there_are(vectors: Vectors, limit: int, expected: int) -> None:
    add(vectors, range(1200))
    found = vectors.search(vector(7), limit)
    assert len({passage_id for passage_id, _ in found}) == len(found) == expected


def test_only_the_given_versions_are_looked_through(vectors: Vectors) -> None:
    add(vectors, range(400))
    found = vectors.search(vector(7), 10, {"公文100", "公文150", "没有"})
    assert {passage_id for passage_id, _ in found} == {passage(n).id for n in (200, 201, 300, 301)}
    assert vectors.search(vector(7), 10, set()) == []


def test_empty_store_finds_nothing(vectors: Vectors) -> None:
    assert vectors.search(vector(7), 10) == []
    assert vectors.count() == 0


def test_adding_again_changes_nothing(vectors: Vectors) -> None:
    add(vectors, range(4))
    add(vectors, range(4))
    assert vectors.count() == 4


def test_removed_passages_are_not_found(vectors: Vectors) -> None:
    add(vectors, range(4))
    vectors.remove([passage(1).id, "没有这一段"])
    assert passage(1).id not in dict(vectors.search(vector(1), 10))
    assert vectors.count() == 3


def test_more_than_one_batch_is_removed(vectors: Vectors) -> None:
    add(vectors, range(1200))
    vectors.remove([passage(number).id for number in range(1100)])
    assert vectors.count() == 100
    assert len(vectors.search(vector(1), 200)) == 100


def test_ids_are_those_that_can_be_found(vectors: Vectors) -> None:
    assert vectors.ids() == set()
    add(vectors, range(1100))
    vectors.remove([passage(3).id])
    assert vectors.ids() == {passage(number).id for number in range(1100) if number != 3}


def test_written_vectors_are_there_after_reopening(tmp_path: Path) -> None:
    with closing(empty(tmp_path / "向量")) as first:
        add(first, range(6))
    with closing(Vectors(tmp_path / "向量")) as second:
        assert second.search(vector(3), 1)[0][0] == passage(3).id


def test_closed_store_is_opened_by_the_next_call(vectors: Vectors) -> None:
    add(vectors, range(6))
    vectors.close()
    assert vectors.search(vector(3), 1)[0][0] == passage(3).id


# --- beside --------------------------------------------------------------------------------------


def test_vectors_beside_are_not_searched_before_the_switch(vectors: Vectors) -> None:
    add(vectors, range(4))
    beside = vectors.beside("甲", "builtin")
    add(beside, range(4, 600))
    beside.remove([passage(5).id])
    assert beside.count() == len(beside.ids()) == 595
    assert (vectors.count(), vectors.search(vector(9), 1)[0][0]) != (595, passage(9).id)
    vectors.switch_to(beside)
    assert (vectors.count(), vectors.search(vector(9), 1)[0][0]) == (595, passage(9).id)


def test_switch_removes_what_was_live_and_the_layout_before(
    vectors: Vectors, tmp_path: Path
) -> None:
    old = live(tmp_path / "向量")
    (tmp_path / "向量" / "chroma.sqlite3").write_bytes(b"old")
    (tmp_path / "向量" / "last_write").write_bytes(b"old")
    (tmp_path / "向量" / "5ad7ef76-ebed-4218-a1d6-b52170cce096").mkdir()
    vectors.switch_to(vectors.beside("甲", "builtin"))
    new = live(tmp_path / "向量")
    names = {path.name for path in (tmp_path / "向量").iterdir()}
    assert names == {"current", new.name, f"{new.name}.lock"}
    assert new != old


def test_another_model_takes_over_with_vectors_of_its_own_length(vectors: Vectors) -> None:
    add(vectors, range(4))
    assert (vectors.model, vectors.setting) == ("甲", "builtin")
    beside = vectors.beside("乙", "/模型/乙")
    beside.add([passage(7)], [np.ones(8, dtype=np.float32).tobytes()])
    assert (vectors.model, vectors.setting) == ("甲", "builtin")
    vectors.switch_to(beside)
    assert (vectors.model, vectors.setting) == ("乙", "/模型/乙")
    assert vectors.search([1.0] * 8, 1, model="乙")[0][0] == passage(7).id


def test_question_of_another_model_is_refused(vectors: Vectors) -> None:
    add(vectors, range(4))
    assert vectors.search(vector(1), 1, model="甲")[0][0] == passage(1).id
    with pytest.raises(OtherModelError, match=r"向量库 .* 由模型 甲 建立，提问用的是 乙.*duikou"):
        vectors.search(vector(1), 1, model="乙")


def test_setting_can_change_without_the_model(vectors: Vectors) -> None:
    add(vectors, range(4))
    vectors.rename_setting("/模型/甲")
    with closing(Vectors(vectors._generations.folder)) as second:
        assert (second.model, second.setting, second.count()) == ("甲", "/模型/甲", 4)
    assert vectors.count() == 4


# --- damage --------------------------------------------------------------------------------------


def _remade(vectors: Vectors) -> None:
    """What a rebuild does, in the process that saw the damage."""
    beside = vectors.beside("甲", "builtin")
    add(beside, range(8))
    vectors.switch_to(beside)
    assert vectors.usable()
    assert vectors.search(vector(7), 1)[0][0] == passage(7).id


PARTS = (
    "chroma.sqlite3",
    "seal",
    "data_level0.bin",
    "header.bin",
    "index_metadata.pickle",
    "length.bin",
    "link_lists.bin",
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than 1,000 passages: Chroma has written its graph, and some are only in the database."""
    folder = tmp_path_factory.mktemp("向量")
    with closing(empty(folder / "库")) as made:
        add(made, range(1300))
    return folder / "库"


@pytest.mark.parametrize("damage", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("part", PARTS)
def test_damage_between_runs_is_told_and_healed(
    large: Path, tmp_path: Path, part: str, damage: Damage
) -> None:
    """Chroma alone answers wrongly from some of these, and from others it ends the process."""
    shutil.copytree(large, tmp_path / "向量")
    damage(next((tmp_path / "向量").rglob(part)))
    with closing(Vectors(tmp_path / "向量")) as opened:
        assert not opened.usable()
        with pytest.raises(StoreError, match=r"向量库 .*向量 无法读取.*duikou index.*重建"):
            opened.search(vector(7), 10)
        _remade(opened)


@pytest.mark.parametrize("damage", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("part", PARTS)
def test_damage_under_a_running_process_is_told_and_healed(
    large: Path, tmp_path: Path, part: str, damage: Damage
) -> None:
    shutil.copytree(large, tmp_path / "向量")
    with closing(Vectors(tmp_path / "向量")) as opened:
        assert opened.search(vector(7), 1)[0][0] == passage(7).id
        damage(next((tmp_path / "向量").rglob(part)))
        assert not opened.usable()
        with pytest.raises(StoreError, match=r"向量库 .*向量 无法读取"):
            opened.search(vector(7), 10)
        _remade(opened)


def _lose(folder: Path) -> None:
    shutil.rmtree(folder)


def _lose_generation(folder: Path) -> None:
    shutil.rmtree(live(folder))


def _empty_generation(folder: Path) -> None:
    for path in live(folder).iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _lose_pointer(folder: Path) -> None:
    (folder / "current").unlink()


def _go_back(folder: Path) -> None:
    """The layout of former versions of the program."""
    found = live(folder)
    for path in found.iterdir():
        path.rename(folder / path.name)
    found.rmdir()
    (folder / "current").unlink()


@pytest.mark.parametrize(
    "lose",
    [_lose, _lose_generation, _empty_generation, _lose_pointer, _go_back],
    ids=["文件夹删除", "在用版本删除", "在用版本清空", "指针删除", "旧版布局"],
)
def test_lost_store_is_told_and_healed(
    vectors: Vectors, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    add(vectors, range(6))
    lose(tmp_path / "向量")
    with closing(Vectors(tmp_path / "向量")) as second:
        for opened in (vectors, second):
            assert not opened.usable()
            for ask in (opened.count, opened.ids, lambda o=opened: o.search(vector(1), 1)):
                with pytest.raises(StoreError, match=r"向量库 .*向量 无法读取.*duikou index"):
                    ask()
            with pytest.raises(StoreError):
                add(opened, range(2))
        _remade(vectors)
        assert second.count() == 8


def test_lost_store_is_not_made_again_by_a_search(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="还没有建立"):
        Vectors(tmp_path / "向量").search(vector(1), 1)
    assert not (tmp_path / "向量").exists()


def test_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "向量").write_text("不是文件夹", encoding="utf-8")
    opened = Vectors(tmp_path / "向量")
    assert (opened.usable(), opened.model, opened.setting) == (False, None, None)
    with pytest.raises(StoreError, match=r"向量库 .*向量 无法写入.*权限"):
        opened.beside("甲", "builtin")


def test_panic_of_the_library_is_told(vectors: Vectors, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(**_: object) -> None:
        raise PanicException("index out of bounds")

    add(vectors, range(4))
    monkeypatch.setattr(vectors._generations.at_hand()._opened, "query", panic)
    with pytest.raises(StoreError, match=r"无法读取（index out of bounds）"):
        vectors.search(vector(1), 1)
    assert vectors.search(vector(1), 1)[0][0] == passage(1).id


def test_failure_that_passes_leaves_nothing_behind(vectors: Vectors, tmp_path: Path) -> None:
    """Chroma's own client of a folder stays broken once it could not be opened."""
    add(vectors, range(6))
    vectors.close()
    moved = live(tmp_path / "向量")
    moved.rename(tmp_path / "别处")
    with pytest.raises(StoreError):
        vectors.count()
    (tmp_path / "别处").rename(moved)
    assert vectors.search(vector(3), 1)[0][0] == passage(3).id


# --- threads and processes -----------------------------------------------------------------------


def test_many_threads_search_while_one_writes(vectors: Vectors) -> None:
    add(vectors, range(20))
    with ThreadPoolExecutor(8) as pool:
        searches = [pool.submit(vectors.search, vector(n % 20), 1) for n in range(100)]
        for begin in range(20, 120, 10):
            add(vectors, range(begin, begin + 10))
        found = [search.result()[0][0] for search in searches]
    assert found == [passage(n % 20).id for n in range(100)]


def _elsewhere(folder: Path, then: str) -> str:
    code = (
        "import sys; from pathlib import Path; from index.vectors import Vectors;"
        f"from tests.index.test_vectors import add, vector; v = Vectors(Path(sys.argv[1])); {then}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_writes_of_another_process_are_found(vectors: Vectors, tmp_path: Path) -> None:
    add(vectors, range(4))
    assert vectors.search(vector(9), 1)[0][0] != passage(9).id
    assert _elsewhere(tmp_path / "向量", "add(v, range(4, 10)); print(v.count())") == "10"
    assert vectors.search(vector(9), 1)[0][0] == passage(9).id


def test_two_processes_that_write_in_turn_lose_nothing(vectors: Vectors, tmp_path: Path) -> None:
    """Chroma alone would write its old graph over the other's and keep a count that hides it."""
    add(vectors, range(900))
    vectors.search(vector(1), 1)
    _elsewhere(tmp_path / "向量", "add(v, range(900, 1400))")
    add(vectors, range(1400, 1900))
    _elsewhere(tmp_path / "向量", "v.search(vector(1), 1); add(v, range(1900, 2400))")
    add(vectors, range(2400, 2500))
    assert vectors.count() == len(vectors.search(vector(1), 5000)) == 2500


def test_two_objects_in_one_process_follow_each_other_and_others(
    vectors: Vectors, tmp_path: Path
) -> None:
    with closing(Vectors(tmp_path / "向量")) as second:
        add(vectors, range(900))
        assert second.count() == 900
        _elsewhere(tmp_path / "向量", "add(v, range(900, 1400))")
        add(second, range(1400, 1900))
        _elsewhere(tmp_path / "向量", "add(v, range(1900, 2400))")
        for opened in (vectors, second):
            assert opened.count() == len(opened.search(vector(1), 5000)) == 2400


def test_rebuild_of_another_process_is_followed(vectors: Vectors, tmp_path: Path) -> None:
    add(vectors, range(4))
    _elsewhere(
        tmp_path / "向量",
        "b = v.beside('乙', 'b'); add(b, range(4, 10)); v.switch_to(b)",
    )
    assert vectors.search(vector(9), 1, model="乙")[0][0] == passage(9).id
    assert (vectors.count(), vectors.model) == (6, "乙")


_WRITER = (
    "import sys; from pathlib import Path; from index.vectors import Vectors;"
    "from tests.index.test_vectors import add; v = Vectors(Path(sys.argv[1]));"
    "numbers = range(*map(int, sys.argv[2:]));"
    "[(add(v, range(i, i + numbers.step)), print(i + numbers.step, flush=True)) for i in numbers]"
)


def _writer(folder: Path, start: int, end: int, step: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder), str(start), str(end), str(step)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("turn", range(3))
def test_killed_writer_leaves_what_it_had_acknowledged(
    vectors: Vectors, tmp_path: Path, turn: int
) -> None:
    """And what it was in the middle of is not taken for damage."""
    add(vectors, range(600))
    with _writer(tmp_path / "向量", 600, 5000, 10) as writer:
        assert writer.stdout is not None
        for _ in range(2 + 3 * turn):
            acknowledged = int(writer.stdout.readline())
        time.sleep(0.004 * turn)
        os.kill(writer.pid, signal.SIGKILL)
    assert vectors.usable()
    assert vectors.count() >= acknowledged
    assert vectors.search(vector(acknowledged - 1), 1)[0][0] == passage(acknowledged - 1).id
    add(vectors, range(acknowledged, acknowledged + 300))
    with closing(Vectors(tmp_path / "向量")) as second:
        assert second.usable()
        assert second.search(vector(1), 1)[0][0] == passage(1).id


@pytest.mark.parametrize(
    ("first", "reason"),
    [(250, "向量图没有写完"), (900, "已损坏")],
    ids=["第一次写图", "再次写图"],
)
def test_writer_killed_before_a_new_graph_is_sealed_is_told_and_healed(
    vectors: Vectors, tmp_path: Path, first: int, reason: str
) -> None:
    """A graph that was half written might be read for ever, so none is read that is not sealed."""
    code = (
        "import os, sys; from pathlib import Path; from index.vectors import VectorFolder, Vectors;"
        "from tests.index.test_vectors import add; v = Vectors(Path(sys.argv[1]));"
        f"add(v, range({first})); VectorFolder._sealed = lambda *_: os.kill(os.getpid(), 9);"
        f"add(v, range({first}, {first} + 250))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "向量")]
    killed = subprocess.run(command, cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -9
    assert not vectors.usable()
    with pytest.raises(StoreError, match=rf"{reason}.*duikou index"):
        vectors.search(vector(7), 1)
    _remade(vectors)


def test_reader_killed_while_opening_is_no_damage(vectors: Vectors, tmp_path: Path) -> None:
    add(vectors, range(1300))
    code = (
        "import os, sys; from pathlib import Path; from index.vectors import VectorFolder, Vectors;"
        "VectorFolder._sealed = lambda *_: os.kill(os.getpid(), 9);"
        "Vectors(Path(sys.argv[1])).count()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "向量")]
    killed = subprocess.run(command, cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -9
    assert vectors.usable()
    assert vectors.search(vector(7), 1)[0][0] == passage(7).id


def test_searches_wait_for_the_writes_of_another_process_and_no_longer(
    vectors: Vectors, tmp_path: Path
) -> None:
    """So that several come to their turn while the other is still writing."""
    add(vectors, range(50))
    meanwhile = 0
    with _writer(tmp_path / "向量", 50, 2000, 50) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        while writer.poll() is None:
            assert vectors.search(vector(7), 1)[0][0] == passage(7).id
            meanwhile += writer.poll() is None
    assert writer.returncode == 0
    assert vectors.count() == 2000
    assert meanwhile > 2
