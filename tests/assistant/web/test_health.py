"""Whether the service lives and can answer."""

import shutil

from fastapi.testclient import TestClient

from assistant.web.app import create_app
from assistant.wiring import Workspace, samples


def test_live(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


def test_ready(client: TestClient) -> None:
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "notices": 15})


def test_ready_on_an_empty_library_and_not_while_an_index_lacks_passages(
    workspace: Workspace,
) -> None:
    client = TestClient(create_app(workspace), base_url="http://127.0.0.1")
    assert client.get("/health/ready").json() == {"status": "ok", "notices": 0}
    notice = next(path for path in samples().iterdir() if path.suffix == ".txt")
    workspace.refresher.refresh(notice)
    assert client.get("/health/ready").status_code == 200
    shutil.rmtree(workspace.settings.data_dir / "keywords")
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "indexing")
    assert client.get("/health/live").status_code == 200
