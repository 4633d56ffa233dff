"""A real browser against the real service; every page must stay within its origin and silent."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

DESKTOP = {"width": 1280, "height": 800}

_PATIENCE_MS = 20_000
"""For what a page shows by itself, however busy the machine is."""

OpenPage = Callable[..., "Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium; `make browser` runs it."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="没有安装 playwright，跳过浏览器测试"
    )
    playwright.expect.set_options(timeout=_PATIENCE_MS)
    if chromium.program() is None:
        pytest.skip("没有找到 Chromium（apt install chromium），跳过浏览器测试")
    with chromium.launched() as launched:
        yield launched


@pytest.fixture
def complaints() -> list[str]:
    """What the pages wrote to the console as errors, and the addresses they called elsewhere."""
    return []


@pytest.fixture
def open_page(browser: "Browser", service_url: str, complaints: list[str]) -> Iterator[OpenPage]:
    """Opens pages on the service; `options` are those of a Playwright browser context."""
    origin = service_url.rstrip("/")
    contexts = []

    def heard(message: "ConsoleMessage") -> None:
        if message.type == "error":
            complaints.append(message.text)

    def requested(request: "Request") -> None:
        if not request.url.startswith(f"{origin}/"):
            complaints.append(request.url)

    def opened(**options: Any) -> "Page":
        settings = {"viewport": DESKTOP, "locale": "zh-CN", "base_url": origin, **options}
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", heard)
        page.on("request", requested)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def chat(open_page: OpenPage) -> "Page":
    page = open_page()
    page.goto("/")
    return page


@pytest.fixture
def phone(open_page: OpenPage) -> "Page":
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/")
    return page


@pytest.fixture
def ask() -> Callable[["Page", str], None]:
    """Types a question into a page and waits for the answer's end."""

    def asked(page: "Page", question: str) -> None:
        before = page.locator(".turn").count()
        page.get_by_label("问题", exact=True).fill(question)
        page.keyboard.press("Enter")
        answer = page.locator(".turn").nth(before).locator(".answer")
        answer.and_(page.locator("[aria-busy=false]")).wait_for(timeout=60_000)

    return asked


@pytest.fixture
def bare() -> Callable[[str | None], str]:
    """Text without its white space, which pages lay out anew."""
    return lambda text: re.sub(r"\s", "", text or "")
