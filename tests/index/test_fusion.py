"""Ranked lists are merged by reciprocal rank."""

import pytest

from index.fusion import K, ranks, reciprocal_rank_fusion


def test_score_is_the_sum_of_reciprocal_ranks() -> None:
    fused = dict(reciprocal_rank_fusion({"关键词": ["甲", "乙"], "向量": ["乙", "丙"]}))
    assert fused["甲"] == pytest.approx(1 / (K + 1))
    assert fused["乙"] == pytest.approx(1 / (K + 2) + 1 / (K + 1))
    assert fused["丙"] == pytest.approx(1 / (K + 2))


def test_what_both_lists_find_comes_first() -> None:
    fused = reciprocal_rank_fusion({"关键词": ["甲", "乙", "丙"], "向量": ["丁", "丙", "戊"]})
    assert fused[0][0] == "丙"


def test_ties_keep_the_order_of_the_first_list() -> None:
    fused = reciprocal_rank_fusion({"关键词": ["甲", "乙"], "向量": ["丙", "丁"]})
    assert [item for item, _ in fused] == ["甲", "丙", "乙", "丁"]


def test_weight_lifts_a_list() -> None:
    rankings = {"关键词": ["甲"], "向量": ["乙"]}
    item, score = reciprocal_rank_fusion(rankings, {"向量": 2.0})[0]
    assert item == "乙"
    assert score == pytest.approx(2 / (K + 1))


def test_constant_softens_the_first_ranks() -> None:
    (_, first), (_, second) = reciprocal_rank_fusion({"关键词": ["甲", "乙"]}, k=60)
    assert first / second == pytest.approx(62 / 61)


@pytest.mark.parametrize("rankings", [{}, {"关键词": []}], ids=["没有列表", "列表为空"])
def test_nothing_found_fuses_to_nothing(rankings: dict[str, list[str]]) -> None:
    assert reciprocal_rank_fusion(rankings) == []


def test_ranks_count_from_one() -> None:
    assert ranks(["甲", "乙"]) == {"甲": 1, "乙": 2}
