"""A service that wants keys, and sites that show its chat in their pages."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from tests.conftest import service_at
from tests.portal.portal import create_portal


@dataclass(frozen=True)
class Keyed:
    """Its address, its keys by their scope, and the one site that may show its chat."""

    url: str
    keys: dict[str, str]
    site: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def keyed_service(folder: Path) -> Iterator[Keyed]:
    """On a data folder of its own, which holds the samples once it is ready."""
    keys, site = {scope: _created(folder, scope) for scope in ("ask", "admin")}, free_port()
    origins = f"http://127.0.0.1:{site}, https://portal.example.cn"
    with service_at(folder, DUIKOU_WIDGET_ORIGINS=origins) as url:
        yield Keyed(url, keys, site)


def _created(folder: Path, scope: str) -> str:
    command = [sys.executable, "-m", "assistant.cli", "keys", "create", "--name", scope]
    environment = {**os.environ, "DUIKOU_DATA_DIR": str(folder)}  # noqa: TID251
    made = subprocess.run(
        [*command, "--scope", scope], env=environment, capture_output=True, text=True, check=True
    )
    return made.stdout.strip()


@contextmanager
def portal_at(port: int, service: str, key: str | None) -> Iterator[str]:
    """A portal in a thread of this process; its address."""
    config = uvicorn.Config(create_portal(service, key), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Keyed]:
    with keyed_service(tmp_path_factory.mktemp("keyed")) as service:
        yield service
