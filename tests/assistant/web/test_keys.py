"""Keys over the API; signing in and out; what the portal's visitors get."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web.access import COOKIE
from assistant.web.app import create_app
from assistant.wiring import open_workspace
from tests.assistant.web.errors import error_of

ADMIN = {"name": "值班室", "scopes": ["admin"]}


@pytest.fixture
def client(tmp_path: Path, model_folder: Path) -> Iterator[TestClient]:
    """A service without keys yet."""
    settings = Settings(data_dir=tmp_path, widget_origins="https://portal.example.cn")
    with open_workspace(settings) as workspace:
        yield TestClient(create_app(workspace), base_url="http://127.0.0.1")


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_first_key_is_an_operators_and_signs_in(client: TestClient) -> None:
    assert client.get("/api/session").json() == {
        "needed": False, "name": None, "scopes": ["ask", "index", "admin"],
    }  # fmt: skip
    error = error_of(client.post("/api/keys", json={"name": "门户", "scopes": ["ask"]}), 409)
    assert "第一个密钥要有 admin 权限" in error["message"]
    made = client.post("/api/keys", json=ADMIN)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("dk_")
    assert client.get("/api/session").json() == {
        "needed": True, "name": "值班室", "scopes": ["admin"],
    }  # fmt: skip
    (listed,) = client.get("/api/keys").json()["keys"]
    assert (listed["name"], listed["standing"], "secret" in listed) == ("值班室", "usable", False)


def test_second_key_leaves_the_sign_in_as_it_is(client: TestClient) -> None:
    client.post("/api/keys", json=ADMIN)
    client.post("/api/keys", json={"name": "门户", "scopes": ["ask"]})
    assert client.get("/api/session").json()["name"] == "值班室"


def test_key_works_until_it_is_revoked(client: TestClient) -> None:
    client.post("/api/keys", json=ADMIN)
    made = client.post("/api/keys", json={"name": "门户", "scopes": ["ask"]}).json()
    other = TestClient(client.app, base_url="http://127.0.0.1")
    assert other.get("/api/notices", headers=bearer(made["secret"])).status_code == 200
    assert client.delete(f"/api/keys/{made['id']}").json()["standing"] == "revoked"
    error_of(other.get("/api/notices", headers=bearer(made["secret"])), 401)
    error_of(client.delete("/api/keys/0000000000000000"), 404)


def test_key_lasts_to_the_end_of_its_last_day(client: TestClient) -> None:
    client.post("/api/keys", json=ADMIN)
    wanted = {
        "name": "门户",
        "scopes": ["ask"],
        "expires_on": datetime.now().astimezone().date().isoformat(),
    }
    made = client.post("/api/keys", json=wanted).json()
    assert made["standing"] == "usable"
    late = {
        **wanted,
        "expires_on": (datetime.now().astimezone().date() - timedelta(days=1)).isoformat(),
    }
    assert "已经过去" in error_of(client.post("/api/keys", json=late), 422)["message"]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"name": "甲"}, {**ADMIN, "scopes": []}, {**ADMIN, "scopes": ["root"]}, {**ADMIN, "name": " "},
     {**ADMIN, "name": "长" * 101}, {**ADMIN, "expires_on": "明天"}, {**ADMIN, "more": 1}],
)  # fmt: skip
def test_key_that_makes_no_sense_is_refused(client: TestClient, wrong: dict[str, object]) -> None:
    error_of(client.post("/api/keys", json=wrong), 422)
    assert not client.get("/api/session").json()["needed"]


def test_sign_in_and_out(client: TestClient) -> None:
    secret = client.post("/api/keys", json=ADMIN).json()["secret"]
    browser = TestClient(client.app, base_url="http://127.0.0.1")
    error_of(browser.get("/api/notices"), 401)
    refused = browser.post("/api/session", json={"key": "dk_wrong"})
    assert "密钥不对" in error_of(refused, 401)["message"]
    started = browser.post("/api/session", json={"key": f" {secret}\n"})
    cookie = started.headers["set-cookie"]
    assert secret not in cookie
    assert {"HttpOnly", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert browser.get("/api/notices").status_code == 200
    shown = browser.cookies[COOKIE]
    assert browser.delete("/api/session").status_code == 204
    error_of(browser.get("/api/notices"), 401)
    error_of(browser.get("/api/notices", headers=bearer(shown)), 401)  # it is gone for good


def test_sign_in_through_a_proxy_with_tls_is_for_tls_alone(client: TestClient) -> None:
    secret = client.post("/api/keys", json=ADMIN).json()["secret"]
    headers = {"X-Forwarded-Proto": "https"}
    started = client.post("/api/session", json={"key": secret}, headers=headers)
    assert "Secure" in started.headers["set-cookie"]


def test_foreign_page_cannot_use_a_sign_in(client: TestClient) -> None:
    client.post("/api/keys", json=ADMIN)
    headers = {"Sec-Fetch-Site": "cross-site"}
    error_of(client.post("/api/keys", json=ADMIN, headers=headers), 403)
    error_of(client.delete("/api/session", headers=headers), 403)


def test_portal_exchanges_its_key_for_a_pass(client: TestClient) -> None:
    error_of(client.post("/api/widget/tokens"), 409)
    client.post("/api/keys", json=ADMIN)
    key = client.post("/api/keys", json={"name": "门户", "scopes": ["ask"]}).json()
    portal = TestClient(client.app, base_url="http://127.0.0.1")
    lent = portal.post("/api/widget/tokens", headers=bearer(key["secret"])).json()
    assert portal.get("/api/notices", headers=bearer(lent["token"])).status_code == 200
    error_of(portal.get("/api/jobs", headers=bearer(lent["token"])), 403)
    client.delete(f"/api/keys/{key['id']}")
    error_of(portal.get("/api/notices", headers=bearer(lent["token"])), 401)


def test_pass_is_no_key_to_get_passes_with(client: TestClient) -> None:
    """Or a visitor could stay for ever."""
    client.post("/api/keys", json=ADMIN)
    key = client.post("/api/keys", json={"name": "门户", "scopes": ["ask"]}).json()
    portal = TestClient(client.app, base_url="http://127.0.0.1")
    lent = portal.post("/api/widget/tokens", headers=bearer(key["secret"])).json()
    error_of(portal.post("/api/widget/tokens", headers=bearer(lent["token"])), 403)


def test_chat_may_be_shown_by_the_sites_on_the_list(client: TestClient, tmp_path: Path) -> None:
    page = client.get("/embed")
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors https://portal.example.cn" in policy
    assert "default-src 'self'" in policy
    assert 'class="chat-page embedded"' in page.text
    assert "/static/embedded.js" in page.text
    assert "embedded" not in client.get("/").text
    assert "frame-ancestors 'self'" in client.get("/").headers["content-security-policy"]
    with open_workspace(Settings(data_dir=tmp_path / "other")) as workspace:
        other = TestClient(create_app(workspace), base_url="http://127.0.0.1")
        assert "frame-ancestors 'none'" in other.get("/embed").headers["content-security-policy"]
