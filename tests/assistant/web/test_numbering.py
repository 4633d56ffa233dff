"""The number of a request: given, made, told to who asked, and found in the log."""

import logging
import re
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from assistant.web.app import create_app
from assistant.wiring import Workspace
from tests.assistant.web.errors import error_of

OWN = re.compile(r"[0-9a-f]{16}")


@pytest.fixture
def broken(sample_workspace: Workspace) -> TestClient:
    """A service with routes that fail."""
    app: FastAPI = create_app(sample_workspace)

    def cut(request: Request) -> StreamingResponse:
        def pieces() -> Any:
            yield "一"
            raise RuntimeError("茶园")

        return StreamingResponse(pieces())

    app.add_api_route("/boom", lambda: 1 / 0)
    app.add_api_route("/cut", cut)
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


def fields(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(record)["fields"] for record in caplog.records if "fields" in vars(record)]


@pytest.mark.parametrize("given", ["a", "Nginx_1-2", "f" * 32])
def test_well_formed_number_is_kept(client: TestClient, given: str) -> None:
    response = client.get("/health/live", headers={"X-Request-ID": given})
    assert response.headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "f" * 33, "a b", "a;b", "a\tb"])
def test_odd_number_is_replaced(client: TestClient, given: str) -> None:
    response = client.get("/health/live", headers={"X-Request-ID": given})
    assert OWN.fullmatch(response.headers["x-request-id"])


@pytest.mark.parametrize(
    ("address", "host"), [("/none", "127.0.0.1"), ("/api/notices/x", "127.0.0.1"), ("/", "evil.cn")]
)
def test_refusals_have_numbers_too(client: TestClient, address: str, host: str) -> None:
    numbers = {client.get(address, headers={"host": host}).headers["x-request-id"] for _ in "12"}
    assert len(numbers) == 2


def test_line_names_the_route_and_no_address(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "duikou.request"):
        client.get("/api/notices/0123456789abcdef", params={"version": "机密"})
        client.get("/机密", headers={"X-Request-ID": "n-1"})
        client.get("/static/base.css")
    one, other, file = fields(caplog)
    assert (one["method"], one["route"]) == ("GET", "/api/notices/{notice_id}")
    assert one["status"] == 422
    assert one["client"] == "testclient"
    assert one["ms"] > 0
    assert (one["key"], one["key_name"]) == (None, None)
    assert (other["route"], other["status"]) == ("-", 404)
    assert (file["route"], file["status"]) == ("/static", 200)
    assert "机密" not in caplog.text


def test_what_nobody_foresaw_is_found_by_its_number(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "duikou.request"):
        response = broken.get("/boom", headers={"X-Request-ID": "n-2"})
    error = error_of(response, 500)
    assert "请求编号 n-2" in error["message"]
    assert response.headers["x-request-id"] == "n-2"
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
    assert caplog.records[0].exc_info is not None
    assert fields(caplog)[0]["status"] == 500


def test_answer_cut_short_is_not_made_whole(broken: TestClient) -> None:
    strict = TestClient(broken.app, base_url="http://127.0.0.1")
    with pytest.raises(RuntimeError, match="茶园"):
        strict.get("/cut")
