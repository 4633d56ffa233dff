"""Both indexes hold what the registry says, and say so when they do not."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import OtherModelError, StoreError
from index.followers import Difference
from tests.index.made_up import MadeUp, identity, opened, passages, shown


@pytest.fixture
def six(tmp_path: Path) -> Iterator[MadeUp]:
    """Six versions of two passages each."""
    with opened(tmp_path, shown(6)) as made:
        made.rebuilder.rebuild(identity())
        yield made


def test_both_hold_what_is_current(six: MadeUp) -> None:
    assert six.followers.usable()
    assert six.holds_all()


def test_replaced_version_is_found_instead_of_the_former(six: MadeUp) -> None:
    six.replace(["2"], ["2.新"])
    assert six.holds_all()
    assert {p.id for p in passages("2.新")} == six.found("产业园区")[0]


def test_vectors_of_another_model_are_not_mixed_in(six: MadeUp) -> None:
    six.registry.ensure(identity("乙"), passages("7"))
    with pytest.raises(OtherModelError, match="由模型 甲 建立，不能写入模型 乙"):
        six.followers.add(passages("7"), "乙")
    assert six.holds_all()


def test_passage_without_a_vector_is_told(six: MadeUp) -> None:
    with pytest.raises(StoreError, match=r"缺少 2 个段落的向量（模型 甲）"):
        six.followers.add(passages("7"), "甲")


def test_what_a_crash_left_staged_or_retiring_is_forgotten(six: MadeUp) -> None:
    six.stage("7")
    six.followers.finish()
    assert six.holds_all()
    six.stage("2.新")
    six.flip(["2"], ["2.新"])
    six.followers.finish()
    assert six.holds_all()


def test_nothing_unfinished_leaves_both_alone(six: MadeUp, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "keywords")
    six.followers.finish()


def test_replacement_in_progress_is_no_fault(six: MadeUp) -> None:
    six.stage("2.新")
    assert not six.followers.in_step()
    assert six.followers.standing()
    six.flip(["2"], ["2.新"])
    assert six.followers.standing()
    assert not any(six.followers.differences())


def test_differences_are_told_by_follower(six: MadeUp) -> None:
    six.keywords.remove(["1"])
    six.vectors.remove(["3:1"])
    six.registry.current.pop("5")
    in_keywords, in_vectors = six.followers.differences()
    assert in_keywords == Difference({"1:0", "1:1"}, {"5:0", "5:1"})
    assert in_vectors == Difference({"3:1"}, {"5:0", "5:1"})
    assert not six.followers.in_step()
    assert not six.followers.standing()


@pytest.mark.parametrize("name", ["keywords", "vectors"])
def test_lost_index_is_a_fault_even_in_a_replacement(
    six: MadeUp, tmp_path: Path, name: str
) -> None:
    six.stage("2.新")
    shutil.rmtree(tmp_path / name)
    assert not six.followers.usable()
    assert not six.followers.in_step()
    assert not six.followers.standing()
    with pytest.raises(StoreError, match="还没有建立"):
        six.followers.differences()


def test_nothing_is_live_on_a_new_folder_though_nothing_is_missed(tmp_path: Path) -> None:
    with opened(tmp_path) as made:
        assert not made.followers.usable()
        assert not made.followers.in_step()
