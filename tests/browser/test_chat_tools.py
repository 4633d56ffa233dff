"""What stands around an answer: hover cards, tables to take along, conditions, votes, history."""

import csv
import io
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

DUTIES = "文化旅游合作由哪个部门负责？"
UNKNOWN = "火星茶叶产量是多少吨？"


def test_pointing_at_a_mark_shows_the_quoted_words(chat: Page, ask) -> None:
    ask(chat, DUTIES)
    card = chat.locator("#hover-card")
    chat.locator(".answer-text .cite").first.hover()
    expect(card).to_be_visible()
    quote = chat.locator(".card blockquote").first.text_content() or ""
    assert quote[:30] in (card.text_content() or "")
    assert "文号" in (card.text_content() or "")
    chat.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_mark_in_focus_is_described_to_screen_readers(chat: Page, ask) -> None:
    ask(chat, DUTIES)
    chat.keyboard.press("Shift+Tab")
    mark = chat.locator(".answer-text .cite").first
    mark.focus()
    chat.keyboard.press("Tab")
    chat.keyboard.press("Shift+Tab")
    expect(mark).to_have_attribute("aria-describedby", "hover-card")
    expect(chat.locator("#hover-card")).to_be_visible()
    mark.evaluate(
        "mark => { for (let e = mark; e; e = e.parentElement) e.dispatchEvent(new Event('scroll')) }"
    )
    expect(chat.locator("#hover-card")).to_be_visible()


def test_duties_are_downloaded_as_a_table(chat: Page, ask, tmp_path: Path) -> None:
    ask(chat, DUTIES)
    with chat.expect_download() as downloading:
        chat.get_by_role("button", name="下载 CSV").click()
    file = tmp_path / "职责.csv"
    downloading.value.save_as(file)
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert rows[0] == ["任务", "地区", "角色", "单位", "时限"]
    assert len(rows) == chat.locator("table.duties tbody tr").count() + 1


def test_follow_up_is_asked_at_a_press(chat: Page, ask) -> None:
    ask(chat, DUTIES)
    follow_up = chat.locator(".follow-up").first
    question = follow_up.text_content()
    follow_up.click()
    expect(chat.locator(".turn .asked").last).to_contain_text(question or "?")
    expect(chat.locator(".turn").last.locator(".card").first).to_be_visible()


def test_refusal_offers_questions_that_can_be_answered(chat: Page, ask) -> None:
    ask(chat, UNKNOWN)
    expect(chat.locator(".answer.refused .follow-up").first).to_be_visible()


def test_conditions_narrow_the_answer_and_are_taken_away(chat: Page, ask) -> None:
    chat.get_by_role("button", name="缩小范围").click()
    chat.get_by_label("发文机关").fill("没有的机关")
    chat.get_by_role("button", name="确定").click()
    expect(chat.locator("#chips")).to_contain_text("发文机关：没有的机关")
    ask(chat, DUTIES)
    expect(chat.locator(".answer.refused")).to_be_visible()
    chat.get_by_role("button", name="去掉条件 发文机关：没有的机关").click()
    expect(chat.locator("#chips")).to_be_hidden()
    ask(chat, DUTIES)
    expect(chat.locator(".turn").last.locator(".answer-text .cite").first).to_be_visible()


def test_vote_reaches_the_service_with_its_reason(chat: Page, ask) -> None:
    ask(chat, DUTIES)
    chat.get_by_role("button", name="没用").click()
    chat.get_by_label("补充说明").fill("少了时限")
    chat.get_by_role("button", name="不完整").click()
    expect(chat.locator(".votes [role=status]")).to_have_text("谢谢，已记下")
    turns = chat.request.get("/api/questions?which=down").json()["turns"]
    assert "不完整：少了时限" in [turn["reason"] for turn in turns]


def test_conversation_is_opened_again_named_and_deleted(chat: Page, ask) -> None:
    ask(chat, DUTIES)
    chat.reload()
    chat.get_by_role("button", name="历史").click()
    chat.get_by_role("button", name=DUTIES, exact=True).click()
    expect(chat.locator("table.duties")).to_be_visible()
    chat.get_by_role("button", name=f"改名：{DUTIES}").click()
    chat.get_by_label("对话的名称").fill("文旅分工")
    chat.keyboard.press("Enter")
    expect(chat.locator(".history-title")).to_have_text("文旅分工")
    chat.get_by_role("button", name="删除：文旅分工").click()
    chat.get_by_role("button", name="确定删除").click()
    expect(chat.locator("#history-list")).to_contain_text("还没有对话")
    expect(chat.locator(".turn")).to_have_count(0)


def test_reopened_conversation_goes_on(chat: Page, ask) -> None:
    ask(chat, DUTIES)
    chat.reload()
    chat.get_by_role("button", name="历史").click()
    chat.get_by_role("button", name=DUTIES, exact=True).click()
    expect(chat.locator(".turn")).to_have_count(1)
    with chat.expect_request("**/api/ask") as asked:
        ask(chat, "什么时候完成？")
    body = asked.value.post_data_json
    assert body["history"][0]["content"] == DUTIES
    assert body["conversation_id"]
