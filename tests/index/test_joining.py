"""Passages that follow each other in a notice are shown as one, without a word lost or doubled."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.hit import Hit
from index.joining import joined
from tests.assistant.hits import hit, record

TEXT = "一、目标。到年底建成。二、任务。修路架桥。三、保障。拨付经费。"
CUTS = (0, 5, 11, 16, 21, 26, len(TEXT))
OTHER = record("另一份通知", id="1" * 16, version_id="w")


def piece(ordinal: int, *headings: str, other: bool = False, score: float = 0.5) -> Hit:
    """One of the passages that the text is cut into."""
    start, end = CUTS[ordinal : ordinal + 2]
    return hit(
        TEXT[start:end],
        *headings,
        passage=f"{'w' if other else 'v'}:{ordinal}",
        start=start,
        notice=OTHER if other else None,
        score=score,
    )


def texts(hits: Sequence[Hit]) -> list[str]:
    return [found.text for found in hits]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["前一段更好", "后一段更好"])
def test_adjoining_passages_are_joined_in_the_order_of_the_text(order: tuple[int, int]) -> None:
    [whole] = joined([piece(ordinal) for ordinal in order])
    assert (whole.text, whole.start, whole.end) == (TEXT[:11], 0, 11)


def test_joined_passage_stands_where_the_better_one_stood() -> None:
    found = joined([piece(4), piece(1, score=0.4), piece(3, other=True), piece(0, score=0.1)])
    assert texts(found) == [TEXT[21:26], TEXT[:11], TEXT[16:21]]
    assert [h.score for h in found] == [0.5, 0.4, 0.5]


def test_passage_between_joins_all_three() -> None:
    assert texts(joined([piece(0), piece(2), piece(1)])) == [TEXT[:16]]


def test_passages_with_a_gap_between_stay_apart() -> None:
    assert texts(joined([piece(0), piece(2)])) == [TEXT[:5], TEXT[11:16]]


def test_passages_of_two_notices_stay_apart() -> None:
    hits = [piece(0), piece(1, other=True)]
    assert joined(hits) == hits


def test_passages_of_two_versions_of_a_notice_stay_apart() -> None:
    later = hit(TEXT[5:11], passage="v2:1", start=5, notice=record(version_id="v2"))
    hits = [piece(0), later]
    assert joined(hits) == hits


def test_only_the_first_five_are_joined() -> None:
    far = [piece(0), *(piece(i, other=True) for i in (0, 2, 4)), piece(3), piece(1)]
    assert joined(far) == far


def test_what_follows_the_first_five_keeps_its_place() -> None:
    hits = [piece(0), piece(1), *(piece(i, other=True) for i in (0, 2, 4)), piece(4), piece(3)]
    assert texts(joined(hits)) == [TEXT[:11], *texts(hits[2:])]


def test_joined_passage_stands_under_the_headings_of_both() -> None:
    [whole] = joined([piece(0, "一、目标", "（一）近期"), piece(1, "一、目标", "（二）远期")])
    assert whole.headings == ("一、目标",)


def test_like_subheadings_of_two_chapters_are_two_headings() -> None:
    [whole] = joined([piece(0, "一、生产", "（一）目标"), piece(1, "二、流通", "（一）目标")])
    assert whole.headings == ()


def test_nothing_found_is_nothing_joined() -> None:
    assert joined([]) == []


@given(st.permutations(range(12)), st.integers(0, 12), st.integers(0, 7))
def test_no_character_is_lost_or_doubled(order: list[int], many: int, among: int) -> None:
    hits = [piece(i % 6, other=i >= 6) for i in order[:many]]
    found = joined(hits, among)
    assert all(TEXT[h.start : h.end] == h.text for h in found)
    assert covered(found) == covered(hits)
    for notice in ("v", "w"):
        of_notice = sorted((h.start, h.end) for h in found if h.notice.version_id == notice)
        assert all(before[1] <= after[0] for before, after in pairwise(of_notice))


def covered(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    """Every character shown, by its notice and offset."""
    return sorted((h.notice.version_id, place) for h in hits for place in range(h.start, h.end))
