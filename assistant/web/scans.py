"""GET /api/notices/{id}/pages: a PDF's pages as pictures, and where words stand on them."""

from asyncio import Semaphore
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi import Path as PathPart
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.web.access import Seen
from assistant.web.notices import found_notice
from assistant.web.originals import original
from assistant.web.parts import NoticeId, VersionQuery, WorkspacePart, files, refusals
from assistant.web.turnstile import Turnstile
from assistant.wiring import Workspace
from documents.errors import PageMissingError
from documents.locating import boxes, window
from documents.picturing import WIDEST, draw, page_words
from index.catalogue import NoticeText

router = APIRouter(prefix="/api/notices/{notice_id}/pages", responses=refusals(404, 409, 422, 503))
AT_ONCE = 2
"""Pages drawn at a time."""
WAITING = 24
"""Requests for pages at a time, those that wait for their turn included."""
_KEPT = "private, no-cache"
"""A browser keeps the picture and asks whether it still holds."""
_Told = TypeVar("_Told")

Number = Annotated[int, PathPart(ge=1, le=100_000, description="第几页，从 1 起")]
Width = Annotated[int, Query(ge=100, le=WIDEST, description="图像宽度，像素")]
Place = Annotated[int | None, Query(ge=0, le=100_000_000, description="在正文中的字数位置")]


class PlaceOut(BaseModel):
    """A part of a line, as fractions of the page's width and height from its top left corner."""

    left: float
    top: float
    width: float
    height: float


class PlacesOut(BaseModel):
    """Where words stand on a page."""

    number: int
    pages: int = Field(description="这份 PDF 的页数")
    ratio: float = Field(description="这一页的高与宽之比")
    places: list[PlaceOut] = Field(description="每行一处；不能确定位置时为空")


class Desk:
    """Where requests for pages take turns, so that pages wait and questions do not."""

    def __init__(self) -> None:
        self._waiting = Turnstile(WAITING)
        self._drawing = Semaphore(AT_ONCE)

    async def done(self, work: Callable[[], _Told]) -> _Told:
        """The work's result, once it is its turn. Raises HTTPException 503 where too many wait."""
        self._waiting.require_free("查看原件页面")
        with self._waiting.enter():
            async with self._drawing:
                return await run_in_threadpool(work)


@router.get(
    "/{number}",
    response_class=Response,
    responses={
        200: {"content": files("image/png"), "description": "这一页的图像"},
        304: {"description": "图像没有变化"},
    },
)
async def read_page(  # noqa: PLR0913  each is a parameter of the address
    notice_id: NoticeId,
    number: Number,
    request: Request,
    seen: Seen,
    workspace: WorkspacePart,
    *,
    version: VersionQuery = None,
    width: Width = 1200,
) -> Response:
    """原件为 PDF 的公文，某一页的图像（PNG）；version 给出某一旧版。"""

    def drawn() -> Response:
        notice, content = _pdf(notice_id, version, seen, workspace)
        tag = f'"{notice.record.version_id}-{number}-{width}"'
        headers = {"ETag": tag, "Cache-Control": _KEPT}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        picture = _on_page(lambda: draw(content(), number, width))
        return Response(picture.png, media_type="image/png", headers=headers)

    return await _desk(request).done(drawn)


@router.get("/{number}/places")
async def find_places(  # noqa: PLR0913  each is a parameter of the address
    notice_id: NoticeId,
    number: Number,
    request: Request,
    seen: Seen,
    workspace: WorkspacePart,
    *,
    version: VersionQuery = None,
    start: Place = None,
    end: Place = None,
) -> PlacesOut:
    """正文中从 start 到 end 的文字在这一页上的位置；不在这一页，或不能确定时，places 为空。"""

    def found() -> PlacesOut:
        notice, content = _pdf(notice_id, version, seen, workspace)
        page = _on_page(lambda: page_words(content(), number))
        begin, stop = window(notice.text, notice.pages, number)
        first, last = max(start or 0, begin), min(end or 0, stop)
        marked = boxes(page.characters, notice.text[begin:stop], first - begin, last - begin)
        places = [
            PlaceOut(left=b.left, top=b.top, width=b.right - b.left, height=b.bottom - b.top)
            for b in marked
        ]
        return PlacesOut(number=number, pages=page.pages, ratio=page.ratio, places=places)

    return await _desk(request).done(found)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _pdf(
    notice_id: str, version: str | None, seen: Seen, workspace: Workspace
) -> tuple[NoticeText, Callable[[], bytes]]:
    """The notice, and what reads its PDF. Raises HTTPException where it is none."""
    notice, shown = found_notice(notice_id, version, seen)
    _require_pdf(notice.record.source)

    def content() -> bytes:
        name, found = original(workspace, notice, shown)
        _require_pdf(name)
        return found

    return notice, content


def _require_pdf(name: str) -> None:
    if Path(name).suffix.lower() != ".pdf":
        raise HTTPException(404, "这份公文的原件不是 PDF，没有页面图。请下载原文件查看。")


def _on_page(look: Callable[[], _Told]) -> _Told:
    """What the look tells. Raises HTTPException 404 where there is no such page."""
    try:
        return look()
    except PageMissingError as error:
        raise HTTPException(404, str(error)) from error
