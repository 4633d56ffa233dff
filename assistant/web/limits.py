"""What every request and response passes: a limit on its size, headers that keep pages safe."""

import json
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 256 * 1024
_HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]


class BodyLimit:
    """Refuses a request whose body is larger than LARGEST_BODY bytes, declared or streamed.

    The body is read here, before the application sees any of it, so that nothing in between can
    take the refusal for a fault of its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then hand it on in one piece."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        body = b""
        more = True
        while more and len(body) <= LARGEST_BODY:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            limit = f"请求太大（上限 {LARGEST_BODY // 1024} KB）。请缩短问题或减少随附的历史对话。"
            await refuse(send, 413, "too_large", limit)
            return
        whole = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def replay() -> Message:
            return next(whole, None) or await receive()

        await self._app(scope, replay, send)


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
                await refuse(send, 400, "unknown_host", said)
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


async def refuse(send: Send, status: int, code: str, message: str) -> None:
    """Answer with the contract's error shape."""
    error = {"error": {"code": code, "message": message, "detail": None}}
    body = json.dumps(error, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
