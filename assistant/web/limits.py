"""What every request and response passes: limits on size, time and sender, headers that keep pages safe."""

import asyncio
import json
from collections.abc import Collection, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.foreign import foreign

LARGEST_BODY = 256 * 1024
TOO_SLOW = 408
BODY_S = 20.0
"""How long a body may take to arrive."""
_HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]


class BodyLimit:
    """Refuses a request whose body is larger than LARGEST_BODY bytes, declared or streamed, or slow.

    The body is read here, before the application sees any of it, so that nothing in between can
    take the refusal for a fault of its own. `streamed` are the requests, as (method, path), that
    the application reads piece by piece, within limits of its own.
    """

    def __init__(self, app: ASGIApp, streamed: Collection[tuple[str, str]] = ()) -> None:
        self._app = app
        self._streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then hand it on in one piece."""
        if not _may_change(scope) or (scope["method"], scope["path"]) in self._streamed:
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_S):
                body = await _body(receive)
        except TimeoutError:
            await refuse(send, TOO_SLOW, "timeout", "请求太慢，已中断。请检查网络后重试。")
            return
        if body is None:
            return
        if len(body) > LARGEST_BODY:
            limit = f"请求太大（上限 {LARGEST_BODY // 1024} KB）。请缩短问题或减少随附的历史对话。"
            await refuse(send, 413, "too_large", limit, scope["path"])
            return
        whole = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def replay() -> Message:
            return next(whole, None) or await receive()

        await self._app(scope, replay, send)


class OwnPages:
    """Refuses what would change something when a page of another site sends it.

    A browser sends forms and plain texts anywhere without asking first, so that any page open on
    this machine could upload or delete. Sec-Fetch-Site says who sends; where a browser leaves it
    out, Origin does. Programs send neither.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compare the sender with the address it sends to."""
        if _may_change(scope) and not _is_own(dict(scope["headers"])):
            said = "这个请求来自别的网站的页面，已拒绝。请在对口通自己的页面里操作；经反向代理访问时，请让它转发 X-Forwarded-Host。"
            await refuse(send, 403, "foreign_page", said, scope["path"])
            return
        await self._app(scope, receive, send)


class KnownHost:
    """Refuses a request under a foreign Host name, as a page elsewhere could send (DNS rebinding)."""

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compare the Host header, its port left out."""
        if scope["type"] == "http":
            host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
            name = host[: host.rfind("]") + 1] if host.startswith("[") else host.split(":")[0]
            if name.lower() not in self._allowed:
                said = "这个地址没有开放给您访问。请用本机地址 127.0.0.1 打开，或联系管理员。"
                await refuse(send, 400, "unknown_host", said, scope["path"])
                return
        await self._app(scope, receive, send)


class SecurityHeaders:
    """Adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Extend the response's start."""

        async def extended(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message.get("headers", [])}
                message["headers"] = [
                    *message.get("headers", []),
                    *(header for header in _HEADERS if header[0] not in present),
                ]
            await send(message)

        await self._app(scope, receive, extended if scope["type"] == "http" else send)


async def _body(receive: Receive) -> bytes | None:
    """A body, or as much of it as is too large; None where the client is gone."""
    pieces, size, more = [], 0, True
    while more and size <= LARGEST_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        more = message.get("more_body", False)
    return b"".join(pieces)


def _may_change(scope: Scope) -> bool:
    """Whether the request may change something."""
    return scope["type"] == "http" and scope["method"] not in {"GET", "HEAD"}


def _is_own(headers: Mapping[bytes, bytes]) -> bool:
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    if site is not None:
        return site in {b"same-origin", b"none"}
    if origin is None:
        return True
    hosts = {headers.get(b"host", b""), headers.get(b"x-forwarded-host", b"")}
    return origin.partition(b"://")[2] in hosts - {b""}


async def refuse(send: Send, status: int, code: str, message: str, path: str = "") -> None:
    """Answer with the contract's error shape."""
    contract = {"error": {"code": code, "message": message, "detail": None}}
    status, error = foreign(path, status, contract)
    body = json.dumps(error, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *(((b"connection", b"close"),) if status == TOO_SLOW else ()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
