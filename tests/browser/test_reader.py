"""The reader page."""

from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

NOTICE = {
    "title": "试行通知",
    "issuer": "长河新区管理委员会",
    "issued_on": "2024-02-20",
    "status": "现行",
    "source": "试.txt",
    "text": "𠮷𠮷试行通知\n一、总则。各部门要落实。\n序号\t任务\n1\t<b>挂职交流</b>\n附则",
    "outline": [{"heading": "一、总则", "level": 2, "start": 7, "end": 18}],
}


def first_id(page: Page) -> str:
    return page.request.get("/api/notices?limit=1").json()["notices"][0]["id"]


def open_notice(page: Page, fragment: str = "", **changes: Any) -> None:
    """The page of a notice the service has, with NOTICE in place of what it says."""
    notice = {**NOTICE, "id": first_id(page), **changes}
    page.route(f"**/api/notices/{notice['id']}", lambda route: route.fulfill(json=notice))
    page.goto(f"/notices/{notice['id']}{fragment}")


@pytest.fixture
def page(chat: Page) -> Page:
    return chat


@pytest.mark.parametrize("device", ["chat", "phone"], ids=["电脑", "手机"])
def test_real_notice_opens_at_the_cited_words(request, device: str, bare) -> None:
    page = request.getfixturevalue(device)
    notice = page.request.get(f"/api/notices/{first_id(page)}").json()
    end = len(notice["text"].rstrip())
    page.goto(f"/notices/{notice['id']}#{end - 5}-{end}")
    expect(page.locator("mark").first).to_be_in_viewport()
    marked = "".join(page.locator("mark").all_text_contents())
    assert bare(marked) == bare(notice["text"][end - 5 : end])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_masthead_links_to_the_original_file(page: Page, bare) -> None:
    notice = page.request.get(f"/api/notices/{first_id(page)}").json()
    page.goto(f"/notices/{notice['id']}")
    expect(page.locator("table.masthead")).to_contain_text("发文机关")
    assert bare(notice["title"]) in bare(page.locator("table.masthead").text_content())
    original = page.locator("table.masthead a").get_attribute("href") or ""
    assert page.request.get(original).ok


def test_offsets_count_code_points(page: Page) -> None:
    open_notice(page, "#12-18")
    expect(page.locator("mark")).to_have_text("各部门要落实")
    page.evaluate("window.location.hash = '#20-22'")
    expect(page.locator("td mark")).to_have_text("序号")


def test_lines_with_tabs_are_one_table_and_markup_is_text(page: Page) -> None:
    open_notice(page)
    rows = page.locator(".notice-text table tr")
    expect(rows).to_have_count(2)
    assert rows.nth(0).locator("td").all_text_contents() == ["序号", "任务"]
    assert rows.nth(1).locator("td").all_text_contents() == ["1", "<b>挂职交流</b>"]


@pytest.mark.parametrize("device", ["chat", "phone"], ids=["电脑", "手机"])
def test_outline_jumps_to_the_heading(request, device: str) -> None:
    page = request.getfixturevalue(device)
    open_notice(page)
    outline = page.locator("details.outline")
    if device == "phone":
        expect(outline.get_by_role("button")).to_be_hidden()
        outline.locator("summary").click()
    outline.get_by_role("button", name="一、总则").click()
    expect(page.locator(".notice-text p:focus")).to_contain_text("各部门要落实")


def test_notice_not_in_force_says_so(page: Page) -> None:
    open_notice(page, status="废止")
    expect(page.locator(".note")).to_contain_text("废止")


def test_unplaceable_words_are_not_highlighted(page: Page) -> None:
    open_notice(page, "#900-910")
    expect(page.locator(".note")).to_contain_text("所引文字已不在原处")
    expect(page.locator("mark")).to_have_count(0)


def test_missing_notice_is_told(page: Page, complaints: list[str]) -> None:
    gone = {"error": {"code": "not_found", "message": "没有这件公文。", "detail": None}}
    notice = first_id(page)
    page.route(f"**/api/notices/{notice}", lambda route: route.fulfill(status=404, json=gone))
    page.goto(f"/notices/{notice}")
    expect(page.get_by_role("alert")).to_contain_text("没有这件公文。")
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


VERSIONS = [
    {"id": "b" * 32, "number": 2, "state": "current"},
    {"id": "a" * 32, "number": 1, "state": "retired"},
]


def test_former_version_says_so_and_leads_to_the_current_one(page: Page) -> None:
    notice = {**NOTICE, "id": first_id(page), "version": VERSIONS[1], "versions": VERSIONS}
    address = f"/notices/{notice['id']}?version={'a' * 32}"
    page.route(f"**/api{address}", lambda route: route.fulfill(json=notice))
    page.goto(f"{address}#12-18")
    note = page.locator(".note")
    expect(note).to_contain_text("这是旧版本（第 1 版），现行版本已更新")
    expect(page.locator("mark")).to_have_text("各部门要落实")
    original = page.locator("table.masthead a").get_attribute("href")
    assert original == f"/api/notices/{notice['id']}/source?version={'a' * 32}"
    link = note.get_by_role("link", name="查看现行版本")
    assert link.get_attribute("href") == f"/notices/{notice['id']}"
    with page.expect_popup() as popup:
        link.click()
    expect(popup.value.locator("table.masthead")).to_contain_text("发文机关")


def test_version_of_a_withdrawn_notice_says_so(page: Page) -> None:
    gone = {"version": VERSIONS[1], "versions": [VERSIONS[1]]}
    open_notice(page, **gone)
    expect(page.locator(".note")).to_contain_text("这份公文已撤下")
    expect(page.locator(".note a")).to_have_count(0)


def test_current_version_needs_no_note(page: Page) -> None:
    open_notice(page, version=VERSIONS[0], versions=VERSIONS)
    expect(page.locator("table.masthead")).to_contain_text("发文机关")
    expect(page.locator(".note")).to_have_count(0)
    original = page.locator("table.masthead a").get_attribute("href") or ""
    assert original.endswith("/source")


def test_version_that_is_not_there_leads_to_the_current_one(
    page: Page, complaints: list[str]
) -> None:
    notice = first_id(page)
    page.goto(f"/notices/{notice}?version={'0' * 32}#1-2")
    expect(page.get_by_role("alert")).to_contain_text("没有公文的这个版本")
    link = page.get_by_role("alert").get_by_role("link", name="查看现行版本")
    assert link.get_attribute("href") == f"/notices/{notice}"
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]
