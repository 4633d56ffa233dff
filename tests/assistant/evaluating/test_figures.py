"""Figures of outcomes made by hand, and the minimums they are held against."""

import pytest

from assistant.errors import GoldenError
from assistant.evaluating.figures import (
    Figure,
    Measure,
    Minimum,
    Spread,
    check,
    minimum,
    spread,
    summarise,
)
from assistant.evaluating.wording import percent, shortfall
from tests.assistant.evaluating.outcomes import NOTICE, TEXT, answered, outcome, question, refused
from tests.assistant.hits import hit, record

FAR = [hit("啊", notice=record(source="别的.txt")) for _ in range(5)]
OUTCOMES = [
    outcome(question("3000万元", type="金额"), answered()),
    outcome(question("4000万元", type="金额"), answered(), *FAR, hit(TEXT, notice=NOTICE)),
    outcome(question("3000万元", relevant=()), refused()),
    outcome(question(answerable=False, relevant=(), type="没写"), refused()),
    outcome(question(answerable=False, relevant=(), type="没写"), answered()),
]
SHARES = {
    Measure.RECALL_1: (1, 2),
    Measure.RECALL_5: (1, 2),
    Measure.RECALL_20: (2, 2),
    Measure.EVIDENCE: (2, 3),
    Measure.ANSWER: (1, 3),
    Measure.DEPARTMENTS: (0, 0),
    Measure.CITED: (2, 2),
    Measure.VERBATIM: (3, 3),
    Measure.REFUSED: (1, 2),
    Measure.ANSWERED: (2, 3),
}


@pytest.mark.parametrize("measure", Measure)
def test_figure_counts_what_it_says(measure: Measure) -> None:
    figure = summarise(OUTCOMES).overall.figure(measure)
    assert (figure.right, figure.of) == SHARES[measure]


def test_types_are_counted_apart() -> None:
    summary = summarise(OUTCOMES)
    assert [(g.label, g.count) for g in summary.types] == [("", 1), ("没写", 2), ("金额", 2)]
    assert summary.types[2].figure(Measure.ANSWER) == Figure(Measure.ANSWER, 1, 2)
    assert summary.compared[0] is Measure.RECALL_5
    assert Measure.DEPARTMENTS not in summary.compared
    assert summary.length == Spread(len("投资3000万元[1]"), len("投资3000万元[1]"))
    assert summary.seconds == Spread(0.5, 0.5)


def test_no_outcomes_have_no_figures() -> None:
    summary = summarise([])
    assert (summary.types, summary.length, summary.seconds) == ((), None, None)
    assert {figure.share for figure in summary.overall.figures} == {None}


def test_spread_is_the_middle_and_the_95th() -> None:
    assert spread(range(100)) == Spread(50, 95)
    assert spread([3.0]) == Spread(3.0, 3.0)
    assert spread([]) is None


@pytest.mark.parametrize(
    ("right", "of", "says"),
    [(0, 0, "—"), (1, 1, "100%"), (9999, 10000, "99.9%"), (2, 3, "66.7%"), (0, 3, "0%")],
)
def test_percent(right: int, of: int, says: str) -> None:
    assert percent(Figure(Measure.ANSWER, right, of)) == says


# --- minimums ------------------------------------------------------------------------------------


def test_minimum_is_read() -> None:
    assert minimum(" answer = 0.9") == Minimum(Measure.ANSWER, 0.9)


@pytest.mark.parametrize("text", ["answer", "answer=", "answer=九成", "answers=0.9", "=0.9", "answer=nan"])  # fmt: skip
def test_minimum_that_says_nothing(text: str) -> None:
    with pytest.raises(GoldenError, match="最低要求"):
        minimum(text)


@pytest.mark.parametrize("text", ["answer=90", "answer=-0.1"])
def test_minimum_out_of_bounds(text: str) -> None:
    with pytest.raises(GoldenError, match="0 到 1 之间"):
        minimum(text)


def test_figures_are_held_against_minimums() -> None:
    wanted = [
        Minimum(Measure.ANSWER, 1 / 3),
        Minimum(Measure.ANSWERED, 0.9),
        Minimum(Measure.DEPARTMENTS, 0.0),
    ]
    reached, missed, uncounted = check(summarise(OUTCOMES), wanted)
    assert [each.reached for each in (reached, missed, uncounted)] == [True, False, False]
    assert shortfall(missed) == (
        "该答则答（answered）为 0.667（2/3），要求不低于 0.900，差 0.233，还差 1 题"
    )
    assert "没有可以计算的题" in shortfall(uncounted)
