"""The portal's server: it gets a pass with its key, and gives it to the page of who is signed in."""

from pathlib import Path

import httpx
from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse

_FOLDER = Path(__file__).parent


def create_portal(service: str, key: str | None) -> FastAPI:
    """A portal beside the service at an address; without a key where the service needs none."""
    portal = FastAPI()
    shown = (_FOLDER / "page.html").read_text("utf-8").replace("{{service}}", service)

    @portal.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(shown)

    @portal.get("/inside")
    def inside() -> HTMLResponse:
        """The chat in a place of the page's own instead of behind a button."""
        return HTMLResponse(shown.replace("</body>", "<duikou-chat></duikou-chat>\n</body>"))

    @portal.get("/portal.css")
    def style() -> FileResponse:
        return FileResponse(_FOLDER / "portal.css")

    @portal.post("/duikou-pass")
    def give_pass() -> dict[str, str]:
        """A portal checks here who asks, by its own sign-in."""
        answer = httpx.post(
            f"{service}/api/widget/tokens", headers={"Authorization": f"Bearer {key}"}, timeout=5
        )
        if answer.is_error:
            raise HTTPException(502, "对口通没有给出通行证")
        given: dict[str, str] = answer.json()
        return given

    return portal
