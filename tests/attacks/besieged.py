"""A service that listens in this process, and connections that speak to it byte by byte."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import uvicorn

from assistant.serving import configured
from assistant.wiring import Workspace
from tests.patience import PATIENCE_S

HOST = "127.0.0.1"


@contextmanager
def listening(workspace: Workspace) -> Iterator["Besieged"]:
    """The service on a workspace, over TCP as it is run."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(configured(workspace, [], HOST, port))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield Besieged(port, server)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


@dataclass(frozen=True)
class Besieged:
    """Where it listens."""

    port: int
    server: uvicorn.Server

    def connect(self) -> "Raw":
        """A connection on which nothing was said yet."""
        return Raw(socket.create_connection((HOST, self.port), timeout=PATIENCE_S))

    def ask(self, question: str = "冷链由谁负责？") -> "Answered":
        """An answer, as an ordinary client gets it."""
        with self.connect() as raw:
            return raw.post("/api/ask", json.dumps({"question": question}).encode())

    def tell(self, content: bytes) -> "Answered":
        """What is answered to these bytes."""
        with self.connect() as raw:
            raw.say(content)
            return raw.answered()

    @property
    def connections(self) -> int:
        """How many are open, as the service sees it."""
        return len(self.server.server_state.connections)

    @property
    def questions(self) -> int:
        """How many are being answered, or wait for it."""
        app: Any = self.server.config.app
        unfinished: int = app.state.answering._unfinished
        return unfinished


@dataclass(frozen=True)
class Answered:
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Raw:
    """One connection."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def say(self, content: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(content)

    def post(self, address: str, body: bytes, kind: str = "application/json") -> Answered:
        """Send a whole request."""
        self.say(head("POST", address, **{"Content-Type": kind, "Content-Length": str(len(body))}))
        self.say(body)
        return self.answered()

    def answered(self) -> Answered:
        """Read one answer with a known length."""
        with self.socket.makefile("rb") as stream:
            _, status, *_ = stream.readline().split(b" ", 2)
            headers = dict(_header(line) for line in iter(stream.readline, b"\r\n"))
            body = stream.read(int(headers.get("content-length", 0)))
        return Answered(int(status), headers, body)

    def drip(self, content: bytes = b"x", every_s: float = 0.05, most_s: float = 30) -> float:
        """Send a little again and again; seconds until the service hangs up."""
        began = time.monotonic()
        self.socket.settimeout(every_s)
        while (so_long := time.monotonic() - began) < most_s:
            try:
                self.socket.sendall(content)
                if self.socket.recv(65536) == b"":
                    return so_long
            except TimeoutError:
                continue
            except OSError:
                return so_long
        raise AssertionError(f"still connected after {most_s} s")


def asking(question: str, **more: object) -> bytes:
    """A request that asks."""
    body = json.dumps({"question": question, **more}).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return head("POST", "/api/ask", **headers) + body


def head(method: str, address: str, **headers: str) -> bytes:
    """The head of a request; a line of it for every header."""
    lines = {"Host": HOST, **headers}
    told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {address} HTTP/1.1\r\n{told}\r\n".encode()


def _header(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("latin-1").partition(":")
    return name.lower(), value.strip()
