"""A service whose jobs are carried out, seen through its API."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace
from index.keeping import keeping_up

LONGEST_S = 60


@dataclass(frozen=True)
class Live:
    """The service and its client."""

    client: TestClient
    workspace: Workspace

    def get(self, address: str, **query: Any) -> Any:
        """The JSON of a page that must be there."""
        response = self.client.get(address, params=query or None)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, address: str, **body: Any) -> Any:
        """The JSON of a request that must be accepted."""
        response = self.client.post(address, json=body or None)
        assert response.status_code in {200, 202}, response.text
        return response.json()

    def over(self, job_id: str) -> Any:
        """The job once it is over."""
        until = time.monotonic() + LONGEST_S
        while time.monotonic() < until:
            job = self.get(f"/api/jobs/{job_id}")
            if job["state"] in {"done", "failed", "cancelled"}:
                return job
            time.sleep(0.05)
        raise AssertionError(f"job still {job}")

    def done(self, job_id: str) -> Any:
        """The job, which must succeed."""
        job = self.over(job_id)
        assert job["state"] == "done", job
        return job

    def upload(self, name: str, content: str | bytes) -> Any:
        """One file, taken in; the job once it is over."""
        raw = content.encode() if isinstance(content, str) else content
        response = self.client.post("/api/notices", files=[("files", (name, raw))])
        assert response.status_code == 202, response.text
        return self.over(response.json()["job_id"])

    def notices(self, words: str = "") -> list[Any]:
        """The notices that are shown."""
        found: list[Any] = self.get("/api/notices", limit=100, q=words)["notices"]
        return found

    def ask(self, question: str) -> Any:
        """An answer."""
        return self.post("/api/ask", question=question)

    def incoming(self) -> list[Path]:
        """The files that wait to be read."""
        folder = self.workspace.tools.uploads.folder / ".incoming"
        return [path for path in folder.rglob("*") if path.is_file()]


@contextmanager
def running(settings: Settings) -> Iterator[Live]:
    """A service on a data folder, with both lanes at work and its uploads watched."""
    with open_workspace(settings) as workspace:
        uploads = workspace.tools.uploads.folder
        uploads.mkdir(parents=True, exist_ok=True)
        with keeping_up(workspace.keeper, workspace.worker, [uploads], 3600) as watchers:
            app = create_app(workspace, watchers)
            yield Live(
                TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False),
                workspace,
            )


def notice(subject: str, *words: str) -> str:
    """A small notice on a subject."""
    number = f"松江政发〔2024〕{sum(map(ord, subject)) % 97 + 1}号"
    return f"关于{subject}的通知\n\n{number}\n\n一、任务\n" + "\n".join(words) + "\n"
