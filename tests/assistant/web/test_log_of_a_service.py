"""The whole log of a service that was used: every line is JSON, and nothing secret stands in it."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.settings import Settings
from assistant.wiring import open_workspace
from index.keys import Scope
from tests.conftest import free_port
from tests.patience import PATIENCE_S

QUESTIONS = ["绝密茶园一号", "绝密茶园二号", "绝密茶园三号", "绝密茶园四号", "绝密茶园五号"]
WORDS = "绝密文件正文"
WRONG = "dk_wrong-secret-of-somebody"


@dataclass(frozen=True)
class Used:
    """What a service wrote, and what was used on it."""

    log: str
    secrets: list[str]
    key_id: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Of the requests."""
        said = (json.loads(line) for line in self.log.splitlines() if line.startswith("{"))
        return [line for line in said if line["logger"] == "duikou.request"]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Used:
    folder, port = tmp_path_factory.mktemp("logged"), free_port()
    with open_workspace(Settings(data_dir=folder)) as workspace:
        key, secret = workspace.keys.create("值班室", [Scope.ADMIN])
    written = folder / "log.txt"
    with written.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)],
            env={**os.environ, "DUIKOU_DATA_DIR": str(folder), "DUIKOU_LOG_LEVEL": "debug"},  # noqa: TID251
            stdout=log,
            stderr=log,
        )
        try:
            secrets = _use(f"http://127.0.0.1:{port}", secret)
        finally:
            process.terminate()
            process.wait(PATIENCE_S)
    assert process.returncode == 0
    return Used(written.read_text("utf-8"), [secret, *secrets], key.id)


def _use(url: str, secret: str) -> list[str]:
    """Everything that takes a secret or a question; returns the further secrets."""
    with httpx.Client(base_url=url, timeout=PATIENCE_S) as client:
        _wait(client)
        own = {"Authorization": f"Bearer {secret}"}
        one, two, three, four, five = QUESTIONS
        client.post("/api/ask", json={"question": one}, headers=own)
        client.post("/api/ask", json={"question": two, "stream": True}, headers=own)
        client.get("/api/search", params={"q": three}, headers=own)
        client.get("/api/search", params={"q": three, four: four}, headers=own)
        client.post("/api/ask", content=f'{{"question": "{five}', headers=own)
        client.post("/api/ask", json={"question": five}, headers={"Authorization": WRONG})
        client.get(f"/api/notices/{WRONG}", headers={"Authorization": f"Bearer {WRONG}"})
        client.get(f"/{five}/{WRONG}", headers={"Cookie": f"duikou_pass={WRONG}"})
        client.post("/api/session", json={"key": WRONG})
        client.post("/api/session", json={"key": secret})
        session = client.cookies["duikou_pass"]
        client.get("/api/keys")
        lent = client.post("/api/widget/tokens", headers=own).json()["token"]
        client.get("/api/notices", headers={"Authorization": f"Bearer {lent}"})
        client.delete(f"/api/keys/{lent}", headers=own)
        made = client.post("/api/keys", json={"name": "门户", "scopes": ["ask"]}, headers=own)
        files = {"files": ("通知.txt", f"关于{WORDS}的通知\n\n由市商务局负责。\n")}
        client.post("/api/notices", files=files, headers=own)
        client.post("/api/notices", files={"files": ("坏.pdf", WORDS)}, headers=own)
        time.sleep(2)
        return [WRONG, session, lent, made.json()["secret"]]


def _wait(client: httpx.Client) -> None:
    for _ in range(240):
        try:
            if client.get("/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    pytest.fail("the service was not ready after two minutes")


def test_nothing_secret_is_written(used: Used) -> None:
    for secret in used.secrets:
        assert len(secret) > 20
        assert secret not in used.log
        assert secret[3:] not in used.log
    assert not re.search("bearer|cookie|authorization", used.log, re.IGNORECASE)
    assert "dk_" not in used.log
    assert "dp_" not in used.log


def test_nothing_that_was_asked_is_written(used: Used) -> None:
    assert "绝密" not in used.log
    assert "\\u7edd" not in used.log
    assert "%E7%BB%9D" not in used.log.upper()


def test_every_line_of_standard_error_is_json(used: Used) -> None:
    others = [line for line in used.log.splitlines() if not line.startswith("{")]
    assert [line[:8] for line in others] == ["对口通正在启动："]
    for line in used.log.splitlines():
        assert not line.startswith("{") or {"time", "level", "logger"} <= json.loads(line).keys()


def test_every_request_has_a_line_of_its_own(used: Used) -> None:
    lines = used.lines
    assert len({line["request"] for line in lines}) == len(lines)
    asked = [line for line in lines if line["route"] == "/api/ask"]
    assert [line["status"] for line in asked] == [200, 200, 422, 401]
    assert [line["key"] for line in asked][:2] == [used.key_id] * 2
    assert asked[0]["key_name"] == "值班室"
    assert asked[-1]["key"] is None
    assert all(line["client"] == "127.0.0.1" for line in lines)
