"""Where a notice's body begins, and the words of a task."""

import pytest

from documents.duties.tasks import LONGEST, body_start, task_text

OPENINGS = {
    "主送": ("关于改造市场的通知\n各区人民政府，市直各部门：\n改造东岸市场。", "改造东岸市场。"),
    "印发": ("关于改造市场的通知\n现将《市场改造方案》印发给你们。\n改造东岸市场。", "改造东岸市场。"),
    "文号和日期": (
        "关于改造市场的通知\n南商发〔2026〕3号\n2026年3月8日\n改造东岸市场。",
        "改造东岸市场。",
    ),
    "括号里的日期": ("关于改造市场的通知\n（2026年3月8日印发）\n改造东岸市场。", "改造东岸市场。"),
    "没有开头": ("改造东岸市场。\n修复古城。", "改造东岸市场。\n修复古城。"),
    "空": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "body"), OPENINGS.values(), ids=OPENINGS)
def test_body_begins_behind_title_and_addressees(text: str, body: str) -> None:
    start, _ = body_start(text, "关于改造市场的通知")
    assert text[start:] == body


def test_first_item_is_found_behind_the_preamble() -> None:
    text = "关于改造市场的通知\n各区人民政府：\n为方便群众，提出如下意见。\n一、改造市场"
    start, item = body_start(text, "关于改造市场的通知")
    assert text[start:item] == "为方便群众，提出如下意见。\n"


TASKS = {
    "标点去掉": ("。\n改造市场。", "改造市场"),
    "前一条的数据来源": ("数据来源：统计年报\n改造市场。", "改造市场"),
    "前一条的时限": ("完成时限：2026年6月\n二、改造市场", "二、改造市场"),
    "只剩标签": ("数据来源：统计年报", "数据来源：统计年报"),
    "数据来源在后": ("改造市场，数据来源：统计年报", "改造市场，数据来源：统计年报"),
    "空": ("", ""),
}


@pytest.mark.parametrize(("text", "task"), TASKS.values(), ids=TASKS)
def test_words_of_a_task(text: str, task: str) -> None:
    assert task_text(text, 0, len(text)) == task


def test_long_task_begins_at_a_sentence_or_is_cut() -> None:
    sentences = "改造东岸市场。" * 100
    assert task_text(sentences, 0, len(sentences)).startswith("改造东岸市场")
    assert len(task_text("改" * 2000, 0, 2000)) == LONGEST


def test_task_of_a_line_that_ends_before_it_begins() -> None:
    assert task_text("改造市场", 4, 2) == ""
