"""The audit of a service that was used: what stands in it, and that no route is forgotten."""

import csv
import io
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web import auditing
from assistant.web.app import create_app
from assistant.web.auditing import ACTIONS
from assistant.wiring import Workspace
from index.audit import Sought
from index.keys import Scope
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, notice, running

QUESTION = "=冷链由哪个部门负责？"
READS = {"GET", "HEAD"}


@pytest.fixture
def own(tmp_path: Path, model_folder: Path) -> Iterator[Live]:
    with running(Settings(data_dir=tmp_path)) as service:
        yield service


def entries(live: Live, **sought: Any) -> list[dict[str, Any]]:
    """The oldest first."""
    found: list[dict[str, Any]] = live.get("/api/audit", limit=100, **sought)["entries"]
    return found[::-1]


def test_every_route_that_changes_or_asks_is_known(client: TestClient) -> None:
    found = {
        (method, each.path)
        for each in iter_route_contexts(client.app.routes)  # type: ignore[attr-defined]
        if isinstance(each.route, APIRoute)
        for method in each.methods or ()
    }
    assert {route for route in found if route[0] not in READS} <= ACTIONS.keys()
    assert ACTIONS.keys() <= found
    assert all(len(action) <= 20 for action in ACTIONS.values())


def test_what_was_done_is_told(own: Live) -> None:
    job = own.upload("冷链.txt", notice("冷链", "由市商务局负责。"))
    (shown,) = own.notices()
    said = own.ask(QUESTION)
    own.post("/api/ask", question="火星", conversation_id="c-1")
    own.get("/api/search", q="冷链")
    own.client.delete(f"/api/notices/{shown['id']}", headers={"X-Request-ID": "n-1"})
    own.client.delete(f"/api/notices/{shown['id']}")
    rebuild = own.client.post("/api/rebuild")
    own.client.delete("/api/conversations/c-1")
    told = entries(own)
    assert [(each["action"], each["outcome"]) for each in told] == [
        ("upload", "ok"),
        ("ask", "ok"),
        ("ask", "refused"),
        ("search", "ok"),
        ("withdraw", "ok"),
        ("withdraw", "not_found"),
        ("rebuild", "ok"),
        ("conversation_delete", "ok"),
    ]
    upload, asked, refused, searched, withdrawn, *_ = told
    assert (upload["target"], upload["details"]) == (job["id"], {"files": ["冷链.txt"]})
    assert asked["target"] == said["conversation_id"]
    assert asked["details"] == {"question": QUESTION}
    assert refused["target"] == "c-1"
    assert searched["details"] == {"question": "冷链"}
    assert (withdrawn["request"], withdrawn["target"]) == ("n-1", shown["id"])
    assert told[6]["target"] == rebuild.json()["job_id"]
    assert told[7]["target"] == "c-1"
    assert {each["address"] for each in told} == {"testclient"}
    assert {each["owner"] for each in told} == {None}


def test_streamed_answer_is_told_with_what_came_of_it(own: Live) -> None:
    own.client.post("/api/ask", json={"question": "火星", "stream": True, "conversation_id": "s"})
    shutil.rmtree(own.workspace.settings.data_dir / "keywords")
    own.client.post("/api/ask", json={"question": "火星", "stream": True})
    told = [(each["outcome"], each["target"]) for each in entries(own)]
    assert told == [("refused", "s"), ("store_unavailable", None)]


def test_who_did_it_is_told_and_strangers_too(own: Live) -> None:
    key, secret = own.workspace.keys.create("值班室", [Scope.ADMIN])
    _, small = own.workspace.keys.create("门户", [Scope.ASK])
    admin, wrong = {"Authorization": f"Bearer {secret}"}, {"Authorization": "Bearer dk_wrong"}
    client = own.client
    client.post("/api/refresh", headers={"Authorization": f"Bearer {small}"})
    client.post("/api/refresh")
    client.get("/api/notices", headers=wrong)
    client.get("/api/notices")
    client.post("/api/session", json={"key": "dk_wrong"})
    client.post("/api/session", json={"key": secret})
    client.delete(f"/api/keys/{secret}")
    client.delete("/api/session")
    made = client.post("/api/keys", json={"name": "新", "scopes": ["ask"]}, headers=admin).json()
    client.delete(f"/api/keys/{made['id']}", headers=admin)
    found = client.get("/api/audit", headers=admin, params={"limit": 100})
    told = found.json()["entries"][::-1]
    assert [(each["action"], each["outcome"], each["name"]) for each in told] == [
        ("refresh", "scope_missing", "门户"),
        ("refresh", "key_needed", None),
        ("key_refused", "key_refused", None),
        ("sign_in", "key_refused", None),
        ("sign_in", "ok", "值班室"),
        ("key_revoke", "invalid", "值班室"),
        ("sign_out", "ok", "值班室"),
        ("key_create", "ok", "值班室"),
        ("key_revoke", "ok", "值班室"),
    ]
    assert told[2]["details"] == {"method": "GET", "route": "/api/notices"}
    assert told[7]["target"] == told[8]["target"] == made["id"]
    assert told[7]["details"] == {"name": "新", "scopes": ["ask"], "first": False}
    mine = client.get("/api/audit", headers=admin, params={"owner": f"key:{key.id}"}).json()
    assert mine["total"] == 5
    for shown in (secret, small, made["secret"], "dk_wrong"):
        assert shown not in found.text


def test_flood_of_strangers_does_not_fill_the_disk(
    own: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = own.workspace.keys.create("值班室", [Scope.ADMIN])
    for _ in range(auditing._STRANGERS + 20):
        own.client.post("/api/session", json={"key": "dk_wrong"})
    headers = {"Authorization": f"Bearer {secret}"}
    own.client.post("/api/failures/retry", headers=headers)
    total = own.client.get("/api/audit", headers=headers, params={"action": "sign_in"}).json()
    assert total["total"] == auditing._STRANGERS
    done = own.client.get("/api/audit", headers=headers, params={"action": "retry_files"}).json()
    assert done["total"] == 1


def test_questions_are_left_out_where_so_set(tmp_path: Path, model_folder: Path) -> None:
    with running(Settings(data_dir=tmp_path, audit_questions=False)) as live:
        live.ask(QUESTION)
        (told,) = entries(live)
    assert told["details"] == {"question_length": len(QUESTION)}


def test_entries_are_narrowed_and_paged(own: Live) -> None:
    for _ in range(3):
        own.get("/api/search", q="冷链")
    own.ask(QUESTION)
    (last,) = own.get("/api/audit", limit=1)["entries"]
    assert last["action"] == "ask"
    assert own.get("/api/audit", action="search")["total"] == 3
    assert own.get("/api/audit", since=last["at"], until="2100-01-01")["total"] >= 1
    assert own.get("/api/audit", until="2001-01-01T00:00:00+08:00")["total"] == 0
    assert len(own.get("/api/audit", offset=3)["entries"]) == 1


@pytest.mark.parametrize("odd", ["昨天", "0001-01-01", "9999-12-31T23:59:59-12:00"])
def test_odd_times_are_refused(client: TestClient, odd: str) -> None:
    response = client.get("/api/audit", params={"since": odd, "until": odd})
    if response.status_code != 200:  # west of Greenwich the first day is one
        assert "时间" in error_of(response, 422)["message"]


def test_audit_as_a_file(own: Live) -> None:
    own.ask(QUESTION)
    own.get("/api/search", q="冷链")
    sheet = own.client.get("/api/audit/export")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert "audit.csv" in sheet.headers["content-disposition"]
    head, *rows = csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff")))
    assert head[:2] == ["时间", "操作"]
    assert [row[1] for row in rows] == ["ask", "search"]
    lines = own.client.get("/api/audit/export", params={"format": "jsonl", "action": "ask"}).text
    assert [json.loads(line)["details"] for line in lines.splitlines()] == [{"question": QUESTION}]
    assert [each["action"] for each in entries(own)][2:] == ["audit_export"] * 2


def test_cells_are_no_formulas(own: Live) -> None:
    own.workspace.keys.create("=1+1", [Scope.ADMIN])
    _, secret = own.workspace.keys.create("@sum", [Scope.ADMIN])
    headers = {"Authorization": f"Bearer {secret}"}
    own.client.post("/api/ask", json={"question": "冷链"}, headers=headers)
    (row,) = list(
        csv.reader(own.client.get("/api/audit/export", headers=headers).text.splitlines())
    )[1:]
    assert row[5] == "'@sum"


def test_audit_that_cannot_be_written_is_said_in_the_log(
    sample_workspace: Workspace, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The act stands, since it is done already; who watches the log learns of it."""
    client = TestClient(create_app(sample_workspace), base_url="http://127.0.0.1")
    away = sample_workspace.settings.data_dir / "registry.db"
    before = sample_workspace.audit.page(Sought(), 1)[1]
    ask = type(sample_workspace.assistant).ask

    def lose(*given: Any, **named: Any) -> Any:
        answer = ask(*given, **named)
        away.rename(away.with_name("away.db"))
        return answer

    monkeypatch.setattr(type(sample_workspace.assistant), "ask", lose)
    with caplog.at_level(logging.ERROR, "duikou.audit"):
        response = client.post("/api/ask", json={"question": QUESTION})
    away.with_name("away.db").rename(away)
    assert response.json()["status"] == "answered"
    (record,) = [each for each in caplog.records if each.name == "duikou.audit"]
    assert "审计记录没有写入" in record.getMessage()
    assert vars(record)["fields"]["action"] == "ask"
    assert "冷链" not in str(vars(record))
    assert sample_workspace.audit.page(Sought(), 1)[1] == before
