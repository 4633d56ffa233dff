"""Whether the service lives and can answer."""

import shutil
from pathlib import Path

from fastapi.testclient import TestClient

from assistant.web.app import create_app
from assistant.wiring import Workspace, samples
from index.watching import Watcher


def test_live(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


def test_ready(client: TestClient) -> None:
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "notices": 15, "remarks": []},
    )


def test_ready_on_an_empty_library_and_not_while_an_index_lacks_passages(
    workspace: Workspace,
) -> None:
    client = TestClient(create_app(workspace), base_url="http://127.0.0.1")
    assert client.get("/health/ready").json() == {"status": "ok", "notices": 0, "remarks": []}
    notice = next(path for path in samples().iterdir() if path.suffix == ".txt")
    workspace.refresher.refresh(notice)
    assert client.get("/health/ready").status_code == 200
    shutil.rmtree(workspace.settings.data_dir / "keywords")
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "indexing")
    assert client.get("/health/live").status_code == 200


class Unwatched(Watcher):
    """A watcher that cannot watch."""

    @property
    def remark(self) -> str | None:
        """Why not."""
        return "无法监视 /公文。请检查文件夹名称和权限。"


def test_ready_tells_what_watching_meets_with(sample_workspace: Workspace) -> None:
    watchers = [Unwatched(Path("/公文"), lambda _: None), Watcher(Path("/"), lambda _: None)]
    client = TestClient(create_app(sample_workspace, watchers), base_url="http://127.0.0.1")
    assert client.get("/health/ready").json()["remarks"] == [watchers[0].remark]
