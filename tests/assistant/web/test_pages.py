"""The pages, what they load, and the description of the API."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.errors import error_of


@pytest.mark.parametrize(
    "address", ["/", "/notices/0123456789abcdef", "/notices/0123456789abcdef#1-2"]
)
def test_page_is_chinese_and_loads_only_from_here(client: TestClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="zh-CN">' in response.text
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', response.text)
    assert loaded
    for part in loaded:
        assert part.startswith("/")
        assert not part.startswith("//")
        assert client.get(part).status_code == 200


@pytest.mark.parametrize("address", ["/", "/notices/0123456789abcdef"])
def test_page_has_nothing_that_its_policy_forbids(client: TestClient, address: str) -> None:
    page = client.get(address).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=", page)
    assert "<style" not in page
    assert not re.search(r"\sstyle=", page)


@pytest.mark.parametrize("address", ["/static/chat.js", "/static/base.css"])
def test_parts_are_asked_for_anew_and_sent_only_when_changed(
    client: TestClient, address: str
) -> None:
    first = client.get(address)
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("address", ["/", "/duties", "/admin", "/notices/0123456789abcdef"])
def test_page_itself_is_asked_for_anew(client: TestClient, address: str) -> None:
    assert client.get(address).headers["cache-control"] == "no-cache"


def test_icon(client: TestClient) -> None:
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "address",
    [
        "/none",
        "/static/none.js",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/",
        "/docs",
        "/api",
        "/api/none",
    ],
)
def test_unknown_address(client: TestClient, address: str) -> None:
    assert error_of(client.get(address), 404)["code"] == "not_found"


def test_api_describes_itself(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert {
        "/api/ask",
        "/api/search",
        "/api/notices",
        "/api/notices/{notice_id}",
        "/api/notices/{notice_id}/versions",
        "/api/notices/{notice_id}/changes",
        "/api/notices/{notice_id}/versions/{version_id}/restore",
        "/api/jobs",
        "/api/jobs/{job_id}",
        "/api/jobs/{job_id}/events",
        "/api/refresh",
        "/api/rebuild",
        "/api/failures",
        "/api/failures/retry",
    } <= set(described["paths"])
    names = [op["operationId"] for path in described["paths"].values() for op in path.values()]
    assert len(names) == len(set(names))
    for path in described["paths"].values():
        assert all(op["responses"] and op["description"] for op in path.values())


def test_what_operators_ask_for_is_described_in_chinese_with_examples(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    paths, schemas = described["paths"], described["components"]["schemas"]
    upload = paths["/api/notices"]["post"]
    form = upload["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["files"]["items"] == {"type": "string", "format": "binary"}
    assert {"202", "400", "408", "413", "415", "422", "503"} <= set(upload["responses"])
    for operation in (
        upload,
        paths["/api/notices/{notice_id}"]["delete"],
        *(op for path, ops in paths.items() if "jobs" in path for op in ops.values()),
    ):
        assert re.search(r"[\u4e00-\u9fff]", operation["description"])
    events = paths["/api/jobs/{job_id}/events"]["get"]["responses"]["200"]["content"]
    assert list(events) == ["text/event-stream"]
    for name in (
        "UploadedOut",
        "AcceptedOut",
        "WithdrawnOut",
        "JobOut",
        "VersionOut",
        "RetryIn",
        "DismissIn",
    ):
        assert schemas[name]["examples"]


def test_every_reference_in_the_description_leads_somewhere(client: TestClient) -> None:
    response = client.get("/openapi.json")
    known = {f"#/components/schemas/{name}" for name in response.json()["components"]["schemas"]}
    used = set(re.findall(r'"\$ref":\s*"([^"]+)"', response.text))
    assert used
    assert used <= known


@pytest.mark.parametrize("address", ["/", "/health/live"])
def test_head(client: TestClient, address: str) -> None:
    assert client.head(address).status_code == 200
