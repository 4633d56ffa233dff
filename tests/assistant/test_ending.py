"""The end of a real service: nothing that is under way is lost, and what has no end is told."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from assistant.settings import Settings
from assistant.wiring import open_workspace, samples
from index.job import Kind
from tests.conftest import free_port
from tests.patience import PATIENCE_S, until

_ROOT = Path(__file__).parents[2]
LARGE = 12 * 2**20
"""Bytes of a file, more than the system holds between a service and its client."""
_SERVE = """
import os
from pathlib import Path
from assistant import serving
from assistant.cli import main
from index.retrieving import Retriever
from tests.patience import until
search = Retriever.search
def slow(self, question, *rest):
    if "很慢" in question:
        Path(os.environ["BEGUN"]).touch()
        until(Path(os.environ["GO_ON"]).exists)
    return search(self, question, *rest)
Retriever.search = slow
serving._NOTICE_S, serving._FAREWELL_S = float(os.environ["NOTICE"]), int(os.environ["FAREWELL"])
main()
"""
"""The service, which makes the file BEGUN for some questions and answers them once there is GO_ON."""


@dataclass(frozen=True)
class Running:
    """A service in a process of its own, a job that waits for a folder that never comes, the notice
    with the large file, and the files by which the answer to a slow question is led.
    """

    process: "subprocess.Popen[bytes]"
    port: int
    job_id: str
    large: str
    begun: Path
    go_on: Path

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def end(self) -> None:
        """As an operator's system does."""
        self.process.send_signal(signal.SIGTERM)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """One notice of few words, and one with a large picture in its file."""
    folder = tmp_path_factory.mktemp("ending")
    library = folder / "公文库"
    library.mkdir()
    (library / "冷链.txt").write_text("关于冷链的通知\n\n冷链仓库由市商务局负责建设。\n", "utf-8")
    large = library / "方案.docx"
    shutil.copy(next(samples().glob("*.docx")), large)
    with zipfile.ZipFile(large, "a") as archive:
        archive.writestr("word/media/picture.bin", os.urandom(LARGE))
    with open_workspace(Settings(data_dir=folder)) as workspace:
        assert not workspace.refresher.refresh(library).failures
    return folder


@contextmanager
def running(data: Path, notice_s: float = 1, farewell_s: int = 5) -> Iterator[Running]:
    with open_workspace(Settings(data_dir=data)) as workspace:
        job_id = workspace.jobs.ask(Kind.REFRESH, "/没有这个文件夹").id
        (large,) = workspace.catalogue.recorded("方案.docx")
    port = free_port()
    command = [sys.executable, "-c", _SERVE, "serve", "--port", str(port)]
    begun, go_on = data / f"begun-{port}", data / f"go-on-{port}"
    own = {"DUIKOU_DATA_DIR": data, "PYTHONPATH": _ROOT, "BEGUN": begun, "GO_ON": go_on}
    waits = {"NOTICE": notice_s, "FAREWELL": farewell_s}
    environment = os.environ | {name: str(each) for name, each in (own | waits).items()}  # noqa: TID251
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    service = Running(process, port, job_id, large.id, begun, go_on)
    try:
        _wait(service)
        yield service
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE_S)


def _wait(service: Running) -> None:
    for _ in range(240):
        assert service.process.poll() is None, "the service ended while starting"
        try:
            if httpx.get(f"{service.url}/health/ready", timeout=PATIENCE_S).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.25)
    pytest.fail("the service was not ready after a minute")


def refuses(service: Running) -> bool:
    """Whether it takes in nobody any more."""
    try:
        httpx.get(f"{service.url}/health/live", timeout=PATIENCE_S)
    except httpx.TransportError:  # one that was on its way when it closed is reset
        return True
    return False


class Slow:
    """A client that takes the large file in sips, so that the service has to wait for it."""

    def __init__(self, service: Running) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.connect(("127.0.0.1", service.port))
        self._socket.settimeout(PATIENCE_S)
        head = f"GET /api/notices/{service.large}/source HTTP/1.1"
        self._socket.sendall(f"{head}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        self._heard = self._socket.recv(4096)

    def __enter__(self) -> "Slow":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def hear_all(self) -> bytes:
        """Head and body, as far as they come."""
        while piece := self._socket.recv(2**20):
            self._heard += piece
        return self._heard


def test_streamed_answer_under_way_is_given_to_its_end(data: Path) -> None:
    question = {"question": "很慢的问题：哪个部门负责建设冷链仓库？", "stream": True}
    with running(data, farewell_s=60) as service, ThreadPoolExecutor(1) as asking:
        asked = asking.submit(
            httpx.post, f"{service.url}/api/ask", json=question, timeout=PATIENCE_S
        )
        until(service.begun.exists)
        service.end()
        until(lambda: refuses(service))
        assert not asked.done(), "it was not under way"
        service.go_on.touch()
        answer = asked.result()
        assert "event: done" in answer.text
        assert "市商务局" in answer.text
        assert service.process.wait(PATIENCE_S) == 0
    said = json.loads(answer.text.rsplit("data: ", 1)[1])
    with open_workspace(Settings(data_dir=data)) as workspace:
        assert workspace.transcripts.whole(said["conversation_id"]) is not None


def test_client_that_hears_slowly_hears_all(data: Path) -> None:
    with running(data, farewell_s=60) as service, Slow(service) as slow:
        service.end()
        until(lambda: refuses(service))
        time.sleep(1)
        assert service.process.poll() is None, "it did not wait for the client"
        _, _, file = slow.hear_all().partition(b"\r\n\r\n")
        assert file == (data / "公文库" / "方案.docx").read_bytes()
        assert service.process.wait(PATIENCE_S) == 0


def test_who_comes_while_it_says_that_it_ends_is_answered(data: Path) -> None:
    with (
        running(data, notice_s=5) as service,
        httpx.Client(base_url=service.url, timeout=PATIENCE_S) as client,
    ):
        service.end()
        until(lambda: client.get("/health/ready").json()["status"] == "stopping")
        assert client.get("/health/ready").status_code == 503
        asked = client.post("/api/ask", json={"question": "哪个部门负责冷链？"})
        assert asked.json()["status"] == "answered"
        assert service.process.wait(PATIENCE_S) == 0
    with open_workspace(Settings(data_dir=data)) as workspace:
        kept = workspace.transcripts.whole(asked.json()["conversation_id"])
        assert kept is not None


def test_page_that_follows_a_job_is_told(data: Path) -> None:
    with running(data) as service:
        address = f"{service.url}/api/jobs/{service.job_id}/events"
        with httpx.stream("GET", address, timeout=PATIENCE_S) as stream:
            pieces = stream.iter_text()
            assert "event: progress" in next(pieces)
            service.end()
            list(pieces)  # without an error: the end is in order
        assert service.process.wait(PATIENCE_S) == 0


def test_client_that_hears_nothing_holds_up_the_end_for_seconds_alone(data: Path) -> None:
    with running(data) as service, Slow(service) as slow:
        began = time.monotonic()
        service.end()
        assert service.process.wait(PATIENCE_S) == 0
        assert time.monotonic() - began > 5
        assert len(slow.hear_all()) < LARGE


def test_ctrl_c_ends_it(data: Path) -> None:
    with running(data) as service:
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(PATIENCE_S) == 0
