"""GET /api/search?explain=true: where the hits stand in each search, and why in this order."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.explaining import NAMES
from tests.assistant.web.errors import error_of

QUESTION = "北屏区哪些部门负责文化旅游合作？"


def search(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    """The passages found."""
    response = client.get("/api/search", params={"q": QUESTION, **query})
    assert response.status_code == 200, response.text
    passages: list[dict[str, Any]] = response.json()["passages"]
    return passages


@pytest.mark.parametrize("limit", [3, 20, 60])
def test_explaining_changes_nothing_else(client: TestClient, limit: int) -> None:
    plain = search(client, limit=limit)
    told = search(client, limit=limit, explain="true")
    assert [{name: passage[name] for name in plain[0]} for passage in told] == plain
    assert not {"similarity", "contributions", "matched"} & set(plain[0])


def test_every_hit_is_explained(client: TestClient) -> None:
    for passage in search(client, explain="true"):
        assert set(passage["found_by"]) <= {"keywords", "vectors"}
        by_meaning = "vectors" in passage["found_by"]
        assert (passage["similarity"] is not None) == by_meaning
        assert passage["similarity"] is None or -1 <= passage["similarity"] <= 1
        assert 1 <= len(passage["contributions"]) <= 5
        assert all(each["name"] in NAMES.values() for each in passage["contributions"])
        assert passage["status"]


def test_first_hit_is_first_for_a_reason(client: TestClient) -> None:
    first, *_, last = search(client, explain="true")
    assert sum(c["weight"] for c in first["contributions"]) > 0
    assert sum(c["weight"] for c in last["contributions"]) < 0
    assert {"文化", "旅游"} <= set(first["matched"])
    assert all(word in first["text"].lower() for word in first["matched"])


def test_filters_hold_for_the_explanation_too(client: TestClient) -> None:
    found = search(client, explain="true", status="现行")
    assert found
    assert all(passage["contributions"] for passage in found)


def test_nothing_found_and_nothing_asked(client: TestClient) -> None:
    assert search(client, explain="true", issuer="没有的机关") == []
    error_of(client.get("/api/search", params={"q": " ", "explain": "true"}), 422)
    error_of(client.get("/api/search", params={"q": "冷链", "explain": "maybe"}), 422)


def test_it_is_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    names = {p["name"] for p in described["paths"]["/api/search"]["get"]["parameters"]}
    assert "explain" in names
    assert "contributions" in described["components"]["schemas"]["ExplainedOut"]["properties"]
