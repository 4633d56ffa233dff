"""The chat page."""

import json
import re
from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, Route, expect

QUESTION = "对口合作实施方案的发文字号是什么？"
EVENTS = "text/event-stream; charset=utf-8"
FAULT = {"error": {"code": "busy", "message": "正在建立索引。", "detail": None}}
DUTY = {"task": "挂职交流", "party": "静海区", "role": "牵头", "departments": ["组织部", "人社局"]}


def stream(*events: tuple[str, Any]) -> str:
    return "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)


def answer_with(page: Page, **body: Any) -> None:
    """Answers the page's questions with `body`, in place of the service."""
    reply = stream(("done", {"status": "answered", "citations": [], "duties": [], **body}))
    page.route("**/api/ask", lambda route: route.fulfill(body=reply, content_type=EVENTS))


def citation(page: Page, **changes: Any) -> dict[str, Any]:
    """A citation of the first words of a notice that the service has."""
    notice = page.request.get("/api/notices?limit=1").json()["notices"][0]
    text = page.request.get(f"/api/notices/{notice['id']}").json()["text"]
    start = len(text) - len(text.lstrip())
    placed = {"start": start, "end": start + 4, "quote": text[start : start + 4], "section": []}
    return {"mark": 1, "notice_id": notice["id"], "title": notice["title"], **placed, **changes}


def question_box(page: Page) -> Any:
    return page.get_by_label("问题", exact=True)


def test_answer_is_cited_and_its_mark_opens_the_highlighted_words(chat: Page, ask) -> None:
    ask(chat, QUESTION)
    answer = chat.locator(".turn .answer")
    expect(answer).not_to_have_class(re.compile("refused|failed"))
    expect(answer.locator(".card").first).to_be_visible()
    answer.locator(".answer-text .cite").first.click()
    expect(chat.locator("#panel mark").first).to_be_in_viewport()
    expect(chat.locator("#banner")).to_be_in_viewport()


def test_card_opens_the_panel_with_the_words_it_quotes(chat: Page, ask, bare) -> None:
    ask(chat, QUESTION)
    card = chat.locator(".card").first
    card.get_by_role("link").click()
    expect(chat.locator("#panel mark").first).to_be_visible()
    marked = "".join(chat.locator("#panel mark").all_text_contents())
    assert bare(marked) == bare(card.locator("blockquote").text_content())


def test_example_question_is_answered(chat: Page) -> None:
    example = chat.locator(".examples button").first
    question = example.text_content() or "?"
    example.click()
    expect(chat.locator(".turn .asked")).to_contain_text(question)
    expect(chat.locator(".answer-text .cite").first).to_be_visible()


def test_everything_can_be_done_with_the_keyboard(chat: Page) -> None:
    expect(question_box(chat)).to_be_focused()
    chat.keyboard.type("对口合作")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("实施方案的发文字号是什么？")
    chat.keyboard.press("Enter")
    expect(chat.locator(".asked")).to_contain_text("对口合作\n实施方案")
    expect(chat.locator(".answer")).to_have_attribute("aria-busy", "false", timeout=60_000)
    expect(question_box(chat)).to_be_focused()
    mark = chat.locator(".answer .cite").first
    for _ in range(100):
        chat.keyboard.press("Shift+Tab")
        if mark.evaluate("mark => mark === document.activeElement"):
            break
    expect(mark).to_be_focused()
    chat.keyboard.press("Enter")
    expect(chat.locator("#panel mark").first).to_be_visible()
    expect(chat.locator("#panel-heading")).to_be_focused()
    chat.keyboard.press("Escape")
    expect(chat.locator("#panel")).to_be_hidden()
    expect(mark).to_be_focused()


def test_html_in_the_question_is_shown_as_text(chat: Page, ask) -> None:
    typed = "<img src=x onerror=alert(1)><b>哪个部门</b>负责对口合作？"
    ask(chat, typed)
    expect(chat.locator(".turn .asked")).to_contain_text(typed)
    expect(chat.locator(".turn img, .turn b")).to_have_count(0)


def test_html_from_the_service_is_shown_as_text(chat: Page, ask) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    cited = citation(chat, title=hostile, quote=hostile, document_number=hostile, section=[hostile])
    duty = {**DUTY, "task": hostile, "departments": [hostile], "mark": 1}
    answer_with(chat, answer=f"{hostile}[1]", citations=[cited], duties=[duty])
    ask(chat, "问")
    for place in (".answer-text", "table.duties", ".card h4", ".card blockquote"):
        expect(chat.locator(place)).to_contain_text(hostile)
    expect(chat.locator(".turn img")).to_have_count(0)


def test_phone_does_not_scroll_sideways(phone: Page, ask) -> None:
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    assert phone.evaluate(fits)
    ask(phone, QUESTION)
    assert phone.evaluate(fits)
    phone.locator(".cite").first.tap()
    expect(phone.locator("#panel mark").first).to_be_in_viewport()
    assert phone.evaluate(fits)


def test_panel_covers_the_phone_and_going_back_closes_it(phone: Page, ask) -> None:
    ask(phone, QUESTION)
    phone.locator(".cite").first.tap()
    panel = phone.locator("#panel")
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    phone.go_back()
    expect(panel).to_be_hidden()
    expect(phone.locator(".turn")).to_have_count(1)
    phone.locator(".cite").first.tap()
    phone.get_by_role("button", name="返回").tap()
    expect(panel).to_be_hidden()


def test_enter_during_composition_does_not_send(chat: Page) -> None:
    question_box(chat).fill("对口")
    pressed = {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    question_box(chat).dispatch_event("keydown", pressed)
    expect(chat.locator(".turn")).to_have_count(0)
    expect(question_box(chat)).to_have_value("对口")


def test_question_over_the_limit_is_not_sent(chat: Page) -> None:
    question_box(chat).fill("𠮷" * 1000)
    expect(chat.get_by_text("1000 / 1000 字")).to_be_visible()
    expect(chat.get_by_role("button", name="发送")).to_be_enabled()
    question_box(chat).fill("𠮷" * 1001)
    expect(chat.get_by_text("1001 / 1000 字，请缩短后发送")).to_be_visible()
    chat.keyboard.press("Enter")
    expect(chat.locator(".turn")).to_have_count(0)


def test_history_goes_with_the_next_question_until_restarted(chat: Page, ask) -> None:
    answer_with(chat, answer="答", conversation_id="c")
    sent: list[Any] = []
    chat.on("request", lambda request: sent.append(request.post_data_json))
    for number in range(8):
        ask(chat, f"问{number}")
    chat.get_by_role("button", name="新对话").click()
    expect(chat.locator(".turn")).to_have_count(0)
    ask(chat, "另问")
    sent = [body for body in sent if body]
    assert sent[0] == {"question": "问0", "history": [], "stream": True}
    assert sent[7]["conversation_id"] == "c"
    assert [turn["role"] for turn in sent[7]["history"]] == ["user", "assistant"] * 6
    assert [turn["content"] for turn in sent[7]["history"][::2]] == [f"问{n}" for n in range(1, 7)]
    assert sent[8] == {"question": "另问", "history": [], "stream": True}


def test_duty_answer_is_a_table(chat: Page, ask) -> None:
    duties = [{**DUTY, "deadline": None, "mark": 1}]
    answer_with(chat, kind="duty", answer="见表。", citations=[citation(chat)], duties=duties)
    ask(chat, "谁牵头？")
    cells = chat.locator("table.duties tbody td").all_text_contents()
    assert cells == ["挂职交流[1]", "静海区", "牵头", "组织部、人社局", "未写明"]


def test_refusal_looks_different_and_offers_the_nearest_passages(chat: Page, ask) -> None:
    near = citation(chat)
    answer_with(chat, status="refused", answer="没有找到补助标准。", nearest=[near])
    ask(chat, "补助标准？")
    expect(chat.locator(".answer.refused")).to_contain_text("未找到依据")
    chat.locator(".refused .card a").click()
    expect(chat.locator("#panel mark").first).to_be_visible()


def test_mark_without_citation_is_no_button(chat: Page, ask) -> None:
    answer_with(chat, answer="甲[1]乙[2]", citations=[citation(chat)])
    ask(chat, "问")
    expect(chat.locator(".answer-text")).to_have_text("甲[1]乙[2]")
    expect(chat.locator(".answer-text .cite")).to_have_text(["[1]"])


def test_words_no_longer_there_are_not_highlighted(chat: Page, ask) -> None:
    answer_with(chat, answer="要落实。[1]", citations=[citation(chat, quote="此处没有")])
    ask(chat, "问")
    chat.locator(".answer-text .cite").click()
    expect(chat.locator("#panel")).to_contain_text("所引文字已不在原处")
    expect(chat.locator("#panel mark")).to_have_count(0)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ((503, json.dumps(FAULT)), "正在建立索引。"),
        ((502, "<html>Bad Gateway</html>"), "服务返回了错误（502）。"),
        ((200, stream(("delta", {"text": "甲"}), ("error", FAULT))), "正在建立索引。"),
        ((200, stream(("delta", {"text": "甲"}))), "连接就断开了"),
        (None, "连不上对口通服务"),
    ],
    ids=["错误回复", "网关错误", "流中出错", "流中断开", "连不上"],
)
def test_failure_is_told_and_can_be_retried(
    chat: Page, ask, complaints: list[str], reply: tuple[int, str] | None, told: str
) -> None:
    def fail(route: Route) -> None:
        if reply is None:
            route.abort()
        else:
            route.fulfill(status=reply[0], body=reply[1], content_type=EVENTS)

    chat.route("**/api/ask", fail)
    ask(chat, "问")
    expect(chat.locator(".answer.failed")).to_contain_text(told)
    chat.unroute("**/api/ask")
    answer_with(chat, answer="好了")
    chat.get_by_role("button", name="重试").click()
    expect(chat.locator(".answer-text")).to_have_text("好了")
    expect(chat.locator(".turn")).to_have_count(1)
    # The browser itself reports the failed request; the page must add nothing to that.
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


def test_stop_ends_the_answer(chat: Page) -> None:
    chat.route("**/api/ask", lambda route: None)  # never answered
    question_box(chat).fill("问")
    chat.keyboard.press("Enter")
    chat.get_by_role("button", name="停止").click()
    expect(chat.locator(".answer-state")).to_contain_text("已停止")
    expect(chat.get_by_role("button", name="发送")).to_be_visible()


def test_empty_library_explains_how_to_index(chat: Page) -> None:
    nothing = {"notices": [], "total": 0}
    chat.route("**/api/notices?*", lambda route: route.fulfill(json=nothing))
    chat.reload()
    expect(chat.get_by_text("duikou index 文件夹")).to_be_visible()
