"""GET /api/notices/{id}: the notices that name it, each with the address of its words."""

from typing import Any

import pytest
from fastapi.testclient import TestClient


@pytest.fixture(scope="module")
def told(client: TestClient) -> dict[str, Any]:
    """Every sample, by its id."""
    notices = client.get("/api/notices?limit=100").json()["notices"]
    return {n["id"]: client.get(f"/api/notices/{n['id']}").json() for n in notices}


def test_the_reverse_of_every_link(told: dict[str, Any]) -> None:
    there = {
        (link["notice_id"], own_id, link["kind"], link["start"], link["end"])
        for own_id, notice in told.items()
        for link in notice["links"]
        if link["notice_id"]
    }
    back = {
        (own_id, naming["notice_id"], naming["kind"], naming["start"], naming["end"])
        for own_id, notice in told.items()
        for naming in notice["referred_by"]
    }
    assert back == there
    assert len(back) > 3


def test_each_leads_to_the_words_of_the_version_that_says_so(
    client: TestClient, told: dict[str, Any]
) -> None:
    naming = [each for notice in told.values() for each in notice["referred_by"]]
    for each in naming:
        by = told[each["notice_id"]]
        assert (each["title"], each["status"]) == (by["title"], by["status"])
        assert each["version_id"] == by["version"]["id"]
        address, _, span = each["url"].partition("#")
        assert span == f"{each['start']}-{each['end']}"
        assert client.get(f"/api{address}").json()["text"] == by["text"]
