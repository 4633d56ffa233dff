"""/openapi.json: what the routes do not say of themselves, said of all of them alike."""

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.web.access import NAMES
from assistant.web.describing_errors import with_errors
from assistant.web.describing_tags import TAGS, tag_of
from assistant.web.exemplifying import exemplified
from index.keys import Scope

VERSION = version("duikou")
_ABOUT = """对口合作公文问答：每句回答都能点回原文。

- **密钥**：从建立第一个访问密钥起，`/api`、`/v1`、`/mcp` 都要 `Authorization: Bearer dk_…`（页面用登录后的 cookie）；
  每个操作要的权限写在它的说明里，admin 权限可以做一切。还没有密钥时只在本机开放，不用密钥。
- **出错**：一律是 `{"error": {"code", "message", "detail"}}`，`message` 用中文说明原因和办法；`/v1` 下另有 `type` 和 `param`。
- **参数**：`/api` 下不认识的查询参数和字段会被拒绝（422），并列出可用的；`/v1` 下不认识的照收，但不起作用。
- **时间**都是 UTC；`start`、`end` 是在正文中的字数位置，从 0 起。"""
_LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
_CONTACT = {"name": "本单位的对口通管理员"}
_JSON = "application/json"
_LONGEST_SUMMARY = 30
_CLAUSE = re.compile(r"[。；：，（]")


def describe(app: FastAPI) -> None:
    """Have the application describe itself so."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    told = get_openapi(
        title="对口通",
        version=VERSION,
        summary="对口合作公文问答",
        description=_ABOUT,
        routes=app.routes,
        tags=[{"name": tag.name, "description": tag.description} for tag in TAGS],
        servers=[{"url": "/", "description": "本服务"}],
        contact=_CONTACT,
        license_info=_LICENCE,
    )
    schemas = told["components"]["schemas"]
    for path, method, operation in _operations(told):
        _introduce(path, operation)
        with_errors(path, method, operation)
        for content in _contents(operation):
            _exemplify(content, schemas)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return told


def _operations(told: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _introduce(path: str, operation: dict[str, Any]) -> None:
    """The first clause is the summary; the scope that is asked for is said in words."""
    words = operation.get("description", "")
    operation["summary"] = _CLAUSE.split(words, maxsplit=1)[0].strip()[:_LONGEST_SUMMARY]
    operation["tags"] = [tag_of(path)]
    asked = operation.setdefault("security", [])
    scopes = sorted({scope for each in asked for scopes in each.values() for scope in scopes})
    if scopes:
        named = "、".join(f"“{NAMES[Scope(scope)]}”（{scope}）" for scope in scopes)
        operation["description"] = f"{words}\n\n需要{named}权限。"


def _contents(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    holders = [operation.get("requestBody", {}), *operation["responses"].values()]
    for holder in holders:
        if _JSON in holder.get("content", {}):
            yield holder["content"][_JSON]


def _exemplify(content: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    if not {"example", "examples"} & set(content):
        content["example"] = exemplified(content.get("schema", {}), schemas)
