"""The errors that any address may answer with, and an example of each."""

from typing import Any

from assistant.web.foreign import PREFIX, foreign

_EXAMPLES = {
    400: ("unknown_host", "这个地址没有开放给您访问。请用本机地址 127.0.0.1 打开，或联系管理员。"),
    401: ("key_needed", "需要访问密钥。程序请在请求头里写 Authorization: Bearer 密钥。"),
    403: ("scope_missing", "这个密钥没有“收录和更新”（index）权限。请换一个有这项权限的密钥，或向管理员要。"),
    404: ("not_found", "没有这份公文，可能已被撤下或替换。请返回重新检索。"),
    406: ("not_acceptable", "回答是 JSON。请在请求头里写 Accept: application/json。"),
    408: ("timeout", "上传太慢，已中断，什么也没有保存。请检查网络后重新上传。"),
    409: ("nothing_to_do", "这个任务已经完成，不用停止。"),
    413: ("too_large", "请求太大（上限 256 KB）。请缩短问题或减少随附的历史对话。"),
    415: ("unsupported_type", "不支持这种内容格式。请改正后重试。"),
    422: ("invalid", "limit 应为整数。"),
    429: ("too_many_questions", "提问太频繁（每分钟最多 120 次）。请在 20 秒后再试。"),
    500: ("internal", "服务内部出错，已记入日志。请稍后重试；仍出错请把时间告诉管理员。"),
    503: ("store_unavailable", "检索索引正在修复。请稍后重试。"),
    504: ("too_slow", "这个问题 30 秒还没有答完，已放弃。请换个说法，或缩小范围再问。"),
}  # fmt: skip
_ANY = {400: "请求残缺，或用了没有开放的主机名", 500: "服务内部出错"}
_CHANGING = {403: "密钥没有这项权限，或请求来自别的网站的页面", 413: "内容太大"}
_STORED = {503: "存储或服务暂时不可用"}
_OURS = {422: "参数或内容不合要求"}
_JSON = "application/json"


def with_errors(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add what everything may answer with, give each error its shape and an example."""
    responses = operation["responses"]
    if _schema(responses.get("422", {})) == "HTTPValidationError":
        del responses["422"]
    for status, said in _any(path, method).items():
        responses.setdefault(str(status), {"description": said})
    if path.startswith(PREFIX):
        responses.pop("422", None)
    for status, response in responses.items():
        if int(status) >= 400 and not _is_its_own(response):
            response["content"] = {_JSON: _content(path, int(status))}
    operation["responses"] = dict(sorted(responses.items()))


def _any(path: str, method: str) -> dict[int, str]:
    said = dict(_ANY)
    if method not in {"get", "head"}:
        said |= _CHANGING
    if not path.startswith("/health"):
        said |= _STORED
    return said | _OURS if path.startswith("/api/") else said


def _is_its_own(response: dict[str, Any]) -> bool:
    """Whether it is described as something else than the shape of errors."""
    return _schema(response) not in {None, "ErrorOut", "ForeignErrorOut"}


def _schema(response: dict[str, Any]) -> str | None:
    """The name of its shape, which is empty where the shape has none."""
    content = response.get("content", {}).get(_JSON)
    return str(content["schema"].get("$ref", "")).rsplit("/", 1)[-1] if content else None


def _content(path: str, status: int) -> dict[str, Any]:
    code, message = _EXAMPLES[status]
    body = {"error": {"code": code, "message": message, "detail": None}}
    shape = "ForeignErrorOut" if path.startswith(PREFIX) else "ErrorOut"
    return {
        "schema": {"$ref": f"#/components/schemas/{shape}"},
        "example": foreign(path, status, body)[1],
    }
