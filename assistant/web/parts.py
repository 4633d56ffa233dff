"""What routes are given."""

from typing import Annotated, Any, get_args

from fastapi import Depends, Query, Request
from fastapi import Path as PathPart
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BeforeValidator, WithJsonSchema

from assistant.web.wire import Day, ErrorOut, Statuses, Words
from assistant.wiring import Workspace
from index.hit import Filters

_VERSION = r"^[0-9a-f]{32}$"
_EMPTY = {"const": ""}
_ABSENT = BeforeValidator(lambda value: value or None)
"""A condition that is left empty is none."""
_Day = Annotated[
    Day | None,
    _ABSENT,
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, _EMPTY, {"type": "null"}]}),
]
_Status = Annotated[
    Statuses | None,
    _ABSENT,
    WithJsonSchema({"anyOf": [{"enum": [*get_args(Statuses)]}, _EMPTY, {"type": "null"}]}),
]

_REFUSALS = {
    400: "请求残缺",
    401: "没有密钥，或密钥不能用",
    403: "密钥没有这项权限，或请求来自别的网站的页面",
    404: "没有所指的公文、版本、任务或文件",
    406: "不接受 JSON",
    408: "传输太慢",
    409: "已经完成、正在进行，或没有可做的",
    413: "内容太大",
    415: "内容格式不支持",
    422: "参数或内容不合要求",
    429: "提问太频繁；Retry-After 是多少秒后再试",
    503: "存储或服务暂时不可用",
    504: "回答花的时间太长，已放弃",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route describes the errors it may answer with."""
    return {each: {"model": ErrorOut, "description": _REFUSALS[each]} for each in statuses}


def events(example: str) -> dict[str, Any]:
    """How a route describes a stream of events."""
    event = {
        "type": "object",
        "required": ["data"],
        "properties": {
            "event": {"type": "string"},
            "data": {"type": "string", "description": "JSON；/v1 下最后是 [DONE]"},
        },
    }
    return {"text/event-stream": {"schema": event, "example": example}}


def files(*kinds: str) -> dict[str, Any]:
    """How a route describes files of these media types."""
    return {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}


async def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace


async def _filters(  # noqa: PLR0913  each is a parameter of the address
    *,
    issuer: Annotated[Words | None, Query(description="发文机关，一部分即可")] = None,
    category: Annotated[Words | None, Query(description="分类，一部分即可")] = None,
    party: Annotated[Words | None, Query(description="合作的一方，如 北屏区")] = None,
    issued_from: Annotated[_Day, Query(description="成文或发布不早于这一天")] = None,
    issued_to: Annotated[_Day, Query(description="成文或发布不晚于这一天")] = None,
    status: Annotated[_Status, Query(description="效力")] = None,
) -> Filters:
    return Filters(issuer or None, category or None, party or None, issued_from, issued_to, status)


async def known_query(request: Request) -> None:
    """Raises RequestValidationError for parameters that an address under /api does not tell of.

    A condition that is misspelt must not be passed over: the answer would be another.
    """
    unknown = [name for name in request.query_params if request.url.path.startswith("/api/")]
    if not unknown:
        return
    openapi = request.app.openapi
    document = openapi() if request.app.openapi_schema else await run_in_threadpool(openapi)
    described = document["paths"][request.scope["route"].path]
    told = described[request.method.lower()].get("parameters", ())
    known = [each["name"] for each in told if each["in"] == "query"]
    faults = [
        {"type": "unknown_parameter", "loc": ("query", name), "ctx": {"known": known}}
        for name in unknown
        if name not in known
    ]
    if faults:
        raise RequestValidationError(faults)


async def _site(request: Request) -> str:
    """Where the caller reaches the service, to stand before links: https://…, without a slash."""
    scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
    host = request.headers.get("x-forwarded-host", request.url.netloc)
    return "://".join(each.partition(",")[0].strip() for each in (scheme, host))


WorkspacePart = Annotated[Workspace, Depends(_workspace)]
SitePart = Annotated[str, Depends(_site)]
FiltersPart = Annotated[Filters, Depends(_filters)]
Limit = Annotated[int, Query(ge=1, le=100, description="最多几条")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="从第几条起，第一条是 0")]
Sought = Annotated[str, Query(max_length=1000, description="要找的词")]
NoticeId = Annotated[str, PathPart(pattern=r"^[0-9a-f]{16}$", description="公文编号")]
VersionId = Annotated[str, PathPart(pattern=_VERSION, description="版本编号")]
VersionQuery = Annotated[str | None, Query(pattern=_VERSION, description="版本编号")]
