"""A server with OpenAI's chat interface, on loopback, that does whatever a function tells it to."""

import json
import select
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message as Headers
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from assistant.errors import ModelFailure
from assistant.speaking.model import ChatModel, Endpoint, Message

KEY = "sk-geheim-0123456789"
ASKED = [Message("user", "冷链由谁负责？")]
LONG_S = 60.0
"""How long a silent server keeps its connections: who is back before half of it did not wait for it."""


@dataclass
class Exchange:
    """One request, and the ways to answer it: well, badly or not at all."""

    path: str
    headers: "Headers[str, str]"
    body: Any
    connection: socket.socket
    over: Event
    """Set at the end of the test: who waits must stop."""

    def raw(self, said: bytes) -> None:
        """Send these bytes."""
        self.connection.sendall(said)

    def begin(self, status: int = 200, kind: str = "text/event-stream", more: str = "") -> None:
        """Send the head of an answer."""
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n{more}\r\n"
        self.raw(head.encode())

    def chunk(self, said: bytes) -> None:
        """Send a part of the body."""
        self.raw(f"{len(said):x}\r\n".encode() + said + b"\r\n")

    def event(self, said: Any) -> None:
        """Send an event of the stream."""
        self.chunk(b"data: " + json.dumps(said).encode() + b"\n\n")

    def delta(self, reason: str | None = None, **delta: Any) -> None:
        """Send a piece, or why there are no more."""
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        self.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                    "choices": [choice]})  # fmt: skip

    def say(self, *pieces: str) -> None:
        """Send pieces of text."""
        for piece in pieces:
            self.delta(content=piece)

    def end(self, reason: str = "stop") -> None:
        """Send that this was all."""
        self.delta(reason)
        self.chunk(b"data: [DONE]\n\n")
        self.chunk(b"")

    def answer(self, *pieces: str) -> None:
        """A whole answer."""
        self.begin()
        self.say(*pieces)
        self.end()

    def fail(self, status: int, said: str, more: str = "") -> None:
        """Refuse."""
        self.begin(status, "application/json", more)
        self.chunk(said.encode())
        self.chunk(b"")

    def left_within(self, seconds: float) -> bool:
        """Whether the caller hangs up in this time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.over.is_set():
            readable, _, _ = select.select([self.connection], [], [], min(left, 0.1))
            if readable:
                with suppress(ConnectionError):
                    return not self.connection.recv(1, socket.MSG_PEEK)
                return True
        return False


Script = Callable[[Exchange], None]


@dataclass
class ScriptedModel:
    """Where the server is, what it does and what it was asked."""

    url: str
    script: Script
    heard: list[Exchange] = field(default_factory=list)

    def endpoint(self, **other: Any) -> Endpoint:
        """To set it by."""
        own = {"provider": "openai", "url": self.url, "name": "m", "key": KEY, "context": 8192}
        return Endpoint(**(own | other))

    def model(self, **other: Any) -> ChatModel:
        """To call it by."""
        return ChatModel(self.endpoint(**other))


@contextmanager
def scripted(script: Script) -> Iterator[ScriptedModel]:
    """A server that answers each request as the script does; the script may be changed meanwhile."""
    over = Event()

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.close_connection = True
            length = int(self.headers.get("Content-Length", 0))
            raw = self.rfile.read(length)
            body = json.loads(raw) if "json" in self.headers.get("Content-Type", "") else raw
            exchange = Exchange(self.path, self.headers, body, self.connection, over)
            own.heard.append(exchange)
            with suppress(ConnectionError):
                own.script(exchange)

        do_GET = do_POST  # noqa: N815  the name that is called

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    own = ScriptedModel(f"http://127.0.0.1:{server.server_port}/v1", script)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield own
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def failure_of(model: ChatModel, seconds: float) -> ModelFailure:
    """How a call fails, which must not wait for the server; its thread must end, too."""
    began = time.monotonic()
    with pytest.raises(ModelFailure) as caught:
        list(model.stream(ASKED, seconds, 50))
    assert time.monotonic() - began < seconds + LONG_S / 2
    assert threads_end_within(LONG_S / 2)
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return caught.value


def threads_end_within(seconds: float) -> bool:
    """Whether nobody waits for a model any more."""
    until = time.monotonic() + seconds
    while any(each.name == "language-model" for each in threading.enumerate()):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True
