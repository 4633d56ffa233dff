"""A service with something of everything, so that requests made at random find what they name."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace, samples
from index.keeping import keeping_up
from index.keys import Scope
from tests.assistant.web.listening import listening
from tests.assistant.web.live import LONGEST_S, notice
from tests.patience import until

_BROKEN = 20


@dataclass(frozen=True)
class Seeded:
    """Its address, a key of each scope and the keys' ids; and of each path parameter what is there.

    `pdf` is a notice whose original has pages, and its version; `failed` are files that could not
    be read, each by its root and source.
    """

    url: str
    secrets: dict[Scope, str]
    key_ids: tuple[str, ...]
    there: dict[str, list[Any]]
    pdf: tuple[str, str]
    failed: tuple[tuple[str, str], ...]


@contextmanager
def seeded(folder: Path) -> Iterator[Seeded]:
    """On a data folder of its own, with the samples, jobs carried out and keys needed."""
    with open_workspace(Settings(data_dir=folder, questions_per_minute=0)) as workspace:
        assert not workspace.refresher.refresh(samples()).failures
        made = {scope: workspace.keys.create(scope, [scope]) for scope in Scope}
        secrets = {scope: secret for scope, (_, secret) in made.items()}
        uploads = workspace.tools.uploads.folder
        uploads.mkdir(parents=True, exist_ok=True)
        with (
            keeping_up(workspace.keeper, workspace.worker, [], 3600, uploads) as watchers,
            listening(create_app(workspace, watchers)) as url,
            httpx.Client(
                base_url=url,
                headers={"Authorization": f"Bearer {secrets[Scope.ADMIN]}"},
                timeout=LONGEST_S,
            ) as client,
        ):
            there = _filled(client, workspace)
            failures = workspace.sources.failures()
            (pdf, *_), _ = workspace.catalogue.notices(limit=1, containing=".pdf")
            yield Seeded(
                url=url,
                secrets=secrets,
                key_ids=tuple(key.id for key, _ in made.values()),
                there=there,
                pdf=(pdf.id, pdf.version_id),
                failed=tuple((failed.root, failed.source) for failed in failures),
            )


def _filled(client: httpx.Client, workspace: Workspace) -> dict[str, list[Any]]:
    """An evaluation, a notice in two versions, one that failed, a conversation, a key to revoke."""
    assert client.post("/api/evaluation").status_code == 200
    _uploaded(client, "冷链通知.txt", notice("冷链", "冷链由市商务局牵头。").encode())
    job = _uploaded(client, "冷链通知.txt", notice("冷链", "冷链由市粮食局牵头。").encode())
    for number in range(_BROKEN):
        _uploaded(client, f"坏的{number}.docx", b"not a document %d" % number)
    asked = {"question": "冷链由谁牵头？", "conversation_id": "kept"}
    assert client.post("/api/ask", json=asked).status_code == 200
    (kept,) = workspace.catalogue.notices(limit=1, containing="冷链通知")[0]
    versions = [version.id for version in workspace.catalogue.versions(kept.id)]
    assert len(versions) == 2
    return {
        "notice_id": [kept.id],
        "version_id": versions[1:],
        "version": versions,
        "job_id": [job],
        "conversation_id": ["kept"],
        "key_id": [workspace.keys.create("临时", [Scope.ASK])[0].id],
        "model": ["duikou"],
        "number": [1],
    }


def _uploaded(client: httpx.Client, name: str, content: bytes) -> str:
    answered = client.post("/api/notices", files=[("files", (name, content))])
    assert answered.status_code == 202, answered.text
    job_id: str = answered.json()["job_id"]
    until(lambda: client.get(f"/api/jobs/{job_id}").json()["finished_at"] is not None)
    return job_id
