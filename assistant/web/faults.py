"""Every error as the contract's JSON, with a Chinese message and the right status."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from assistant.errors import (
    AssistantError,
    GoldenError,
    KeyNeededError,
    KeyRefusedError,
    NothingToDoError,
    QuestionError,
    ScopeError,
    UnknownConversationError,
    UnknownModelError,
    UnsupportedError,
)
from assistant.logs import REQUEST
from assistant.web.foreign import foreign
from assistant.web.noting import noting
from assistant.web.wire import ErrorBody, ErrorOut, FiltersIn
from assistant.wiring import Workspace
from documents.errors import DocumentsError
from index.builtin_model.errors import ModelError
from index.errors import (
    BadGroupError,
    BadKeyError,
    ConversationTakenError,
    FilterError,
    IndexingError,
    NoticeGoneError,
    StoreError,
    UploadError,
)

_CODES: tuple[tuple[type[Exception], int, str], ...] = (
    (QuestionError, 422, "bad_question"),
    (GoldenError, 422, "bad_questions"),
    (FilterError, 422, "bad_filter"),
    (UploadError, 422, "bad_upload"),
    (NoticeGoneError, 404, "not_found"),
    (UnknownConversationError, 404, "not_found"),
    (ConversationTakenError, 404, "not_found"),
    (BadGroupError, 422, "bad_group"),
    (UnknownModelError, 404, "model_not_found"),
    (UnsupportedError, 400, "unsupported"),
    (NothingToDoError, 409, "nothing_to_do"),
    (KeyNeededError, 401, "key_needed"),
    (KeyRefusedError, 401, "key_refused"),
    (ScopeError, 403, "scope_missing"),
    (BadKeyError, 422, "bad_key"),
    (IndexingError, 503, "store_unavailable"),
    (ModelError, 503, "model_unavailable"),
    (DocumentsError, 422, "unreadable"),
    (AssistantError, 500, "failed"),
)
UNAUTHORISED, NOT_ALLOWED = 401, 405
_HTTP = {
    400: ("bad_request", "请求有误。请检查地址和内容。"),
    404: ("not_found", "没有这个地址。请检查链接是否完整。"),
    405: ("method_not_allowed", "这个地址不支持这种请求方式。"),
    406: ("not_acceptable", "不能按所要求的格式回答。请检查 Accept。"),
    408: ("timeout", "请求太慢，已中断。请检查网络后重试。"),
    409: ("conflict", "与现在的状态不符。请刷新后重试。"),
    413: ("too_large", "请求太大。请减少内容后重试。"),
    415: ("unsupported_type", "不支持这种内容格式。请改正后重试。"),
    422: ("invalid", "请求内容不合要求。请改正后重试。"),
    429: ("too_many_questions", "提问太频繁。请稍后再试。"),
    431: ("too_large", "请求头太大。请清除浏览器的 Cookie 后重试。"),
    499: ("gone", "请求已被取消。"),
    503: ("busy", "服务正忙。请稍后重试。"),
    504: ("too_slow", "花的时间太长，已放弃。请稍后再试。"),
}
_FAULTS = {
    "missing": "缺少这一项",
    "string_type": "应为文字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "json_invalid": "不是有效的 JSON",
    "date_from_datetime_parsing": "应为日期，如 2024-01-31",
    "date_parsing": "应为日期，如 2024-01-31",
    "datetime_from_date_parsing": "应为时间，如 2024-01-31T08:00:00",
    "datetime_parsing": "应为时间，如 2024-01-31T08:00:00",
    "list_type": "应为列表",
    "model_attributes_type": "应为 JSON 对象",
    "string_too_long": "太长",
    "string_pattern_mismatch": "只能由字母、数字、下划线和连字符组成",
    "too_long": "太多",
    "too_short": "太少",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
}


def install(app: FastAPI) -> None:
    """Register the handlers."""
    for kind in (AssistantError, IndexingError, ModelError, DocumentsError):
        app.add_exception_handler(kind, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def body_of(error: Exception) -> tuple[int, ErrorOut]:
    """Status and body for one of our errors, or for an unexpected one."""
    for kind, status, code in _CODES:
        if isinstance(error, kind):
            return status, _error(code, str(error))
    number = f"（请求编号 {REQUEST.get()}）" if REQUEST.get() else ""
    message = f"服务内部出错{number}，已记入日志。请稍后重试；仍出错请把请求编号告诉管理员。"
    return 500, _error("internal", message)


def _error(code: str, message: str, detail: object = None) -> ErrorOut:
    return ErrorOut(error=ErrorBody(code=code, message=message, detail=detail))


def _respond(
    request: Request, status: int, body: ErrorOut, parameter: str | None = None
) -> JSONResponse:
    noting(request).outcome = body.error.code
    status, content = foreign(request.url.path, status, body.model_dump(), parameter)
    headers = {"WWW-Authenticate": "Bearer"} if status == UNAUTHORISED else None
    return JSONResponse(content, status_code=status, headers=headers)


def told(error: Exception, workspace: Workspace) -> tuple[int, ErrorOut]:
    """Status and body; a store that failed under a request is looked after at once."""
    if isinstance(error, StoreError):
        workspace.keeper.alarm()
    return body_of(error)


async def _ours(request: Request, error: Exception) -> JSONResponse:
    status, body = told(error, request.app.state.workspace)
    parameter = error.parameter if isinstance(error, UnsupportedError) else None
    return _respond(request, status, body, parameter)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, message = _HTTP.get(error.status_code, ("failed", str(error.detail)))
    if isinstance(error.detail, str) and any("\u4e00" <= c <= "\u9fff" for c in error.detail):
        message = error.detail
    response = _respond(request, error.status_code, _error(code, message))
    response.headers.update(error.headers or {})
    if error.status_code == NOT_ALLOWED and (methods := _methods(request)):
        response.headers["allow"] = ", ".join(methods)
    return response


def _methods(request: Request) -> list[str]:
    """All that an address knows, which may be told by several routes."""
    known = [each for each in iter_route_contexts(request.app.routes) if each.methods]
    fitting = [each for each in known if each.path_regex.match(request.url.path)]
    named = [each for each in fitting if each.path == request.url.path]
    return sorted({method for each in named or fitting for method in each.methods or ()})


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [described(fault) for fault in error.errors()]
    body = _error("invalid", "；".join(faults) + "。", {"fields": faults})
    return _respond(request, 422, body, _place(error.errors()[0]["loc"]))


def described(fault: Mapping[str, Any]) -> str:
    """What is wrong with a value, in Chinese, of what pydantic says."""
    place = "请求内容" if fault["type"] == "json_invalid" else _place(fault["loc"])
    if fault["type"] == "unknown_parameter":
        known = "、".join(fault["ctx"]["known"])
        return f"不认识的参数 {place}，{f'可用的参数：{known}' if known else '这个地址没有参数'}"
    if fault["type"] == "extra_forbidden":
        known = (
            f"可用的筛选条件：{'、'.join(FiltersIn.model_fields)}"
            if "filters" in fault["loc"]
            else "请删除"
        )
        return f"不认识的字段 {place}，{known}"
    if fault["type"] in {"literal_error", "enum"}:
        return f"{place} 的值不可用，应为 {fault['ctx']['expected'].replace(' or ', ' 或 ')}"
    return f"{place} {_FAULTS.get(fault['type'], '的值不合要求')}"


def _place(location: Sequence[str | int]) -> str:
    return (
        ".".join(str(part) for part in location if part not in {"body", "query", "path"})
        or "请求内容"
    )
