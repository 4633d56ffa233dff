"""The best sentence is told with what answers beside it, word for word."""

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.windows import widened
from documents.notice import CELL
from documents.sentences import sentence_spans

TEXT = "甲镇修路。乙镇架桥。丙镇栽树。丁镇治水。"
ENOUGH = 0.1
LONG = 300


def told(text: str, words: str, chances: Mapping[str, float], longest: int = LONG) -> str:
    """What is told for a sentence, the others having some chances."""
    start = text.index(words)
    by_start = {text.index(other): chance for other, chance in chances.items()}
    begin, end = widened(text, (start, start + len(words)), by_start, longest, ENOUGH)
    return text[begin:end]


def test_sentence_alone_where_nothing_beside_it_answers() -> None:
    assert told(TEXT, "乙镇架桥。", {"甲镇修路。": 0.05, "丙镇栽树。": 0.05}) == "乙镇架桥。"


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ({"甲镇修路。": 0.5}, "甲镇修路。乙镇架桥。"),
        ({"丙镇栽树。": 0.5}, "乙镇架桥。丙镇栽树。"),
        ({"甲镇修路。": 0.5, "丙镇栽树。": 0.5, "丁镇治水。": 0.5}, TEXT),
    ],
    ids=["之前", "之后", "两边"],
)
def test_sentences_beside_it_that_answer_are_told_too(
    chances: dict[str, float], expected: str
) -> None:
    assert told(TEXT, "乙镇架桥。", chances) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(0.6, 0.2, "甲镇修路。乙镇架桥。"), (0.2, 0.6, "乙镇架桥。丙镇栽树。")],
    ids=["之前更像", "之后更像"],
)
def test_likelier_side_comes_first_where_there_is_room_for_one(
    before: float, after: float, expected: str
) -> None:
    chances = {"甲镇修路。": before, "丙镇栽树。": after}
    assert told(TEXT, "乙镇架桥。", chances, longest=10) == expected


def test_what_follows_comes_first_at_like_chances() -> None:
    chances = {"甲镇修路。": 0.4, "丙镇栽树。": 0.4}
    assert told(TEXT, "乙镇架桥。", chances, longest=10) == "乙镇架桥。丙镇栽树。"


def test_other_side_is_told_where_the_likelier_is_too_long() -> None:
    text = f"甲镇修路。乙镇架桥。{'丙镇栽树，' * 20}很好。"
    chances = {"甲镇修路。": 0.3, "丙镇栽树，": 0.9}
    assert told(text, "乙镇架桥。", chances, longest=20) == "甲镇修路。乙镇架桥。"


def test_longest_is_reached_but_never_passed() -> None:
    chances = dict.fromkeys(("甲镇修路。", "丙镇栽树。", "丁镇治水。"), 0.5)
    assert len(told(TEXT, "乙镇架桥。", chances, longest=15)) == 15
    assert len(told(TEXT, "乙镇架桥。", chances, longest=14)) == 10


def test_sentence_that_was_not_weighed_is_never_passed_over() -> None:
    assert told(TEXT, "甲镇修路。", {"丙镇栽树。": 0.9, "丁镇治水。": 0.9}) == "甲镇修路。"


def test_sentence_that_does_not_answer_is_never_passed_over() -> None:
    chances = {"乙镇架桥。": 0.01, "丙镇栽树。": 0.9}
    assert told(TEXT, "甲镇修路。", chances) == "甲镇修路。"


def test_line_break_between_is_kept_and_space_around_is_not() -> None:
    text = "  甲镇修路。\n  乙镇架桥。  \n"
    assert told(text, "甲镇修路。", {"乙镇架桥。": 0.9}) == "甲镇修路。\n  乙镇架桥。"


ROW = "1\t修路\t甲镇"


@pytest.mark.parametrize(
    "text",
    [f"乙镇架桥。\n{ROW}\n丙镇栽树。", f"丙镇栽树。\n{ROW}\n乙镇架桥。"],
    ids=["表在之后", "表在之前"],
)
def test_row_of_a_table_is_neither_told_nor_passed_over(text: str) -> None:
    assert told(text, "乙镇架桥。", {ROW: 0.9, "丙镇栽树。": 0.9}) == "乙镇架桥。"


def test_row_of_a_table_stays_alone() -> None:
    text = f"乙镇架桥。\n{ROW}\n丙镇栽树。"
    assert told(text, ROW, {"乙镇架桥。": 0.9, "丙镇栽树。": 0.9}) == ROW


def test_sentence_longer_than_the_longest_stays_alone() -> None:
    assert told(TEXT, "乙镇架桥。", {"丙镇栽树。": 0.9}, longest=3) == "乙镇架桥。"


def test_far_away_text_is_no_neighbour() -> None:
    text = "".join(f"第{i}镇修路{'很久' * 40}。" for i in range(30))
    sentence = next(text[a:b] for a, b in sentence_spans(text) if text[a:b].startswith("第9镇"))
    chances = {text[a:b]: 0.9 for a, b in sentence_spans(text)}
    assert sentence in told(text, sentence, chances, longest=250)


@given(
    st.text(alphabet="甲乙路桥。；：\n（） \t", min_size=1, max_size=120),
    st.data(),
    st.integers(0, 150),
)
def test_result_holds_the_sentence_and_lies_in_the_text(
    text: str, data: st.DataObject, longest: int
) -> None:
    stripped = (_bare(text, *span) for span in sentence_spans(text))
    spans = [span for span in stripped if span[0] < span[1]]
    if not spans:
        return
    span = data.draw(st.sampled_from(spans))
    chances = {start: data.draw(st.floats(0, 1)) for start, _ in spans}
    start, end = widened(text, span, chances, longest, ENOUGH)
    assert 0 <= start <= span[0] < span[1] <= end <= len(text)
    assert (start, end) == span or end - start <= longest
    assert (start, end) == span or CELL not in text[start:end].strip()


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


@given(st.integers(0, 3), st.integers(0, 40), st.integers(0, 40))
def test_more_room_never_tells_less(which: int, one: int, other: int) -> None:
    spans = sentence_spans(TEXT)
    chances = {start: 0.2 + i / 10 for i, (start, _) in enumerate(spans)}
    little, much = sorted((one, other))
    (a, b), (c, d) = (widened(TEXT, spans[which], chances, n, ENOUGH) for n in (little, much))
    assert b - a <= d - c
    assert all(before[1] == after[0] for before, after in pairwise(spans))
