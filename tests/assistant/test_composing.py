"""Sentences become statements: lists kept whole, table rows with the names of their columns."""

import pytest

from assistant.composing import compose, whole_list
from assistant.understanding import understand
from assistant.weighing import Evidence, weigh
from assistant.wiring import Workspace
from index.catalogue import NoticeText
from tests.assistant.hits import hit, record

LIST = (
    "三、申报材料：\n1. 推荐表一式两份；\n2. 身份证复印件；\n3. 体检报告。\n四、时间\n6月底前。\n"
)
TABLE = "任务见下表。\n序号\t任务\t牵头单位\n1\t冷链建设\t商务局\n2\t校际结对\t教育局\n完毕。\n"


def best(question: str, words: list[str], text: str) -> list[Evidence]:
    """The best sentence of a text."""
    return weigh(understand(question), words, [hit(text)], lambda _word: 1.0)[:1]


def stated(question: str, words: list[str], text: str) -> list[tuple[str, list[str]]]:
    """What is said, and the words that are cited for it."""
    read = NoticeText(record(), text, (), ())
    statements = compose(understand(question), best(question, words, text), lambda _id: read)
    return [(s.text, [text[span.start : span.end] for span in s.spans]) for s in statements]


@pytest.mark.parametrize("words", ["三、申报材料：", "1. 推荐表", "3. 体检报告。"])
def test_list_is_whole_from_wherever_it_is_found(words: str) -> None:
    at = LIST.index(words)
    start, end = whole_list(LIST, at, at + len(words))
    assert LIST[start:end] == LIST[: LIST.index("\n四、")]


def test_sentence_outside_a_list_stays_alone() -> None:
    at = LIST.index("6月底前。")
    assert whole_list(LIST, at, at + 5) == (at, at + 5)


def test_list_asked_for_is_stated_whole() -> None:
    ((text, cited),) = stated("需要哪些申报材料？", ["体检"], LIST)
    assert "推荐表" in text
    assert "体检报告" in text
    assert cited == [text]


def test_very_long_list_loses_whole_items() -> None:
    text = "材料：\n" + "".join(f"{i}. {'证明' * 30}；\n" for i in range(1, 20))
    start, end = whole_list(text, 0, 3)
    assert 200 < end - start <= 400
    assert text[start:end].endswith("；")


def test_table_row_is_stated_with_the_names_of_its_columns() -> None:
    ((text, cited),) = stated("校际结对由谁牵头？", ["校际"], TABLE)
    assert text == "任务：校际结对；牵头单位：教育局"
    assert cited == ["2\t校际结对\t教育局", "序号\t任务\t牵头单位"]


def test_replaced_notice_leaves_the_sentence() -> None:
    question = understand("冷链由谁负责？")
    found = best("冷链由谁负责？", ["冷链"], "冷链由商务局负责。")
    assert [s.text for s in compose(question, found, lambda _id: None)] == ["冷链由商务局负责。"]


@pytest.mark.xfail(reason="分类行（服务保障类）打断表格，把上一行当表头，且两处都标[1]")  # reported
def test_row_of_a_sample_table_is_read_with_its_head(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("设立澄云产业合作基金的配合单位有哪些？")
    assert "配合单位：市金融服务中心、云岭产业投资集团" in answer.text
    assert "[1][2]" in answer.text
