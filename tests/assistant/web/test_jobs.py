"""Jobs over the API: seen, followed, stopped, done again; refresh, rebuild and failures."""

import io
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient

from assistant.operating import drop_orphans
from assistant.settings import Settings
from assistant.web import jobs as routes
from assistant.web.app import create_app
from assistant.web.turnstile import Turnstile
from assistant.wiring import Workspace, open_registry, open_workspace
from index import schema
from index.job import FileOutcome, Kind, State
from index.keeping import keeping_up
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, notice, running
from tests.patience import PATIENCE_S, until, until_async

UNKNOWN = "0" * 32


@pytest.fixture(scope="module")
def unattended(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Workspace]:
    with open_workspace(Settings(data_dir=tmp_path_factory.mktemp("idle"))) as workspace:
        yield workspace


@pytest.fixture
def idle(unattended: Workspace) -> Iterator[Live]:
    """A service whose jobs nobody carries out, empty for each test."""
    client = TestClient(create_app(unattended), base_url="http://127.0.0.1")
    yield Live(client, unattended)
    for root in unattended.sources.roots_at_hand():
        unattended.tools.replacer.forget(root)
    with open_registry(unattended.settings) as engine, engine.begin() as connection:
        for table in (schema.job_files, schema.jobs):
            connection.execute(table.delete())
    shutil.rmtree(unattended.tools.uploads.folder, ignore_errors=True)


def events(text: str) -> list[tuple[str, Any]]:
    """Server-sent events, comments left out."""
    found = []
    for block in text.strip().split("\n\n"):
        if not block.startswith(":"):
            name, data = block.split("\n", 1)
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


# --- seen ----------------------------------------------------------------------------------------


def test_no_jobs(idle: Live) -> None:
    assert idle.get("/api/jobs") == {"jobs": [], "total": 0}
    assert idle.get("/api/failures") == {"failures": []}


def test_jobs_by_page_and_state(idle: Live) -> None:
    asked = [
        idle.workspace.jobs.ask(Kind.FILES, f"/{i}", {"sources": ["甲.txt"]}) for i in range(5)
    ]
    idle.workspace.jobs.cancel(asked[0].id)
    page = idle.get("/api/jobs", limit=2, offset=1)
    assert page["total"] == 5
    assert [job["number"] for job in page["jobs"]] == [4, 3]
    assert page["jobs"][0]["about"] == ["甲.txt"]
    assert [j["root"] for j in idle.get("/api/jobs", state="cancelled")["jobs"]] == ["/0"]
    both = idle.client.get("/api/jobs?state=cancelled&state=waiting").json()
    assert both["total"] == 5
    assert idle.get("/api/jobs", state="running")["total"] == 0


@pytest.mark.parametrize("query", ["state=nope", "limit=0", "limit=101", "offset=-1", "limit=x"])
def test_wrong_questions_about_jobs(idle: Live, query: str) -> None:
    error_of(idle.client.get(f"/api/jobs?{query}"), 422)


@pytest.mark.parametrize("part", ["", "/events", "/cancel", "/retry"])
def test_unknown_job(idle: Live, part: str) -> None:
    ask = idle.client.get if part in {"", "/events"} else idle.client.post
    assert error_of(ask(f"/api/jobs/{UNKNOWN}{part}"), 404)["code"] == "not_found"
    error_of(ask(f"/api/jobs/x{part}"), 422)


def test_running_job_says_how_long_it_takes(idle: Live) -> None:
    job, began = idle.workspace.jobs.ask(Kind.REFRESH, "/公文"), time.monotonic()
    idle.workspace.jobs.start(job.id)
    shown = idle.get(f"/api/jobs/{job.id}")
    assert (shown["state"], shown["seconds_left"], shown["total"]) == ("running", None, None)
    time.sleep(0.6)
    idle.workspace.jobs.tell(job.id, (1, 11, "二.txt"), {"新增": 1})
    shown = idle.get(f"/api/jobs/{job.id}")
    assert 5 <= shown["seconds_left"] <= 10 * (time.monotonic() - began) + 1
    assert (shown["done"], shown["total"], shown["at"]) == (1, 11, "二.txt")
    assert shown["counts"]["added"] == 1


def test_job_that_is_put_off_says_why_and_until_when(idle: Live) -> None:
    job = idle.workspace.jobs.ask(Kind.REFRESH, "/没有")
    idle.workspace.jobs.start(job.id)
    idle.workspace.jobs.put_off(idle.workspace.jobs.get(job.id), "找不到 /没有。请检查路径。")
    shown = idle.get(f"/api/jobs/{job.id}")
    assert (shown["state"], shown["attempts"]) == ("waiting", 1)
    assert shown["reason"].startswith("找不到")
    assert shown["retry_at"] > shown["requested_at"]


def test_first_hundred_failures_are_shown(idle: Live) -> None:
    job = idle.workspace.jobs.ask(Kind.REFRESH, "/公文")
    files = [
        (i, FileOutcome(f"{i:03}.txt", "失败" if i % 2 else "新增", None, f"{i}：坏"))
        for i in range(2500)
    ]
    idle.workspace.jobs.tell(job.id, (0, None, ""), {}, files)
    shown = idle.get(f"/api/jobs/{job.id}")
    assert len(shown["failures"]) == 100
    assert {f["outcome"] for f in shown["failures"]} == {"失败"}
    assert shown["files"] is None
    paged, after = [], -1
    while after is not None:
        page = idle.get(f"/api/jobs/{job.id}", files_after=after)
        paged += page["files"]
        after = page["files_next"]
    assert [f["source"] for f in paged] == [f"{i:03}.txt" for i in range(2500)]


# --- followed ------------------------------------------------------------------------------------


def test_events_tell_progress_and_the_end(live: Live) -> None:
    files = [
        ("files", (f"多{i}.txt", notice(f"多份{i}", "由松江区档案局负责。"))) for i in range(20)
    ]
    accepted = live.client.post("/api/notices", files=files).json()
    response = live.client.get(f"/api/jobs/{accepted['job_id']}/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    told = events(response.text)
    assert {name for name, _ in told[:-1]} <= {"progress"}
    name, last = told[-1]
    assert (name, last["state"], last["counts"]["added"]) == ("done", "done", 20)
    shown = live.get(f"/api/jobs/{accepted['job_id']}")
    assert {key: shown[key] for key in last} == last


def test_events_of_a_job_that_is_over(live: Live) -> None:
    job = live.upload("过.txt", notice("过去", "已完成。"))
    assert [n for n, _ in events(live.client.get(f"/api/jobs/{job['id']}/events").text)] == ["done"]


def heard(live: Live, job_id: str, words: str) -> list[Any]:
    """What a client hears that goes away once it has heard these words."""
    messages: list[Any] = []

    async def listen() -> None:
        async def receive() -> Any:
            await until_async(lambda: any(words.encode() in m.get("body", b"") for m in messages))
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            messages.append(message)

        path = f"/api/jobs/{job_id}/events"
        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": b"", "root_path": "", "http_version": "1.1", "scheme": "http",
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
            "headers": [(b"host", b"127.0.0.1")],
        }  # fmt: skip
        app: Any = live.client.app
        with anyio.fail_after(2 * PATIENCE_S):
            await app(scope, receive, send)

    anyio.run(listen)
    return messages


def test_client_that_goes_away_ends_the_events(idle: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_HEARTBEAT_S", 0.5)
    app: Any = idle.client.app
    app.state.listening = Turnstile(1)
    job = idle.workspace.jobs.ask(Kind.REFRESH, "/公文")
    for _ in range(3):  # each gives its place back
        messages = heard(idle, job.id, ": 仍在进行")
        assert messages[0]["status"] == 200
        said = b"".join(message.get("body", b"") for message in messages[1:]).decode()
        assert [name for name, _ in events(said)] == ["progress"]


def test_events_end_with_the_service(idle: Live) -> None:
    app: Any = idle.client.app
    app.state.closing.set()
    job = idle.workspace.jobs.ask(Kind.REFRESH, "/公文")
    assert idle.client.get(f"/api/jobs/{job.id}/events").text == ""


def test_so_many_listeners_at_a_time(idle: Live) -> None:
    app: Any = idle.client.app
    app.state.listening = Turnstile(0)
    job = idle.workspace.jobs.ask(Kind.REFRESH, "/公文")
    response = idle.client.get(f"/api/jobs/{job.id}/events")
    assert "请稍等" in error_of(response, 503)["message"]


# --- stopped and done again ----------------------------------------------------------------------


def test_waiting_job_is_cancelled_at_once_and_can_be_done_again(idle: Live) -> None:
    job = idle.workspace.jobs.ask(Kind.REFRESH, "/公文")
    assert idle.post(f"/api/jobs/{job.id}/cancel")["state"] == "cancelled"
    assert "已经结束" in error_of(idle.client.post(f"/api/jobs/{job.id}/cancel"), 409)["message"]
    assert idle.client.post(f"/api/jobs/{job.id}/retry").status_code == 202
    assert idle.get(f"/api/jobs/{job.id}")["state"] == "waiting"


def test_running_job_is_asked_to_stop(idle: Live) -> None:
    job = idle.workspace.jobs.ask(Kind.REFRESH, "/公文")
    idle.workspace.jobs.start(job.id)
    assert "正在运行" in error_of(idle.client.post(f"/api/jobs/{job.id}/retry"), 409)["message"]
    stopped = idle.post(f"/api/jobs/{job.id}/cancel")
    assert (stopped["state"], stopped["stopping"]) == ("running", True)


def test_cancelled_upload_is_kept_for_another_try(idle: Live) -> None:
    files = {"files": ("再.txt", notice("再来", "由松江区档案局负责。"))}
    job_id = idle.client.post("/api/notices", files=files).json()["job_id"]
    idle.post(f"/api/jobs/{job_id}/cancel")
    assert [path.name for path in idle.incoming()] == ["再.txt"]
    idle.post(f"/api/jobs/{job_id}/retry")
    with keeping_up(idle.workspace.keeper, idle.workspace.worker, [], 3600):
        idle.done(job_id)
    assert len(idle.notices("再来")) == 1
    assert idle.incoming() == []


def test_what_a_crash_left_is_cleared_away_and_what_waits_is_not(idle: Live) -> None:
    for name in ("等.txt", "停.txt"):
        files = {"files": (name, notice(name, "照办。"))}
        job_id = idle.client.post("/api/notices", files=files).json()["job_id"]
    idle.post(f"/api/jobs/{job_id}/cancel")
    uploads = idle.workspace.tools.uploads
    uploads.receive(uploads.new_batch(), "丢.txt", io.BytesIO(b"x"))
    drop_orphans(idle.workspace)
    assert {path.name for path in idle.incoming()} == {"等.txt", "停.txt"}


# --- refresh and rebuild -------------------------------------------------------------------------


def test_nothing_to_refresh(idle: Live) -> None:
    error = error_of(idle.client.post("/api/refresh"), 409)
    assert error["code"] == "nothing_to_do"
    assert "DUIKOU_LIBRARY" in error["message"]


def test_refresh_of_the_library(settings: Settings, tmp_path: Path) -> None:
    library = tmp_path / "公文库"
    library.mkdir()
    (library / "牧草.txt").write_text(notice("牧草种植", "由松江区畜牧局负责。"), "utf-8")
    with running(settings.model_copy(update={"library": library})) as live:
        job = live.done(live.post("/api/refresh")["job_id"])
        assert (job["kind"], job["lane"], job["root"]) == ("refresh", "bulk", str(library))
        assert job["counts"]["added"] == 1
        job = live.done(live.post("/api/refresh")["job_id"])
        assert job["counts"]["unchanged"] == 1


def test_refresh_of_all_known_roots(settings: Settings, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("甲", "乙", "丙")]
    with running(settings) as live:
        for folder in folders:
            folder.mkdir()
            text = notice(f"{folder.name}地修路", f"由{folder.name}区交通局负责。")
            (folder / "修路.txt").write_text(text, "utf-8")
            live.workspace.refresher.refresh(folder)
        live.workspace.tools.replacer.forget(str(folders[2]))
        for folder in folders:
            (folder / "新.txt").write_text(notice(f"{folder.name}地新路", "照办。"), "utf-8")
        job = live.done(live.post("/api/refresh")["job_id"])
        assert job["about"] == sorted(map(str, folders[:2]))
        assert job["counts"]["added"] == 2
        assert len(live.notices("新路")) == 2  # what was forgotten stays so

        # one that is not there does not keep the others from their turn
        folders[1].rename(tmp_path / "丁")
        (folders[0] / "再.txt").write_text(notice("甲地再修", "照办。"), "utf-8")
        job_id = live.post("/api/refresh")["job_id"]
        until(lambda: live.get(f"/api/jobs/{job_id}")["reason"])
        job = live.get(f"/api/jobs/{job_id}")
        assert str(folders[1]) in job["reason"]
        assert job["retry_at"]
        assert len(live.notices("再修")) == 1
        assert len(live.notices("乙地修路")) == 1


def test_asking_twice_for_what_waits_is_one_job(idle: Live, tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "路.txt").write_text(notice("修路", "照办。"), "utf-8")
    idle.workspace.refresher.refresh(tmp_path / "甲")
    first = idle.post("/api/refresh")
    assert idle.post("/api/refresh") == first


def test_rebuild_while_answers_go_on(live: Live) -> None:
    live.upload("重建.txt", notice("重建", "由松江区住建局负责重建。"))
    job = live.done(live.post("/api/rebuild?anew=true")["job_id"])
    assert job["kind"] == "rebuild"
    assert job["done"] == job["total"] > 0
    assert live.get("/health/ready")["status"] == "ok"
    assert "松江区住建局" in live.ask("重建由哪个部门负责？")["answer"]
    assert live.done(live.post("/api/rebuild")["job_id"])["total"] is None


# --- failures ------------------------------------------------------------------------------------


def test_failures_of_a_library_are_listed_and_read_again(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "公文"
    folder.mkdir()
    bad = folder / "坏的.docx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    live.workspace.refresher.refresh(folder)
    (listed,) = [f for f in live.get("/api/failures")["failures"] if f["root"] == str(folder)]
    assert (listed["source"], listed["name"], listed["dead"]) == ("坏的.docx", "坏的.docx", True)
    assert "坏的.docx" in listed["reason"]
    which = {"root": str(folder), "source": "坏的.docx"}
    error = error_of(live.client.post("/api/failures/dismiss", json=which), 409)
    assert "移出公文库" in error["message"]
    assert (folder / "坏的.docx").exists()

    again = live.post("/api/failures/retry", root=str(folder), source="坏的.docx")
    job = live.done(again["job_ids"][0])
    assert (again["files"], job["kind"], job["counts"]["failed"]) == (1, "files", 1)
    bad.unlink()
    again = live.post("/api/failures/retry", root=str(folder))
    live.done(again["job_ids"][0])
    assert not [f for f in live.get("/api/failures")["failures"] if f["root"] == str(folder)]


def test_failed_upload_whose_file_is_gone_is_a_failure_no_more(live: Live) -> None:
    live.upload("没了.docx", b"PK\x03\x04 nothing")
    (path,) = [path for path in live.incoming() if path.name == "没了.docx"]
    path.unlink()
    source = path.relative_to(live.workspace.tools.uploads.folder).as_posix()
    assert live.post("/api/failures/retry", source=source)["job_ids"] == []
    assert "没了.docx" not in {f["name"] for f in live.get("/api/failures")["failures"]}


def test_retry_without_failures(idle: Live) -> None:
    assert idle.post("/api/failures/retry") == {"job_ids": [], "files": 0}
    assert idle.client.post("/api/failures/retry", json={}).json()["files"] == 0
    error = error_of(idle.client.post("/api/failures/retry", json={"source": "没有.txt"}), 404)
    assert error["code"] == "not_found"
    error_of(idle.client.post("/api/failures/retry", json={"nope": 1}), 422)
    error_of(idle.client.get("/api/failures?limit=0"), 422)


def test_state_words_are_those_of_the_jobs() -> None:
    assert {state.value for state in State} == {"waiting", "running", "done", "failed", "cancelled"}
