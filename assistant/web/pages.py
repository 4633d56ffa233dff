"""The pages: chat, reader, register, and that of the operators."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)
_FOLDER = Path(str(files("assistant.web"))) / "pages"
_FRESH = {"Cache-Control": "no-cache"}
"""Browsers ask each time whether a file has changed: parts of two versions never meet in a page."""


class Parts(StaticFiles):
    """What the pages load."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, or that it is the same as before."""
        response = super().file_response(*args, **kwargs)
        response.headers.update(_FRESH)
        return response


@router.head("/", include_in_schema=False)
@router.get("/")
def chat() -> FileResponse:
    """The chat page."""
    return _page("chat")


@router.head("/notices/{notice_id}", include_in_schema=False)
@router.get("/notices/{notice_id}")
def reader(notice_id: str) -> FileResponse:  # noqa: ARG001  the page itself reads it from the address
    """The reader page."""
    return _page("reader")


@router.head("/duties", include_in_schema=False)
@router.get("/duties")
def register() -> FileResponse:
    """The register's page."""
    return _page("register")


@router.head("/admin", include_in_schema=False)
@router.get("/admin")
def admin() -> FileResponse:
    """The operators' page."""
    return _page("admin")


@router.head("/favicon.ico", include_in_schema=False)
@router.get("/favicon.ico")
def icon() -> FileResponse:
    """The icon that browsers ask for."""
    return FileResponse(_FOLDER / "icon.svg", media_type="image/svg+xml")


def _page(name: str) -> FileResponse:
    return FileResponse(_FOLDER / f"{name}.html", headers=_FRESH)
