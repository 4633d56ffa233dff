"""Both indexes hold what the registry says, whatever happened to them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.hit import Hit
from tests.index.stores import CountingEmbeddings, Stores, open_stores, write

QUESTION = "茶叶产销"


@pytest.fixture
def indexed(tmp_path: Path) -> Path:
    """A data folder with three notices, as a process that ended left it."""
    with open_stores(tmp_path) as stores:
        for name in ("茶叶产销", "干部挂职", "产业园区"):
            write(stores.library, name, f"请各单位认真做好{name}工作。")
        stores.refresher.refresh(stores.library)
    return tmp_path


@pytest.fixture
def reopened(indexed: Path) -> Iterator[Stores]:
    with open_stores(indexed) as stores:
        yield stores


def _hit(stores: Stores) -> Hit:
    return stores.retriever.search(QUESTION)[0]


def _delete_keywords(data: Path) -> None:
    shutil.rmtree(data / "keywords")


def _delete_vectors(data: Path) -> None:
    shutil.rmtree(data / "vectors")


def _delete_both(data: Path) -> None:
    _delete_keywords(data)
    _delete_vectors(data)


def _garble_keywords(data: Path) -> None:
    (data / "keywords" / "meta.json").write_text("{", encoding="utf-8")


def _cut_by_other_words(data: Path) -> None:
    (data / "keywords" / "words").write_text("另一部词典", encoding="utf-8")


def _cut_by_unknown_words(data: Path) -> None:
    (data / "keywords" / "words").unlink()


LOSSES = pytest.mark.parametrize(
    "lose",
    [
        _delete_keywords,
        _delete_vectors,
        _delete_both,
        _garble_keywords,
        _cut_by_other_words,
        _cut_by_unknown_words,
    ],
    ids=[
        "关键词索引删除",
        "向量库删除",
        "两个都删除",
        "关键词索引损坏",
        "别的词典切的",
        "不知哪部词典切的",
    ],
)


@LOSSES
def test_index_lost_between_runs_is_rebuilt_without_embedding(
    indexed: Path, lose: Callable[[Path], None]
) -> None:
    lose(indexed / "data")
    model = CountingEmbeddings()
    with open_stores(indexed, model) as stores:
        assert not stores.followers.in_step()
        report = stores.refresher.refresh(stores.library)
        assert stores.followers.in_step()
        assert (report.unchanged, report.embedded, model.embedded) == (3, 0, [])
        assert _hit(stores).found_by.keys() == {"keywords", "vectors"}


@LOSSES
def test_index_lost_under_a_running_process_is_rebuilt_by_its_next_refresh(
    reopened: Stores, lose: Callable[[Path], None]
) -> None:
    assert _hit(reopened).found_by.keys() == {"keywords", "vectors"}
    lose(reopened.library.parent / "data")
    reopened.refresher.refresh(reopened.library)
    assert reopened.followers.in_step()
    assert _hit(reopened).found_by.keys() == {"keywords", "vectors"}
    assert reopened.embeddings.embedded == []


def test_lost_vectors_leave_the_keywords_answering(indexed: Path) -> None:
    _delete_vectors(indexed / "data")
    with open_stores(indexed) as stores:
        assert _hit(stores).found_by == {"keywords": 1}


def test_lost_keywords_leave_the_vectors_answering(indexed: Path) -> None:
    _delete_keywords(indexed / "data")
    with open_stores(indexed) as stores:
        assert _hit(stores).found_by == {"vectors": 1}


def test_followers_in_step_are_left_alone(reopened: Stores) -> None:
    steps: list[str] = []
    reopened.watch(steps.append)
    assert reopened.followers.in_step()
    assert not reopened.followers.repair()
    reopened.followers.finish()
    assert steps == []


def test_rebuilding_leaves_staged_passages_out(reopened: Stores) -> None:
    write(reopened.library, "茶叶产销", "改过的茶叶产销要求。")

    def stop(step: str) -> None:
        if step == "写入关键词":
            raise InterruptedError

    reopened.watch(stop)
    with pytest.raises(InterruptedError):
        reopened.refresher.refresh(reopened.library)
    reopened.watch(lambda step: None)
    assert reopened.followers.repair()
    assert reopened.keywords.count() == reopened.vectors.count() == 3
    assert _hit(reopened).text.endswith("请各单位认真做好茶叶产销工作。")


def test_interrupted_rebuilding_is_taken_up_by_the_next(indexed: Path) -> None:
    _delete_both(indexed / "data")
    with open_stores(indexed) as stores:

        def stop(step: str) -> None:
            if step == "写入向量":
                raise InterruptedError

        stores.watch(stop)
        with pytest.raises(InterruptedError):
            stores.followers.repair()
    with open_stores(indexed) as stores:
        assert stores.followers.repair()
        assert stores.followers.in_step()
        assert stores.embeddings.embedded == []
