"""What stands around a notice's text: related notices, duties; keyboard, print, small screens."""

from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
pytest.importorskip("axe_playwright_python", reason="没有安装 axe，跳过")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

NEW = "澄川市与云岭市对口合作实施方案（2024年修订）.html"
OLD = "澄川市与云岭市对口合作实施方案（2021年）.txt"
TABLE = "澄云产业合作任务分工方案.docx"
PDF = "澄川市对口合作专项资金管理办法（试行）.pdf"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def notice_of(page: Page, source: str) -> dict[str, Any]:
    notices = page.request.get("/api/notices?limit=100").json()["notices"]
    (found,) = (each for each in notices if each["source"] == source)
    return dict(page.request.get(f"/api/notices/{found['id']}").json())


def opened(page: Page, source: str, *parts: str) -> dict[str, Any]:
    """The page of a notice, with some of its parts open."""
    notice = notice_of(page, source)
    page.goto(f"/notices/{notice['id']}")
    for part in parts:
        page.get_by_role("button", name=part, exact=True).click()
    return notice


# --- related notices ---------------------------------------------------------------------------------


def test_notices_that_it_names_and_the_words_that_do(chat: Page) -> None:
    notice = opened(chat, NEW, "相关公文")
    old = notice_of(chat, OLD)
    repeals = chat.locator(".relations tr", has_text="废止")
    expect(repeals.get_by_role("link").first).to_have_attribute("href", f"/notices/{old['id']}")
    repeals.get_by_role("link", name="看本文原句").click()
    (link,) = [each for each in notice["links"] if each["kind"] == "废止"]
    expect(chat.locator("mark").first).to_be_in_viewport()
    expect(chat.locator("mark").first).to_have_text(notice["text"][link["start"] : link["end"]])


def test_notice_that_repealed_it_and_where_it_says_so(chat: Page) -> None:
    opened(chat, OLD, "相关公文")
    new = notice_of(chat, NEW)
    repealed = chat.locator(".relations tr", has_text="被它废止")
    expect(repealed).to_contain_text(new["title"])
    repealed.get_by_role("link", name="看那里的原句").click()
    chat.wait_for_url(f"**/notices/{new['id']}?version=*")
    expect(chat.locator("mark").first).to_contain_text("同时废止")


def test_notice_that_the_library_lacks_is_no_link(chat: Page) -> None:
    notice = notice_of(chat, NEW)
    notice["links"] = [{"kind": "依据", "title": "水法", "document_number": None, "notice_id": None, "start": 0, "end": 4}]  # fmt: skip
    notice["referred_by"] = []
    chat.route(f"**/api/notices/{notice['id']}", lambda route: route.fulfill(json=notice))
    chat.goto(f"/notices/{notice['id']}")
    chat.get_by_role("button", name="相关公文").click()
    expect(chat.locator(".relations tbody")).to_contain_text("《水法》公文库里没有")
    expect(chat.locator(".relations tbody a")).to_have_text(["看本文原句"])


def test_notice_alone_has_no_such_part(chat: Page) -> None:
    opened(chat, TABLE)
    expect(chat.get_by_role("button", name="版本")).to_be_visible()
    expect(chat.get_by_role("button", name="相关公文")).to_have_count(0)


# --- duties ------------------------------------------------------------------------------------------


def test_every_duty_jumps_to_its_words(chat: Page) -> None:
    notice = opened(chat, TABLE, "职责")
    asked = {"notice": notice["id"]}
    duties = chat.request.get("/api/duties", params=asked).json()["duties"]
    rows = chat.locator(".part table[role=table] tbody tr")
    expect(rows).to_have_count(len(duties))
    expect(chat.locator(".part .count").first).to_have_text(f"{len(duties)} 条")
    for i in (0, len(duties) // 2, len(duties) - 1):
        duty = duties[i]
        cells = [each.strip() for each in rows.nth(i).locator("td").all_text_contents()]
        assert cells[0] == duty["task"]
        assert cells[2:4] == [duty["role"], "、".join(duty["departments"])]
        rows.nth(i).get_by_role("link").click()
        expect(chat.locator("mark").first).to_be_in_viewport()
        marked = "".join(chat.locator("mark").all_text_contents())
        assert "".join(marked.split()) == "".join(duty["quote"].split())
        chat.go_back()


def test_same_duty_twice_comes_back_to_its_words(chat: Page) -> None:
    opened(chat, TABLE, "职责")
    link = chat.locator(".part tbody a").first
    link.click()
    expect(chat.locator("mark").first).to_be_in_viewport()
    chat.evaluate("window.scrollTo(0, 0)")
    link.click()
    expect(chat.locator("mark").first).to_be_in_viewport()


def test_notice_without_duties_says_so(chat: Page) -> None:
    nothing = {"duties": [], "total": 0}
    chat.route("**/api/duties?*", lambda route: route.fulfill(json=nothing))
    opened(chat, TABLE, "职责")
    expect(chat.locator(".part .note")).to_contain_text("没有从这份公文里读出写明的分工")


def test_duties_that_cannot_be_read_can_be_tried_again(chat: Page, complaints: list[str]) -> None:
    fault = {"error": {"code": "busy", "message": "服务正忙。", "detail": None}}
    chat.route("**/api/duties?*", lambda route: route.fulfill(status=503, json=fault))
    opened(chat, TABLE, "职责")
    expect(chat.get_by_role("alert")).to_contain_text("服务正忙。")
    chat.unroute("**/api/duties?*")
    chat.get_by_role("button", name="重试").click()
    expect(chat.locator(".part tbody tr").first).to_be_visible()
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


# --- everyone ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize("source", [NEW, TABLE, PDF])
def test_nothing_scrolls_sideways(open_page: OpenPage, width: int, source: str) -> None:
    page = open_page(viewport={"width": width, "height": 700})
    notice = opened(page, source, "职责", "版本")
    expect(page.locator(".part tbody tr").first).to_be_visible()
    assert page.evaluate(FITS)
    page.goto(f"/notices/{notice['id']}#100-140")
    expect(page.locator("mark").first).to_be_in_viewport()
    assert page.evaluate(FITS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("source", [OLD, PDF])
def test_open_parts_have_no_serious_fault(open_page: OpenPage, scheme: Any, source: str) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True, viewport={"width": 1440, "height": 900})
    opened(page, source, "相关公文", "职责", "版本")
    expect(page.locator(".versions tbody tr").first).to_be_visible()
    expect(page.locator(".part tbody a").first).to_be_visible()
    found = Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in {"serious", "critical"}]
    assert [f"{each['id']}: {each['nodes'][0]['target']}" for each in serious] == []


def test_keyboard_alone_reaches_a_duty_and_its_words(chat: Page) -> None:
    notice = opened(chat, PDF)
    expect(chat.locator(".notice-text")).to_be_visible()
    reached = []
    for _ in range(60):
        chat.keyboard.press("Tab")
        reached.append(chat.evaluate("document.activeElement.textContent.trim()"))
        assert chat.evaluate("document.activeElement.matches(':focus-visible')")
        if reached[-1] == "职责":
            break
    chat.keyboard.press("Enter")
    expect(chat.locator(".part summary:focus")).to_contain_text("职责")
    expect(chat.locator(".part tbody a").first).to_be_visible()
    chat.keyboard.press("Tab")
    chat.keyboard.press("Tab")
    chat.keyboard.press("Enter")
    expect(chat.locator("mark:focus")).to_be_in_viewport()
    assert notice["title"] in chat.title()


def test_headings_are_in_order_and_the_outline_is_named(chat: Page) -> None:
    opened(chat, PDF)
    expect(chat.get_by_role("heading", level=1)).to_have_count(1)
    expect(chat.get_by_role("navigation", name="目录")).to_be_visible()
    expect(chat.get_by_role("navigation", name="本页")).to_be_visible()


def test_print_holds_the_notice_and_what_is_open(chat: Page) -> None:
    opened(chat, PDF, "职责")
    expect(chat.locator(".part tbody tr").first).to_be_visible()
    chat.emulate_media(media="print")
    for hidden in (".banner", ".outline", ".tools", ".original", ".page-mark"):
        expect(chat.locator(hidden).first).to_be_hidden()
    for shown in (".notice h1", ".masthead", ".notice-text p"):
        expect(chat.locator(shown).first).to_be_visible()
    expect(chat.locator(".part", has_text="职责").first).to_be_visible()
    expect(chat.locator(".part", has_text="版本").last).to_be_hidden()
    visibility = "chunk => getComputedStyle(chunk).contentVisibility"
    assert chat.locator(".chunk").last.evaluate(visibility) == "visible"
    assert len(chat.pdf()) > 10_000
