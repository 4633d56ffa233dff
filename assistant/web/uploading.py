"""POST /api/notices: files that become notices, or new versions of the notices they name."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from assistant import operating
from assistant.web.access import Caller, Seen, uploader_of
from assistant.web.job_records import UploadedOut
from assistant.web.metrics import Metrics
from assistant.web.noting import NotePart
from assistant.web.parts import WorkspacePart, refusals
from assistant.web.receiving import name_of, notices, received
from assistant.web.turnstile import Turnstile

router = APIRouter(prefix="/api/notices")
UPLOADERS = 8
"""Uploads received at a time."""
_FILES = {"type": "array", "items": {"type": "string", "format": "binary"}}
_GROUPS = {
    "type": "array",
    "items": {"type": "string"},
    "description": "只给这些可见组看；可重复，或用逗号分开；空着就是所有人可看",
}
_KINDS = (
    "text/plain, text/markdown, text/html, application/pdf, "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
_BODY = {
    "required": True,
    "description": "一个或多个文件，每个不超过 20 MB，一次不超过 50 个、100 MB",
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {"files": _FILES, "groups": _GROUPS},
            },
            "encoding": {"files": {"contentType": _KINDS}},
        }
    },
}


@router.post(
    "",
    status_code=202,
    openapi_extra={"requestBody": _BODY},
    responses=refusals(400, 403, 408, 413, 415, 422, 503),
)
async def upload_notices(
    request: Request, found: Caller, seen: Seen, workspace: WorkspacePart, note: NotePart
) -> UploadedOut:
    """上传公文：新的文件名就是新公文，同名文件替换原来的公文（编号不变，旧版本保留）；有一个不合要求就都不收。

    groups 指定只给哪些可见组看，空着就是所有人可看；不写时，替换的公文仍给原来的人看，新的公文给上传密钥自己的组看。
    """
    uploading: Turnstile = request.app.state.uploading
    uploading.require_free("上传")
    with uploading.enter():
        async with received(request, notices()) as came:
            pairs = [(name_of(file), file.file) for file in came.files]
            job, sources = await run_in_threadpool(
                operating.take_in, workspace, pairs, uploader_of(found, seen), came.values("groups")
            )
    note.target, note.details = job.id, {"files": list(sources)}
    metrics: Metrics = request.app.state.metrics
    metrics.uploaded_files.inc(len(sources))
    return UploadedOut(job_id=job.id, files=sources)
