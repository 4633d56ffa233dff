"""The HTML report: what it says, and that questions and notices stay data."""

import re
from datetime import UTC, datetime

import pytest

from assistant.conversation import Turn
from assistant.evaluating import reporting
from assistant.evaluating.figures import Measure, Minimum, check, summarise
from assistant.evaluating.golden import Fault, GoldenSet
from assistant.evaluating.judging import Cause, Outcome
from assistant.evaluating.reporting import as_html, misses
from assistant.evaluating.running import Evaluation
from assistant.evaluating.wording import CAUSES, MEASURES
from tests.assistant.evaluating.outcomes import (
    answered,
    citation,
    duty,
    outcome,
    question,
    refused,
)
from tests.assistant.hits import hit, record

EVIL = "<script>alert('x')</script><img src=x onerror=y>\"&"
OTHER = record("别的", source="别的.txt")
WRONG = {
    Cause.UNFOUND: outcome(question("4000万元"), answered(), hit("别的", notice=OTHER)),
    Cause.WRONG: outcome(question("冷链", "市商务局"), answered("冷链[1]")),
    Cause.OVERBOLD: outcome(question(answerable=False, relevant=()), answered()),
    Cause.TIMID: outcome(question("3000万元"), refused()),
    Cause.DEPARTMENTS: outcome(
        question("3000万元", departments=("甲局", "乙局")), answered(duties=(duty("甲局"),))
    ),
    Cause.MISCITED: outcome(question("3000万元"), answered("投资3000万元[1]", citation(at=3))),
}
RIGHT = outcome(question("3000万元"), answered())


def page(
    *outcomes: Outcome,
    faults: tuple[Fault, ...] = (),
    unknown: tuple[str, ...] = (),
    minimums: tuple[Minimum, ...] = (),
    name: str = "问题.jsonl",
) -> str:
    """The report on some outcomes."""
    golden = GoldenSet(name, tuple(o.question for o in outcomes), faults)
    evaluation = Evaluation(golden, outcomes, unknown, 1, "builtin", datetime(2030, 1, 2, tzinfo=UTC))  # fmt: skip
    summary = summarise(outcomes)
    return as_html(evaluation, summary, check(summary, minimums))


def words(html: str) -> str:
    """What a reader sees of it, marks aside."""
    return re.sub(r"\s+", "", re.sub(r"<style>.*?</style>|<[^>]*>", "", html, flags=re.DOTALL))


def test_misses_are_grouped_by_cause_in_order() -> None:
    groups = misses([*reversed(WRONG.values()), RIGHT])
    assert [(group.cause, group.count) for group in groups] == [(cause, 1) for cause in Cause]


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_section(cause: Cause) -> None:
    html = page(RIGHT, WRONG[cause])
    said = words(html)
    assert "1题完全符合预期，1题有出入" in said
    assert f'<section id="{cause}">' in html
    assert html.count("<section id=") == 1
    assert CAUSES[cause].name in said


def test_miss_shows_what_was_expected_and_what_came() -> None:
    said = words(page(WRONG[Cause.WRONG]))
    assert "应当冷链；市商务局" in said
    assert "实际作答冷链[1]" in said
    assert "没有写出：市商务局" in said
    assert "依据文件排在第1条，前2,000字里有标准答案" in said
    assert "[1]《关于冷链建设的通知》南坡发〔2030〕7号通知/冷链.txt·一、市场投资3000万元" in said


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (Cause.UNFOUND, "前20条里没有依据文件"),
        (Cause.OVERBOLD, "应当拒绝回答（公文里没有）"),
        (Cause.TIMID, "实际拒答现有公文里没有找到。"),
        (Cause.TIMID, "最接近的内容[1]《关于冷链建设的通知》"),
        (Cause.DEPARTMENTS, "部门应为：甲局、乙局；列出的是：甲局"),
        (Cause.MISCITED, "有1条引文与原文不一致"),
    ],
)
def test_miss_says_why(cause: Cause, says: str) -> None:
    assert says in words(page(WRONG[cause]))


def test_figures_and_minimums_are_told() -> None:
    html = page(
        *WRONG.values(),
        minimums=(Minimum(Measure.ANSWER, 0.9), Minimum(Measure.CITED, 0.5)),
        faults=(Fault("第 9 行", "没有写答案。"),),
        unknown=("没有.txt",),
    )
    said = words(html)
    assert all(measure.name.replace(" ", "") in said for measure in MEASURES.values())
    assert "答对：要求不低于90%，实际40%，没有达到" in said
    assert "引对文件：要求不低于50%，实际80%，达到" in said
    assert "有1行没有读入，没有参加评测第9行：没有写答案。" in said
    assert "有1份依据文件不在索引里" in said
    assert "没有.txt" in said


def test_nothing_wrong() -> None:
    said = words(page(RIGHT))
    assert "1题全部符合预期。" in said
    assert "有出入的题没有。" in said


def test_words_of_questions_and_notices_are_escaped() -> None:
    notice = record(EVIL, source=EVIL, document_number=EVIL)
    asked = question(
        EVIL, relevant=(EVIL,), type=EVIL, id=EVIL, history=(Turn("user", EVIL), Turn("assistant", EVIL))
    )  # fmt: skip
    asked_well = type(asked)(**{**asked.__dict__, "text": EVIL, "where": EVIL})
    given = answered(EVIL, citation(EVIL, at=0, notice=notice))
    html = page(
        outcome(asked_well, given, hit(EVIL, notice=notice)),
        outcome(asked_well, refused(EVIL), hit(EVIL, notice=notice)),
        faults=(Fault(EVIL, EVIL),),
        unknown=(EVIL,),
        name=EVIL,
    )
    assert html.count("&lt;script&gt;") > 12
    assert "<script" not in html
    assert "<img" not in html


def test_page_stands_alone() -> None:
    html = page(*WRONG.values())
    assert not re.search(r"<(script|link|img|iframe|object|form)\b|https?://|@import|url\(", html)
    assert "default-src 'none'" in html
    assert set(re.findall(r'href="([^"]*)"', html)) == {f"#{cause}" for cause in Cause}
    assert html.startswith("<!DOCTYPE html>")


def test_many_misses_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "SHOWN", 2)
    html = page(*[WRONG[Cause.TIMID]] * 5)
    assert html.count("<article>") == 2
    assert "只列出前2题；全部5题" in words(html)


def test_long_quotes_are_cut_off() -> None:
    quoted = citation("啊" * 1000, at=0)
    assert "……（共1000字）" in words(page(outcome(question("4"), answered("5[1]", quoted))))
