"""/mcp is guarded as every other address is; `duikou mcp` speaks on standard input and output."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace, samples
from index.keys import Scope
from tests.assistant.web.errors import error_of
from tests.assistant.web.listening import Keyed, listening
from tests.assistant.web.tools_client import LEGACY, MODERN, calling, over_http, over_stdio, text_of
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]
_LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
_ACCEPT = {"accept": "application/json, text/event-stream"}


def post(url: str, body: Any = _LIST, **headers: str) -> httpx.Response:
    return httpx.post(f"{url}/mcp", json=body, headers={**_ACCEPT, **headers}, timeout=PATIENCE_S)


def test_key_is_needed(keyed: Keyed) -> None:
    assert error_of(post(keyed.url), 401)["code"] == "key_needed"
    assert error_of(post(keyed.url, authorization="Bearer dk_wrong"), 401)["code"] == "key_refused"


def test_key_must_be_for_asking(keyed: Keyed) -> None:
    refused = post(keyed.url, authorization=f"Bearer {keyed.secrets[Scope.INDEX]}")
    assert error_of(refused, 403)["code"] == "scope_missing"
    listed = post(keyed.url, authorization=f"Bearer {keyed.secrets[Scope.ASK]}")
    assert listed.status_code == 200
    assert listed.headers["content-type"].startswith("application/json")
    assert len(listed.json()["result"]["tools"]) == 4


@pytest.mark.parametrize(("scope", "status"), [(None, 401), (Scope.INDEX, 403)])
def test_official_client_is_turned_away(keyed: Keyed, scope: Scope | None, status: int) -> None:
    key = keyed.secrets[scope] if scope else None
    with pytest.raises(httpx2.HTTPStatusError) as caught:
        over_http(keyed.url, calling("ask", question="谁负责？"), key, strict=True)
    assert caught.value.response.status_code == status


def test_pages_of_other_sites_are_turned_away(keyed: Keyed) -> None:
    shown = {"authorization": f"Bearer {keyed.secrets[Scope.ASK]}"}
    foreign = post(keyed.url, origin="https://evil.example", **shown)
    assert error_of(foreign, 403)["code"] == "foreign_page"
    assert post(keyed.url, origin=keyed.url, **shown).status_code == 200


def test_host_is_free_with_keys_and_this_machine_without(
    keyed: Keyed, sample_workspace: Workspace
) -> None:
    """What the package protects by a list of hosts of its own is the service's own to judge."""
    shown = {"authorization": f"Bearer {keyed.secrets[Scope.ASK]}"}
    assert post(keyed.url, host="duikou.example.cn", **shown).status_code == 200
    with listening(create_app(sample_workspace)) as url:
        assert post(url).status_code == 200
        assert error_of(post(url, host="duikou.example.cn"), 400)["code"] == "unknown_host"


def test_body_is_limited(keyed: Keyed) -> None:
    large = {**_LIST, "params": {"x": "字" * 300_000}}
    refused = post(keyed.url, large, authorization=f"Bearer {keyed.secrets[Scope.ASK]}")
    assert error_of(refused, 413)["code"] == "too_large"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_no_stream_stays_open(keyed: Keyed, method: str) -> None:
    shown = {"authorization": f"Bearer {keyed.secrets[Scope.ASK]}", **_ACCEPT}
    refused = httpx.request(method, f"{keyed.url}/mcp", headers=shown, timeout=PATIENCE_S)
    error_of(refused, 405)
    assert refused.headers["allow"] == "POST"


def test_other_content_is_refused(keyed: Keyed) -> None:
    shown = {"authorization": f"Bearer {keyed.secrets[Scope.ASK]}", **_ACCEPT}
    error_of(httpx.post(f"{keyed.url}/mcp", content=b"x", headers=shown, timeout=PATIENCE_S), 415)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A data folder with one notice."""
    folder = tmp_path_factory.mktemp("stdio")
    with open_workspace(Settings(data_dir=folder)) as workspace:
        plan = next(samples().glob("北屏区*.html"))
        assert not workspace.refresher.refresh(plan).failures
    return folder


@pytest.mark.parametrize("mode", [LEGACY, MODERN])
def test_tools_over_standard_input_and_output(data: Path, mode: str) -> None:
    async def speak(client: Client) -> Any:
        question = {"question": "北屏区哪些部门负责文化旅游合作？"}
        return (
            (await client.list_tools()).tools,
            await client.call_tool("ask", question),
            await client.call_tool("read_notice", {"notice": "对口合作实施方案", "limit": 20}),
            await client.call_tool("search", {"query": ""}),
        )

    tools, asked, read, failed = over_stdio(data, speak, mode)
    assert len(tools) == 4
    assert "区融媒体中心" in text_of(asked)
    assert "来源：\n[1] 《" in text_of(asked)
    assert len(read.structured_content["text"]) == 20
    assert failed.is_error
    assert "检索词是空的" in text_of(failed)


def test_nothing_but_the_protocol_is_printed(data: Path) -> None:
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "x", "version": "1"},
    }
    sent = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": "谁负责文化旅游合作？"}},
        },
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "DUIKOU_DATA_DIR": str(data)},  # noqa: TID251
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for message in sent:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
        said = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(PATIENCE_S) == 0
    assert [message["id"] for message in said] == [1, 2]
    assert said[1]["result"]["structuredContent"]["status"] == "answered"


def test_settings_that_are_wrong_are_told_on_standard_error(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "mcp"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "DUIKOU_DATA_DIR": str(tmp_path), "DUIKOU_THREADS": "x"},  # noqa: TID251
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("错误：")
