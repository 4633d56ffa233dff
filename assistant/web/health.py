"""Whether the service lives, and whether it can answer."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from assistant.web.parts import WorkspacePart

router = APIRouter(prefix="/health")


@router.head("/live", include_in_schema=False)
@router.get("/live")
def live() -> dict[str, str]:
    """进程在运行。"""
    return {"status": "ok"}


@router.head("/ready", include_in_schema=False)
@router.get("/ready")
def ready(workspace: WorkspacePart) -> JSONResponse:
    """各个存储都能回答；索引不齐时为 503。"""
    _, total = workspace.catalogue.notices(limit=1)
    in_step = workspace.followers.in_step()
    body = {"status": "ok" if in_step else "indexing", "notices": total}
    return JSONResponse(body, status_code=200 if in_step else 503)
