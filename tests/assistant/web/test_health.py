"""Whether the service lives and can answer."""

import shutil
import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.web import readiness
from assistant.web.access import COOKIE
from assistant.web.app import create_app
from assistant.wiring import Workspace, samples
from index.keys import Scope
from index.watching import Watcher
from tests.patience import until

HANGS_S = 60.0


def client_of(workspace: Workspace) -> TestClient:
    return TestClient(create_app(workspace), base_url="http://127.0.0.1")


def test_live(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


def test_ready(client: TestClient) -> None:
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "stores": [], "notices": 15, "remarks": []},
    )


def test_ready_on_an_empty_library(workspace: Workspace) -> None:
    client = client_of(workspace)
    for _ in range(2):  # the vectors are searched by what the model made before
        found = client.get("/health/ready")
        assert (found.status_code, found.json()["notices"]) == (200, 0)


def faults(client: TestClient) -> dict[str, str]:
    """By store; the service must say that it is not ready."""
    response = client.get("/health/ready")
    body = response.json()
    assert (response.status_code, body["status"]) == (503, "unavailable")
    assert client.get("/health/live").status_code == 200
    return {fault["store"]: fault["remark"] for fault in body["stores"]}


@pytest.mark.parametrize(("folder", "store"), [("keywords", "关键词索引"), ("vectors", "向量索引")])
def test_index_that_is_lost_is_named(workspace: Workspace, folder: str, store: str) -> None:
    client = client_of(workspace)
    workspace.refresher.refresh(next(p for p in samples().iterdir() if p.suffix == ".txt"))
    assert client.get("/health/ready").status_code == 200
    shutil.rmtree(workspace.settings.data_dir / folder)
    assert "duikou" in faults(client)[store]


def test_index_that_lacks_passages_is_no_lost_one(workspace: Workspace) -> None:
    workspace.refresher.refresh(next(p for p in samples().iterdir() if p.suffix == ".txt"))
    versions = workspace.registry.current_versions()
    workspace.followers.keywords.remove(versions)
    response = client_of(workspace).get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "indexing")
    assert response.json()["stores"] == []


def test_registry_that_is_lost_is_named_and_its_place_is_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    client = client_of(workspace)
    shutil.move(workspace.settings.data_dir / "registry.db", tmp_path / "away.db")
    response = client.get("/health/ready")
    assert "登记库" in faults(client)
    assert str(tmp_path) not in response.text
    assert "notices" not in response.json()


def test_model_that_hangs_is_named_and_holds_up_nobody(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked once, however often somebody wants to know."""
    monkeypatch.setattr(readiness, "LONGEST_S", 2.0)
    client, go_on, asked = client_of(workspace), Event(), []
    model = workspace.tools.models.live().embeddings
    embed = type(model).embed_query

    def hang(self: Any, text: str) -> list[float]:
        asked.append(text)
        go_on.wait(HANGS_S)
        return embed(self, text)

    monkeypatch.setattr(type(model), "embed_query", hang)
    began = time.monotonic()
    for _ in range(3):
        assert list(faults(client)) == ["向量模型"]
    assert time.monotonic() - began < HANGS_S / 2
    assert len(asked) == 1
    go_on.set()
    monkeypatch.undo()
    until(lambda: client.get("/health/ready").status_code == 200)


def test_not_ready_while_it_stops(sample_workspace: Workspace) -> None:
    app = create_app(sample_workspace)
    client = TestClient(app, base_url="http://127.0.0.1")
    app.state.closing.set()
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (503, {"status": "stopping", "stores": []})
    assert client.get("/health/live").status_code == 200
    assert client.get("/api/notices").status_code == 200


def test_how_much_there_is_is_told_to_administrators_alone(workspace: Workspace) -> None:
    client = client_of(workspace)
    _, secret = workspace.keys.create("管理", [Scope.ADMIN])
    _, asking = workspace.keys.create("门户", [Scope.ASK])
    former, other = workspace.keys.create("旧门户", [Scope.ADMIN])
    workspace.keys.revoke(former.id)
    for headers in (
        {},
        {"Authorization": "Bearer dk_wrong"},
        {"Authorization": f"Bearer {other}"},
        {"Authorization": f"Bearer {asking}"},
        {"Cookie": f"{COOKIE}=dp_wrong"},
        {"Authorization": "Basic eA==", "Cookie": f"{COOKIE}=dp_wrong"},
    ):
        response = client.get("/health/ready", headers=headers)
        assert (response.status_code, response.json()) == (200, {"status": "ok", "stores": []})
    for headers in ({"Authorization": f"Bearer {secret}"}, {"Cookie": f"{COOKIE}={secret}"}):
        assert client.get("/health/ready", headers=headers).json()["notices"] == 0
    shutil.rmtree(workspace.settings.data_dir / "keywords")
    assert str(workspace.settings.data_dir) not in client.get("/health/ready").text
    known = client.get("/health/ready", headers={"Authorization": f"Bearer {secret}"})
    assert str(workspace.settings.data_dir) in known.text


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
