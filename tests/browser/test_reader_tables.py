"""A table of five thousand rows is one table to read and to cite, laid out only where it is looked at."""

from functools import cache
from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
pytest.importorskip("axe_playwright_python", reason="没有安装 axe，跳过")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

ROWS = 5000
BODIES = ["市发展改革委", "市农业农村局", "市文化和旅游局、市商务局"]
LAID_OUT = "all => all.filter(each => each.checkVisibility({contentVisibilityAuto: true})).length"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
HANDED = (3000, 3001)
"""A row of this table that has fewer cells, and the row behind it."""


@cache
def long_table() -> str:
    """A notice's text: a few words, the table, and a few words."""
    rows = ["序号\t任务\t单位\t时限"]
    for n in range(1, ROWS):
        task = f"第{n}号任务：推进{'冷链物流𠮷' if n % 3 else '文化旅游'}合作"
        rows.append(f"{n}\t{task}\t{BODIES[n % 3]}\t{2024 + n % 3}年{n % 12 + 1}月底前")
    rows[HANDED[0]] = f"{HANDED[0]}\t以下由各区分别落实"
    return "\n".join(["关于印发任务清单的通知", "现将清单印发给你们。", *rows, "请遵照执行。"])


@pytest.fixture
def page(chat: Page) -> Page:
    """A page on which a notice of the service says so much."""
    opened(chat)
    return chat


def opened(page: Page) -> None:
    notice_id = page.request.get("/api/notices?limit=1").json()["notices"][0]["id"]
    notice: dict[str, Any] = page.request.get(f"/api/notices/{notice_id}").json()
    notice |= {"text": long_table(), "outline": [], "pages": []}
    page.route(f"**/api/notices/{notice_id}", lambda route: route.fulfill(json=notice))
    page.goto(f"/notices/{notice_id}")
    expect(page.locator(".notice-text tr").first).to_be_visible()


def cite(page: Page, words: str) -> None:
    start = long_table().index(words)
    page.evaluate(f"window.location.hash = '#{start}-{start + len(words)}'")


def test_every_row_is_there_and_says_what_the_notice_says(page: Page) -> None:
    rows = page.locator(".notice-text [role=row]").evaluate_all(
        "all => all.map(row => [...row.cells].map(cell => cell.textContent).join('\\t'))"
    )
    assert rows == long_table().split("\n")[2:-1]
    expect(page.get_by_role("table", name=f"表格，共 {ROWS} 行")).to_have_count(1)


def test_only_what_is_looked_at_is_laid_out(page: Page) -> None:
    rows = page.locator(".notice-text tr")
    assert rows.count() == ROWS
    at_the_start = rows.evaluate_all(LAID_OUT)
    assert 0 < at_the_start < ROWS / 5
    cite(page, "第4321号任务")
    expect(page.locator("mark")).to_be_in_viewport()
    assert 0 < rows.evaluate_all(LAID_OUT) < ROWS / 2


@pytest.mark.parametrize(
    "words",
    [
        "第1号任务",
        "推进文化旅游合作\t市发展改革委\t2024年4月底前\n4\t第4号任务",
        "第4321号任务：推进冷链物流𠮷合作",
        f"{ROWS - 1}\t第{ROWS - 1}号任务",
        f"{HANDED[0]}\t以下由各区分别落实\n{HANDED[1]}\t第",
    ],
    ids=["开头", "跨行", "中间，有生僻字", "末尾", "格数不同的行"],
)
def test_citation_is_marked_exactly_and_comes_into_view(page: Page, words: str) -> None:
    cite(page, words)
    expect(page.locator("mark").first).to_be_in_viewport()
    marked = "".join(page.locator("mark").all_text_contents())
    assert marked == words.replace("\t", "").replace("\n", "")
    page.wait_for_timeout(700)  # what is laid out meanwhile must not push it away
    expect(page.locator("mark").first).to_be_in_viewport()


def test_citation_over_the_edge_of_two_parts(page: Page) -> None:
    """Wherever the page cuts the table: one citation after the other over the first rows' ends."""
    for n in range(40, 60):
        words = f"{2024 + n % 3}年{n % 12 + 1}月底前\n{n + 1}\t第{n + 1}号任务"
        cite(page, words)
        expect(page.locator("mark")).to_have_count(3)
        assert page.locator("mark").all_text_contents() == [
            f"{2024 + n % 3}年{n % 12 + 1}月底前",
            str(n + 1),
            f"第{n + 1}号任务",
        ]


def test_columns_stand_below_each_other_from_the_first_row_to_the_last(page: Page) -> None:
    edges = "row => [...row.cells].map(cell => cell.getBoundingClientRect().left)"
    first = page.locator(".notice-text tr").first.evaluate(edges)
    assert first == sorted(set(first))
    for number in (60, 2500, ROWS - 1):
        row = page.locator(".notice-text tr").nth(number)
        row.scroll_into_view_if_needed()
        assert row.evaluate(edges) == pytest.approx(first, abs=1)
    row = page.locator(".notice-text tr").nth(HANDED[0])
    row.scroll_into_view_if_needed()
    assert row.evaluate(edges) == pytest.approx(first[:2], abs=1)
    assert row.locator("td").last.get_attribute("colspan") == "3"


def test_on_a_phone_the_table_scrolls_sideways_as_one_and_the_page_does_not(
    open_page: OpenPage,
) -> None:
    page = open_page(viewport={"width": 320, "height": 800})
    opened(page)
    assert page.evaluate(FITS)
    table = page.get_by_role("region", name="表格")
    assert table.evaluate("each => each.scrollWidth > each.clientWidth")
    cite(page, "2026年12月底前")
    expect(page.locator("mark").first).to_be_in_viewport()
    assert table.evaluate("each => each.scrollLeft") > 0
    assert page.evaluate(FITS)


def test_page_has_no_faults_of_accessibility(page: Page) -> None:
    found = Axe().run(page, context=".notice-text")
    assert found.violations_count == 0, found.generate_report()
