"""What a screenshot shows."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

SLOW_MS = 60_000
"""So long an answer may take while the machine does other work."""


@dataclass(frozen=True)
class Shot:
    """A state of a page. `show` brings it about on a fresh page; `whole` shows all there is to scroll."""

    name: str
    show: Callable[["Page"], object]
    whole: bool = False


@dataclass(frozen=True)
class Look:
    """How a page is looked at: width in pixels, light or dark."""

    width: int
    scheme: str

    @property
    def height(self) -> int:
        """Of a screen that is so wide."""
        return {1440: 900, 768: 1024, 320: 640}[self.width]

    def file(self, shot: Shot) -> str:
        """Where it goes."""
        return f"{shot.name}-{self.width}-{self.scheme}.png"


LOOKS = [Look(width, scheme) for width in (1440, 768, 320) for scheme in ("light", "dark")]


def take(page: "Page", shot: Shot, file: Path) -> None:
    """Bring the state about and keep a picture of it."""
    shot.show(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    if shot.whole:
        page.evaluate("window.scrollTo(0, 0)")  # what sticks to the screen is to stand at the top
    page.screenshot(path=file, full_page=shot.whole, animations="disabled", caret="initial")


def notice_of(page: "Page", source: str) -> dict[str, Any]:
    """A notice by the name of its file."""
    notices = page.request.get("/api/notices?limit=100").json()["notices"]
    (found,) = (each for each in notices if each["source"] == source)
    return dict(page.request.get(f"/api/notices/{found['id']}").json())
