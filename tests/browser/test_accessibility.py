"""axe-core finds nothing serious on the pages, in light and in dark."""

from typing import Literal

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
pytest.importorskip("axe_playwright_python", reason="没有安装 axe，跳过")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

PAGES = {"/": ".examples button", "/duties": ".register tbody tr", "/admin": "main h2"}
Scheme = Literal["light", "dark"]


def violations(page: Page) -> list[str]:
    """The serious and critical ones, each with where it stands."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Scheme:
    wanted: Scheme = request.param
    return wanted


@pytest.mark.parametrize(("path", "complete"), PAGES.items())
def test_page(open_page: OpenPage, path: str, complete: str, scheme: Scheme) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True)
    page.goto(path)
    expect(page.locator(complete).first).to_be_visible()
    assert violations(page) == []


def test_answer_with_its_panel_history_and_conditions(
    open_page: OpenPage, ask, scheme: Scheme
) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True)
    page.goto("/")
    ask(page, "文化旅游合作由哪个部门负责？")
    ask(page, "火星茶叶产量是多少吨？")
    page.get_by_role("button", name="历史").click()
    page.get_by_role("button", name="缩小范围").click()
    page.locator(".answer-text .cite").first.click()
    expect(page.locator("#panel mark").first).to_be_visible()
    assert violations(page) == []


def test_reader(open_page: OpenPage, scheme: Scheme) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True)
    notices = page.request.get("/api/notices?limit=1").json()["notices"]
    page.goto(f"/notices/{notices[0]['id']}")
    expect(page.locator(".notice h1")).to_be_visible()
    assert violations(page) == []


def test_what_operators_learn_of_askers(open_page: OpenPage, scheme: Scheme) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True)
    reply = page.request.post("/api/ask", data={"question": "火星茶叶产量是多少吨？"}).json()
    which = {"conversation_id": reply["conversation_id"], "turn": reply["turn"]}
    page.request.post("/api/feedback", data={**which, "vote": "down", "reason": "答非所问"})
    page.goto("/admin#feedback")
    expect(page.locator("#feedback tbody").first).to_be_visible()
    assert violations(page) == []
    page.goto("/admin#unanswered")
    row = page.locator("#unanswered tbody[data-row]").first
    row.get_by_role("button", name="再问一次").click()
    expect(row).to_contain_text("还是没有答案")
    row.get_by_role("button", name="最接近").click()
    assert violations(page) == []


def test_evaluation_and_its_report(open_page: OpenPage, scheme: Scheme) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True)
    page.goto("/admin#evaluation")
    page.get_by_role("button", name="开始评测").click()
    expect(page.locator("#evaluation .verdict")).to_be_visible(timeout=120_000)
    for opener in page.locator(".misses summary").all()[:2]:
        opener.click()
    assert violations(page) == []
    page.goto("/api/evaluation/report")
    assert violations(page) == []
