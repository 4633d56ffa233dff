"""The pages: chat, reader, register, and that of the operators."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

router = APIRouter(include_in_schema=False)
_FOLDER = Path(str(files("assistant.web"))) / "pages"


@router.head("/", include_in_schema=False)
@router.get("/")
def chat() -> FileResponse:
    """The chat page."""
    return FileResponse(_FOLDER / "chat.html")


@router.head("/notices/{notice_id}", include_in_schema=False)
@router.get("/notices/{notice_id}")
def reader(notice_id: str) -> FileResponse:  # noqa: ARG001  the page itself reads it from the address
    """The reader page."""
    return FileResponse(_FOLDER / "reader.html")


@router.head("/duties", include_in_schema=False)
@router.get("/duties")
def register() -> FileResponse:
    """The register's page."""
    return FileResponse(_FOLDER / "register.html")


@router.head("/admin", include_in_schema=False)
@router.get("/admin")
def admin() -> FileResponse:
    """The operators' page."""
    return FileResponse(_FOLDER / "admin.html")


@router.head("/favicon.ico", include_in_schema=False)
@router.get("/favicon.ico")
def icon() -> FileResponse:
    """The icon that browsers ask for."""
    return FileResponse(_FOLDER / "icon.svg", media_type="image/svg+xml")
