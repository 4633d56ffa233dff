"""The chat page while an answer is being made, by an assistant with a script."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.wiring import Workspace
from tests.assistant.web.scripted import PIECES, Script
from tests.attacks.besieged import listening
from tests.patience import until

NOTE = "本回答由语言模型根据下列引文写成，请点引文核对。"
ANSWER = "".join(PIECES)
_SEEN = """() => {
  const text = document.querySelector(".answer-text");
  window.seen = [];
  const look = () => window.seen.push(text.innerText);
  new MutationObserver(look).observe(text, { childList: true, subtree: true, characterData: true });
}"""
"""Remembers all that the answer's text ever was."""


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    """Goes on by itself unless a test holds it up."""
    made = Script(note=NOTE, pause_s=0.3).installed(monkeypatch)
    yield made
    made.let()


@pytest.fixture
def chat(browser: Browser, sample_workspace: Workspace, script: Script) -> Iterator[Page]:
    said: list[str] = []
    with listening(sample_workspace) as service:
        address = f"http://127.0.0.1:{service.port}"
        viewport = {"width": 1280, "height": 800}
        context = browser.new_context(locale="zh-CN", base_url=address, viewport=viewport)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
        page.goto("/")
        expect(page.locator("#welcome")).not_to_be_empty(timeout=30_000)
        yield page
        context.close()
    assert said == []


@pytest.fixture
def pictured() -> Callable[[Page, str], None]:
    """Keeps a picture in the folder PICTURES, where somebody wants to look."""
    folder = os.environ.get("PICTURES")  # noqa: TID251  no setting of the service

    def picture(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png")

    return picture


def ask(page: Page) -> None:
    page.get_by_label("问题", exact=True).fill("慢")
    page.keyboard.press("Enter")


def finished(page: Page) -> None:
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "false", timeout=20_000)


def placed(page: Page) -> dict[str, float]:
    """Where the only mark stands within its paragraph, and how large it is."""
    mark = page.locator(".answer-text .cite").bounding_box()
    line = page.locator(".answer-text p").bounding_box()
    assert mark
    assert line
    return {**mark, "x": mark["x"] - line["x"], "y": mark["y"] - line["y"]}


def test_pieces_are_shown_as_they_come_and_the_note_at_the_end(
    chat: Page, script: Script, pictured: Callable[[Page, str], None]
) -> None:
    script.hold()
    ask(chat)
    text = chat.locator(".answer-text")
    expect(text).to_have_text(PIECES[0])
    expect(chat.locator(".answer-state")).to_have_text("正在作答……")
    expect(chat.locator(".answer-note")).to_have_count(0)
    sign = text.locator("p").last.evaluate("p => getComputedStyle(p, '::after').content")
    assert "▍" in sign
    pictured(chat, "writing")
    script.let()
    finished(chat)
    expect(text.locator("p")).to_have_count(2)
    expect(text.locator("button.cite")).to_have_text(["[1]", "[1]"])
    expect(chat.locator(".answer-note")).to_have_text(NOTE)
    sign = text.locator("p").last.evaluate("p => getComputedStyle(p, '::after').content")
    assert "▍" not in sign
    pictured(chat, "written")
    found = [violation["id"] for violation in Axe().run(chat).response["violations"]]
    assert found == []


def test_mark_cut_in_two_is_never_seen_in_part(chat: Page, script: Script) -> None:
    script.hold()
    ask(chat)
    expect(chat.locator(".answer-text")).to_have_text(PIECES[0])
    chat.evaluate(_SEEN)
    script.let()
    finished(chat)
    seen = chat.evaluate("window.seen")
    assert len(seen) > 1
    assert not [each for each in seen if each.rstrip().endswith(("[", "[1"))]


def test_mark_stands_where_its_button_will(
    chat: Page, script: Script, pictured: Callable[[Page, str], None]
) -> None:
    script.pieces, script.pause_s = ("由区文化体育旅游局负责[1]，", "区融媒体中心配合。"), 0
    script.hold()
    ask(chat)
    awaited = chat.locator(".answer-text .cite.awaited")
    expect(awaited).to_have_text("[1]")
    assert awaited.evaluate("mark => mark.tagName") == "SPAN"
    before = placed(chat)
    pictured(chat, "awaited")
    script.let()
    finished(chat)
    expect(awaited).to_have_count(0)
    expect(chat.locator(".answer-text button.cite")).to_have_text("[1]")
    assert placed(chat) == pytest.approx(before, abs=1)


def test_what_is_selected_stays_so_while_more_comes(chat: Page, script: Script) -> None:
    script.pieces = ("第一句已经写完。\n", "第二句", "还在写。\n", "第三句。")
    script.pause_s = 0.7
    script.hold()
    ask(chat)
    first = chat.locator(".answer-text p").first
    expect(first).to_have_text("第一句已经写完。")
    first.evaluate("p => getSelection().selectAllChildren(p)")
    script.let()
    expect(chat.locator(".answer-text p").nth(1)).to_have_text("第二句还在写。")
    assert chat.evaluate("getSelection().toString()") == "第一句已经写完。"
    finished(chat)


def test_screen_reader_is_told_once_at_the_end(chat: Page, script: Script) -> None:
    ask(chat)
    chat.evaluate("""() => {
      const place = document.getElementById("announcer");
      window.said = [place.textContent];
      const hear = () => window.said.push(place.textContent);
      new MutationObserver(hear).observe(place, { childList: true });
    }""")
    finished(chat)
    assert chat.evaluate("window.said") == ["正在查找公文", f"{ANSWER}{NOTE}出处 1 条。"]
    live = chat.locator(".turn [aria-live], .turn [role=status], .turn [role=alert]")
    expect(live.and_(chat.locator(":has(.answer-text)"))).to_have_count(0)


@pytest.mark.parametrize("by", ["按钮", "Esc"])
def test_stopping_keeps_what_was_shown_and_ends_the_making(
    chat: Page, script: Script, pictured: Callable[[Page, str], None], by: str
) -> None:
    script.pieces = ("已经写出的一句[1]。", *["还没有写的一句。"] * 1000)
    script.hold()
    ask(chat)
    expect(chat.locator(".answer-text")).to_have_text("已经写出的一句[1]。")
    if by == "Esc":
        expect(chat.locator("#composer-hint")).to_have_text("按 Esc 停止")
        chat.keyboard.press("Escape")
    else:
        chat.get_by_role("button", name="停止").click()
    expect(chat.locator(".answer-state")).to_have_text("已停止。以下内容不完整，请勿引用。")
    expect(chat.locator(".answer-text")).to_have_text("已经写出的一句[1]。")
    expect(chat.locator(".answer-text .cite")).to_have_count(0)
    expect(chat.locator("#announcer")).to_have_text("已停止")
    expect(chat.get_by_label("问题", exact=True)).to_be_focused()
    pictured(chat, "stopped")
    script.let()
    until(lambda: script.ended == ["UnheardError"])
    script.pieces = PIECES
    chat.get_by_role("button", name="重新回答").click()
    finished(chat)
    expect(chat.locator(".answer-note")).to_have_text(NOTE)
    expect(chat.locator(".turn")).to_have_count(1)


def test_escape_closes_the_notice_first(chat: Page, script: Script) -> None:
    ask(chat)
    finished(chat)
    chat.locator(".answer-text .cite").first.click()
    expect(chat.locator("#panel-heading")).to_be_focused()
    script.hold()
    ask(chat)
    expect(chat.locator(".turn").nth(1).locator(".answer-text")).to_have_text(PIECES[0])
    chat.keyboard.press("Escape")
    expect(chat.locator("#panel")).to_be_hidden()
    script.let()
    expect(chat.locator(".answer-note")).to_have_count(2, timeout=20_000)


def test_note_is_shown_with_a_conversation_opened_again(chat: Page) -> None:
    ask(chat)
    finished(chat)
    chat.reload()
    chat.get_by_role("button", name="历史").click()
    chat.locator("#history-list .history-title").first.click()
    expect(chat.locator(".answer-note")).to_have_text(NOTE)
