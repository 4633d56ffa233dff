"""The register's page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.screenshots.shot import Shot

if TYPE_CHECKING:
    from playwright.sync_api import Page


def _open(page: "Page", query: str = "") -> None:
    page.goto(f"/duties{query}")
    page.locator("#rows[aria-busy=false]").wait_for()


def _opened(query: str = "") -> Callable[["Page"], None]:
    return lambda page: _open(page, query)


def _row(page: "Page") -> None:
    """Below the pictures where the screen shows both."""
    _open(page)
    page.locator(".task").nth(1).click()
    page.mouse.move(0, 0)
    above = (
        "#pictures" if page.viewport_size and page.viewport_size["width"] > 1000 else ".register"
    )
    page.locator(above).evaluate("each => each.scrollIntoView({ block: 'start' })")


def _pictures(page: "Page") -> None:
    _open(page)
    if not page.locator("#pictures[open]").count():
        page.locator("#pictures summary").click()


SHOTS = [
    Shot("register-rows", _opened()),
    Shot("register-whole", _opened("?page=2"), whole=True),
    Shot("register-pictures", _pictures),
    Shot("register-opened-row", _row),
    Shot("register-narrowed", _opened("?department=发改委&sort=due"), whole=True),
    Shot("register-nothing-found", _opened("?task=火星移民"), whole=True),
]

EMPTY = [Shot("register-empty", _opened(), whole=True)]
