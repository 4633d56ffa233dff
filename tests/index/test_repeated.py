"""What counts as the same question, and which are still without an answer."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.repeated import Tally, sameness, unanswered

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
QUESTION = "文化旅游合作由谁负责"


def tally(question: str, *, refused: bool = True, count: int = 1, day: int = 0) -> Tally:
    return Tally(question, refused, count, BEGAN + timedelta(days=day))


@pytest.mark.parametrize(
    "same",
    [
        "文化旅游合作由谁负责？",
        " 文化旅游合作， 由谁负责?! ",
        "「文化旅游合作」由谁负责……",
        "文化　旅游合作由谁负责\n",
    ],
)
def test_marks_and_spaces_make_no_other_question(same: str) -> None:
    assert sameness(same) == sameness(QUESTION)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增长3.5%的指标", "增长35%的指标"),
        ("增长5%是哪项指标", "增长5是哪项指标"),
        ("2023年由谁负责", "2024年由谁负责"),
        ("？", "！"),
    ],
)
def test_figures_do(one: str, other: str) -> None:
    assert sameness(one) != sameness(other)


def test_width_and_case_make_no_other_question() -> None:
    assert sameness("ＡＩ中心２０２４年由谁负责？") == sameness("ai中心2024年由谁负责")


words = st.text(st.sampled_from("文旅合作由谁负责甲乙aB1"), min_size=1, max_size=8)
marks = st.text(st.sampled_from(" ，。？！、；：“”（）…—_\n\t"), max_size=3)


@given(
    pieces=st.lists(words, min_size=1, max_size=5), between=st.lists(marks, min_size=6, max_size=6)
)
def test_marks_anywhere_make_no_other_question(pieces: list[str], between: list[str]) -> None:
    marked = "".join(mark + piece for mark, piece in zip(between, pieces, strict=False))
    assert sameness(marked + between[-1]) == sameness("".join(pieces))


@given(st.text(max_size=30))
def test_any_text_is_the_same_as_itself_folded(text: str) -> None:
    assert sameness(sameness(text)) == sameness(text)


tallies = st.lists(
    st.builds(
        tally,
        st.sampled_from(
            ["甲由谁负责", "甲由谁负责？", " 甲由谁负责 ", "乙何时完成", "乙何时完成!", "？"]
        ),
        refused=st.booleans(),
        count=st.integers(1, 9),
        day=st.integers(0, 5),
    ),
    max_size=12,
)


@given(tallies)
def test_what_is_still_open_is_counted_once_and_whole(asked: list[Tally]) -> None:
    found = unanswered(asked)
    refused: Counter[str] = Counter()
    for each in asked:
        if each.refused:
            refused[sameness(each.question)] += each.count
    keys = [sameness(each.question) for each in found]
    assert len(set(keys)) == len(keys)
    for each, key in zip(found, keys, strict=True):
        alike = [one for one in asked if sameness(one.question) == key]
        assert each.count == refused[key]
        assert each.last_at == max(one.last_at for one in alike if one.refused)
        assert each.question in {one.question for one in alike if one.refused}
        assert not any(one.last_at > each.last_at for one in alike)
    for key in set(refused) - set(keys):
        alike = [one for one in asked if sameness(one.question) == key]
        assert not max(alike, key=lambda one: one.last_at).refused
    assert [(each.count, each.last_at) for each in found] == sorted(
        ((each.count, each.last_at) for each in found), reverse=True
    )


def test_answered_since_is_open_no_more_and_refused_again_is() -> None:
    answered = tally("甲由谁负责？", refused=False, day=2)
    assert unanswered([tally("甲由谁负责", day=1), answered]) == []
    again = unanswered([tally("甲由谁负责", count=2, day=3), answered])
    assert [(each.question, each.count) for each in again] == [("甲由谁负责", 2)]
