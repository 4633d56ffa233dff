"""Which sentences make the answer, and when there is none."""

from collections.abc import Sequence
from datetime import date

import pytest

from assistant.extracting import choose, of_years_asked, reason_to_refuse
from assistant.understanding import understand
from assistant.weighing import Evidence, weigh
from index.hit import Hit
from tests.assistant.hits import hit, record


def found(question: str, words: Sequence[str], *hits: Hit) -> list[Evidence]:
    """The sentences of some passages, best first."""
    return weigh(understand(question), words, hits, lambda _word: 1.0)


def refusal(question: str, words: Sequence[str], *hits: Hit) -> str | None:
    """Why the passages do not answer."""
    understood = understand(question)
    return reason_to_refuse(
        understood, of_years_asked(understood, found(question, words, *hits)), lambda _word: True
    )


def chosen(question: str, words: Sequence[str], *hits: Hit) -> list[str]:
    """The sentences that make the answer."""
    return [e.text for e in choose(understand(question), found(question, words, *hits))]


def test_evidence_that_answers_is_not_refused() -> None:
    assert refusal("冷链由谁负责？", ["冷链"], hit("冷链由商务局负责。")) is None


@pytest.mark.parametrize(
    ("question", "words", "text"),
    [
        ("火星移民由谁负责？", ["火星", "移民"], "冷链由商务局负责。"),
        ("冷链补助多少万元？", ["冷链", "补助"], "冷链补助另行通知。"),
        ("冷链何时建成？", ["冷链"], "冷链尽快建成。"),
        ("冷链咨询电话是多少？", ["冷链"], "冷链咨询请到现场。"),
        ("2031年冷链由谁负责？", ["冷链"], "冷链由商务局负责。"),
    ],
    ids=["无关", "没有数字", "没有时间", "没有电话", "没有这一年"],
)
def test_evidence_that_does_not_answer_is_refused(
    question: str, words: list[str], text: str
) -> None:
    reason = refusal(question, words, hit(text))
    assert reason is not None
    assert reason.endswith("。")
    assert "没有" in reason


def test_no_evidence_is_refused() -> None:
    assert refusal("冷链由谁负责？", ["冷链"]) is not None


def test_words_not_found_are_named() -> None:
    reason = refusal("火星移民由谁负责？", ["火星", "移民"], hit("冷链由商务局负责。"))
    assert reason
    assert "“火星”" in reason


@pytest.mark.parametrize(
    "notice",
    [
        record("2031年冷链要点"),
        record(issued_on=date(2031, 5, 1)),
        record(published_on=date(2031, 5, 1)),
    ],
    ids=["标题", "成文日期", "发布日期"],
)
def test_year_may_stand_in_title_or_dates(notice: object) -> None:
    passage = hit("冷链由商务局负责。", notice=notice)  # type: ignore[arg-type]
    assert refusal("2031年冷链由谁负责？", ["冷链"], passage) is None


def test_one_sentence_that_says_it_is_enough() -> None:
    passage = hit("冷链新增网点35个。道路总长12公里。天气晴朗。")
    assert chosen("冷链新增网点多少个？", ["冷链", "网点"], passage) == ["冷链新增网点35个。"]


@pytest.mark.xfail(reason="同时问牵头和配合，只答牵头")  # reported
def test_leading_and_supporting_bodies_stay_together_and_in_order() -> None:
    passage = hit("牵头单位：商务局\n配合单位：财政局\n", "（一）冷链建设")
    answer = chosen("冷链建设的牵头单位和配合单位分别是谁？", ["冷链"], passage)
    assert answer == ["牵头单位：商务局", "配合单位：财政局"]


def test_only_the_party_asked_about() -> None:
    passage = hit("松江落实部门：商务局\n白鹿落实部门：农业局\n", "（一）冷链建设")
    assert chosen("白鹿的冷链找谁？", ["冷链"], passage) == ["白鹿落实部门：农业局"]
    both = chosen("两边的冷链分别找谁？", ["冷链"], passage)
    assert both == ["松江落实部门：商务局", "白鹿落实部门：农业局"]


def test_same_words_are_not_said_twice() -> None:
    hits = [hit("冷链由商务局负责。", passage="v:0"), hit("冷链由商务局负责。", passage="v:1")]
    assert chosen("冷链由谁负责？", ["冷链"], *hits) == ["冷链由商务局负责。"]


def test_answer_stays_short() -> None:
    text = "".join(f"商务局负责第{i}项冷链任务{'，按时完成' * 10}。" for i in range(30))
    answer = chosen("商务局负责哪些冷链任务？", ["商务局", "冷链"], hit(text))
    assert 1 <= len(answer) <= 6
    assert sum(map(len, answer)) <= 320
