"""A connection that nobody can hold for ever: heads, answers and silence all have their limits.

uvicorn waits for a request's head, and for a client that takes its answer, as long as it may take.
"""

import asyncio
import json
from asyncio import TimerHandle
from collections.abc import Iterable
from http import HTTPStatus
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 10.0
"""How long the head of a request may take to arrive."""
STUCK_S = 60.0
"""How long a client may take nothing of its answer."""
LARGEST_HEAD = 32 * 1024
MOST_HEADERS = 100
MOST = 500
"""Connections at a time; of one more, the one that has been without a request longest is closed."""


class _HeadError(Exception):
    """The head of a request is too large."""


class Connection(HttpToolsProtocol):
    """One client's, for as many requests as it sends one after another."""

    _watch: TimerHandle | None = None
    _stuck: TimerHandle | None = None
    _raw = _head = _count = 0
    _since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a head."""
        super().connection_made(transport)
        self._expect_head()
        if len(self.connections) > MOST:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        super().connection_lost(exc)
        for timer in (self._watch, self._stuck):
            if timer:
                timer.cancel()
        self._watch = self._stuck = None

    def data_received(self, data: bytes) -> None:
        """Whatever comes while no request is being answered belongs to a head, or to nothing."""
        if not self._is_answering():
            self._raw += len(data)
        super().data_received(data)
        if self.transport.is_closing() or self._is_answering():
            return
        if self._raw > LARGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._watch is None and self.timeout_keep_alive_task is None:
            self._expect_head()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._head = self._count = 0

    def on_url(self, url: bytes) -> None:
        """Raises _HeadError where the address is too long."""
        self._read(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Raises _HeadError where there are too many."""
        self._count += 1
        self._read(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head has come."""
        if self._watch:
            self._watch.cancel()
            self._watch = None
        self._raw = 0
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """The client takes nothing."""
        super().pause_writing()
        self._stuck = self.loop.call_later(STUCK_S, self.transport.abort)

    def resume_writing(self) -> None:
        """The client takes its answer again."""
        super().resume_writing()
        if self._stuck:
            self._stuck.cancel()
            self._stuck = None

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn's words are not for people
        """Refuse what is no request."""
        large, wrong = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, HTTPStatus.BAD_REQUEST
        self._refuse(large if self._is_large() else wrong)

    def _unsupported_upgrade_warning(self) -> None:
        """There are no WebSockets here; the request is answered as any other."""

    def _read(self, size: int) -> None:
        """The parser makes an error of its own of what is raised."""
        self._head += size
        if self._is_large():
            raise _HeadError

    def _is_large(self) -> bool:
        return self._count > MOST_HEADERS or self._head > LARGEST_HEAD

    def _expect_head(self) -> None:
        self._since = self.loop.time()
        self._watch = self.loop.call_later(HEAD_S, self.transport.abort)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _make_room(self) -> None:
        others = cast("Iterable[Connection]", self.connections - {self})
        idle = [each for each in others if not each._is_answering()]
        if idle:
            min(idle, key=lambda each: each._since).transport.abort()
        else:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def _refuse(self, status: HTTPStatus) -> None:
        """In the contract's shape, beside the application: it cannot be asked."""
        code, message = _SAID[status]
        error = {"error": {"code": code, "message": message, "detail": None}}
        body = json.dumps(error, ensure_ascii=False).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/json; charset=utf-8\r\n"
            f"content-length: {len(body)}\r\nx-content-type-options: nosniff\r\nretry-after: 5\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


_SAID = {
    HTTPStatus.BAD_REQUEST: ("bad_request", "这不是有效的 HTTP 请求。请检查发送的程序。"),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        "too_large",
        f"请求头太大（上限 {LARGEST_HEAD // 1024} KB、{MOST_HEADERS} 项）。请清除浏览器的 Cookie，或缩短地址后重试。",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ("busy", "连接太多。请稍后重试。"),
}
