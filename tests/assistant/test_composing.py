"""Sentences become statements: lists kept whole, table rows with the names of their columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Span
from assistant.composing import compose, whole_list
from assistant.sought import Sought
from assistant.understanding import understand
from assistant.weighing import Evidence, weigh
from assistant.wiring import Workspace
from index.catalogue import NoticeText
from index.hit import NoticeRecord
from tests.assistant.hits import hit, record
from tests.index.stores import shared_words

LIST = (
    "三、申报材料：\n1. 推荐表一式两份；\n2. 身份证复印件；\n3. 体检报告。\n四、时间\n6月底前。\n"
)
TABLE = "任务见下表。\n序号\t任务\t牵头单位\n1\t冷链建设\t商务局\n2\t校际结对\t教育局\n完毕。\n"


def weighed(question: str, text: str) -> list[Evidence]:
    """The sentences of a text, best first."""
    return weigh(Sought(understand(question), shared_words(), lambda _word: 1.0), [hit(text)])


def stated(question: str, text: str) -> list[tuple[str, list[str]]]:
    """What is said of the best sentence, and the words that are cited for it."""
    ranked = weighed(question, text)
    return said(question, text, ranked[:1], ranked)


def said(
    question: str, text: str, chosen: list[Evidence], ranked: list[Evidence]
) -> list[tuple[str, list[str]]]:
    """What is said, and the words that are cited for it."""
    read = NoticeText(record(), text, (), ())
    statements = compose(understand(question), chosen, ranked, lambda _id: read)
    return [(s.text, [text[span.start : span.end] for span in s.spans]) for s in statements]


def evidence(
    text: str,
    words: str,
    score: float = 0.0,
    notice: NoticeRecord | None = None,
    headings: tuple[str, ...] = (),
) -> Evidence:
    """Words of a text as evidence; a score of 0 is an even chance that they answer."""
    start = text.index(words)
    span = Span(notice or record(), start, start + len(words))
    return Evidence(span, words, headings, "v:0", score, 1.0, frozenset(), ())


# --- lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["三、申报材料：", "1. 推荐表", "3. 体检报告。"])
def test_list_is_whole_from_wherever_it_is_found(words: str) -> None:
    at = LIST.index(words)
    start, end = whole_list(LIST, at, at + len(words))
    assert LIST[start:end] == LIST[: LIST.index("\n四、")]


def test_sentence_outside_a_list_stays_alone() -> None:
    at = LIST.index("6月底前。")
    assert whole_list(LIST, at, at + 5) == (at, at + 5)


def test_list_asked_for_is_stated_whole() -> None:
    ((text, cited),) = stated("需要哪些申报材料？", LIST)
    assert "推荐表" in text
    assert "体检报告" in text
    assert cited == [text]


def test_sentence_that_introduces_a_list_is_stated_with_it() -> None:
    chosen = [evidence(LIST, "三、申报材料：")]
    ((text, _),) = said("怎样申报？", LIST, chosen, chosen)
    assert text == LIST[: LIST.index("\n四、")]


def test_very_long_list_loses_whole_items() -> None:
    text = "材料：\n" + "".join(f"{i}. {'证明' * 30}；\n" for i in range(1, 20))
    start, end = whole_list(text, 0, 3)
    assert 200 < end - start <= 400
    assert text[start:end].endswith("；")


@given(st.text(alphabet="一二、12.（）：；材料\n", max_size=80), st.data())
def test_list_holds_the_sentence_it_is_found_by(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begin, stop = whole_list(text, start, end)
    assert 0 <= begin <= start <= end <= stop <= len(text)


# --- tables --------------------------------------------------------------------------------------


def test_table_row_is_stated_with_the_names_of_its_columns() -> None:
    ((text, cited),) = stated("校际结对由谁牵头？", TABLE)
    assert text == "任务：校际结对；牵头单位：教育局"
    assert cited == ["2\t校际结对\t教育局", "序号\t任务\t牵头单位"]


def test_group_within_a_table_is_no_head_of_it() -> None:
    grouped = TABLE.replace("2\t校际", "服务保障类\n2\t校际")
    chosen = [evidence(grouped, "2\t校际结对\t教育局")]
    ((text, _),) = said("校际结对由谁牵头？", grouped, chosen, chosen)
    assert text == "任务：校际结对；牵头单位：教育局"


def test_row_that_does_not_fit_the_head_is_stated_as_it_stands() -> None:
    odd = "序号\t任务\t牵头单位\n合计\t2项\n"
    chosen = [evidence(odd, "合计\t2项")]
    assert said("一共几项？", odd, chosen, chosen) == [("合计，2项", ["合计\t2项"])]


def test_row_of_a_sample_table_is_read_with_its_head(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("设立澄云产业合作基金的配合单位有哪些？")
    assert "市金融服务中心、云岭产业投资集团（配合" in answer.text


# --- what is told with the best sentence ---------------------------------------------------------

PLAIN = (
    "网点分两期建设。一期在松江建成35个冷链配送网点。二期在白鹿建成18个农产品仓库。经费由两地分担。"
)
FIRST, SECOND, MONEY = (f"{words}。" for words in PLAIN.split("。")[1:4])


def test_sentence_beside_it_that_answers_too_is_told_with_it() -> None:
    ranked = [evidence(PLAIN, FIRST), evidence(PLAIN, SECOND, -1.0), evidence(PLAIN, MONEY, -9.0)]
    assert said("网点怎样分布？", PLAIN, ranked[:1], ranked) == [(FIRST + SECOND, [FIRST + SECOND])]


def test_sentence_beside_it_that_does_not_answer_is_left_out() -> None:
    ranked = [evidence(PLAIN, FIRST), evidence(PLAIN, SECOND, -9.0)]
    assert said("网点怎样分布？", PLAIN, ranked[:1], ranked) == [(FIRST, [FIRST])]


def test_fact_is_told_with_less_around_it_than_a_manner() -> None:
    text = "".join(f"第{i}期建{i}0个网点{'，由两地共建' * 6}。" for i in range(1, 9))
    ranked = [evidence(text, sentence + "。") for sentence in text.split("。")[:-1]]
    ((fact, _),) = said("网点一共多少个？", text, ranked[3:4], ranked)
    ((manner, _),) = said("网点怎样建设？", text, ranked[3:4], ranked)
    assert len(fact) <= 160 < len(manner) <= 300


CONTACT = "一、报名\n联系人：张甲；联系电话：0600-5550128\n二、其他\n"


def test_telephone_is_told_with_the_line_around_it() -> None:
    chosen = [evidence(CONTACT, "联系电话：0600-5550128")]
    ((text, _),) = said("报名电话是多少？", CONTACT, chosen, chosen)
    assert text == "联系人：张甲；联系电话：0600-5550128"


def test_line_that_allots_is_told_under_its_heading() -> None:
    text = "（一）冷链建设\n牵头单位：商务局\n"
    chosen = [evidence(text, "牵头单位：商务局", headings=("一、任务", "（一）冷链建设"))]
    assert said("冷链由谁牵头？", text, chosen, chosen) == [
        ("（一）冷链建设——牵头单位：商务局", ["牵头单位：商务局"])
    ]


def test_same_statement_is_made_once() -> None:
    chosen = [evidence(PLAIN, FIRST), evidence(PLAIN, FIRST)]
    assert len(said("网点怎样分布？", PLAIN, chosen, chosen)) == 1


def test_replaced_notice_leaves_the_sentence() -> None:
    chosen = [evidence(PLAIN, FIRST)]
    made = compose(understand("网点怎样分布？"), chosen, chosen, lambda _id: None)
    assert [s.text for s in made] == [FIRST]


# --- other notices that say the same -------------------------------------------------------------

OTHERS = [record("转发通知", id=str(i) * 16, version_id=f"v{i}") for i in range(1, 7)]


def cited(*others: Evidence) -> list[str]:
    """The notices that are cited for a sentence."""
    chosen = evidence(PLAIN, FIRST)
    read = NoticeText(record(), PLAIN, (), ())
    [made] = compose(understand("网点怎样分布？"), [chosen], [chosen, *others], lambda _id: read)
    return [span.notice.id for span in made.spans]


def test_notice_that_says_the_same_is_cited_too() -> None:
    assert cited(evidence(PLAIN, FIRST, -9.0, OTHERS[0])) == ["0" * 16, "1" * 16]


def test_notice_that_says_something_else_is_not_cited() -> None:
    assert cited(evidence(PLAIN, MONEY, 3.0, OTHERS[0])) == ["0" * 16]


def test_notice_that_says_another_figure_is_not_cited() -> None:
    ours, theirs = "茶园改造的补助标准为每处1000元。", "果园改造的补助标准为每处1070元。"
    read = NoticeText(record(), ours, (), ())
    best, other = evidence(ours, ours), evidence(theirs, theirs, -9.0, OTHERS[0])
    question = understand("茶园改造的补助标准是多少元？")
    (statement,) = compose(question, [best], [best, other], lambda _id: read)
    assert [span.notice for span in statement.spans] == [record()]


def test_short_words_that_stand_everywhere_are_no_repetition() -> None:
    assert cited(evidence(PLAIN, "一期", 3.0, OTHERS[0])) == ["0" * 16]


def test_few_repetitions_are_enough() -> None:
    assert len(cited(*(evidence(PLAIN, FIRST, -9.0, other) for other in OTHERS))) == 5
