"""The pages of a PDF beside its text."""

from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
PDF = "澄川市对口合作专项资金管理办法（试行）.pdf"
HAS_LOADED = "image => image.complete && image.naturalWidth > 0"


def notice_of(page: Page, source: str) -> dict[str, Any]:
    notices = page.request.get("/api/notices?limit=100").json()["notices"]
    (found,) = (each for each in notices if each["source"] == source)
    return dict(page.request.get(f"/api/notices/{found['id']}").json())


def span(notice: dict[str, Any], words: str) -> str:
    start = notice["text"].index(words)
    return f"#{start}-{start + len(words)}"


@pytest.fixture
def wide(open_page: OpenPage) -> Page:
    return open_page(viewport=WIDE)


@pytest.fixture
def narrow(open_page: OpenPage) -> Page:
    return open_page(viewport=NARROW)


def loaded(page: Page) -> None:
    expect(page.locator(".page-frame:not([aria-busy]) img")).to_be_visible()
    assert page.locator(".page-frame img").evaluate(HAS_LOADED)


def test_cited_place_is_marked_on_the_page_beside_the_text(wide: Page) -> None:
    notice = notice_of(wide, PDF)
    wide.goto(f"/notices/{notice['id']}{span(notice, '挂职干部生活补助标准为每人每月2000元')}")
    expect(wide.locator(".page-at")).to_have_text("第 3 / 4 页")
    loaded(wide)
    place = wide.locator(".page-frame .place").first
    expect(place).to_be_in_viewport()
    expect(wide.locator(".page-told")).to_have_text("标出的是所引文字。")
    frame, box = wide.locator(".page-frame").bounding_box(), place.bounding_box()
    assert frame
    assert box
    assert frame["x"] <= box["x"] < box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert box["height"] < 0.04 * frame["height"]
    text = wide.locator(".notice").bounding_box()
    assert text
    assert text["x"] + text["width"] <= frame["x"]  # beside, not below
    expect(wide.locator("mark").first).to_be_in_viewport()


def test_pages_are_turned_and_the_text_stays(wide: Page) -> None:
    notice = notice_of(wide, PDF)
    wide.goto(f"/notices/{notice['id']}")
    expect(wide.locator(".page-at")).to_have_text("第 1 / 4 页")
    expect(wide.get_by_role("button", name="上一页")).to_be_disabled()
    for number in (2, 3, 4):
        wide.get_by_role("button", name="下一页").click()
        expect(wide.locator(".page-at")).to_have_text(f"第 {number} / 4 页")
        expect(wide.get_by_alt_text(f"原件第 {number} 页")).to_be_visible()
        loaded(wide)
    expect(wide.get_by_role("button", name="下一页")).to_be_disabled()
    large = wide.get_by_role("link", name="放大").get_attribute("href") or ""
    assert "/pages/4?" in large
    assert wide.request.get(large).headers["content-type"] == "image/png"
    assert wide.evaluate("window.scrollY") == 0


def test_marks_in_the_text_lead_to_their_pages(wide: Page) -> None:
    notice = notice_of(wide, PDF)
    wide.goto(f"/notices/{notice['id']}")
    expect(wide.locator(".page-mark")).to_have_text(["第1页", "第2页", "第3页", "第4页"])
    wide.get_by_role("button", name="第3页").click()
    expect(wide.locator(".page-at")).to_have_text("第 3 / 4 页")


def test_another_place_in_the_text_turns_the_page(wide: Page) -> None:
    notice = notice_of(wide, PDF)
    wide.goto(f"/notices/{notice['id']}{span(notice, '为加强澄川市')}")
    expect(wide.locator(".page-at")).to_have_text("第 2 / 4 页")
    wide.evaluate(f"window.location.hash = '{span(notice, '有效期两年')}'")
    expect(wide.locator(".page-at")).to_have_text("第 4 / 4 页")
    expect(wide.locator(".page-frame .place").first).to_be_in_viewport()


def test_words_that_run_on_over_the_page_are_found_there(wide: Page) -> None:
    """A citation at a paragraph's end may stand on the page after the one where it begins."""
    notice = notice_of(wide, PDF)
    notice["pages"] = [0, *(start + 60 for start in notice["pages"][1:])]
    wide.route(f"**/api/notices/{notice['id']}", lambda route: route.fulfill(json=notice))
    wide.goto(f"/notices/{notice['id']}{span(notice, '为加强澄川市')}")
    expect(wide.locator(".page-at")).to_have_text("第 2 / 4 页")
    expect(wide.locator(".page-frame .place").first).to_be_in_viewport()


def test_place_that_is_not_found_is_admitted(wide: Page) -> None:
    notice = notice_of(wide, PDF)
    nothing = {"number": 2, "pages": 4, "ratio": 1.414, "places": []}
    wide.route("**/places?*", lambda route: route.fulfill(json=nothing))
    wide.goto(f"/notices/{notice['id']}{span(notice, '为加强澄川市')}")
    expect(wide.locator(".page-told")).to_contain_text("没有在这一页上找到所引文字的确切位置")
    expect(wide.locator(".page-at")).to_have_text("第 2 / 4 页")
    expect(wide.locator(".page-frame .place")).to_have_count(0)
    loaded(wide)


def test_page_that_cannot_be_drawn_is_told(wide: Page, complaints: list[str]) -> None:
    notice = notice_of(wide, PDF)
    fault = {"error": {"code": "unreadable", "message": "这一页过于复杂，已放弃。", "detail": None}}

    def fail(route: Route) -> None:
        route.fulfill(status=422, json=fault)

    wide.route("**/pages/**", fail)
    wide.goto(f"/notices/{notice['id']}")
    expect(wide.locator(".page-told")).to_contain_text("这一页过于复杂")
    expect(wide.locator(".notice-text")).to_contain_text("专项资金")
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


def test_notice_that_is_no_pdf_has_no_pages(wide: Page) -> None:
    notice = notice_of(wide, "澄云产业合作任务分工方案.docx")
    wide.goto(f"/notices/{notice['id']}")
    expect(wide.locator(".tools")).to_be_visible()
    for absent in (".tool-pages", ".original", ".page-mark"):
        expect(wide.locator(absent)).to_have_count(0)


def test_narrow_screen_opens_the_pages_below_a_button(narrow: Page) -> None:
    notice = notice_of(narrow, PDF)
    narrow.goto(f"/notices/{notice['id']}{span(notice, '挂职干部生活补助标准为每人每月2000元')}")
    toggle = narrow.get_by_role("button", name="原件页面")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(narrow.locator(".page-frame")).to_have_count(0)
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(narrow.locator(".page-frame .place").first).to_be_in_viewport()
    expect(narrow.locator("mark").first).to_be_in_viewport()
    marked, pages = (
        narrow.locator("mark").first.bounding_box(),
        narrow.locator(".tools").bounding_box(),
    )
    assert marked
    assert pages
    assert pages["y"] + pages["height"] <= marked["y"]  # the cited words are not covered
    assert narrow.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    toggle.click()
    expect(narrow.locator(".page-frame")).to_have_count(0)


def test_pages_follow_the_window_from_wide_to_narrow(wide: Page) -> None:
    notice = notice_of(wide, PDF)
    wide.goto(f"/notices/{notice['id']}")
    expect(wide.locator("main > .original")).to_be_visible()
    wide.set_viewport_size(NARROW)
    expect(wide.locator(".tools > .original")).to_be_visible()
    wide.set_viewport_size(WIDE)
    expect(wide.locator("main > .original")).to_be_visible()
