"""Limits on what comes in, and headers on all that goes out."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.web.limits import LARGEST_BODY
from tests.assistant.web.errors import error_of

JSON = {"content-type": "application/json"}


def test_body_up_to_the_limit_is_read(client: TestClient) -> None:
    body = b'{"question": "x"}'.ljust(LARGEST_BODY)
    assert client.post("/api/ask", content=body, headers=JSON).status_code == 200


@pytest.mark.parametrize("way", ["声明长度", "分块传输"])
def test_body_over_the_limit(client: TestClient, way: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 1024 + 1):
            yield b" " * 1024

    body = b" " * (LARGEST_BODY + 1) if way == "声明长度" else pieces()
    error = error_of(client.post("/api/ask", content=body, headers=JSON), 413)
    assert error["code"] == "too_large"
    assert "256 KB" in error["message"]


def test_body_over_the_limit_is_not_answered(client: TestClient) -> None:
    body = b'{"question": "x"}'.ljust(LARGEST_BODY + 1)
    assert client.post("/api/ask", content=body, headers=JSON).status_code in {400, 413}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "localhost",
        "localhost:8000",
        "LOCALHOST",
        "[::1]",
        "[::1]:8000",
    ],
)
def test_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/health/live", headers={"host": host}).status_code == 200


FOREIGN = ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "192.168.1.5", ""]


@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_host_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/api/notices", headers={"host": host})
    assert response.status_code == 400
    assert "notices" not in response.text


def test_foreign_host_is_told_in_chinese(client: TestClient) -> None:
    error_of(client.get("/api/notices", headers={"host": "evil.example"}), 400)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/notices/x",
        "/static/none",
        "/static/base.css",
        "/api/notices",
        "/api/notices/x",
        "/api/search?q=",
        "/openapi.json",
        "/health/live",
        "/favicon.ico",
    ],
)
def test_headers_that_keep_pages_safe(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_headers_on_a_stream(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "冷链", "stream": True})
    assert response.headers["x-content-type-options"] == "nosniff"


def test_headers_on_a_refused_host(client: TestClient) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.headers["x-content-type-options"] == "nosniff"
