"""The chat page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.screenshots.shot import SLOW_MS, Shot

if TYPE_CHECKING:
    from playwright.sync_api import Page

_DUTIES = "设立澄云产业合作基金由谁牵头，谁配合？"
_FACT = "专项资金管理办法有效期多长？"
_UNKNOWN = "火星茶叶产量是多少吨？"
_FAULT = {"error": {"code": "busy", "message": "正在建立索引，请稍后再问。", "detail": None}}


def _welcome(page: "Page") -> None:
    page.goto("/")
    page.locator(".examples button").first.wait_for(timeout=SLOW_MS)


def _ask(page: "Page", *questions: str) -> None:
    for question in questions:
        number = page.locator(".turn").count()
        page.get_by_label("问题", exact=True).fill(question)
        page.keyboard.press("Enter")
        page.locator(".turn").nth(number).locator(".answer[aria-busy=false]").wait_for(
            timeout=SLOW_MS
        )


def _asked(*questions: str) -> Callable[["Page"], None]:
    def show(page: "Page") -> None:
        _welcome(page)
        _ask(page, *questions)
        page.mouse.move(0, 0)

    return show


def _hovered(page: "Page") -> None:
    _asked(_FACT)(page)
    page.locator(".answer-text .cite").first.hover()
    page.locator(".hover-card").wait_for()


def _beside(page: "Page") -> None:
    _asked(_DUTIES)(page)
    page.locator(".card").first.get_by_role("link").click()
    page.locator("#panel mark").first.wait_for()
    page.wait_for_timeout(500)  # the mark keeps its place


def _history(page: "Page") -> None:
    _asked(_DUTIES, "那北屏这边呢？")(page)
    page.locator("#restart").click()
    _ask(page, _FACT)
    page.locator("#history-toggle").click()


def _history_empty(page: "Page") -> None:
    _welcome(page)
    page.locator("#history-toggle").click()


def _filters(page: "Page") -> None:
    _welcome(page)
    page.locator("#filters-toggle").click()
    page.locator("#filters [name=issuer]").fill("云岭市人民政府")
    page.locator("#filters [name=status]").select_option("现行")


def _chips(page: "Page") -> None:
    _filters(page)
    page.locator("#filters").get_by_role("button", name="确定").click()
    _ask(page, "谁牵头编制园区产业发展规划？")


def _useless(page: "Page") -> None:
    _asked(_FACT)(page)
    page.get_by_role("button", name="没用").click()


def _failed(page: "Page") -> None:
    page.route("**/api/ask", lambda route: route.fulfill(status=503, json=_FAULT))
    _asked(_DUTIES)(page)


def _empty(page: "Page") -> None:
    page.goto("/")
    page.locator("#welcome pre").wait_for()


SHOTS = [
    Shot("chat-welcome", _welcome),
    Shot("chat-answer", _asked(_FACT)),
    Shot("chat-duties", _asked(_DUTIES)),
    Shot("chat-refused", _asked(_UNKNOWN)),
    Shot("chat-follow-up", _asked("北屏区哪些部门负责文化旅游合作？", "那青禾那边呢？")),
    Shot("chat-hover-card", _hovered),
    Shot("chat-beside", _beside),
    Shot("chat-history", _history),
    Shot("chat-history-empty", _history_empty),
    Shot("chat-filters", _filters),
    Shot("chat-narrowed", _chips),
    Shot("chat-useless", _useless),
    Shot("chat-failed", _failed),
]

EMPTY = [Shot("chat-empty-library", _empty)]
