"""Which sentences make the answer."""

from datetime import date

import pytest

from assistant.answer import Span
from assistant.extracting import choose, of_years_asked
from assistant.sought import Sought
from assistant.understanding import understand
from assistant.weighing import Evidence, weigh
from index.hit import Hit, NoticeRecord
from tests.assistant.hits import hit, record
from tests.index.stores import shared_words


def found(question: str, *hits: Hit) -> list[Evidence]:
    """The sentences of some passages, best first."""
    return weigh(Sought(understand(question), shared_words(), lambda _word: 1.0), hits)


def chosen(question: str, *hits: Hit) -> list[str]:
    """The sentences that make the answer."""
    return [e.text for e in choose(understand(question), found(question, *hits))]


# --- one sentence, or each that allots -----------------------------------------------------------


def test_one_sentence_that_says_it_is_enough() -> None:
    passage = hit("冷链新增网点35个。道路总长12公里。天气晴朗。")
    assert chosen("冷链新增网点多少个？", passage) == ["冷链新增网点35个。"]


LEAD, HELP = "冷链由商务局牵头。", "冷链由财政局配合。"
WHO, TASKS = "冷链由哪些部门负责？", "商务局负责哪些工作？"


def line(text: str, score: float, start: int = 0, passage: str = "v:0") -> Evidence:
    """A sentence that is as likely to answer as told; a score of 0 is an even chance."""
    span = Span(record(), start, start + len(text))
    return Evidence(span, text, (), passage, score, 1.0, frozenset(("冷链",)), ())


def told(question: str, *ranked: Evidence) -> list[str]:
    """The sentences that make the answer, of some that are weighed already."""
    return [e.text for e in choose(understand(question), ranked)]


def test_lines_nearly_as_likely_are_told_in_the_order_of_the_text() -> None:
    assert told(WHO, line(HELP, 2.0, start=9), line(LEAD, 1.5)) == [LEAD, HELP]


def test_less_likely_line_is_left_out() -> None:
    assert told(WHO, line(LEAD, 2.0), line(HELP, 0.5, start=9)) == [LEAD]


def test_line_of_another_passage_does_not_allot_the_task() -> None:
    assert told(WHO, line(LEAD, 2.0), line(HELP, 2.0, start=9, passage="v:1")) == [LEAD]


def test_tasks_of_a_body_come_from_all_passages() -> None:
    assert told(TASKS, line(LEAD, 2.0), line(HELP, 1.0, start=9, passage="v:1")) == [LEAD, HELP]


def test_sentence_that_allots_nothing_is_left_out() -> None:
    assert told(WHO, line(LEAD, 2.0), line("冷链很重要。", 2.0, start=9)) == [LEAD]


def test_question_of_a_fact_is_told_one_sentence_only() -> None:
    ranked = (line("共35个网点。", 2.0), line("网点35个。", 2.0, start=9))
    assert told("冷链有多少个网点？", *ranked) == ["共35个网点。"]


@pytest.mark.xfail(reason="同时问牵头和配合，只答牵头")  # reported
def test_leading_and_supporting_bodies_stay_together_and_in_order() -> None:
    passage = hit("牵头单位：商务局\n配合单位：财政局\n", "（一）冷链建设")
    answer = chosen("冷链建设的牵头单位和配合单位分别是谁？", passage)
    assert answer == ["牵头单位：商务局", "配合单位：财政局"]


def test_only_the_role_asked_about() -> None:
    passage = hit("冷链牵头单位：商务局\n冷链配合单位：财政局\n")
    assert chosen("冷链的配合单位是谁？", passage) == ["冷链配合单位：财政局"]


def test_description_of_a_task_leads_to_the_line_that_allots_it() -> None:
    passage = hit("冷链物流中心年底前建成投用。\n责任单位：商务局\n")
    assert chosen("冷链物流中心年底前建成投用由谁负责？", passage) == ["责任单位：商务局"]


PARTIES = hit("松江落实部门：商务局\n白鹿落实部门：农业局\n", "（一）冷链建设")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("白鹿的冷链找谁？", ["白鹿落实部门：农业局"]),
        ("松江的冷链找谁？", ["松江落实部门：商务局"]),
        ("两边的冷链分别找谁？", ["松江落实部门：商务局", "白鹿落实部门：农业局"]),
    ],
    ids=["一方", "另一方", "两边"],
)
def test_only_the_party_asked_about(question: str, expected: list[str]) -> None:
    assert chosen(question, PARTIES) == expected


def test_same_words_are_not_said_twice() -> None:
    hits = [hit("冷链由商务局负责。", passage="v:0"), hit("冷链由商务局负责。", passage="v:1")]
    assert chosen("冷链由谁负责？", *hits) == ["冷链由商务局负责。"]


def test_answer_stays_short() -> None:
    text = "".join(f"商务局负责第{i}项冷链任务{'，按时完成' * 10}。" for i in range(30))
    answer = chosen("商务局负责哪些冷链任务？", hit(text))
    assert 1 <= len(answer) <= 6
    assert sum(map(len, answer)) <= 320


# --- years ---------------------------------------------------------------------------------------


def of_year(question: str, *hits: Hit) -> list[str]:
    """The sentences that speak of the year asked for."""
    return [e.text for e in of_years_asked(understand(question), found(question, *hits))]


@pytest.mark.parametrize(
    "notice",
    [
        record("2031年冷链要点"),
        record(issued_on=date(2031, 5, 1)),
        record(published_on=date(2031, 5, 1)),
    ],
    ids=["标题", "成文日期", "发布日期"],
)
def test_year_may_stand_in_title_or_dates(notice: NoticeRecord) -> None:
    passage = hit("冷链由商务局负责。", notice=notice)
    assert of_year("2031年冷链由谁负责？", passage) == ["冷链由商务局负责。"]


def test_year_may_stand_in_the_headings() -> None:
    passage = hit("冷链由商务局负责。", "一、2031年任务")
    assert of_year("2031年冷链由谁负责？", passage) == ["冷链由商务局负责。"]


def test_year_may_stand_in_the_sentence_alone() -> None:
    passage = hit("2031年冷链由商务局负责。2030年冷链由财政局负责。")
    assert of_year("2031年冷链由谁负责？", passage) == ["2031年冷链由商务局负责。"]


@pytest.mark.parametrize(
    "title",
    ["冷链要点", "2030年冷链要点", "2030—2031年冷链规划", "2031-2035年冷链规划"],
    ids=["没有年份", "别的年份", "到这一年为止", "从这一年起"],
)
def test_year_that_nothing_names_is_not_answered(title: str) -> None:
    assert of_year("2031年冷链由谁负责？", hit("冷链由商务局负责。", notice=record(title))) == []


def test_every_year_asked_for_is_needed() -> None:
    hits = [hit("2030年和2031年冷链由商务局负责。"), hit("2031年冷链由财政局负责。", passage="v:1")]
    assert of_year("2030年和2031年冷链由谁负责？", *hits) == ["2030年和2031年冷链由商务局负责。"]


def test_question_without_a_year_keeps_everything() -> None:
    passage = hit("2031年冷链由商务局负责。冷链由财政局负责。")
    assert len(of_year("冷链由谁负责？", passage)) == 2
