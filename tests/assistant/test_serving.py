"""Where the service listens, what it serves at first, and that it keeps up with the library."""

import json
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
from tempfile import TemporaryFile
from typing import Any

import pytest

from assistant.errors import ServiceError
from assistant.serving import require_loopback, serve
from assistant.wiring import Workspace
from tests.patience import PATIENCE_S


def fetch(url: str) -> Any:
    """A JSON answer of the service."""
    with urllib.request.urlopen(url, timeout=PATIENCE_S) as response:
        return json.load(response)


@contextmanager
def running(**environment: str) -> Iterator[str]:
    """A service in a process of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with TemporaryFile("w+", encoding="utf-8") as log:  # a pipe would fill, and hold it up
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "serve", "--port", port],
            env={**os.environ, **environment},  # noqa: TID251
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)
            log.seek(0)
            assert "Traceback" not in log.read()
            assert process.returncode == 0  # it ended in order


def eventually(url: str, wanted: int) -> dict[str, Any]:
    """The service's notices once there are so many."""
    for _ in range(240):
        try:
            answer: dict[str, Any] = fetch(f"{url}/api/notices")
            if answer["total"] == wanted:
                return answer
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.25)
    pytest.fail(f"{url} did not show {wanted} notices within a minute")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_loopback_is_allowed(host: str) -> None:
    require_loopback(host, has_keys=False)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "example.com", "", "localhost.example.com"]
)
def test_other_hosts_are_refused(host: str) -> None:
    with pytest.raises(ServiceError, match=r"还没有访问密钥.*127\.0\.0\.1"):
        require_loopback(host, has_keys=False)


def test_other_hosts_are_allowed_once_there_are_keys() -> None:
    require_loopback("0.0.0.0", has_keys=True)


def test_service_refuses_another_host_before_it_does_anything(
    sample_workspace: Workspace,
) -> None:
    with pytest.raises(ServiceError, match="还没有访问密钥"):
        serve(sample_workspace, "0.0.0.0", 8000)


def test_port_in_use(sample_workspace: Workspace) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServiceError, match=rf"端口 {port} 不能使用.*--port"):
            serve(sample_workspace, "127.0.0.1", port)


@pytest.mark.skipif(os.geteuid() == 0, reason="root 可以使用任何端口")
def test_port_without_permission(sample_workspace: Workspace) -> None:
    with pytest.raises(ServiceError, match="端口 80 不能使用"):
        serve(sample_workspace, "127.0.0.1", 80)


def test_first_start_serves_the_samples(service_url: str) -> None:
    assert fetch(f"{service_url}/api/notices")["total"] == 15
    ready = fetch(f"{service_url}/health/ready")
    assert ready == {"status": "ok", "stores": [], "notices": 15, "remarks": []}


def test_library_is_served_instead_of_the_samples(tmp_path: Path, model_folder: Path) -> None:
    library = tmp_path / "公文库"
    library.mkdir()
    (library / "冷链.txt").write_text("关于冷链的通知\n\n由松江区商务局负责。\n", "utf-8")
    with running(DUIKOU_DATA_DIR=str(tmp_path / "data"), DUIKOU_LIBRARY=str(library)) as url:
        notices = eventually(url, 1)["notices"]
    assert [notice["source"] for notice in notices] == ["冷链.txt"]


def test_upload_to_the_running_service(tmp_path: Path, model_folder: Path) -> None:
    words = "关于冷链的通知\n\n由松江区商务局负责。\n"
    body = (
        '--x\r\nContent-Disposition: form-data; name="file"; filename="冷链.txt"\r\n\r\n'
        f"{words}\r\n--x--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    with running(DUIKOU_DATA_DIR=str(tmp_path / "data")) as url:
        eventually(url, 15)
        request = urllib.request.Request(f"{url}/api/notices", body.encode(), headers)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            assert response.status == 202
            job_id = json.load(response)["job_id"]
        with urllib.request.urlopen(
            f"{url}/api/jobs/{job_id}/events", timeout=PATIENCE_S
        ) as response:
            told = response.read().decode()
        assert told.rstrip().splitlines()[-2] == "event: done"
        assert fetch(f"{url}/api/notices")["total"] == 16
    assert not list((tmp_path / "data" / "uploads" / ".incoming").iterdir())
