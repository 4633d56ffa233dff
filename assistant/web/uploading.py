"""POST /api/notices: files that become notices, or new versions of the notices they name."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from assistant import operating
from assistant.web.job_records import UploadedOut
from assistant.web.parts import WorkspacePart, refusals
from assistant.web.receiving import name_of, notices, received
from assistant.web.turnstile import Turnstile

router = APIRouter(prefix="/api/notices")
UPLOADERS = 8
"""Uploads received at a time."""
_FILES = {"type": "array", "items": {"type": "string", "format": "binary"}}
_BODY = {
    "required": True,
    "description": "一个或多个文件，每个不超过 20 MB，一次不超过 50 个、100 MB",
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["files"], "properties": {"files": _FILES}}
        }
    },
}


@router.post(
    "",
    status_code=202,
    openapi_extra={"requestBody": _BODY},
    responses=refusals(400, 403, 408, 413, 415, 422, 503),
)
async def upload_notices(request: Request, workspace: WorkspacePart) -> UploadedOut:
    """上传公文：新的文件名就是新公文，同名文件替换原来的公文（编号不变，旧版本保留）；有一个不合要求就都不收。"""
    uploading: Turnstile = request.app.state.uploading
    uploading.require_free("上传")
    with uploading.enter():
        async with received(request, notices()) as files:
            pairs = [(name_of(file), file.file) for file in files]
            job, names = await run_in_threadpool(operating.take_in, workspace, pairs)
    return UploadedOut(job_id=job.id, files=names)
