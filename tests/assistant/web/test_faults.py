"""Errors as people and programs see them."""

import logging
import shutil

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.errors import QuestionError
from assistant.web.app import create_app
from assistant.web.faults import body_of
from assistant.wiring import Workspace, samples
from documents.errors import LibraryNotFoundError
from index.builtin_model.errors import ModelMemoryError
from index.errors import FilterError, StoreError
from tests.assistant.web.errors import error_of


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/api/ask"),
        ("PUT", "/api/ask"),
        ("DELETE", "/api/search"),
        ("POST", "/api/notices/0123456789abcdef"),
        ("POST", "/"),
        ("POST", "/static/base.css"),
    ],
)
def test_method_that_an_address_does_not_know(
    client: TestClient, method: str, address: str
) -> None:
    assert error_of(client.request(method, address), 405)["code"] == "method_not_allowed"


def test_method_not_allowed_names_those_that_are(client: TestClient) -> None:
    assert "POST" in client.get("/api/ask").headers["allow"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (QuestionError("问题"), 422, "bad_question"),
        (FilterError("筛选"), 422, "bad_filter"),
        (StoreError("存储"), 503, "store_unavailable"),
        (ModelMemoryError("内存"), 503, "model_unavailable"),
        (LibraryNotFoundError("文件夹"), 422, "unreadable"),
        (ZeroDivisionError("secret"), 500, "internal"),
    ],
)
def test_status_and_code(error: Exception, status: int, code: str) -> None:
    found, body = body_of(error)
    assert (found, body.error.code) == (status, code)
    assert "secret" not in body.error.message


def test_lost_store_is_told(workspace: Workspace) -> None:
    workspace.refresher.refresh(next(p for p in samples().iterdir() if p.suffix == ".txt"))
    client = TestClient(
        create_app(workspace), base_url="http://127.0.0.1", raise_server_exceptions=False
    )
    shutil.rmtree(workspace.settings.data_dir / "keywords")
    response = client.post("/api/ask", json={"question": "冷链由谁负责？"})
    error = error_of(response, 503)
    assert error["code"] == "store_unavailable"
    assert "duikou" in error["message"]


@pytest.fixture
def broken(sample_workspace: Workspace) -> TestClient:
    """A service with a route that fails."""
    app: FastAPI = create_app(sample_workspace)
    app.add_api_route("/boom", lambda: 1 / 0)
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


def test_unexpected_error_is_logged_and_not_shown(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "duikou.request"):
        error = error_of(broken.get("/boom"), 500)
    assert "服务内部出错" in error["message"]
    assert "ZeroDivisionError" not in str(error)
    assert "ZeroDivisionError" in caplog.text


def test_unexpected_error_has_the_headers_too(broken: TestClient) -> None:
    assert broken.get("/boom").headers["x-content-type-options"] == "nosniff"


def test_place_of_a_json_fault_is_readable(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/api/ask", content='{"question": ', headers=headers)
    assert not error_of(response, 422)["message"][0].isdigit()
