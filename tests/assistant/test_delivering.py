"""Events told to a receiver that checks them: signed, in order, again until taken, across a kill."""

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from assistant.delivering import Courier
from assistant.settings import Settings
from assistant.wiring import open_workspace
from index import outbox as outbox_module
from index.job import FileOutcome, Kind
from index.keeping import at_work
from index.opening import open_engine, sqlite_url
from index.outbox import Outbox
from tests.assistant.web.live import notice, running
from tests.conftest import free_port
from tests.patience import until

SECRET = "接收方和服务约定的密码-0123456789"


@dataclass
class Receiver:
    """An office's own system: answers with `statuses` one after another, the last one ever after."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [204])
    heard: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def take(self, headers: Any, content: bytes) -> int:
        """Check as README tells to, then answer."""
        moment, given = headers["X-Duikou-Timestamp"], headers["X-Duikou-Signature"]
        made = hmac.new(SECRET.encode(), f"{moment}.".encode() + content, hashlib.sha256)
        if not hmac.compare_digest(f"sha256={made.hexdigest()}", given):
            self.odd.append("signature")
        if abs(time.time() - int(moment)) > 300:
            self.odd.append("moment")
        body = json.loads(content)
        if (body["id"], body["event"]) != (headers["X-Duikou-Delivery"], headers["X-Duikou-Event"]):
            self.odd.append("headers")
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        self.heard.append((status, body))
        return status

    @property
    def taken(self) -> list[tuple[str, str]]:
        """Event and source of what was accepted."""
        return [(b["event"], b["source"]) for status, b in self.heard if status < 300]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    own = Receiver()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            status = own.take(self.headers, content)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{own.url}elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    own.url = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield own
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that a test can wait for."""
    pauses = tuple(each / 100 for each in outbox_module._PAUSES)
    monkeypatch.setattr(outbox_module, "_PAUSES", pauses)


def settings(folder: Path, *urls: str) -> Settings:
    return Settings(data_dir=folder, webhook_url=",".join(urls), webhook_secret=SECRET)


def test_what_becomes_of_notices_is_told(
    tmp_path: Path, receiver: Receiver, quick: None, model_folder: Path
) -> None:
    """It fails twice at first, and hears everything in order all the same."""
    receiver.statuses = [500, 302, 204]
    with running(settings(tmp_path, receiver.url)) as live:
        (courier,) = live.workspace.couriers
        with at_work({"one": courier.run}):
            job = live.upload("冷链.txt", notice("冷链", "由市商务局负责。"))
            live.upload("冷链.txt", notice("冷链", "由市发展改革委负责。"))
            live.upload("坏.docx", "不是文件")
            (shown,) = live.notices()
            withdrawn = live.client.delete(f"/api/notices/{shown['id']}").json()["job_id"]
            live.over(withdrawn)
            until(lambda: len(receiver.taken) >= 4)
    assert receiver.taken == [
        ("notice.indexed", "冷链.txt"),
        ("notice.replaced", "冷链.txt"),
        ("notice.failed", "坏.docx"),
        ("notice.withdrawn", "冷链.txt"),
    ]
    assert receiver.odd == []
    tries = [body for _, body in receiver.heard[:3]]
    assert tries[0] == tries[1] == tries[2]  # the same event, by its id too
    assert tries[0]["job_id"] == job["id"]
    assert (tries[0]["notice_id"], tries[0]["version"]) == (shown["id"], 1)
    assert tries[0]["title"] == "关于冷链的通知"
    failed = receiver.heard[4][1]
    assert "坏.docx" in failed["reason"]


def test_dead_receiver_holds_up_neither_notices_nor_others(
    tmp_path: Path, receiver: Receiver, model_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dead = f"http://127.0.0.1:{free_port()}/hook?token=geheim"
    with running(settings(tmp_path, dead, receiver.url)) as live:
        with (
            caplog.at_level("INFO", "duikou.webhooks"),
            at_work({str(i): each.run for i, each in enumerate(live.workspace.couriers)}),
        ):
            began = time.monotonic()
            for number in range(3):
                live.upload(f"冷链{number}.txt", notice(f"冷链{number}", "由市商务局负责。"))
            assert time.monotonic() - began < 60
            until(lambda: len(receiver.taken) == 3)
        left = live.workspace.gauging.read().deliveries
    assert left == {True: 1, False: 2}
    assert "127.0.0.1 没有收下事件通知" in caplog.text
    assert "geheim" not in caplog.text + str([vars(record) for record in caplog.records])


def test_what_a_killed_service_did_not_tell_is_told_by_the_next(
    tmp_path: Path, receiver: Receiver, model_folder: Path
) -> None:
    library = tmp_path / "公文库"
    library.mkdir()
    port = free_port()
    environment = {
        **os.environ,  # noqa: TID251
        "DUIKOU_DATA_DIR": str(tmp_path / "data"),
        "DUIKOU_LIBRARY": str(library),
        "DUIKOU_WEBHOOK_URL": receiver.url,
        "DUIKOU_WEBHOOK_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    receiver.statuses = [503]
    (library / "冷链.txt").write_text(notice("冷链", "由市商务局负责。"), "utf-8")
    for is_killed in (True, False):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            if is_killed:
                until(lambda: len(receiver.heard) > 0)
            else:
                receiver.statuses = [200]
                until(lambda: len(receiver.taken) > 0)
        finally:
            process.send_signal(signal.SIGKILL if is_killed else signal.SIGTERM)
            assert process.wait(40) == (-signal.SIGKILL if is_killed else 0)
    assert receiver.taken == [("notice.indexed", "冷链.txt")]
    assert len({body["id"] for _, body in receiver.heard}) == 1
    assert receiver.odd == []


def test_receiver_that_refuses_one_hears_the_others(tmp_path: Path, receiver: Receiver) -> None:
    receiver.statuses = [400, 200]
    engine = open_engine(sqlite_url(tmp_path / "registry.db"))
    outbox = Outbox(engine, [receiver.url])
    with engine.begin() as connection:
        files = [FileOutcome(f"{n}.pdf", "失败", None, "坏") for n in range(3)]
        outbox.announce(connection, "0" * 32, files)
    with at_work({"one": Courier(outbox, receiver.url, SECRET).run}):
        until(lambda: len(receiver.heard) == 3)
    assert [(status, body["source"]) for status, body in receiver.heard] == [
        (400, "0.pdf"),
        (200, "1.pdf"),
        (200, "2.pdf"),
    ]
    engine.dispose()


def test_events_of_the_command_wait_for_the_service(
    tmp_path: Path, receiver: Receiver, model_folder: Path
) -> None:
    library = tmp_path / "公文库"
    library.mkdir()
    (library / "冷链.txt").write_text(notice("冷链", "由市商务局负责。"), "utf-8")
    with open_workspace(settings(tmp_path / "data", receiver.url)) as workspace:
        workspace.worker.run_here(library)
        assert workspace.jobs.page()[0][0].kind is Kind.REFRESH
    with open_workspace(settings(tmp_path / "data", receiver.url)) as workspace:
        (courier,) = workspace.couriers
        with at_work({"one": courier.run}):
            until(lambda: len(receiver.taken) == 1)
