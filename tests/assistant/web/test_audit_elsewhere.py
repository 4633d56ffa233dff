"""The audit of what comes by other doors: OpenAI's interface, tools, a proxy that signs people in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace
from index.audit import Entry, Sought

_ACCEPT = {"accept": "application/json, text/event-stream"}


@pytest.fixture
def workspace(tmp_path: Path, model_folder: Path) -> Iterator[Workspace]:
    with open_workspace(Settings(data_dir=tmp_path)) as opened:
        yield opened


@pytest.fixture
def client(workspace: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(workspace), base_url="http://127.0.0.1") as opened:
        yield opened


def entries(workspace: Workspace) -> list[Entry]:
    return list(workspace.audit.each(Sought()))


def called(client: TestClient, method: str, **params: Any) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    assert client.post("/mcp", json=body, headers=_ACCEPT).status_code == 200


def test_question_behind_openais_interface(workspace: Workspace, client: TestClient) -> None:
    messages = [{"role": "user", "content": "火星？"}]
    client.post("/v1/chat/completions", json={"model": "duikou", "messages": messages})
    (told,) = entries(workspace)
    assert (told.action, told.outcome, told.details) == ("ask", "refused", {"question": "火星？"})


def test_tools_that_ask_are_told_and_those_that_look_are_not(
    workspace: Workspace, client: TestClient
) -> None:
    called(client, "tools/list")
    called(client, "tools/call", name="look_up_duties", arguments={})
    called(client, "tools/call", name="ask", arguments={"question": "火星？"})
    called(client, "tools/call", name="search", arguments={"query": "金星"})
    told = [(each.action, each.outcome, each.details) for each in entries(workspace)]
    assert told == [
        ("tool", "refused", {"tool": "ask", "question": "火星？"}),
        ("tool", "ok", {"tool": "search", "question": "金星"}),
    ]


def test_folder_that_is_for_some(workspace: Workspace, client: TestClient, tmp_path: Path) -> None:
    folder = str(tmp_path / "人事")
    client.put("/api/visibility", json={"folder": folder, "groups": ["人事处"]})
    client.delete("/api/visibility", params={"folder": folder})
    limited, freed = entries(workspace)
    assert (limited.action, limited.details) == ("visibility_limit", {"groups": ["人事处"]})
    assert freed.action == "visibility_free"
    assert limited.target == freed.target == folder


def test_person_whom_the_proxy_vouches_for_is_told_by_name(
    tmp_path: Path, model_folder: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path, proxy_addresses="10.1.2.3", proxy_user_header="X-Remote-User"
    )
    with open_workspace(settings) as workspace:
        app = create_app(workspace)
        client = TestClient(app, base_url="http://duikou.example", client=("10.1.2.3", 5000))
        person = {"X-Remote-User": "wang"}
        client.post("/api/ask", json={"question": "火星？"}, headers=person)
        (told,) = entries(workspace)
        assert (told.owner, told.name) == ("user:wang", "wang")
        assert "notices" not in client.get("/health/ready").json()
        assert "notices" not in client.get("/health/ready", headers=person).json()
