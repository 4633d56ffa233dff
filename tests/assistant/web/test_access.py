"""Every route with every kind of key: who may, who may not. A route that is new must be put down here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import update

from assistant.settings import Settings
from assistant.web.access import COOKIE
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace
from index import schema
from index.keys import Scope
from index.opening import open_engine, sqlite_url
from tests.assistant.web.errors import error_of

ASK = """
POST /api/ask
GET /api/search
GET /api/suggestions
GET /api/facets
GET /api/duties
GET /api/duties/summary
GET /api/duties/conflicts
GET /api/notices
GET /api/notices/{notice_id}
GET /api/notices/{notice_id}/source
GET /api/notices/{notice_id}/versions
GET /api/notices/{notice_id}/changes
GET /api/notices/{notice_id}/pages/{number}
GET /api/notices/{notice_id}/pages/{number}/places
GET /api/conversations/{conversation_id}
PATCH /api/conversations/{conversation_id}
DELETE /api/conversations/{conversation_id}
GET /api/conversations/{conversation_id}/export
POST /api/feedback
POST /api/widget/tokens
POST /v1/chat/completions
GET /v1/models
GET /v1/models/{model}
POST /mcp
"""
INDEX = """
POST /api/notices
DELETE /api/notices/{notice_id}
POST /api/notices/{notice_id}/versions/{version_id}/restore
GET /api/jobs
GET /api/jobs/{job_id}
GET /api/jobs/{job_id}/events
POST /api/jobs/{job_id}/cancel
POST /api/jobs/{job_id}/retry
POST /api/refresh
GET /api/failures
POST /api/failures/retry
POST /api/failures/dismiss
"""
ADMIN = """
GET /api/stores
GET /api/audit
GET /api/audit/export
GET /api/conversations/export
DELETE /api/conversations
GET /metrics
GET /api/questions
GET /api/questions/unanswered
GET /api/evaluation
GET /api/evaluation/state
GET /api/evaluation/report
GET /api/evaluation/starter
POST /api/evaluation
POST /api/rebuild
GET /api/keys
POST /api/keys
DELETE /api/keys/{key_id}
GET /api/visibility
PUT /api/visibility
DELETE /api/visibility
"""
OPEN = """
GET /
HEAD /
GET /notices/{notice_id}
HEAD /notices/{notice_id}
GET /duties
HEAD /duties
GET /admin
HEAD /admin
GET /embed
HEAD /embed
GET /widget.js
HEAD /widget.js
GET /favicon.ico
HEAD /favicon.ico
GET /health/live
HEAD /health/live
GET /health/ready
HEAD /health/ready
GET /api/session
POST /api/session
DELETE /api/session
"""
WANTED: dict[str, Scope | None] = {
    route: scope
    for listed, scope in (
        (ASK, Scope.ASK),
        (INDEX, Scope.INDEX),
        (ADMIN, Scope.ADMIN),
        (OPEN, None),
    )
    for route in listed.split("\n")
    if route
}
GUARDED = [route for route, scope in WANTED.items() if scope is not None]
_PARTS = {
    "notice_id": "0" * 16,
    "version_id": "0" * 32,
    "job_id": "0" * 32,
    "key_id": "0" * 16,
    "conversation_id": "none",
    "number": "1",
    "model": "duikou",
}


@dataclass(frozen=True)
class Guarded:
    """A service with keys, one of each scope."""

    app: FastAPI
    client: TestClient
    workspace: Workspace
    secrets: dict[Scope, str]

    def call(self, route: str, **headers: str) -> httpx.Response:
        method, _, path = route.partition(" ")
        return self.client.request(method, path.format(**_PARTS), headers=headers)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Guarded]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("guarded"))
    with open_workspace(settings) as workspace:
        secrets = {scope: workspace.keys.create(scope, [scope])[1] for scope in Scope}
        app = create_app(workspace)
        client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        yield Guarded(app, client, workspace, secrets)


def routes(app: FastAPI) -> set[str]:
    found = (each for each in iter_route_contexts(app.routes) if isinstance(each.route, APIRoute))
    return {f"{method} {each.path}" for each in found for method in each.methods or ()}


def test_every_route_is_put_down_here(guarded: Guarded) -> None:
    assert routes(guarded.app) == set(WANTED)


@pytest.mark.parametrize("route", GUARDED)
def test_nobody_goes_without_a_key(guarded: Guarded, route: str) -> None:
    refused = guarded.call(route)
    assert error_of(refused, 401)["code"] == "key_needed"
    assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("route", GUARDED)
@pytest.mark.parametrize(
    "shown", ["Bearer dk_wrong", "Bearer dp_wrong", "Basic ZHU6a291", "Bearer", "x", "Bearer \x7f"]
)
def test_wrong_key_is_refused(guarded: Guarded, route: str, shown: str) -> None:
    error_of(guarded.call(route, Authorization=shown), 401)


@pytest.mark.parametrize("route", GUARDED)
@pytest.mark.parametrize("scope", Scope)
def test_scope_decides(guarded: Guarded, route: str, scope: Scope) -> None:
    answered = guarded.call(route, Authorization=f"Bearer {guarded.secrets[scope]}")
    if scope in {WANTED[route], Scope.ADMIN}:
        assert answered.status_code not in {401, 403}
        assert answered.status_code < 500
    else:
        error = error_of(answered, 403)
        assert error["code"] == "scope_missing"
        assert f"（{WANTED[route]}）" in error["message"]


@pytest.mark.parametrize("route", GUARDED)
def test_revoked_and_expired_keys_are_refused_by_name(guarded: Guarded, route: str) -> None:
    keys = guarded.workspace.keys
    revoked, expired = (keys.create("临时", [Scope.ADMIN]) for _ in range(2))
    keys.revoke(revoked[0].id)
    engine = open_engine(sqlite_url(guarded.workspace.settings.data_dir / "registry.db"))
    with engine.begin() as connection:
        overdue = update(schema.keys).where(schema.keys.c.id == expired[0].id)
        connection.execute(overdue.values(expires_at=expired[0].created_at))
    engine.dispose()
    said = [
        error_of(guarded.call(route, Authorization=f"Bearer {secret}"), 401)["message"]
        for _, secret in (revoked, expired)
    ]
    assert "已被撤销" in said[0]
    assert "已经到期" in said[1]


@pytest.mark.parametrize("route", [route for route in GUARDED if WANTED[route] is not Scope.ASK])
def test_pass_of_a_visitor_is_for_asking_alone(guarded: Guarded, route: str) -> None:
    key, _ = guarded.workspace.keys.create("门户", list(Scope))
    lent, _ = guarded.workspace.keys.lend(key, [Scope.ASK], timedelta(minutes=1))
    error_of(guarded.call(route, Authorization=f"Bearer {lent}"), 403)


@pytest.mark.parametrize("route", [route for route, scope in WANTED.items() if scope is None])
def test_pages_and_health_are_open(guarded: Guarded, route: str) -> None:
    assert guarded.call(route).status_code in {200, 204, 422, 503}


def test_header_goes_before_the_sign_in_of_the_browser(guarded: Guarded) -> None:
    cookie = {"cookie": f"{COOKIE}={guarded.secrets[Scope.ADMIN]}"}
    assert guarded.call("GET /api/stores", **cookie).status_code == 200
    wrong = guarded.call("GET /api/stores", authorization="Bearer dk_wrong", **cookie)
    error_of(wrong, 401)


def test_first_key_is_asked_for_at_once(tmp_path: Path, model_folder: Path) -> None:
    """Also by a service that was started without keys, and from another program."""
    with open_workspace(Settings(data_dir=tmp_path)) as workspace:
        client = TestClient(create_app(workspace), base_url="http://127.0.0.1")
        assert client.get("/api/notices").status_code == 200
        workspace.keys.create("门户", [Scope.ASK])
        error_of(client.get("/api/notices"), 401)


def test_openapi_tells_of_the_keys(guarded: Guarded) -> None:
    described = guarded.client.get("/openapi.json").json()
    schemes = described["components"]["securitySchemes"]
    assert schemes["key"]["scheme"] == "bearer"
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            is_guarded = WANTED[f"{method.upper()} {path}"] is not None
            assert bool(operation["security"]) == is_guarded
            assert not is_guarded or operation["security"][0]["key"] == [
                WANTED[f"{method.upper()} {path}"]
            ]
            assert {"401", "403"} <= set(operation["responses"]) or not is_guarded
