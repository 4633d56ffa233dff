"""Limits on what comes in, and headers on all that goes out."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.web.limits import LARGEST_BODY
from assistant.wiring import Workspace
from index.job import State
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


# --- requests that pages of other sites send -----------------------------------------------------

CHANGES = [
    ("POST", "/api/notices"),
    ("DELETE", "/api/notices/0123456789abcdef"),
    ("POST", "/api/notices/0123456789abcdef/versions/" + "0" * 32 + "/restore"),
    ("POST", "/api/jobs/" + "0" * 32 + "/cancel"),
    ("POST", "/api/jobs/" + "0" * 32 + "/retry"),
    ("POST", "/api/refresh"),
    ("POST", "/api/rebuild"),
    ("POST", "/api/failures/retry"),
    ("POST", "/api/ask"),
]
FOREIGN_PAGES = {
    "跨站": {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    "跨站而无来源": {"sec-fetch-site": "cross-site"},
    "同站别的端口": {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:3000"},
    "只有来源": {"origin": "https://evil.example"},
    "来源是别的端口": {"origin": "http://127.0.0.1:3000"},
    "来源不明": {"origin": "null"},
    "来源像本机": {"origin": "http://127.0.0.1.evil.example"},
    "值不认识": {"sec-fetch-site": "odd"},
    "来源是空的": {"origin": ""},
}


@pytest.mark.parametrize("headers", FOREIGN_PAGES.values(), ids=FOREIGN_PAGES)
@pytest.mark.parametrize(("method", "address"), CHANGES)
def test_page_of_another_site_changes_nothing(
    client: TestClient, method: str, address: str, headers: dict[str, str]
) -> None:
    error = error_of(client.request(method, address, headers=headers), 403)
    assert error["code"] == "foreign_page"


def test_form_of_another_site_uploads_nothing(
    client: TestClient, sample_workspace: Workspace
) -> None:
    files = {"files": ("坏.txt", "来自别处")}
    for headers in FOREIGN_PAGES.values():
        error_of(client.post("/api/notices", files=files, headers=headers), 403)
    assert not sample_workspace.tools.uploads.folder.exists()
    assert sample_workspace.jobs.page(states=[State.WAITING])[1] == 0


OWN_PAGES = {
    "程序": {},
    "自己的页面": {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1"},
    "自己的页面经代理": {"sec-fetch-site": "same-origin", "origin": "https://office.example"},
    "地址栏": {"sec-fetch-site": "none"},
    "旧浏览器": {"origin": "http://127.0.0.1"},
    "旧浏览器经代理": {"origin": "http://office", "x-forwarded-host": "office"},
}


@pytest.mark.parametrize("headers", OWN_PAGES.values(), ids=OWN_PAGES)
def test_own_page_may_change_things(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/api/ask", json={"question": "冷链由谁负责？"}, headers=headers)
    assert response.status_code == 200


def test_page_of_another_site_may_link_here(client: TestClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://portal.example"}
    assert client.get("/", headers=headers).status_code == 200
    assert client.head("/health/live", headers=headers).status_code == 200
