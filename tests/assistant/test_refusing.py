"""Whether the notices say what was asked, and what is said where they do not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Span
from assistant.refusing import DOUBTFUL, doubt, not_of_the_kind, reason_to_refuse
from assistant.sought import Sought
from assistant.understanding import understand
from assistant.weighing import Evidence, weigh
from assistant.wiring import Workspace
from index.hit import Hit
from tests.assistant.hits import hit, record
from tests.index.stores import shared_words

SURE, UNSURE = DOUBTFUL - 0.1, DOUBTFUL + 0.1


def evidence(*missing: str) -> list[Evidence]:
    """A sentence around which some of the question's words stand nowhere."""
    span = Span(record(), 0, 9)
    return [Evidence(span, "冷链由商务局负责。", (), "v:0", 1.0, 0.5, frozenset(), missing)]


def reason(
    question: str,
    ranked: Sequence[Evidence],
    chance: float = UNSURE,
    known: Sequence[str] = ("火星", "移民", "补助", "茶"),
) -> str | None:
    """Why a question is refused; some words may be shown."""
    return reason_to_refuse(understand(question), ranked, chance, known.__contains__)


def test_likely_evidence_is_not_refused() -> None:
    assert reason("冷链由谁负责？", evidence("火星"), SURE) is None


def test_unlikely_evidence_is_refused() -> None:
    assert reason("冷链由谁负责？", evidence()) == "现有公文里没有找到这个问题的答案。"


def test_words_found_nowhere_are_named() -> None:
    said = reason("火星移民由谁负责？", evidence("火星", "移民"))
    assert said == "现有公文里没有找到这个问题的答案，其中没有提到“火星”、“移民”。"


def test_two_words_are_named_at_most() -> None:
    said = reason("火星移民补助由谁负责？", evidence("火星", "移民", "补助"))
    assert said
    assert said.count("“") == 2


@pytest.mark.parametrize("missing", ["茶", "星移"], ids=["单字", "切错的词"])
def test_what_is_no_word_is_not_named(missing: str) -> None:
    assert reason("火星移民由谁负责？", evidence(missing)) == "现有公文里没有找到这个问题的答案。"


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_no_evidence_is_refused_at_any_chance(chance: float) -> None:
    said = reason("冷链由谁负责？", [], chance)
    assert said == "公文库里没有与这个问题有关的内容。"


def test_year_that_no_notice_speaks_of_is_named() -> None:
    said = reason("2031年和2032年冷链由谁负责？", [])
    assert said == "现有公文里没有找到2031年、2032年的相关内容。"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("项目的总投资是多少亿元？", "没有写明总投资"),
        ("补助多少元？", "没有写明所问的数字"),
        ("冷链何时建成？", "没有写明所问的时间"),
        ("咨询电话是多少？", "没有写明联系方式"),
    ],
    ids=["属性", "数字", "时间", "电话"],
)
def test_kind_of_thing_that_is_not_said_is_named(question: str, named: str) -> None:
    said = not_of_the_kind(understand(question))
    assert named in said
    assert said.endswith("。")


# --- the chance ----------------------------------------------------------------------------------


def sought(question: str) -> Sought:
    return Sought(understand(question), shared_words(), lambda _word: 1.0)


def test_nothing_found_is_certainly_no_answer() -> None:
    assert doubt(sought("冷链由谁负责？"), [], []) == 1.0


def chance(workspace: Workspace, question: str) -> float:
    """The chance that the sample notices do not answer."""
    hits = workspace.retriever.search(question)
    asked = Sought(understand(question), workspace.ranker.words, workspace.ranker.rarity)
    return doubt(asked, weigh(asked, hits), hits)


@pytest.mark.parametrize(
    ("answerable", "unanswerable"),
    [
        ("铁海联运班列的运费补贴是多少？", "月球基地的氧气补贴是多少？"),
        ("云岭号旅游列车每列能坐多少人？", "游泳馆每天能接待多少人？"),
        ("联席会议办公室设在哪里？", "天文台设在哪里？"),
    ],
    ids=["补贴", "人数", "地点"],
)
def test_question_that_the_notices_answer_is_less_doubtful(
    sample_workspace: Workspace, answerable: str, unanswerable: str
) -> None:
    assert chance(sample_workspace, answerable) < chance(sample_workspace, unanswerable)


@pytest.mark.parametrize("question", ["谢谢", "今天天气怎么样？", "推荐一家火锅店", "1加1等于几？"])
def test_question_about_something_else_is_doubtful(
    sample_workspace: Workspace, question: str
) -> None:
    assert chance(sample_workspace, question) > DOUBTFUL


@given(st.text(alphabet="冷链由局负责。；\n （一）12\t", max_size=60), st.floats(-1, 1))
def test_chance_lies_between_none_and_all(text: str, similarity: float) -> None:
    asked = sought("冷链由谁负责？")
    hits: list[Hit] = [hit(text, similarity=similarity)]
    assert 0 <= doubt(asked, weigh(asked, hits), hits) <= 1
