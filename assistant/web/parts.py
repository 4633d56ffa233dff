"""What routes are given."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi import Path as PathPart
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from assistant.web.wire import ErrorOut, FiltersIn
from assistant.wiring import Workspace
from index.hit import Filters

_VERSION = r"^[0-9a-f]{32}$"
_NO_FILTERS = {"q", "limit", "offset", "explain"}
"""Parameters beside the filters."""

_REFUSALS = {
    400: "请求残缺",
    401: "没有密钥，或密钥不能用",
    403: "密钥没有这项权限，或请求来自别的网站的页面",
    404: "没有所指的公文、版本、任务或文件",
    408: "传输太慢",
    409: "已经完成、正在进行，或没有可做的",
    413: "内容太大",
    415: "内容格式不支持",
    422: "参数或内容不合要求",
    503: "存储或服务暂时不可用",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route describes the errors it may answer with."""
    return {each: {"model": ErrorOut, "description": _REFUSALS[each]} for each in statuses}


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace


def filters_of(request: Request) -> Filters:
    """The filters among the query's parameters. Raises RequestValidationError."""
    given = {
        name: value
        for name, value in request.query_params.items()
        if name in FiltersIn.model_fields and value
    }
    unknown = set(request.query_params) - set(FiltersIn.model_fields) - _NO_FILTERS
    try:
        return FiltersIn.model_validate({**given, **dict.fromkeys(unknown, "")}).to_filters()
    except ValidationError as error:
        raise RequestValidationError(
            [{**fault, "loc": ("query", "filters", *fault["loc"])} for fault in error.errors()]
        ) from error


WorkspacePart = Annotated[Workspace, Depends(_workspace)]
FiltersPart = Annotated[Filters, Depends(filters_of)]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Words = Annotated[str, Query(max_length=1000)]
NoticeId = Annotated[str, PathPart(pattern=r"^[0-9a-f]{16}$")]
VersionId = Annotated[str, PathPart(pattern=_VERSION)]
VersionQuery = Annotated[str | None, Query(pattern=_VERSION, description="版本编号")]
