"""Whether the service lives, and whether it can answer."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Literal

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import BaseModel, Field

from assistant.errors import KeyRefusedError
from assistant.web.access import COOKIE, usable
from assistant.web.parts import WorkspacePart
from assistant.web.readiness import LONGEST_S, Look, Readiness
from assistant.wiring import Workspace
from index.errors import IndexingError
from index.keys import Scope
from index.watching import Watcher

router = APIRouter(prefix="/health")
_BRIEF = "没有回答。请管理员查看服务的日志，或运行 duikou doctor。"


class StoreOut(BaseModel):
    """A store that does not answer."""

    store: str = Field(description="登记库、关键词索引、向量索引、向量模型等")
    remark: str


class ReadyOut(BaseModel):
    """Whether questions can be answered."""

    status: str = Field(
        description="ok 可以回答，indexing 索引不齐，unavailable 有存储没有回答，stopping 正在停止"
    )
    stores: list[StoreOut] = Field(description="没有回答的存储；没有 admin 权限时不说细节")


class ReadyDetailsOut(ReadyOut):
    """The same for who may know more."""

    notices: int | None = Field(description="现行公文的数目")
    remarks: list[str] = Field(description="监视公文文件夹时遇到的问题")


class LiveOut(BaseModel):
    """The process runs."""

    status: Literal["ok"]


@router.head("/live", include_in_schema=False)
@router.get("/live", operation_id="check_live")
def live() -> LiveOut:
    """进程是否在运行。"""
    return LiveOut(status="ok")


@router.head("/ready", include_in_schema=False)
@router.get(
    "/ready",
    operation_id="check_ready",
    response_model=ReadyDetailsOut | ReadyOut,
    responses={503: {"model": ReadyDetailsOut | ReadyOut, "description": "现在不能回答"}},
)
async def ready(request: Request, workspace: WorkspacePart) -> JSONResponse:
    """各个存储都真能回答（几秒内有结果）时为 200，否则为 503；有密钥以后，数目和细节只告诉有 admin 权限的。"""
    if request.app.state.closing.is_set():
        return _told(ReadyOut(status="stopping", stores=[]))
    readiness: Readiness = request.app.state.readiness
    look = await readiness.look()
    if look.notices is None or not await _is_known(request, workspace):
        stores = [StoreOut(store=fault.store, remark=_BRIEF) for fault in look.faults]
        return _told(ReadyOut(status=_status(look), stores=stores))
    watchers: Sequence[Watcher] = request.app.state.watchers
    return _told(
        ReadyDetailsOut(
            status=_status(look),
            stores=[StoreOut(store=fault.store, remark=fault.remark) for fault in look.faults],
            notices=look.notices,
            remarks=[watcher.remark for watcher in watchers if watcher.remark],
        )
    )


def _told(body: ReadyOut) -> JSONResponse:
    return JSONResponse(body.model_dump(), status_code=200 if body.status == "ok" else 503)


def _status(look: Look) -> str:
    if look.faults:
        return "unavailable"
    return "ok" if look.complete else "indexing"


async def _is_known(request: Request, workspace: Workspace) -> bool:
    """Whether the caller may know how much there is; one whose key cannot be checked may not."""
    check = partial(_may_know, request, workspace)
    try:
        async with asyncio.timeout(LONGEST_S):
            return await anyio.to_thread.run_sync(check, abandon_on_cancel=True)
    except TimeoutError:
        return False


def _may_know(request: Request, workspace: Workspace) -> bool:
    """Who does not see every notice must not count them here."""
    scheme, sent = get_authorization_scheme_param(request.headers.get("authorization"))
    shown = sent if scheme.lower() == "bearer" else request.cookies.get(COOKIE, "")
    try:
        if not (workspace.keys.required() or workspace.settings.vouches):
            return True
        return usable(workspace.keys, shown).may(Scope.ADMIN)
    except (KeyRefusedError, IndexingError):
        return False
