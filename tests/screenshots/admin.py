"""The operators' page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.screenshots.shot import SLOW_MS, Shot

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SECTIONS = [
    "overview", "notices", "upload", "jobs", "failures", "unanswered", "feedback", "trial", "evaluation", "keys",
]  # fmt: skip
_FAULT = {"error": {"code": "store", "message": "登记库读取失败。", "detail": None}}


def _open(page: "Page", section: str) -> None:
    page.goto(f"/admin#{section}")
    page.locator(f"#{section}-heading").wait_for()
    page.wait_for_load_state("networkidle")
    for busy in page.locator(f"#{section} [aria-busy=true]").all():
        busy.and_(page.locator("[aria-busy=false]")).wait_for()


def _opened(section: str) -> Callable[["Page"], None]:
    return lambda page: _open(page, section)


def _tried(page: "Page") -> None:
    _open(page, "trial")
    page.locator("#trial-form [name=q]").fill("哪个部门负责文化旅游合作？")
    page.keyboard.press("Enter")
    page.locator("#trial-answer .reply").wait_for(timeout=SLOW_MS)
    page.locator("#trial-hits li, #trial-hits article").first.wait_for(timeout=SLOW_MS)


def _asked_whether(page: "Page") -> None:
    _open(page, "overview")
    page.get_by_role("button", name="重建索引").click()
    page.get_by_role("dialog").wait_for()


def _chosen(page: "Page") -> None:
    _open(page, "upload")
    files = [
        {
            "name": "联席会议纪要.docx",
            "mimeType": "application/octet-stream",
            "buffer": b"x" * 9000,
        },
        {"name": "封面.png", "mimeType": "image/png", "buffer": b"x" * 900},
    ]
    page.locator("#files").set_input_files(files)


def _faulty(page: "Page") -> None:
    page.route("**/api/notices?*", lambda route: route.fulfill(status=503, json=_FAULT))
    _open(page, "notices")


SHOTS = [
    *(Shot(f"admin-{section}", _opened(section), whole=True) for section in _SECTIONS),
    Shot("admin-trial-hits", _tried, whole=True),
    Shot("admin-asked-whether", _asked_whether),
    Shot("admin-upload-chosen", _chosen, whole=True),
    Shot("admin-fault", _faulty, whole=True),
]

EMPTY = [Shot(f"admin-empty-{section}", _opened(section), whole=True) for section in _SECTIONS]
