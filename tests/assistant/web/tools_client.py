"""The official client of the Model Context Protocol, over HTTP and over standard input and output."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from tests.patience import PATIENCE_S

_Told = TypeVar("_Told")
LEGACY, MODERN = "legacy", "auto"
"""The handshake of older clients; what newer ones do."""
Does = Callable[[Client], Awaitable[_Told]]


def over_http(
    url: str,
    does: Does[_Told],
    key: str | None = None,
    mode: str = MODERN,
    *,
    strict: bool = False,
) -> _Told:
    """What comes of a conversation with the service; strict: no status of an error is passed over."""

    async def speak() -> _Told:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        hooks = {"response": [_require_answer]} if strict else {}
        async with httpx2.AsyncClient(
            headers=headers, timeout=PATIENCE_S, event_hooks=hooks
        ) as http:
            transport = streamable_http_client(f"{url}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                return await does(client)

    return _run(speak)


def over_stdio(data: Path, does: Does[_Told], mode: str = MODERN) -> _Told:
    """What comes of a conversation with `duikou mcp` on a data folder."""

    async def speak() -> _Told:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "assistant.cli", "mcp"],
            env={**os.environ, "DUIKOU_DATA_DIR": str(data)},  # noqa: TID251
            cwd=Path(__file__).parents[3],
        )
        async with Client(command, mode=mode) as client:
            return await does(client)

    return _run(speak)


def _run(speak: Callable[[], Awaitable[_Told]]) -> _Told:
    async def spoken() -> _Told:
        return await speak()

    try:
        return asyncio.run(spoken())
    except ExceptionGroup as group:
        raise _first(group) from group


def _first(error: Exception) -> Exception:
    return _first(error.exceptions[0]) if isinstance(error, ExceptionGroup) else error


async def _require_answer(response: httpx2.Response) -> None:
    response.raise_for_status()


def calling(name: str, **arguments: Any) -> Does[CallToolResult]:
    """A call of one tool."""

    async def call(client: Client) -> CallToolResult:
        return await client.call_tool(name, arguments)

    return call


def text_of(result: CallToolResult) -> str:
    """Its words."""
    (content,) = result.content
    assert content.type == "text"
    return content.text
