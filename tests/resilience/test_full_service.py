"""The service, the command and backups on a full disk: who asks is answered, who writes is told."""

import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.settings import Settings
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, running
from tests.resilience.clients import serving
from tests.resilience.faulty import (
    Disk,
    Duikou,
    free_port,
    keep_model,
    put,
    small_disk,
    tasks,
    until,
)

pytestmark = pytest.mark.resilience

QUESTION = "冷链第3项任务由谁负责？"
KB = 1024


def words(subject: str, count: int = 5) -> str:
    """A notice to upload."""
    return "\n\n".join([f"关于{subject}的通知", *tasks(subject, count)])


# --- the service ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with small_disk(tmp_path_factory.mktemp("service") / "data") as mounted:
        yield mounted


@pytest.fixture(scope="module")
def live(disk: Disk, model_folder: Path) -> Iterator[Live]:
    """A service on a small disk, with one notice."""
    with running(Settings(data_dir=disk.folder)) as service:
        service.upload("冷链.txt", words("冷链"))
        yield service


@pytest.fixture(autouse=True)
def room_again(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "disk" in request.fixturenames:
        request.getfixturevalue("disk").make_room()


def test_asking_goes_on_on_a_full_disk_though_the_talk_is_not_kept(
    live: Live, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    before = live.ask(QUESTION)
    assert "冷链局第3科" in before["answer"]
    disk.fill()
    talk = "talk-on-a-full-disk"
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            full = live.post("/api/ask", question=QUESTION, conversation_id=talk)
            assert full["answer"] == before["answer"]
            assert full["citations"] == before["citations"]
    assert live.workspace.memory.history(talk, []) == []
    assert all(record.exc_info is None for record in caplog.records)
    assert re.search(rf"对话 {talk} 的这一轮没有保存：.*磁盘空间不足", caplog.text)


def test_reading_goes_on_on_a_full_disk(live: Live, disk: Disk) -> None:
    disk.fill()
    (notice,) = live.notices("冷链")
    assert "冷链局第3科" in live.get(f"/api/notices/{notice['id']}")["text"]
    source = live.client.get(f"/api/notices/{notice['id']}/source")
    assert source.content.decode() == words("冷链")
    assert live.get("/api/search", q="冷链", limit=3)["passages"]
    assert live.get("/health/ready")["status"] == "ok"


@pytest.mark.parametrize("left", [0, 8 * KB, 24 * KB], ids=["全满", "剩8KB", "剩24KB"])
def test_upload_to_a_full_disk_is_refused_and_leaves_nothing(
    live: Live, disk: Disk, left: int
) -> None:
    disk.fill(left)
    sent = [("files", ("文旅.txt", words("文旅", 20).encode()))]
    error = error_of(live.client.post("/api/notices", files=sent), 503)
    assert error["code"] == "store_unavailable"
    assert re.search(r"(No space left|disk is full).*磁盘", error["message"])
    assert live.incoming() == []
    assert live.notices("文旅") == []


def test_upload_that_met_a_full_disk_on_the_way_is_taken_in_once_there_is_room(
    live: Live, disk: Disk
) -> None:
    disk.fill(200 * KB)
    sent = [("files", ("农业.txt", words("农业").encode()))]
    response = live.client.post("/api/notices", files=sent)
    assert response.status_code == 202
    job_id = response.json()["job_id"]
    job = until(live, job_id, lambda found: found["reason"])
    assert job["state"] == "waiting"
    assert "磁盘" in job["reason"]
    assert "冷链局第3科" in live.ask(QUESTION)["answer"]
    disk.make_room()
    live.client.post(f"/api/jobs/{job_id}/retry")
    live.done(job_id)
    assert "农业局第3科" in live.ask("农业第3项任务由谁负责？")["answer"]


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def duikou(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    model_folder: Path,
) -> Iterator[Duikou]:
    with small_disk(tmp_path / "data"):
        keep_model(monkeypatch)
        yield Duikou(monkeypatch, capfd, tmp_path / "data")


def test_every_command_on_a_full_disk_says_so_and_works_once_there_is_room(
    duikou: Duikou, tmp_path: Path
) -> None:
    library, disk = tmp_path / "公文库", Disk(tmp_path / "data")
    put(library, "冷链")
    assert duikou("index", library).code == 0
    put(library, "文旅")
    disk.fill()
    for command in (("ask", QUESTION), ("index", library), ("rebuild",), ("history", "冷链")):
        told = duikou(*command).told()
        assert re.search(r"/data/.*（.*）。.*磁盘", told), told
    assert "异常" in duikou("doctor").out
    disk.make_room()
    assert "冷链局第3科" in duikou("ask", QUESTION).out
    assert duikou("index", library).code == 0
    assert "文旅局第3科" in duikou("ask", "文旅第3项任务由谁负责？").out


def test_copy_of_the_dictionary_that_finds_no_room_is_left_out(
    duikou: Duikou, tmp_path: Path
) -> None:
    """jieba once filled the disk with half a copy, left that behind, and printed a traceback."""
    library, disk = tmp_path / "公文库", Disk(tmp_path / "data")
    put(library, "冷链")
    assert duikou("index", library).code == 0
    shutil.rmtree(disk.folder / "cache")
    disk.fill(900 * KB)
    asked = duikou("ask", QUESTION)
    assert "冷链局第3科" in asked.out
    assert asked.err == ""
    assert list((disk.folder / "cache").iterdir()) == []
    disk.make_room()
    assert duikou("ask", QUESTION).code == 0
    assert list((disk.folder / "cache").iterdir()) != []


def test_service_does_not_start_on_a_full_disk_and_starts_once_there_is_room(
    duikou: Duikou, tmp_path: Path
) -> None:
    library, disk = tmp_path / "公文库", Disk(tmp_path / "data")
    put(library, "冷链")
    assert duikou("index", library).code == 0
    disk.fill()
    assert re.search(r"/data/.*磁盘", duikou("serve", "--port", free_port()).told())
    disk.make_room()
    with serving(tmp_path / "data", library) as service, service.client() as client:
        assert "冷链局第3科" in client.ask(QUESTION)[1]["answer"]


# --- backups --------------------------------------------------------------------------------------


def test_backup_to_a_full_disk_says_so_and_leaves_no_half_of_one(
    duikou: Duikou, tmp_path: Path
) -> None:
    put(tmp_path / "公文库", "冷链")
    assert duikou("index", tmp_path / "公文库").code == 0
    with small_disk(tmp_path / "备份", "4k") as other:
        told = duikou("backup", other.folder / "今天.tar.gz").told()
        assert re.search(r"没有备份到 .*今天\.tar\.gz（.*No space left.*）。.*磁盘空间", told)
        assert list(other.folder.iterdir()) == []
    assert duikou("backup", tmp_path / "今天.tar.gz").code == 0


def test_backup_that_finds_no_room_beside_the_registry_says_so(
    duikou: Duikou, tmp_path: Path
) -> None:
    disk = Disk(tmp_path / "data")
    put(tmp_path / "公文库", "冷链")
    assert duikou("index", tmp_path / "公文库").code == 0
    for left in (40 * KB, 200 * KB):
        disk.fill(left)
        told = duikou("backup", tmp_path / "今天.tar.gz").told()
        assert re.search(r"磁盘空间", told), told
        assert not (tmp_path / "今天.tar.gz").exists()
        assert not list(disk.folder.glob(".saving-*"))
        disk.make_room()
    assert "冷链局第3科" in duikou("ask", QUESTION).out
    assert duikou("backup", tmp_path / "今天.tar.gz").code == 0
