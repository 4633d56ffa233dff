"""A service that really listens, in a thread of this process, so that foreign clients can call it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from assistant.wiring import Workspace
from index.keys import Scope


@dataclass(frozen=True)
class Keyed:
    """A service that wants keys: its address, a key of each scope, and what it works on."""

    url: str
    secrets: dict[Scope, str]
    workspace: Workspace


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The address of an application."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(app, port=port, log_level="error", ws="none", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the service ended while starting"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        app.state.closing.set()
        server.should_exit = True
        thread.join(20)
