"""A real service in a process of its own, and clients that ask it without pause."""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote, urlencode

from tests.patience import PATIENCE_S

_ROOT = Path(__file__).parents[2]
_HOST = "127.0.0.1"
_LONGEST_S = 600
_REPLY_S = 60


class Client:
    """One connection that is kept open, as a portal's; for one thread. Idle for 5 s it is closed."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(_HOST, port, timeout=_REPLY_S)

    def ask(self, question: str) -> tuple[int, Any]:
        """The status and the JSON of an answer."""
        body = json.dumps({"question": question}).encode()
        status, said = self._send("POST", "/api/ask", body)
        return status, json.loads(said)

    def get(self, address: str, **query: object) -> Any:
        """The JSON of a page that must be there."""
        return json.loads(self._page(f"{address}?{urlencode(query)}"))

    def original(self, notice_id: str, version_id: str) -> str:
        """The file a version was read from, which must be kept."""
        return self._page(f"/api/notices/{quote(notice_id)}/source?version={version_id}").decode()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _page(self, address: str) -> bytes:
        status, said = self._send("GET", address)
        assert status == 200, (address, said.decode())
        return said

    def _send(self, method: str, address: str, body: bytes | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"} if body else {}
        self._connection.request(method, address, body, headers)
        response = self._connection.getresponse()
        return response.status, response.read()


@dataclass(frozen=True)
class Service:
    """Where a service listens, and its process."""

    port: int
    process: "subprocess.Popen[bytes]"

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A connection of one's own."""
        client = Client(self.port)
        try:
            yield client
        finally:
            client.close()


@contextmanager
def serving(data: Path, library: Path) -> Iterator[Service]:
    """`duikou serve` on a library with the built-in model; ready, though not yet done indexing."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port = probe.getsockname()[1]
    places = {"DUIKOU_DATA_DIR": str(data), "DUIKOU_LIBRARY": str(library)}
    environment = {**os.environ, **places}  # noqa: TID251
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=_ROOT)
    service = Service(port, process)
    try:
        _wait_until_ready(service)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def wait_until(holds: Callable[[], bool], what: str, seconds: float = _LONGEST_S) -> None:
    """Raises AssertionError where something does not come true in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)


def _wait_until_ready(service: Service) -> None:
    def is_ready() -> bool:
        assert service.process.poll() is None, "the service ended while starting"
        try:
            with service.client() as client:
                client.get("/health/ready")
        except (OSError, AssertionError, http.client.HTTPException):
            return False
        return True

    wait_until(is_ready, "the service is ready")


@dataclass(frozen=True)
class Reply:
    """What one client was told, when it asked (time.monotonic()) and how long it waited."""

    client: int
    question: str
    status: int
    said: Any
    asked_at: float
    seconds: float


@contextmanager
def crowd(service: Service, questions: Sequence[str], clients: int = 8) -> Iterator[list[Reply]]:
    """While open, clients ask without pause, each in an order of its own; gives the replies so far.

    Raises on leaving what went wrong with one of them.
    """
    replies: list[Reply] = []
    over = Event()
    with ThreadPoolExecutor(clients) as pool:
        ask_on = partial(_ask_on, service, questions, replies, over)
        asking = [pool.submit(ask_on, number) for number in range(clients)]
        try:
            yield replies
        finally:
            over.set()
    for each in asking:
        each.result()


def _ask_on(
    service: Service, questions: Sequence[str], replies: list[Reply], over: Event, number: int
) -> None:
    chance = random.Random(number)
    with service.client() as client:
        while not over.is_set():
            question, began = chance.choice(questions), time.monotonic()
            status, said = client.ask(question)
            seconds = time.monotonic() - began
            replies.append(Reply(number, question, status, said, began, seconds))
