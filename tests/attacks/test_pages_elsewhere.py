"""What pages of other sites can have a browser do here: read nothing, change nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace, samples
from index import schema
from index.keys import Scope
from tests.assistant.web.errors import error_of
from tests.assistant.web.test_access import WANTED

_NOTED = {"keys", "usage", "audit"}
"""When a key was last used, how much is asked and who looked is noted also of who only looks."""
_FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
_SIMPLE = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
"""Kinds of content that a page may send anywhere without asking first."""
_CHANGING = [route for route in WANTED if route.partition(" ")[0] not in {"GET", "HEAD"}]
_LOOKING = [route for route in WANTED if route.startswith("GET ")]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Workspace]:
    with open_workspace(Settings(data_dir=tmp_path_factory.mktemp("pages"))) as workspace:
        workspace.refresher.refresh(samples())
        yield workspace


@pytest.fixture(scope="module")
def client(opened: Workspace) -> TestClient:
    """A browser that is signed in as an operator."""
    made = TestClient(
        create_app(opened), base_url="http://127.0.0.1", raise_server_exceptions=False
    )
    made.post("/api/keys", json={"name": "值班室", "scopes": ["admin"]})
    made.post("/api/ask", json={"question": "冷链由谁负责？", "conversation_id": "kept"})
    return made


def state(workspace: Workspace) -> dict[str, list[Any]]:
    """All that the registry holds."""
    engine = create_engine(f"sqlite:///{workspace.settings.data_dir / 'registry.db'}")
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in schema.metadata.sorted_tables
            if table.name not in _NOTED
        }
    engine.dispose()
    return found


def address_of(route: str, workspace: Workspace) -> str:
    (record, *_), _total = workspace.catalogue.notices(limit=1)
    return route.partition(" ")[2].format(
        notice_id=record.id,
        version_id=record.version_id,
        job_id="0" * 32,
        key_id=workspace.keys.all()[0].id,
        conversation_id="kept",
        number=1,
        model="duikou",
    )


@pytest.mark.parametrize("kind", _SIMPLE)
@pytest.mark.parametrize("route", _CHANGING)
def test_what_a_page_may_send_unasked_changes_nothing(
    client: TestClient, opened: Workspace, route: str, kind: str
) -> None:
    before = state(opened)
    method, address = route.partition(" ")[0], address_of(route, opened)
    bodies = (b"", json.dumps({"question": "x", "key": "x", "title": "x"}).encode(), b"a=1")
    for body in bodies:
        headers = {**_FOREIGN, "Content-Type": kind}
        error_of(client.request(method, address, content=body, headers=headers), 403)
    assert state(opened) == before


@pytest.mark.parametrize("route", _LOOKING)
def test_to_look_changes_nothing(client: TestClient, opened: Workspace, route: str) -> None:
    before = state(opened)
    query = {"q": "冷链", "which": "down"}
    known = {"/api/search": ["q"], "/api/notices": ["q"], "/api/questions": ["which"]}
    address = address_of(route, opened)
    params = {name: query[name] for name in known.get(address, [])}
    assert client.get(address, params=params, headers=_FOREIGN).status_code < 500
    assert state(opened) == before


@pytest.mark.parametrize("route", _LOOKING)
def test_no_other_site_may_read_or_show_what_is_answered(
    client: TestClient, opened: Workspace, route: str
) -> None:
    headers = client.get(address_of(route, opened), headers=_FOREIGN).headers
    assert not [name for name in headers if name.startswith("access-control-")]
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy or "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]


def test_asking_first_is_not_answered_with_a_yes(client: TestClient) -> None:
    asked = {**_FOREIGN, "Access-Control-Request-Method": "POST",
             "Access-Control-Request-Headers": "content-type,authorization"}  # fmt: skip
    answered = client.options("/api/ask", headers=asked)
    assert answered.status_code in {403, 405}
    assert not [name for name in answered.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_method_is_what_the_request_says(
    client: TestClient, opened: Workspace, header: str
) -> None:
    before = state(opened)
    address = address_of("GET /api/notices/{notice_id}", opened)
    client.get(f"{address}?_method=DELETE", headers={header: "DELETE"})
    assert state(opened) == before


def test_sign_in_is_sent_by_no_other_site(opened: Workspace) -> None:
    secret = opened.keys.create("综合科", [Scope.ASK])[1]
    browser = TestClient(create_app(opened), base_url="http://127.0.0.1")
    cookie = browser.post("/api/session", json={"key": secret}).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {p.strip() for p in cookie.split(";")}
    assert "Domain" not in cookie


def test_name_that_leads_here_by_a_trick_is_not_answered(
    tmp_path: Path, model_folder: Path
) -> None:
    """DNS rebinding: the page's own site, whose name now means this machine."""
    with open_workspace(Settings(data_dir=tmp_path)) as workspace:
        page = TestClient(create_app(workspace), base_url="http://evil.example")
        own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}
        for method, address in (
            ("GET", "/api/notices"),
            ("POST", "/api/ask"),
            ("POST", "/api/keys"),
        ):
            error = error_of(
                page.request(method, address, headers=own, json={"question": "x"}), 400
            )
            assert error["code"] == "unknown_host"
        assert not workspace.keys.required()


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "FOO"])
def test_other_methods_do_nothing(client: TestClient, opened: Workspace, method: str) -> None:
    before = state(opened)
    for address in ("/", "/api/notices", address_of("GET /api/notices/{notice_id}", opened)):
        error_of(client.request(method, address), 405)
    assert state(opened) == before
