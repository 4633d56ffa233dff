"""Whatever format a notice came in, the reader highlights exactly the words that are cited."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

FORMATS = [".txt", ".md", ".html", ".docx", ".pdf"]
QUESTIONS = {
    ".txt": "青禾农产品进北屏产销对接由哪个部门牵头？",
    ".html": "文化旅游合作由哪个部门负责？",
    ".docx": "报送对口合作项目进展的截止日期是什么时候？",
    ".pdf": "挂职干部的生活补助标准是多少？",
}
MARKED = """() => {
  const found = new Map();
  for (const mark of document.querySelectorAll("mark")) {
    const block = mark.closest("td, p, h2, h3, h4, h5");
    found.set(block, (found.get(block) ?? "") + mark.textContent);
  }
  return [...found.values()];
}"""
"""What is highlighted, cell by cell and paragraph by paragraph."""


def pieces(quote: str) -> list[str]:
    """A quote's paragraphs and cells, as a page shows them: without the blanks around them."""
    return [piece.strip() for piece in re.split(r"[\t\n]", quote) if piece.strip()]


def cited(page: Page, suffix: str) -> Iterator[dict[str, Any]]:
    """Passages and duties all over the notices of a format."""
    for notice in page.request.get("/api/notices?limit=100").json()["notices"]:
        if notice["source"].endswith(suffix):
            asked = {"q": notice["title"], "limit": 50}
            passages = page.request.get("/api/search", params=asked).json()["passages"]
            own = [p | {"quote": p["text"]} for p in passages if p["notice_id"] == notice["id"]]
            duties = page.request.get("/api/duties", params={"notice": notice["id"]}).json()[
                "duties"
            ]
            yield from (*own[:3], *own[-1:], *duties[::4][:4])


@pytest.mark.parametrize("suffix", FORMATS)
def test_marked_text_is_the_quote(chat: Page, suffix: str) -> None:
    checked = 0
    for place in cited(chat, suffix):
        chat.goto(f"/notices/{place['notice_id']}#{place['start']}-{place['end']}")
        expect(chat.locator("mark").first).to_be_in_viewport()
        assert chat.evaluate(MARKED) == pieces(place["quote"])
        checked += 1
    assert checked >= 3


@pytest.mark.parametrize(("suffix", "question"), QUESTIONS.items())
def test_citation_of_an_answer_opens_at_its_words(chat: Page, suffix: str, question: str) -> None:
    answer = chat.request.post("/api/ask", data={"question": question}).json()
    notices = chat.request.get("/api/notices?limit=100").json()["notices"]
    sources = {notice["id"]: notice["source"] for notice in notices}
    found = [c for c in answer["citations"] if sources[c["notice_id"]].endswith(suffix)]
    assert found, answer
    for citation in found:
        chat.goto(citation["url"])
        expect(chat.locator("mark").first).to_be_in_viewport()
        assert chat.evaluate(MARKED) == pieces(citation["quote"])


def test_panel_beside_the_chat_marks_the_same_words(chat: Page, ask) -> None:
    ask(chat, "挂职干部的生活补助标准是多少？")
    with chat.expect_response("**/api/notices/*version=*") as opened:
        chat.locator(".answer-text .cite").first.click()
    notice = opened.value.json()
    link = chat.locator("#panel-page").get_attribute("href") or ""
    start, end = map(int, link.partition("#")[2].split("-"))
    expect(chat.locator("#panel mark").first).to_be_in_viewport()
    assert chat.evaluate(MARKED) == pieces(notice["text"][start:end])
    for other in (".tools", ".part", ".original", ".page-mark"):
        expect(chat.locator(f"#panel {other}")).to_have_count(0)
    assert link.startswith(f"/notices/{notice['id']}?version=")
