"""Give each request its number (请求编号), a line in the log, and an answer if it fails."""

import logging
import re
import secrets
from collections.abc import Callable

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.logs import REQUEST
from assistant.web.faults import body_of
from assistant.web.noting import UNKNOWN, Note
from index.timing import stopwatch

HEADER = b"x-request-id"
_log = logging.getLogger("duikou.request")
_WELL_FORMED = re.compile(rb"[A-Za-z0-9_-]{1,32}")
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{2,45}")
_BYTES = 8


class Numbered:
    """Takes the number that a caller or a proxy gave, or makes one; tells of the request at its end.

    What nobody foresaw is answered here, so that the answer has all headers and names the number.
    """

    def __init__(
        self, app: ASGIApp, tell: Callable[[Note], None], is_proxy: Callable[[str], bool]
    ) -> None:
        self._app = app
        self._tell = tell
        self._is_proxy = is_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Number it, pass it on, tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        note = _begun(scope, self._is_proxy)
        scope.setdefault("state", {})["note"] = note
        REQUEST.set(note.id)  # for good: each request is a task of its own

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                note.status = message["status"]
                message["headers"] = [*message.get("headers", []), (HEADER, note.id.encode())]
            await send(message)

        try:
            with stopwatch() as note.laps:
                await self._app(scope, receive, marked)
        except Exception as error:
            if note.status is not None:  # too late to say so: the connection ends where it was
                raise
            _log.error("服务内部出错", exc_info=error)
            status, body = body_of(error)
            note.outcome = body.error.code
            await JSONResponse(body.model_dump(), status)(scope, receive, marked)
        finally:
            note.route = _route(scope)
            _write(note)
            self._tell(note)


def _begun(scope: Scope, is_proxy: Callable[[str], bool]) -> Note:
    given = dict(scope["headers"]).get(HEADER, b"")
    number = given.decode() if _WELL_FORMED.fullmatch(given) else secrets.token_hex(_BYTES)
    return Note(number, _address(scope, is_proxy), scope["method"])


def _address(scope: Scope, is_proxy: Callable[[str], bool]) -> str | None:
    """Where the request comes from: who the office's own proxies say, and nobody else."""
    client = scope.get("client")
    if not client or not is_proxy(client[0]):
        return client[0] if client else None
    listed = [v for name, v in scope["headers"] if name == b"x-forwarded-for"]
    hops = b",".join(listed).decode("latin-1").split(",")
    for hop in map(str.strip, reversed(hops)):
        if not _ADDRESS.fullmatch(hop):
            break
        if not is_proxy(hop):
            return hop
    return str(client[0])


def _route(scope: Scope) -> str:
    """As it is declared; of what is mounted, where."""
    path: str | None = getattr(scope.get("route"), "path", None)
    return path or scope.get("root_path") or UNKNOWN


def _write(note: Note) -> None:
    took_ms = round(note.seconds() * 1000, 1)
    key = note.holder.key if note.holder else None
    fields = {
        "method": note.method,
        "route": note.route,
        "status": note.status,
        "ms": took_ms,
        "key": key.id if key else None,
        "key_name": note.holder.name if note.holder else None,
        "client": note.address,
    }
    said = (note.method, note.route, note.status, took_ms)
    _log.info("%s %s %s %s ms", *said, extra={"fields": fields})
