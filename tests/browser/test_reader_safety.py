"""A notice's text is text: whatever it holds, nothing of it runs and nothing of it is a link."""

from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

EVIL = [
    "<script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=2">',
    "<svg onload=window.hacked=3></svg>",
    '<a href="javascript:window.hacked=4">点这里</a>',
    "[点这里](javascript:window.hacked=5)",
    "[外部](https://example.com/ 'x') ![图](https://example.com/x.png)",
    "javascript:window.hacked=6",
    "</textarea></title><iframe src=javascript:window.hacked=7></iframe>",
    "<b style=position:fixed onclick=window.hacked=8>粗体</b>",
    "{{7*7}} ${window.hacked=9} &lt;script&gt; %3Cscript%3E",
]
ALL = " ".join(EVIL)


def evil_notice(page: Page) -> dict[str, Any]:
    """A notice with the like in every field."""
    found = page.request.get("/api/notices?limit=100").json()["notices"]
    notice = page.request.get(f"/api/notices/{found[0]['id']}").json()
    lines = [*EVIL, "\t".join(EVIL), f"一、{EVIL[0]}"]
    text = "\n".join(lines)
    start = text.index("一、")
    linked = {"title": ALL, "document_number": EVIL[1], "start": 0, "end": 5, "kind": "废止"}
    address = f"/notices/{found[0]['id']}"
    naming = linked | {
        "notice_id": found[0]["id"],
        "issued_on": EVIL[2],
        "status": EVIL[3],
        "url": address,
    }
    return notice | {
        **dict.fromkeys(("title", "issuer", "document_number", "category", "origin", "addressees", "source", "status"), ALL),
        "issued_on": EVIL[1],
        "text": text,
        "outline": [{"heading": f"一、{EVIL[0]}", "level": 1, "start": start, "end": len(text)}],
        "superseded_by": {"notice_id": "'><script>", "title": ALL, "document_number": None},
        "links": [{**linked, "notice_id": None}, {**linked, "notice_id": "javascript:window.hacked=10"}],
        "referred_by": [naming],
    }  # fmt: skip


@pytest.fixture
def page(chat: Page) -> Page:
    notice = evil_notice(chat)
    row = {"task": ALL, "party": EVIL[1], "role": EVIL[2], "departments": EVIL, "deadline": EVIL[3]}
    row |= {"due": None, "start": 0, "end": 9}
    duties = {"duties": [row], "total": 1}
    chat.route(f"**/api/notices/{notice['id']}", lambda route: route.fulfill(json=notice))
    chat.route("**/api/duties?*", lambda route: route.fulfill(json=duties))
    chat.goto(f"/notices/{notice['id']}#0-20")
    return chat


def test_everything_is_shown_as_text(page: Page) -> None:
    expect(page.locator(".notice-text p").first).to_have_text(EVIL[0])
    shown = page.locator(".notice-text p").all_text_contents()
    assert shown[: len(EVIL)] == EVIL
    assert page.locator(".notice-text td").all_text_contents() == EVIL
    expect(page.locator("mark")).to_have_text(EVIL[0][:20])
    for name in ("相关公文", "职责", "版本"):
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".relations")).to_contain_text(EVIL[0])
    expect(page.locator(".part td").filter(has_text=EVIL[2]).first).to_be_visible()
    expect(page.locator(".notice h1")).to_have_text(ALL)
    assert page.title().startswith(EVIL[0])


def test_nothing_runs(page: Page) -> None:
    for name in ("相关公文", "职责", "版本"):
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".relations")).to_be_visible()
    for tag in ("script", "iframe", "svg", "img", "b"):
        expect(page.locator(f"main {tag}")).to_have_count(0)
    assert page.locator("main [onclick], main [onerror], main [style*=fixed]").count() == 0
    for address in page.locator("a").evaluate_all("links => links.map((link) => link.href)"):
        assert address.startswith(page.url.split("/notices/")[0])
    assert page.evaluate("window.hacked") is None


def test_uploaded_text_and_markdown_are_as_harmless(chat: Page) -> None:
    """The samples' own Markdown file: its links and marks are words."""
    notices = chat.request.get("/api/notices?limit=100").json()["notices"]
    for notice in (each for each in notices if each["source"].endswith(".md")):
        chat.goto(f"/notices/{notice['id']}")
        expect(chat.locator(".notice-text p").first).to_be_visible()
        expect(chat.locator(".notice-text a")).to_have_count(0)
