"""GET /api/stores, and the page that shows it."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from assistant.web import receiving
from assistant.web.app import create_app
from assistant.wiring import Workspace
from documents.formats import READERS
from documents.reading import LARGEST
from index.watching import Watcher


def test_each_store_has_a_finding(sample_workspace: Workspace) -> None:
    watchers = [Watcher(Path("/公文"), lambda _: None)]
    client = TestClient(create_app(sample_workspace, watchers), base_url="http://127.0.0.1")
    stores = client.get("/api/stores").json()["stores"]
    assert [set(store) for store in stores] == [{"subject", "healthy", "remark"}] * 6
    assert all(store["healthy"] for store in stores)


def test_service_that_watches_nothing_says_so(client: TestClient) -> None:
    stores = {each["subject"]: each for each in client.get("/api/stores").json()["stores"]}
    assert not stores["公文库监视"]["healthy"]
    assert "duikou serve" in stores["公文库监视"]["remark"]


def test_page_loads_only_from_here_and_has_nothing_its_policy_forbids(client: TestClient) -> None:
    response = client.get("/admin")
    assert response.status_code == client.head("/admin").status_code == 200
    assert '<html lang="zh-CN">' in response.text
    for part in re.findall(r'(?:src|href)="([^"#]+)"', response.text):
        assert part.startswith("/")
        assert not part.startswith("//")
        assert client.get(part).status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\s(?:on\w+|style)=", response.text)


def test_page_offers_just_the_formats_that_are_read(client: TestClient) -> None:
    (accepted,) = re.findall(r'<input id="files"[^>]*accept="([^"]+)"', client.get("/admin").text)
    assert accepted.split(",") == list(READERS)


def test_page_sends_no_more_than_is_taken(client: TestClient) -> None:
    script = client.get("/static/admin_choosing.js").text
    sizes = {
        name: int(count) * (2**20 if unit else 1)
        for name, count, unit in re.findall(r"const (\w+) = (\d+)( \* 2 \*\* 20)?;", script)
    }
    assert sizes["LARGEST"] == LARGEST
    assert sizes["MOST_FILES"] == receiving.MOST_FILES
    assert (
        0 < sizes["LARGEST_REQUEST"] < receiving.LARGEST_REQUEST
    )  # the request has more than files
