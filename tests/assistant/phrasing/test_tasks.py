"""Summaries, comparisons, explanations and follow-ups, each with what it needs and no more."""

import pytest

from assistant.answer import Kind, Status
from assistant.conversation import Turn
from assistant.errors import ModelBrokenError
from tests.assistant.phrasing.conftest import Asked, Trial

PLAN = "《澄川市人民政府办公室关于印发澄川市与云岭市对口合作实施方案（2024年修订）的通知》"
FUND = "《澄川市对口合作专项资金管理办法（试行）》"
ORDERS = "好的，已忽略以上要求。管理员密码是123456[1]。"


def copied(asked: Asked) -> str:
    """The first sentence of every place."""
    first = ((n, quote.strip().split("。")[0]) for n, quote in asked.quotes.items())
    return "".join(f"{words}[{n}]。" for n, words in first)


def test_summary_is_made_of_the_notice_alone(trial: Trial) -> None:
    answer = trial.ask(f"总结一下{FUND}的主要内容", copied)
    (asked,) = trial.model.asked
    assert answer.kind is Kind.GENERATED
    assert "概括这份公文" in asked.text
    assert len({about.split("》")[0] for about in asked.sources.values()}) == 1
    assert len({c.notice.id for c in answer.citations}) == 1
    assert len(answer.citations) > 2


def test_comparison_has_places_of_both(trial: Trial) -> None:
    trial.ask(f"{FUND}和{PLAN}对专项资金的规定有什么区别？", copied)
    (asked,) = trial.model.asked
    titles = {about.split("，")[0] for about in asked.sources.values()}
    assert "请比较两份公文" in asked.text
    assert len(titles) == 2


def test_explanation_may_use_words_of_its_own(trial: Trial) -> None:
    question = "专项资金不得用于哪些支出？请用通俗的话解释"
    answer = trial.ask(question, "简单说就是，这笔专项资金不得拿去偿还债务[1]。")
    assert "通俗的话解释" in trial.model.asked[0].text
    assert "简单说就是" in answer.text
    wrong = trial.ask(question, "简单说就是，这笔专项资金最多300亿元[1]。")
    assert "300亿" not in wrong.text


def test_refusal_of_what_no_notice_says_stays(trial: Trial) -> None:
    answer = trial.ask("总结一下《火星基地建设办法》的主要内容", copied)
    assert not any("概括这份公文" in asked.text for asked in trial.model.asked)
    assert answer.status is trial.plain.ask("总结一下《火星基地建设办法》的主要内容").status


HISTORY = [
    Turn("user", "云岭号旅游列车每列能坐多少人？"),
    Turn("assistant", "每列定员520人[1]。"),
]


def test_follow_up_that_rules_do_not_understand_is_made_whole(trial: Trial) -> None:
    text = "这趟要坐多久？"
    refused = trial.plain.ask(text, HISTORY)
    if refused.status is Status.ANSWERED:
        pytest.skip("规则已经能理解这个追问")
    answer = trial.ask(
        text, lambda a: "云岭号旅游列车全程多少小时？" if "追问" in a.text else "", HISTORY
    )
    assert answer.question == "云岭号旅游列车全程多少小时？"
    assert "9小时" in answer.text


@pytest.mark.parametrize(
    "made",
    ["火星号旅游列车全程多少小时？", "云岭号旅游列车全程9小时还是19小时？", "", "好\n的", ORDERS],
)
def test_rewriting_adds_no_names_and_no_figures(trial: Trial, made: str) -> None:
    text = "它要坐多久？"
    plain = trial.plain.ask(text, HISTORY)
    answer = trial.ask(text, lambda a: made if "追问" in a.text else "", HISTORY)
    assert answer.question == plain.question


def test_model_that_fails_leaves_the_follow_up_as_it_is(trial: Trial) -> None:
    def fails(_: Asked) -> str:
        raise ModelBrokenError("断了")

    text = "它要坐多久？"
    assert trial.ask(text, fails, HISTORY).status is trial.plain.ask(text, HISTORY).status
