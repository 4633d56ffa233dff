"""Conversations in bulk: given out line by line, and deleted with the votes on them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace
from index import schema
from index.opening import open_engine, sqlite_url
from tests.assistant.web.errors import error_of


@pytest.fixture
def workspace(tmp_path: Path, model_folder: Path) -> Iterator[Workspace]:
    with open_workspace(Settings(data_dir=tmp_path)) as opened:
        yield opened


@pytest.fixture
def own(workspace: Workspace) -> TestClient:
    """Four conversations: two of one key, one of another, one of nobody."""
    client = TestClient(create_app(workspace), base_url="http://127.0.0.1")
    for name in ("a1", "a2", "b1", "c1"):
        client.post("/api/ask", json={"question": "火星？", "conversation_id": name})
    vote = {"conversation_id": "a1", "turn": 0, "vote": "down", "reason": "不对"}
    assert client.post("/api/feedback", json=vote).status_code == 204
    engine = open_engine(sqlite_url(workspace.settings.data_dir / "registry.db"))
    with engine.begin() as connection:
        for name, owner in (("a1", "key:a"), ("a2", "key:a"), ("b1", "key:b")):
            row = update(schema.conversations).where(schema.conversations.c.id == name)
            connection.execute(row.values(owner=owner))
    engine.dispose()
    return client


def exported(client: TestClient, **query: str) -> list[dict[str, Any]]:
    response = client.get("/api/conversations/export", params=query)
    assert response.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]


def test_every_conversation_is_a_line_with_its_votes(own: TestClient) -> None:
    one, two, *_ = exported(own)
    assert (one["id"], one["owner"], two["id"]) == ("a1", "key:a", "a2")
    (turn,) = one["turns"]
    assert (turn["question"], turn["vote"], turn["reason"]) == ("火星？", "down", "不对")
    assert turn["reply"]["status"] == "refused"
    assert one["turns"][0] == own.get("/api/conversations/a1").json()["turns"][0]
    assert [each["id"] for each in exported(own, owner="key:b")] == ["b1"]
    assert exported(own, before="2001-01-01") == []
    assert len(exported(own, since="2001-01-01")) == 4


def test_conversations_of_one_owner_are_deleted(own: TestClient) -> None:
    gone = own.delete("/api/conversations", params={"owner": "key:a"})
    assert gone.json() == {"deleted": 2}
    assert [each["id"] for each in exported(own)] == ["b1", "c1"]
    assert own.get("/api/questions", params={"which": "down"}).json()["total"] == 0
    entry = own.get("/api/audit", params={"action": "conversations_delete"}).json()["entries"][0]
    assert (entry["details"]["owner"], entry["details"]["deleted"]) == ("key:a", 2)


def test_old_conversations_are_deleted(own: TestClient) -> None:
    old = {"before": "2001-01-01T00:00:00Z"}
    assert own.delete("/api/conversations", params=old).json() == {"deleted": 0}
    assert own.delete("/api/conversations", params={"before": "2100-01-01"}).json()["deleted"] == 4


@pytest.mark.parametrize("query", [{}, {"owner": ""}, {"before": "昨天"}])
def test_not_everything_by_mistake(own: TestClient, query: dict[str, str]) -> None:
    error_of(own.delete("/api/conversations", params=query), 422)
    assert len(exported(own)) == 4
