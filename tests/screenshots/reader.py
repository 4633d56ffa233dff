"""The reader page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.screenshots.services import VERSIONED
from tests.screenshots.shot import Shot, notice_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

_TEXT = "云岭澄川教育卫生合作三年行动计划.txt"
_TABLE = "澄云产业合作任务分工方案.docx"
_PDF = "澄川市对口合作专项资金管理办法（试行）.pdf"
_PLAN = "澄川市与云岭市对口合作实施方案（2024年修订）.html"
_FORMER = "澄川市与云岭市对口合作实施方案（2021年）.txt"


def _open(page: "Page", source: str, words: str = "", part: str = "") -> None:
    notice = notice_of(page, source)
    start = notice["text"].index(words)
    page.goto(f"/notices/{notice['id']}" + (f"#{start}-{start + len(words)}" if words else ""))
    page.locator(".notice-text").wait_for()
    if part:
        page.get_by_role("button", name=part, exact=True).click()
    page.wait_for_timeout(700)  # a mark keeps its place, a picture comes


def _opened(source: str, words: str = "", part: str = "") -> Callable[["Page"], None]:
    return lambda page: _open(page, source, words, part)


def _original(page: "Page") -> None:
    """Beside the text where there is room, else in it once it is asked for."""
    words = notice_of(page, _PDF)["text"].split("\n")[12].strip()
    _open(page, _PDF, words)
    if page.viewport_size and page.viewport_size["width"] < 1280:
        page.get_by_role("button", name="原件页面").click()
    page.locator(".page-frame:not([aria-busy]) img").wait_for()


def _former(page: "Page") -> None:
    _open(page, VERSIONED, part="版本")
    page.locator(".versions").get_by_role("link", name="打开这一版").click()
    page.get_by_text("这是旧版本").wait_for()


def _missing(page: "Page") -> None:
    page.goto("/notices/0123456789abcdef")
    page.get_by_role("alert").wait_for()


SHOTS = [
    Shot("reader-text", _opened(_TEXT)),
    Shot("reader-cited", _opened(_TEXT, "远程诊疗")),
    Shot("reader-table", _opened(_TABLE), whole=True),
    Shot("reader-original", _original),
    Shot("reader-relations", _opened(_PLAN, part="相关公文")),
    Shot("reader-duties", _opened(_TABLE, part="职责")),
    Shot("reader-superseded", _opened(_FORMER)),
    Shot("reader-whole", _opened(_PLAN), whole=True),
    Shot("reader-missing", _missing),
]

OFFICE = [
    Shot("reader-versions", _opened(VERSIONED, part="版本"), whole=True),
    Shot("reader-former", _former),
]
