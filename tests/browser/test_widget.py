"""The chat in the portal's page: asked there, dressed as it is, and refused everywhere else."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Page, Request, expect

from tests.browser.keyed import Keyed, free_port, keyed, portal_at  # noqa: F401  fixtures

QUESTION = "哪个部门负责文化旅游合作？"
SLOW_MS = 30_000


@pytest.fixture(scope="module")
def portal(keyed: Keyed) -> Iterator[str]:  # noqa: F811
    with portal_at(keyed.site, keyed.url, keyed.keys["ask"]) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    assert context.cookies() == []  # it works where a browser keeps none of another site
    context.close()


def opened(page: Page, address: str) -> FrameLocator:
    page.goto(address)
    page.get_by_role("button", name="问公文").click()
    return page.frame_locator("iframe")


def begun(frame: FrameLocator) -> FrameLocator:
    """Once its scripts have taken over."""
    expect(frame.locator("#welcome")).not_to_be_empty(timeout=SLOW_MS)
    return frame


def asked(frame: FrameLocator) -> None:
    begun(frame).get_by_label("问题", exact=True).fill(QUESTION)
    frame.get_by_label("问题", exact=True).press("Enter")
    expect(frame.locator(".answer[aria-busy=false]")).to_be_visible(timeout=SLOW_MS)


def test_question_is_answered_within_the_portal(page: Page, portal: str) -> None:
    frame = opened(page, portal)
    expect(frame.locator(".examples button").first).to_be_visible(timeout=SLOW_MS)
    asked(frame)
    expect(frame.locator("table.duties")).to_contain_text("文化")
    frame.locator(".card").first.get_by_role("link").click()
    expect(frame.locator("#panel mark").first).to_be_visible()
    expect(frame.locator("#panel-page")).to_be_hidden()  # a page of its own would want a sign-in


def test_key_never_comes_into_the_browser(page: Page, portal: str, keyed: Keyed) -> None:  # noqa: F811
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108
    frame = opened(page, portal)
    expect(frame.locator(".examples button").first).to_be_visible(timeout=SLOW_MS)
    shown = [request.headers.get("authorization", "") for request in sent]
    assert any(each.startswith("Bearer dp_") for each in shown)
    assert not any(keyed.keys["ask"] in f"{r.url} {r.headers} {r.post_data}" for r in sent)


def test_chat_is_dressed_as_the_portal(page: Page, portal: str) -> None:
    frame = opened(page, portal)
    expect(frame.locator("#send")).to_have_css("background-color", "rgb(11, 92, 171)")
    button = page.get_by_role("region", name="问公文")
    assert (button.bounding_box() or {})["width"] == pytest.approx(24 * 16, abs=2)


def test_conversation_is_saved_from_within_the_portal(page: Page, portal: str) -> None:
    frame = opened(page, portal)
    asked(frame)
    frame.get_by_role("button", name="历史").click()
    with page.expect_download() as saved:
        frame.get_by_role("link", name="Word").first.click()
    assert saved.value.suggested_filename.endswith(".docx")


def test_chat_is_opened_and_closed_by_keyboard(page: Page, portal: str) -> None:
    page.goto(portal)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    chat = page.get_by_role("region", name="问公文")
    expect(chat).to_be_visible()
    page.get_by_role("button", name="收起").press("Escape")
    expect(chat).to_be_hidden()
    expect(page.get_by_role("button", name="问公文")).to_be_focused()


def test_chat_and_its_button_are_accessible(page: Page, portal: str) -> None:
    asked(opened(page, portal))
    for place in (page, page.frames[1]):
        found = Axe().run(place).response["violations"]
        assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []


def test_chat_fills_a_phone(page: Page, portal: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    frame = opened(page, portal)
    expect(frame.get_by_label("问题", exact=True)).to_be_in_viewport()
    chat = page.get_by_role("region", name="问公文").bounding_box() or {}
    assert (chat["width"], chat["height"]) == (320, 640)


def test_chat_of_the_portals_own_place_fills_it(page: Page, portal: str) -> None:
    page.goto(f"{portal}/inside")
    expect(page.frame_locator("iframe").get_by_label("问题", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="问公文")).to_have_count(0)


def test_other_site_is_refused(page: Page, keyed: Keyed) -> None:  # noqa: F811
    """Whatever key its server has."""
    with portal_at(free_port(), keyed.url, keyed.keys["ask"]) as address:
        opened(page, address)
        told = page.get_by_role("region", name="问公文").get_by_role("alert")
        expect(told).to_contain_text("不在它的允许名单里", timeout=SLOW_MS)
        expect(page.locator("iframe")).to_have_count(0)


def test_portal_that_gets_no_pass_says_so(page: Page, portal: str) -> None:
    page.route("**/duikou-pass", lambda route: route.fulfill(status=502, json={"detail": "没有"}))
    frame = begun(opened(page, portal))
    frame.get_by_label("问题", exact=True).fill(QUESTION)
    frame.get_by_label("问题", exact=True).press("Enter")
    expect(frame.locator(".turn")).to_contain_text("门户没有给出访问许可", timeout=SLOW_MS)
