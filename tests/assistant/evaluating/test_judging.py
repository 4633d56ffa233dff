"""Verdicts on single answers: what is right, and what went wrong first."""

from dataclasses import replace

import pytest

from assistant.answer import Answer
from assistant.evaluating.golden import GoldenQuestion
from assistant.evaluating.judging import SEEN, Cause, evidence, judge, rank, unmarked
from tests.assistant.evaluating.outcomes import (
    NOTICE,
    TEXT,
    answered,
    citation,
    duty,
    outcome,
    question,
    read,
    refused,
)
from tests.assistant.hits import hit, record

OTHER = record("别的通知", source="别的.txt", id="1" * 16)
UNANSWERABLE = question(answerable=False, relevant=())


def test_right_answer() -> None:
    judged = outcome(question("3000万元"), answered())
    verdict = judged.verdict
    assert (verdict.evidence, verdict.rank, verdict.answer, verdict.cited) == (True, 1, True, True)
    assert (verdict.answered, verdict.refused, verdict.departments) == (True, None, None)
    assert (verdict.verbatim, verdict.missing, judged.cause) == ((True,), (), None)


@pytest.mark.parametrize(
    ("asked", "right", "missing"),
    [
        (question("3000万元", "4000万元"), False, ("4000万元",)),
        (question(any_of=("4000万元", "3000万元")), True, ()),
        (question("9", any_of=("3000万元",)), True, ()),
        (question(any_of=("4000万元", "5000万元")), False, ("4000万元", "5000万元")),
    ],
    ids=["全部", "任一", "任一优先", "任一都没有"],
)
def test_gold_answers(asked: GoldenQuestion, right: bool, missing: tuple[str, ...]) -> None:
    verdict = outcome(asked, answered()).verdict
    assert (verdict.answer, verdict.missing) == (right, missing)


def test_a_mark_is_no_part_of_a_number() -> None:
    given = answered("电话：5550146。[1]")
    assert unmarked(given) == "电话：5550146。"
    assert outcome(question("5550146"), given).verdict.answer
    assert unmarked(answered("见[2]号文[1]")) == "见[2]号文"


def test_answer_over_400_characters_is_wrong() -> None:
    assert outcome(question("3000万元"), answered("3000万元" + "啊" * 394)).verdict.answer
    judged = outcome(question("3000万元"), answered("3000万元" + "啊" * 395))
    assert (judged.verdict.answer, judged.verdict.missing) == (False, ())
    assert judged.cause is Cause.WRONG


def test_refusal_gives_no_answer() -> None:
    judged = outcome(question("3000万元"), refused("没有找到3000万元。"))
    assert (judged.verdict.answer, judged.verdict.answered) == (False, False)
    assert judged.cause is Cause.TIMID


def test_unanswerable_question() -> None:
    assert outcome(UNANSWERABLE, refused()).verdict.refused is True
    assert outcome(UNANSWERABLE, refused()).cause is None
    judged = outcome(UNANSWERABLE, answered())
    assert (judged.verdict.refused, judged.verdict.evidence) == (False, None)
    assert judged.cause is Cause.OVERBOLD


@pytest.mark.parametrize("given", [answered("不知道[1]"), refused()], ids=["作答", "拒答"])
def test_evidence_that_was_not_found_comes_first(given: Answer) -> None:
    judged = outcome(question("3000万元"), given, hit("别的话", notice=OTHER))
    assert (judged.verdict.evidence, judged.verdict.rank) == (False, None)
    assert judged.cause is Cause.UNFOUND


def test_evidence_is_within_the_first_characters_of_all_results() -> None:
    asked = question("3000万元")
    filler = hit("啊" * (SEEN - len(TEXT)), notice=OTHER)
    found = hit(TEXT, notice=NOTICE)
    assert "3000万元" in evidence(asked, [filler, found])
    assert "3000万元" not in evidence(asked, [filler, hit("啊"), hit("啊" * 8), found])
    assert evidence(asked, [hit(TEXT, notice=OTHER)]) == ""
    assert rank(asked, [filler, found]) == 2


def test_question_without_relevant_notices_takes_evidence_from_any() -> None:
    judged = outcome(question("3000万元", relevant=()), answered(), hit(TEXT, notice=OTHER))
    assert (judged.verdict.evidence, judged.verdict.rank, judged.verdict.cited) == (
        True,
        None,
        None,
    )
    assert judged.cause is None


DEPARTMENTS = {
    "全部角色": ((duty("甲局"), duty("乙局", role="配合")), True),
    "一个角色": ((duty("甲局", "乙局"), duty("丙局", role="牵头")), True),
    "多了": ((duty("甲局", "乙局", "丙局"),), False),
    "少了": ((duty("甲局"),), False),
    "没有列": ((), False),
    "等部门": ((duty("甲局", "乙局等有关部门"),), True),
}


@pytest.mark.parametrize(("duties", "right"), DEPARTMENTS.values(), ids=DEPARTMENTS)
def test_departments_are_exactly_those_expected(duties: tuple, right: bool) -> None:  # type: ignore[type-arg]
    asked = question("甲局", "乙局", type="resp_units")
    given = answered("甲局、乙局[1]", duties=duties)
    judged = outcome(asked, given)
    assert judged.verdict.departments is right
    assert judged.cause is (None if right else Cause.DEPARTMENTS)
    named = question("甲局", departments=("甲局", "乙局"))
    assert outcome(named, given).verdict.departments is right


def test_citation_of_another_notice() -> None:
    quoted = citation(notice=replace(OTHER, id=NOTICE.id))
    judged = outcome(question("3000万元"), answered("投资3000万元[1]", quoted))
    assert judged.verdict.cited is False
    assert judged.cause is Cause.MISCITED


def test_quote_that_does_not_stand_where_it_says() -> None:
    judged = outcome(question("3000万元"), answered("投资3000万元[1]", citation(at=3)))
    assert judged.verdict.verbatim == (False,)
    assert judged.cause is Cause.MISCITED


@pytest.mark.parametrize(
    "notice", [replace(NOTICE, version_id="旧"), OTHER], ids=["换了新版", "已撤下"]
)
def test_quote_of_a_notice_replaced_meanwhile_is_not_counted(notice: object) -> None:
    quoted = replace(citation(), notice=notice)  # type: ignore[arg-type]
    verdict = judge(question("3000万元"), answered("投资3000万元[1]", quoted), (), read)
    assert verdict.verbatim == ()
