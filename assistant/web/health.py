"""Whether the service lives, and whether it can answer."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from assistant.web.parts import WorkspacePart
from index.watching import Watcher

router = APIRouter(prefix="/health")


@router.head("/live", include_in_schema=False)
@router.get("/live")
def live() -> dict[str, str]:
    """进程在运行。"""
    return {"status": "ok"}


@router.head("/ready", include_in_schema=False)
@router.get("/ready")
def ready(request: Request, workspace: WorkspacePart) -> JSONResponse:
    """各个存储都能回答；索引不齐时为 503。remarks 说明监视公文文件夹时遇到的问题。"""
    _, total = workspace.catalogue.notices(limit=1)
    complete = workspace.followers.standing()
    watchers: Sequence[Watcher] = request.app.state.watchers
    remarks = [watcher.remark for watcher in watchers if watcher.remark]
    body = {"status": "ok" if complete else "indexing", "notices": total, "remarks": remarks}
    return JSONResponse(body, status_code=200 if complete else 503)
