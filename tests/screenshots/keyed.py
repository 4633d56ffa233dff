"""Signing in with a key, and the chat in a page of the portal."""

from typing import TYPE_CHECKING

from tests.screenshots.shot import SLOW_MS, Shot

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page


def _sign_in(page: "Page") -> None:
    page.goto("/")
    page.get_by_role("dialog", name="登录对口通").wait_for()


def _portal(page: "Page") -> "Frame":
    """The chat that a press of its button opens; the button is out of a script's reach."""
    page.goto("/")
    page.locator("duikou-chat").wait_for()
    with page.expect_event("frameattached") as attached:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    frame: Frame = attached.value
    frame.locator(".examples button").first.wait_for(timeout=SLOW_MS)
    return frame


def _asked(page: "Page") -> None:
    frame = _portal(page)
    frame.get_by_label("问题", exact=True).fill("哪个部门负责文化旅游合作？")
    frame.get_by_label("问题", exact=True).press("Enter")
    frame.locator(".answer[aria-busy=false]").wait_for(timeout=SLOW_MS)


SIGN_IN = [Shot("sign-in", _sign_in)]
PORTAL = [Shot("portal", _portal), Shot("portal-answer", _asked)]
