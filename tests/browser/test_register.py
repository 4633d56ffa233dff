"""The register's page."""

import csv
import io
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


@pytest.fixture
def register(open_page: OpenPage) -> Page:
    page = open_page()
    page.goto("/duties")
    expect(page.locator(".register tbody tr").first).to_be_visible()
    return page


def count(page: Page) -> int:
    expect(page.locator("#rows")).to_have_attribute("aria-busy", "false")
    return int((page.locator("#count").text_content() or "").split()[1])


def test_department_is_found_by_its_other_name(register: Page) -> None:
    every = count(register)
    register.get_by_label("单位", exact=True).fill("发改委")
    register.get_by_role("button", name="查找").click()
    expect(register.locator("#count")).not_to_contain_text(f"共 {every} 条")
    assert 0 < count(register) < every
    for cell in register.locator("td[data-column=单位]").all_text_contents():
        assert "发展改革" in cell or "发改" in cell or "发展和改革" in cell


def test_task_opens_its_sentence_and_the_notice_at_it(register: Page, open_page: OpenPage) -> None:
    register.locator(".task").first.click()
    quote = (register.locator(".sentence blockquote").text_content() or "").strip()
    address = register.get_by_role("link", name="查看原文").get_attribute("href")
    reader = open_page()
    reader.goto(address or "")
    expect(reader.locator("mark").first).to_be_in_viewport()
    marked = "".join(reader.locator("mark").all_text_contents())
    assert "".join(marked.split()) == "".join(quote.split())


def test_rows_are_sorted_by_deadline_both_ways(register: Page) -> None:
    head = register.get_by_role("button", name="时限")
    head.click()
    expect(register.locator("th[aria-sort=ascending]")).to_contain_text("时限")
    dates = register.locator("td[data-column=时限] time").evaluate_all(
        "all => all.map(each => each.dateTime)"
    )
    assert len(dates) > 10
    assert dates == sorted(dates)
    register.get_by_role("button", name="时限").click()
    expect(register.locator("th[aria-sort=descending]")).to_contain_text("时限")
    dates = register.locator("td[data-column=时限] time").evaluate_all(
        "all => all.map(each => each.dateTime)"
    )
    assert dates == sorted(dates, reverse=True)


def test_bar_of_a_department_narrows_the_rows_to_it(register: Page) -> None:
    bar = register.locator("#charts a").first
    name = (bar.get_attribute("aria-label") or "").split("：")[0]
    bar.click()
    expect(register.get_by_label("单位", exact=True)).to_have_value(name)
    register.go_back()
    expect(register.get_by_label("单位", exact=True)).to_have_value("")


def test_month_narrows_the_rows_to_what_is_due_then(register: Page) -> None:
    register.locator("#charts figure").nth(1).locator("a").first.click()
    first = register.get_by_label("时限从", exact=True).input_value()
    assert first.endswith("-01")
    assert count(register) == register.locator("td[data-column=时限] time").count()


def test_months_stand_under_the_year_that_they_are_of(register: Page) -> None:
    tally = register.request.get("/api/duties/summary").json()
    months = [{"month": month, "count": 1} for month in ("2023-06", "2023-12", "2025-03")]
    register.route(
        "**/api/duties/summary?*", lambda route: route.fulfill(json={**tally, "months": months})
    )
    register.get_by_role("button", name="查找").click()
    bars = register.locator("#charts figure").nth(1).locator("a")
    expect(bars).to_have_text(["16月2023", "112月", "13月2025"])


def test_download_holds_what_is_shown(register: Page, tmp_path: Path) -> None:
    register.locator("[name=role]").select_option("牵头")
    register.get_by_role("button", name="查找").click()
    expect(register.locator(".role-own")).to_have_count(0)
    shown = count(register)
    with register.expect_download() as downloading:
        register.get_by_role("link", name="下载 CSV").click()
    file = tmp_path / "登记册.csv"
    downloading.value.save_as(file)
    assert len(list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))) == shown + 1


def test_second_page_goes_on_where_the_first_ended(register: Page) -> None:
    first = register.locator(".task").all_text_contents()
    register.get_by_role("button", name="下一页").click()
    expect(register.locator("#pager")).to_contain_text("第 2 / 2 页")
    assert len(first) == 100
    assert register.locator(".task").count() == count(register) - 100


def test_nothing_found_says_what_to_do(register: Page) -> None:
    register.get_by_label("任务", exact=True).fill("火星移民")
    register.get_by_role("button", name="查找").click()
    expect(register.locator("#rows")).to_contain_text("没有符合条件的分工")
    expect(register.get_by_role("link", name="下载 CSV")).to_be_hidden()
    expect(register.locator("#pictures")).to_be_hidden()
    register.get_by_role("button", name="清除条件").click()
    expect(register.get_by_role("link", name="下载 CSV")).to_be_visible()
    expect(register.locator("#charts figure").first).to_be_visible()


def test_fault_is_told_and_retried(register: Page, complaints: list[str]) -> None:
    fault = {"error": {"code": "store", "message": "登记库读取失败。", "detail": None}}
    register.route("**/api/duties?*", lambda route: route.fulfill(status=503, json=fault), times=1)
    register.get_by_role("button", name="查找").click()
    alert = register.get_by_role("alert")
    expect(alert).to_contain_text("登记库读取失败")
    alert.get_by_role("button", name="重试").click()
    expect(register.locator(".register")).to_be_visible()
    complaints.clear()  # the browser's own word about the 503


@pytest.mark.parametrize("width", [320, 1440])
def test_page_does_not_scroll_sideways(open_page: OpenPage, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    page.goto("/duties")
    expect(page.locator(".register tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
