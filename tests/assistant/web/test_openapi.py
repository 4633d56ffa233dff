"""/openapi.json tells everything that a program or the author of one needs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from schemathesis.openapi import from_dict

from tests.assistant.web.errors import error_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FILTERS = {"issuer", "category", "party", "issued_from", "issued_to", "status"}


@pytest.fixture(scope="module")
def told(client: TestClient) -> Any:
    return client.get("/openapi.json").json()


def operations(told: Any) -> Iterator[tuple[str, Any]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def bodies(operation: Any) -> Iterator[tuple[str, Any]]:
    """Every JSON body, asked for or answered."""
    answers = operation["responses"].items()
    for name, holder in [("request", operation.get("requestBody", {})), *answers]:
        if "application/json" in holder.get("content", {}):
            yield name, holder["content"]["application/json"]


def test_document_says_whose_it_is(told: Any) -> None:
    info = told["info"]
    assert told["openapi"].startswith("3.1")
    assert CHINESE.search(info["description"])
    assert info["version"]
    assert info["license"]["identifier"] == "Apache-2.0"
    assert info["contact"]["name"]
    assert told["servers"][0]["url"] == "/"
    assert all(CHINESE.search(tag["description"]) for tag in told["tags"])


def test_every_operation_is_introduced_in_chinese(told: Any) -> None:
    tags = [tag["name"] for tag in told["tags"]]
    for name, operation in operations(told):
        assert re.search(r"[\u4e00-\u9fff]{2}", operation["summary"]), name
        assert len(operation["summary"]) <= 30, name
        assert CHINESE.search(operation["description"]), name
        assert len(operation["tags"]) == 1, name
        assert operation["tags"][0] in tags, name
        for parameter in operation.get("parameters", ()):
            assert CHINESE.search(parameter.get("description", "")), (name, parameter["name"])


def test_no_tag_is_without_operations(told: Any) -> None:
    used = {operation["tags"][0] for _, operation in operations(told)}
    assert used == {tag["name"] for tag in told["tags"]}


def test_operation_ids_make_good_names(told: Any) -> None:
    ids = [operation["operationId"] for _, operation in operations(told)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+){0,3}", each) for each in ids)
    assert {"ask", "search", "list_notices", "create_chat_completion", "upload_notices"} <= set(ids)


def test_every_json_body_has_an_example_that_fits(told: Any) -> None:
    components = {"components": told["components"]}
    for name, operation in operations(told):
        for body, content in bodies(operation):
            example = content.get("example", content.get("examples"))
            assert example is not None, (name, body)
            schema = {**content["schema"], **components}
            faults = [each.message for each in Draft202012Validator(schema).iter_errors(example)]
            assert not faults, (name, body)


def test_every_error_has_the_contracts_shape(told: Any) -> None:
    for name, operation in operations(told):
        statuses = {int(status) for status in operation["responses"]}
        assert {400, 500} <= statuses, name
        assert "422" not in operation["responses"] or " /v1" not in name
        assert (422 in statuses) == (" /api" in name), name
        for status, response in operation["responses"].items():
            if status < "400" or (name, status) == ("GET /health/ready", "503"):
                continue
            assert CHINESE.search(response["description"]), (name, status)
            example = response["content"]["application/json"]["example"]["error"]
            if (name, status) not in {("POST /mcp", "400"), ("POST /mcp", "404")}:
                assert CHINESE.search(example["message"]), (name, status)
                assert ("param" in example) == (" /v1" in name), (name, status)


def test_filters_are_parameters(told: Any) -> None:
    for address in ("/api/search", "/api/notices"):
        given = {each["name"]: each for each in told["paths"][address]["get"]["parameters"]}
        assert set(given) >= FILTERS
        assert {"format": "date", "type": "string"} in given["issued_from"]["schema"]["anyOf"]
        assert any("已废止" in each.get("enum", ()) for each in given["status"]["schema"]["anyOf"])


@pytest.mark.parametrize(
    ("operation", "kinds"),
    [
        ("post /api/ask", {"application/json", "text/event-stream"}),
        ("post /v1/chat/completions", {"application/json", "text/event-stream"}),
        ("get /api/jobs/{job_id}/events", {"text/event-stream"}),
        ("post /api/evaluation", {"text/event-stream"}),
        ("get /api/notices/{notice_id}/pages/{number}", {"image/png"}),
        ("get /api/notices/{notice_id}/source", {"application/octet-stream"}),
        ("get /api/evaluation/report", {"text/html"}),
    ],
)
def test_content_that_is_no_json_is_told(told: Any, operation: str, kinds: set[str]) -> None:
    method, _, path = operation.partition(" ")
    assert set(told["paths"][path][method]["responses"]["200"]["content"]) == kinds


def test_schemas_are_sound(told: Any) -> None:
    for schema in told["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert len(list(from_dict(told).get_all_operations())) == len(list(operations(told)))


def test_unknown_parameters_are_refused_everywhere_under_api(client: TestClient, told: Any) -> None:
    for name, _ in operations(told):
        method, _, path = name.partition(" ")
        if method != "GET" or not path.startswith("/api/") or "{" in path:
            continue
        error = error_of(client.get(path, params={"limitt": 5}), 422)
        assert "limitt" in error["message"], name


def test_unknown_parameter_names_the_known(client: TestClient) -> None:
    answered = client.get("/api/search", params={"q": "冷链", "issuedfrom": "2024-01-01"})
    message = error_of(answered, 422)["message"]
    assert message.startswith("不认识的参数 issuedfrom，可用的参数：q、")
    assert "issued_from" in message
    bare = error_of(client.get("/api/facets", params={"x": 1}), 422)["message"]
    assert "这个地址没有参数" in bare


def test_other_programs_parameters_are_passed_over(client: TestClient) -> None:
    assert client.get("/v1/models", params={"limit": 5}).status_code == 200
    assert client.get("/", params={"from": "portal"}).status_code == 200
    assert client.get("/health/live", params={"x": 1}).status_code == 200


@pytest.mark.parametrize("given", ["0", "2024-01-01T00:00:00", "20240101", "2024-1-1", "null"])
def test_day_is_a_day(client: TestClient, given: str) -> None:
    for address, name in (("/api/duties", "due_to"), ("/api/notices", "issued_from")):
        error = error_of(client.get(address, params={name: given}), 422)
        assert "应为日期" in error["message"]


def test_empty_filter_is_none(client: TestClient) -> None:
    everything = client.get("/api/notices").json()
    empty = client.get("/api/notices", params=dict.fromkeys(FILTERS, "")).json()
    assert empty == everything


def test_method_not_allowed_names_all_that_are(client: TestClient) -> None:
    refused = client.put("/api/notices")
    assert refused.headers["allow"] == "GET, POST"
