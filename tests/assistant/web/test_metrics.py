"""Figures for Prometheus: what was done, and how the store stands."""

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from assistant.errors import ModelFailure
from assistant.settings import Settings
from assistant.speaking.model import Message
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace
from index.keys import Scope
from tests.assistant.speaking.scripted_model import KEY, scripted
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, notice

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def figures(client: TestClient) -> Figures:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(response.text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def figure(client: TestClient, name: str, **labels: str) -> float | None:
    return figures(client).get((name, frozenset(labels.items())))


@pytest.fixture
def own(sample_workspace: Workspace) -> TestClient:
    """A service that nobody else asks."""
    app = create_app(sample_workspace)
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


def test_requests_are_counted_by_route_and_status(own: TestClient) -> None:
    for address in ("/api/notices/0123456789abcdef", "/api/notices/fedcba9876543210", "/odd"):
        own.get(address)
    own.request("BREW", "/odd")
    route = {"method": "GET", "route": "/api/notices/{notice_id}", "status": "404"}
    assert figure(own, "duikou_request_seconds_count", **route) == 2
    other = {"method": "other", "route": "-", "status": "404"}
    assert figure(own, "duikou_request_seconds_count", **other) == 1
    assert figure(own, "duikou_errors_total", code="not_found") == 4


def test_answers_are_counted_by_kind_and_status(own: TestClient) -> None:
    said = own.post("/api/ask", json={"question": "哪个部门负责冷链？"}).json()
    own.post("/api/ask", json={"question": "火星上的水由谁来管？", "stream": True})
    labels = {"kind": said["kind"], "status": "answered"}
    assert figure(own, "duikou_answers_total", **labels) == 1
    refused = [
        value
        for (name, labels), value in figures(own).items()
        if name == "duikou_answers_total" and ("status", "refused") in labels
    ]
    assert refused == [1]


def test_stages_of_an_answer_hold_each_other(own: TestClient) -> None:
    own.post("/api/ask", json={"question": "哪个部门负责冷链？"})
    own.get("/api/search", params={"q": "冷链"})
    taken = {}
    for stage in ("search", "answer", "whole"):
        assert figure(own, "duikou_answer_stage_seconds_count", stage=stage) == 1
        taken[stage] = figure(own, "duikou_answer_stage_seconds_sum", stage=stage) or 0
    assert 0 < taken["search"] < taken["answer"] < taken["whole"]


def test_services_do_not_count_each_other(sample_workspace: Workspace, own: TestClient) -> None:
    other = TestClient(create_app(sample_workspace), base_url="http://127.0.0.1")
    own.get("/odd")
    assert figure(own, "duikou_errors_total", code="not_found") == 1
    assert figure(other, "duikou_errors_total", code="not_found") is None


def test_store_is_measured(live: Live) -> None:
    before = figure(live.client, "duikou_notices") or 0
    live.upload("茶园.txt", notice("茶园", "由商务局负责。"))
    live.upload("坏.docx", "不是文件")
    assert figure(live.client, "duikou_notices") == before + 1
    assert (figure(live.client, "duikou_passages") or 0) >= 1
    assert figure(live.client, "duikou_uploaded_files_total") == 2
    assert figure(live.client, "duikou_failed_files", state="dead") == 1
    assert figure(live.client, "duikou_jobs", lane="urgent", state="waiting") == 0
    assert figure(live.client, "duikou_webhooks", state="pending") == 0
    now = figure(live.client, "process_start_time_seconds") or 0
    for name in ("shown", "job"):
        moment = figure(live.client, f"duikou_index_{name}_timestamp_seconds") or 0
        assert moment > now
    assert (figure(live.client, "duikou_disk_free_bytes") or 0) > 0
    model = frozenset({("name", live.workspace.tools.models.wanted.name)})
    assert figures(live.client)["duikou_model_info", model] == 1
    assert figure(live.client, "duikou_model_changing") == 0


def test_calls_to_the_language_model_are_counted(settings: Settings) -> None:
    asked = [Message("user", "冷链由谁负责？")]
    with scripted(lambda exchange: exchange.answer("商务局。")) as server:
        set_to = {"model_url": server.url, "model_name": "m", "model_key": SecretStr(KEY)}
        with open_workspace(settings.model_copy(update=set_to)) as workspace:
            client = TestClient(create_app(workspace), base_url="http://127.0.0.1")
            assert workspace.voice
            model = workspace.voice.model
            assert model
            assert list(model.stream(asked, 10, 50)) == ["商务局。"]
            server.script = lambda exchange: exchange.fail(401, "")
            for _ in range(4):
                with pytest.raises(ModelFailure):
                    list(model.stream(asked, 10, 50))
            found, text = figures(client), client.get("/metrics").text
    calls = "duikou_language_model_calls_total"
    counted = {next(iter(labels))[1]: n for (name, labels), n in found.items() if name == calls}
    assert counted == {"answered": 1, "refused": 3, "resting": 1}
    for until in ("text", "end"):
        own = frozenset({("until", until)})
        assert found["duikou_language_model_seconds_count", own] == 1
        assert 0 < found["duikou_language_model_seconds_sum", own] < 10
    assert found["duikou_language_model_breaker", frozenset({("state", "open")})] == 1
    assert KEY not in text


def test_without_a_language_model_it_has_no_figures(own: TestClient) -> None:
    assert "language_model" not in own.get("/metrics").text


def test_lost_registry_has_no_figures(workspace: Workspace, tmp_path: Path) -> None:
    client = TestClient(create_app(workspace), base_url="http://127.0.0.1")
    assert figure(client, "duikou_notices") == 0
    shutil.move(workspace.settings.data_dir / "registry.db", tmp_path / "away.db")
    assert error_of(client.get("/metrics"), 503)["code"] == "store_unavailable"


def test_prometheus_with_an_admin_key(workspace: Workspace) -> None:
    client = TestClient(create_app(workspace), base_url="http://127.0.0.1")
    secrets = {scope: workspace.keys.create(scope, [scope])[1] for scope in Scope}
    error_of(client.get("/metrics"), 401)
    for scope, secret in secrets.items():
        found = client.get("/metrics", headers={"Authorization": f"Bearer {secret}"})
        assert found.status_code == (200 if scope is Scope.ADMIN else 403)
    assert "duikou_errors_total" in found.text


def test_openapi_tells_that_figures_are_text(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/metrics"]["get"]
    assert list(described["responses"]["200"]["content"]) == ["text/plain"]
