"""Signed in through the office's reverse proxy: only where the settings say so, and only by it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace
from index.keys import Scope
from tests.assistant.web.errors import error_of

PROXY, OTHER = "10.1.2.3", "10.9.9.9"
USER, GROUPS = "X-Remote-User", "X-Remote-Groups"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Workspace]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("vouched"),
        proxy_addresses="10.1.2.0/24",
        proxy_user_header=USER,
        proxy_groups_header=GROUPS,
    )
    with open_workspace(settings) as opened:
        yield opened


def client(workspace: Workspace, address: str = PROXY) -> TestClient:
    app = create_app(workspace)
    return TestClient(app, base_url="http://duikou.example", client=(address, 5000))


def utf8(text: str) -> bytes:
    """As a proxy sends it."""
    return text.encode()


def test_person_may_ask_and_look_but_not_run_the_service(workspace: Workspace) -> None:
    signed_in = {USER: utf8("王敏")}
    page = client(workspace)
    assert page.get("/api/notices", headers=signed_in).status_code == 200
    assert error_of(page.get("/api/jobs", headers=signed_in), 403)["code"] == "scope_missing"
    session = page.get("/api/session", headers=signed_in).json()
    assert session == {"needed": True, "name": "王敏", "scopes": ["ask"]}


@pytest.mark.parametrize(
    "name",
    ["", "  ", "x" * 101, utf8("王\u202e敏"), "a\tb"],
    ids=["空", "空格", "太长", "反向", "制表符"],
)
def test_nobody_without_a_name_goes_in(workspace: Workspace, name: str | bytes) -> None:
    error_of(client(workspace).get("/api/notices", headers={USER: name}), 401)


def test_header_from_elsewhere_counts_for_nothing(workspace: Workspace) -> None:
    for headers in ({}, {"X-Forwarded-For": PROXY}):
        asked = client(workspace, OTHER).get("/api/notices", headers={USER: "wang", **headers})
        assert error_of(asked, 401)["code"] == "key_needed"


def test_conversations_are_the_persons_own(workspace: Workspace) -> None:
    page = client(workspace)
    asked = page.post("/api/ask", json={"question": "谁负责？"}, headers={USER: "wang"}).json()
    talk = f"/api/conversations/{asked['conversation_id']}"
    assert page.get(talk, headers={USER: "wang"}).status_code == 200
    error_of(page.get(talk, headers={USER: "li"}), 404)


def test_groups_come_with_the_person(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "库").mkdir()
    (tmp_path / "库" / "密.txt").write_text("关于橡木台账的通知\n\n每月报一次。\n", "utf-8")
    workspace.visibility.limit(str((tmp_path / "库").resolve()), "", ["人事处"])
    workspace.worker.run_here(tmp_path / "库")
    page = client(workspace)

    def total(groups: str) -> int:
        headers = {USER: "wang", GROUPS: utf8(groups)}
        found: int = page.get("/api/notices", headers=headers).json()["total"]
        return found

    assert [total(g) for g in ("", "财务处", "人事处", "财务处，人事处")] == [0, 0, 1, 1]
    odd = page.get("/api/notices", headers={USER: "wang", GROUPS: "a/b"})
    assert error_of(odd, 422)["code"] == "bad_group"


def test_key_goes_before_the_proxy(workspace: Workspace) -> None:
    _, secret = workspace.keys.create("管理", [Scope.ADMIN])
    headers = {USER: "wang", "Authorization": f"Bearer {secret}"}
    assert client(workspace).get("/api/keys", headers=headers).status_code == 200
    wrong = {USER: "wang", "Authorization": "Bearer dk_wrong"}
    error_of(client(workspace).get("/api/keys", headers=wrong), 401)
    passed_on = {USER: "wang", "Authorization": "Basic d2FuZzp4"}
    assert client(workspace).get("/api/notices", headers=passed_on).status_code == 200


@pytest.mark.parametrize(
    ("address", "forwarded", "told"),
    [
        (PROXY, "203.0.113.7", "203.0.113.7"),
        (PROXY, "6.6.6.6, 203.0.113.7, 10.1.2.9", "203.0.113.7"),
        (PROXY, "<script>", PROXY),
        (PROXY, "", PROXY),
        (OTHER, "203.0.113.7", OTHER),
    ],
)
def test_address_is_the_one_that_the_offices_own_proxy_tells(
    workspace: Workspace,
    caplog: pytest.LogCaptureFixture,
    address: str,
    forwarded: str,
    told: str,
) -> None:
    with caplog.at_level(logging.INFO, "duikou.request"):
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        client(workspace, address).get("/health/live", headers=headers)
    assert [vars(r)["fields"]["client"] for r in caplog.records if "fields" in vars(r)] == [told]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PROXY_ADDRESSES", "代理", "IP 地址或网段"),
        ("PROXY_USER_HEADER", "X Remote", "请求头的名称"),
        ("PROXY_USER_HEADER", "X-Remote-User", "DUIKOU_PROXY_ADDRESSES"),
    ],
)
def test_settings_that_trust_nobody_in_particular_are_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"DUIKOU_{name}", value)
    with pytest.raises(SettingsError, match=says):
        load_settings()
