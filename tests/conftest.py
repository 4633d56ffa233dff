"""What tests share: the built model, a workspace with the samples indexed, a running service."""

import logging
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings as examples

from assistant.settings import Settings
from assistant.wiring import Workspace, open_workspace, samples
from index import builtin_model
from tests.patience import PATIENCE_S

# how long an example takes says how busy the machine is; in CI the same ones are tried each time
examples.register_profile("patient", deadline=None, derandomize="CI" in os.environ)  # noqa: TID251
examples.load_profile("patient")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the developer's machine reaches a test, and none writes into the checkout."""
    for name in [name for name in os.environ if name.startswith("DUIKOU_")]:  # noqa: TID251
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def log_put_back() -> Iterator[None]:
    """What a command of a test logs to is gone after it: a service that runs on must not log there."""
    root, ours = logging.getLogger(), logging.getLogger("duikou")
    before = (root.handlers[:], root.level, ours.level)
    yield
    logging.captureWarnings(False)
    root.handlers[:], root.level = before[:2]
    ours.setLevel(before[2])


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The built-in model's folder, built if `make setup` has not."""
    folder = builtin_model.default_folder()
    builtin_model.build(folder)
    return folder


@pytest.fixture
def settings(tmp_path: Path, model_folder: Path) -> Settings:
    """Settings for an empty data folder."""
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    """An empty workspace."""
    with open_workspace(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_workspace(
    tmp_path_factory: pytest.TempPathFactory, model_folder: Path
) -> Iterator[Workspace]:
    """The sample notices, indexed once; tests only read it."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("samples"))
    with open_workspace(settings) as opened:
        report = opened.refresher.refresh(samples())
        assert not report.failures
        yield opened


@pytest.fixture(scope="session")
def service_url(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[str]:
    """A real service on the sample notices."""
    with service_at(tmp_path_factory.mktemp("service")) as url:
        yield url


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def service_at(folder: Path, **settings: str) -> Iterator[str]:
    """A real service on a data folder, in a process of its own; its address."""
    port = free_port()
    environment = {**os.environ, "DUIKOU_DATA_DIR": str(folder), **settings}  # noqa: TID251
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[1])
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        assert process.poll() is None, "the service ended while starting"
        try:
            urllib.request.urlopen(f"{url}/health/ready", timeout=PATIENCE_S).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
        else:
            return
    pytest.fail("the service was not ready after two minutes")
