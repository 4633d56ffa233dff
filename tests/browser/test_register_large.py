"""A register of twenty thousand rows: every row can be reached, and the page never holds them all."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from documents.duties.aliases import same_department
from documents.duties.deadlines import due_date
from documents.notice import Duty

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.conftest import service_at
from tests.large_register import fill, notices

ROWS, PAGE, PAGES = 20_000, 100, 200
MOST_ELEMENTS = 4000
"""So many a page may hold; the rows alone would be half a million."""


@pytest.fixture(scope="module")
def service_url(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("large")
    fill(folder, ROWS)
    with service_at(folder) as url:
        yield url


@pytest.fixture(scope="module")
def rows() -> list[tuple[date | None, Duty]]:
    """What the register holds, the newest notice first, with the last days."""
    files = sorted(notices(ROWS), key=lambda file: file.source)
    days = {file.source: file.notice.masthead.issued_on for file in files}
    files.sort(key=lambda file: days[file.source] or date.min, reverse=True)
    return [
        (due_date(duty.deadline, days[file.source]), duty) for file in files for duty in file.duties
    ]


@pytest.fixture
def register(open_page: OpenPage) -> Page:
    page = open_page()
    page.goto("/duties")
    settled(page)
    return page


def settled(page: Page) -> None:
    expect(page.locator("#rows")).to_have_attribute("aria-busy", "false")


def shown(page: Page) -> list[str]:
    """The tasks on the page, which is of bounded size."""
    settled(page)
    assert page.locator("*").count() < MOST_ELEMENTS
    tasks = page.locator(".register tbody .task").all_text_contents()
    assert len(tasks) <= PAGE
    return tasks


def tasks(rows: list[tuple[date | None, Duty]]) -> list[str]:
    return [duty.task for _, duty in rows]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_first_page(register: Page, rows: list[tuple[date | None, Duty]]) -> None:
    assert shown(register) == tasks(rows)[:PAGE]
    expect(register.locator("#count")).to_have_text(f"共 {ROWS} 条，来自 1000 件公文。")


def test_last_page_is_one_press_away(register: Page, rows: list[tuple[date | None, Duty]]) -> None:
    press(register, "末页")
    expect(register.locator("#pager")).to_contain_text(f"第 {PAGES} / {PAGES} 页")
    assert shown(register) == tasks(rows)[-PAGE:]
    expect(register.get_by_role("button", name="下一页")).to_be_disabled()
    press(register, "首页")
    expect(register.locator("#pager")).to_contain_text(f"第 1 / {PAGES} 页")
    assert shown(register) == tasks(rows)[:PAGE]


def test_page_by_its_number(register: Page, rows: list[tuple[date | None, Duty]]) -> None:
    number = register.get_by_label("页码")
    number.fill("123")
    number.press("Enter")
    expect(register.locator("#pager")).to_contain_text(f"第 123 / {PAGES} 页")
    assert shown(register) == tasks(rows)[122 * PAGE : 123 * PAGE]
    register.get_by_label("页码").fill(str(PAGES + 1))
    press(register, "跳转")
    expect(register.get_by_label("页码")).to_be_focused()  # the browser says what is wrong
    expect(register.locator("#pager")).to_contain_text(f"第 123 / {PAGES} 页")


@pytest.mark.parametrize("page", ["201", "99999999999", "200.5"])
def test_address_of_a_page_that_is_not_there_shows_the_last(
    open_page: OpenPage, rows: list[tuple[date | None, Duty]], page: str
) -> None:
    register = open_page()
    register.goto(f"/duties?page={page}")
    expect(register.locator("#pager")).to_contain_text(f"第 {PAGES} / {PAGES} 页")
    assert shown(register) == tasks(rows)[-PAGE:]


def test_sorted_by_deadline_it_begins_with_the_first_and_with_the_last(
    register: Page, rows: list[tuple[date | None, Duty]]
) -> None:
    days = sorted(day for day, _ in rows if day)
    for way, first, last in (("ascending", days[0], days[-1]), ("descending", days[-1], days[0])):
        register.locator(".sorter", has_text="时限").click()
        expect(register.locator(f"th[aria-sort={way}]")).to_contain_text("时限")
        shown(register)
        day = register.locator("td[data-column=时限]").first.locator("time")
        expect(day).to_have_attribute("datetime", first.isoformat())
        with_day = -(-len(days) // PAGE)
        register.get_by_label("页码").fill(str(with_day))
        press(register, "跳转")
        expect(register.locator("#pager")).to_contain_text(f"第 {with_day} /")
        shown(register)
        day = register.locator("td[data-column=时限] time").last
        expect(day).to_have_attribute("datetime", last.isoformat())


def test_filtered_by_a_departments_other_name(
    register: Page, rows: list[tuple[date | None, Duty]]
) -> None:
    wanted = [
        duty.task
        for _, duty in rows
        if any(same_department("发改委", name) for name in duty.departments)
    ]
    register.get_by_label("单位", exact=True).fill("发改委")
    press(register, "查找")
    expect(register.locator("#count")).to_contain_text(f"共 {len(wanted)} 条")
    assert shown(register) == wanted[:PAGE]
    press(register, "末页")
    expect(register.locator("#pager")).to_contain_text(f"第 {-(-len(wanted) // PAGE)} /")
    assert shown(register) == wanted[-(-len(wanted) // PAGE) * PAGE - PAGE :]
