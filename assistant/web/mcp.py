"""/mcp: the tools for assistants of other makers, over HTTP.

Each request stands by itself and is answered by JSON, so that no session outlives a key. The key, the
host, the sender and the size are looked at by the service itself as for every other address, also
where it listens beyond this machine; the package's own list of hosts is left out for that reason.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import Response
from mcp.server.context import ServerRequestContext
from mcp.server.streamable_http import check_accept_headers
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Receive, Scope, Send

from assistant.web.access import Seen
from assistant.web.limits import LARGEST_BODY
from assistant.web.noting import NotePart
from assistant.web.parts import SitePart, WorkspacePart, refusals
from assistant.web.replying import AskerPart
from assistant.web.tools import Visit
from assistant.web.tools.server import server_for
from assistant.web.turns import Asking

router = APIRouter()
_JSON = "application/json"
_CALL = {
    "type": "object",
    "required": ["jsonrpc", "method"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"description": "请求的编号，字符串或整数；没有的是通知"},
        "method": {"type": "string"},
        "params": {"type": ["object", "null"]},
    },
}
_SHAPE = {
    "type": "object",
    "required": ["jsonrpc", "id"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"type": ["string", "integer", "null"]},
        "result": {"type": "object"},
        "error": {"type": "object", "required": ["code", "message"]},
    },
}
_ASKED = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": "哪个部门负责文化旅游合作？"}},
}
_TOLD = {"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": "……[1]"}]}}
_FAILED = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32600, "message": "Invalid Request"}}
_BODY = {"required": True, "content": {_JSON: {"schema": _CALL, "example": _ASKED}}}


_EITHER = {"anyOf": [_SHAPE, {"$ref": "#/components/schemas/ErrorOut"}]}


def _answer(said: str, schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    return {"description": said, "content": {_JSON: {"schema": schema, "example": example}}}


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: _answer("JSON-RPC 的结果或错误", _SHAPE, _TOLD),
    202: {"description": "通知已收到"},
    400: _answer("不是这个协议的请求", _EITHER, _FAILED),
    404: _answer("没有这个方法", _EITHER, _FAILED),
    **refusals(406, 415),
}


@asynccontextmanager
async def speaking(app: FastAPI) -> AsyncIterator[None]:
    """While open, /mcp answers."""
    sessions = StreamableHTTPSessionManager(
        server_for(_visit),
        json_response=True,
        stateless=True,
        max_request_body_size=LARGEST_BODY,
    )
    async with sessions.run():
        app.state.sessions = sessions
        yield


@router.post(
    "/mcp",
    operation_id="call_mcp",
    response_class=Response,
    openapi_extra={"requestBody": _BODY},
    responses=_ANSWERS,
)
async def speak(  # noqa: PLR0913  each is a part of the visit
    *,
    request: Request,
    workspace: WorkspacePart,
    seen: Seen,
    asker: AskerPart,
    asking: Asking,
    site: SitePart,
    note: NotePart,
) -> Response:
    """供其他智能体调用的工具：ask、search、read_notice、look_up_duties。按 Model Context Protocol 的 Streamable HTTP，
    每个请求自成一体，回答是一个 JSON；不保持会话，也没有服务端推送。"""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise HTTPException(415, "MCP 请求要用 application/json 格式。请改正后重试。")
    if not check_accept_headers(request)[0]:
        raise HTTPException(406, "MCP 的回答是 JSON。请在请求头里写 Accept: application/json。")
    note.is_act = False  # unless a tool is called that asks
    request.state.visit = Visit(workspace, seen, asker.replied, site, asking, note)
    return _Spoken(request.app.state.sessions)


def _visit(context: ServerRequestContext[Any, Any]) -> Visit:
    assert context.request is not None
    visit: Visit = context.request.state.visit
    return visit


class _Spoken(Response):
    """What the protocol's own transport answers."""

    def __init__(self, sessions: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._sessions: Any = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request over."""
        await self._sessions.handle_request(scope, receive, send)
