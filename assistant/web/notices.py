"""GET /api/notices, one notice, and its original file."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from fastapi.responses import FileResponse

from assistant.web.parts import FiltersPart, Limit, Offset, Words, WorkspacePart
from assistant.web.records import NoticeOut, NoticesOut, NoticeTextOut
from assistant.web.wire import ErrorOut
from assistant.wiring import Workspace
from index.catalogue import NoticeText

router = APIRouter(prefix="/api/notices", responses={404: {"model": ErrorOut}})
NoticeId = Annotated[str, PathPart(pattern=r"^[0-9a-f]{16}$")]


@router.get("")
def list_notices(
    workspace: WorkspacePart,
    filters: FiltersPart,
    limit: Limit = 20,
    offset: Offset = 0,
    q: Words = "",
) -> NoticesOut:
    """列出现行公文，最新的在前；q 按标题、文号、发文机关查找。"""
    records, total = workspace.catalogue.notices(
        limit=limit, offset=offset, containing=q, filters=filters
    )
    return NoticesOut(notices=[NoticeOut.of(record) for record in records], total=total)


@router.get("/{notice_id}")
def read_notice(notice_id: NoticeId, workspace: WorkspacePart) -> NoticeTextOut:
    """一份公文的版头信息、效力、正文、目录、历次版本，以及它废止、修订和依据的公文。"""
    notice, catalogue = _found(notice_id, workspace), workspace.catalogue
    return NoticeTextOut.with_text(
        notice, catalogue.versions(notice_id), catalogue.links(notice_id)
    )


@router.get("/{notice_id}/source", response_class=FileResponse)
def read_source(notice_id: NoticeId, workspace: WorkspacePart) -> FileResponse:
    """公文的原始文件，作为附件下载。"""
    record = _found(notice_id, workspace).record
    root = Path(record.root)
    path = root if root.is_file() else root / record.source
    if not path.is_file():
        raise HTTPException(404, f"原始文件 {record.source} 已不在公文库文件夹里。请联系管理员。")
    return FileResponse(path, filename=path.name, content_disposition_type="attachment")


def _found(notice_id: str, workspace: Workspace) -> NoticeText:
    notice = workspace.catalogue.notice(notice_id)
    if notice is None:
        raise HTTPException(404, "没有这份公文，可能已被撤下或替换。请返回重新检索。")
    return notice
