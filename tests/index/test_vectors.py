"""Vector search finds the nearest passages, in every process, and says so when it cannot."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreError
from index.registry import StoredPassage
from index.vectors import Vectors

DIMENSIONS = 48


def vector(seed: int) -> list[float]:
    drawn = np.random.default_rng(seed).normal(size=DIMENSIONS)
    return [float(value) for value in drawn / np.linalg.norm(drawn)]


def passage(number: int) -> StoredPassage:
    return StoredPassage(f"公文{number // 2}:{number}", f"公文{number // 2}", "", (), "", "")


def add(vectors: Vectors, numbers: range) -> None:
    values = [np.asarray(vector(number), dtype=np.float32).tobytes() for number in numbers]
    vectors.add([passage(number) for number in numbers], values)


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    opened = Vectors(tmp_path / "向量")
    yield opened
    opened.close()


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


def test_cleared_store_can_be_filled_again(vectors: Vectors) -> None:
    add(vectors, range(4))
    vectors.clear()
    assert vectors.count() == 0
    add(vectors, range(2))
    assert vectors.count() == 2


def test_written_vectors_are_there_after_reopening(tmp_path: Path) -> None:
    first = Vectors(tmp_path / "向量")
    add(first, range(6))
    first.close()
    second = Vectors(tmp_path / "向量")
    assert second.search(vector(3), 1)[0][0] == passage(3).id
    second.close()


def test_deleted_folder_is_opened_empty(tmp_path: Path) -> None:
    first = Vectors(tmp_path / "向量")
    add(first, range(6))
    first.close()
    shutil.rmtree(tmp_path / "向量")
    second = Vectors(tmp_path / "向量")
    assert second.count() == 0
    second.close()


def test_damaged_store_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "向量").mkdir()
    (tmp_path / "向量" / "chroma.sqlite3").write_bytes(b"garbage" * 100)
    with pytest.raises(StoreError, match=r"向量库 .*向量 无法读写.*删除这个文件夹.*duikou index"):
        Vectors(tmp_path / "向量")


def test_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "向量").write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(StoreError, match=r"向量库 .*向量 无法读写"):
        Vectors(tmp_path / "向量")


def test_folder_deleted_under_a_running_process_is_empty_and_filled_again(
    vectors: Vectors, tmp_path: Path
) -> None:
    add(vectors, range(6))
    shutil.rmtree(tmp_path / "向量")
    assert vectors.count() == 0
    add(vectors, range(8))
    assert vectors.search(vector(7), 1)[0][0] == passage(7).id


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


def test_search_goes_on_after_another_process_rebuilt_the_store(
    vectors: Vectors, tmp_path: Path
) -> None:
    add(vectors, range(4))
    _elsewhere(tmp_path / "向量", "v.clear(); add(v, range(4, 10))")
    assert vectors.search(vector(9), 1)[0][0] == passage(9).id
    assert vectors.count() == 6
