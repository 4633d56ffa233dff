"""The registry's file is lost, damaged, taken away or locked: told, never taken for a new one."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from assistant.settings import Settings
from index import opening, working
from index.job import Kind, Lane, State
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, running
from tests.index.damaging import halve, zero, zero_middle
from tests.index.stores import open_stores
from tests.resilience.clients import wait_until
from tests.resilience.faulty import Duikou, answer, contents, keep_model, put, tasks

pytestmark = pytest.mark.resilience

QUESTION = "冷链第3项任务由谁负责？"


def words(subject: str) -> str:
    """A notice to upload."""
    return "\n\n".join([f"关于{subject}的通知", *tasks(subject)])


@pytest.fixture(autouse=True)
def kept_model(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_model(monkeypatch)


# --- while nothing runs ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A data folder with an uploaded notice and one of a library; to be copied, not touched."""
    folder = tmp_path_factory.mktemp("indexed")
    put(folder / "公文库", "冷链")
    with running(Settings(data_dir=folder / "data", library=folder / "公文库")) as live:
        live.done(live.post("/api/refresh")["job_id"])
        live.upload("文旅.txt", words("文旅"))
    return folder / "data"


@pytest.fixture
def data(indexed: Path, tmp_path: Path) -> Path:
    shutil.copytree(indexed, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def duikou(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], data: Path
) -> Duikou:
    return Duikou(monkeypatch, capfd, data)


def garbage(file: Path) -> None:
    file.write_bytes(b"garbage" * 1000)


def empty(file: Path) -> None:
    file.write_bytes(b"")


HARMS: dict[str, tuple[Callable[[Path], None], str]] = {
    "删除": (Path.unlink, "不见了"),
    "变空": (empty, "是空的（0 字节）"),
    "截去一半": (halve, "已损坏"),
    "全为零": (zero, "已损坏"),
    "乱码": (garbage, "已损坏"),
}


@pytest.mark.parametrize(("harm", "said"), HARMS.values(), ids=HARMS.keys())
def test_every_command_refuses_to_begin_anew_and_touches_nothing(
    duikou: Duikou, data: Path, harm: Callable[[Path], None], said: str
) -> None:
    harm(data / "registry.db")
    before = contents(data)
    for command in (("ask", QUESTION), ("index", data / "uploads"), ("serve",)):
        told = duikou(*command).told()
        assert re.search(rf"登记库 .*registry\.db.*{re.escape(said)}.*duikou restore", told), told
    after = contents(data)
    assert {name: after.get(name) for name in before} == before


def test_backup_makes_good_what_was_lost(duikou: Duikou, data: Path, tmp_path: Path) -> None:
    assert duikou("backup", tmp_path / "备份.tar.gz").code == 0
    empty(data / "registry.db")
    assert duikou("restore", "--yes", "--damaged", tmp_path / "备份.tar.gz").code == 0
    assert "冷链局第3科" in duikou("ask", QUESTION).out
    assert "文旅局第3科" in duikou("ask", "文旅第3项任务由谁负责？").out


def test_older_copy_of_the_registry_put_back_is_what_counts(tmp_path: Path) -> None:
    with open_stores(tmp_path) as stores:
        put(stores.library, "冷链", "文旅")
        stores.refresher.refresh(stores.library)
    shutil.copy(tmp_path / "data" / "registry.db", tmp_path / "旧的.db")
    with open_stores(tmp_path) as stores:
        put(stores.library, "冷链", who="委员会")
        put(stores.library, "农业")
        stores.refresher.refresh(stores.library)
    shutil.copy(tmp_path / "旧的.db", tmp_path / "data" / "registry.db")
    with open_stores(tmp_path) as stores:
        assert "冷链局第3科" in answer(stores, "冷链")
        assert "文旅局第3科" in answer(stores, "文旅")
        stores.refresher.refresh(stores.library)
        assert "冷链委员会第3科" in answer(stores, "冷链")
        assert "农业局第3科" in answer(stores, "农业")
        assert not any(stores.followers.differences())


# --- while the service runs -----------------------------------------------------------------------


@pytest.fixture
def live(data: Path) -> Iterator[Live]:
    with running(Settings(data_dir=data)) as service:
        yield service


def test_registry_taken_away_under_the_service_is_missed_at_once_and_can_be_put_back(
    live: Live, data: Path
) -> None:
    registry, away = data / "registry.db", data / "移走.db"
    registry.rename(away)
    sent = [("files", ("农业.txt", words("农业").encode()))]
    for response in (
        live.client.post("/api/ask", json={"question": QUESTION}),
        live.client.post("/api/notices", files=sent),
        live.client.get("/api/notices"),
    ):
        message = error_of(response, 503)["message"]
        assert re.search(r"登记库 .*registry\.db 在使用中被删除、移走或换掉了。请.*放回去", message)
    ready = live.client.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
    assert "登记库" in {fault["store"] for fault in ready.json()["stores"]}
    assert not registry.exists()
    assert live.incoming() == []
    away.rename(registry)
    assert "冷链局第3科" in live.ask(QUESTION)["answer"]
    assert live.upload("农业.txt", words("农业"))["state"] == "done"


def test_another_registry_put_in_place_under_the_service_is_not_written_to(
    live: Live, data: Path, indexed: Path
) -> None:
    shutil.copy(indexed / "registry.db", data / "另一个.db")
    before = (data / "另一个.db").read_bytes()
    (data / "另一个.db").replace(data / "registry.db")
    error = error_of(live.client.post("/api/ask", json={"question": QUESTION}), 503)
    assert "换掉了" in error["message"]
    assert (data / "registry.db").read_bytes() == before


def test_registry_cut_off_under_the_service_gives_right_answers_or_none(
    live: Live, data: Path
) -> None:
    zero_middle(data / "registry.db")
    for _ in range(5):
        response = live.client.post("/api/ask", json={"question": QUESTION})
        if response.status_code == 200:
            assert "冷链局第3科" in response.json()["answer"]
        else:
            assert "登记库" in error_of(response, 503)["message"]


# --- another program holds it ---------------------------------------------------------------------


@contextmanager
def held(data: Path, how: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Another program keeps everybody else from writing."""
    file = data / "registry.db"
    connected = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    with closing(connected) as other:
        other.execute(how)
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_S", 0.3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("how", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_locked_registry_still_answers_and_tells_who_writes(
    live: Live, data: Path, how: str
) -> None:
    sent = [("files", ("农业.txt", words("农业").encode()))]
    with held(data, how):
        assert "冷链局第3科" in live.ask(QUESTION)["answer"]
        message = error_of(live.client.post("/api/notices", files=sent), 503)["message"]
        assert re.search(
            r"登记库.*locked.*另一个程序一直占用着登记库。请等它完成，或停止它", message
        )
        assert live.incoming() == []
    assert live.upload("农业.txt", words("农业"))["state"] == "done"
    assert "农业局第3科" in live.ask("农业第3项任务由谁负责？")["answer"]


@pytest.mark.usefixtures("impatient")
def test_command_on_a_locked_registry_says_so_and_works_afterwards(
    duikou: Duikou, data: Path, tmp_path: Path
) -> None:
    put(tmp_path / "另一个公文库", "农业")
    with held(data):
        told = duikou("index", tmp_path / "另一个公文库").told()
        assert "另一个程序一直占用着登记库" in told
        assert "冷链局第3科" in duikou("ask", QUESTION).out
    assert duikou("index", tmp_path / "另一个公文库").code == 0
    assert "农业局第3科" in duikou("ask", "农业第3项任务由谁负责？").out


@pytest.mark.usefixtures("impatient")
def test_job_whose_end_could_not_be_recorded_is_done_once_the_registry_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It once stood there as running until the service was started anew."""
    monkeypatch.setattr(working, "_POLL_S", 0.02)
    with open_stores(tmp_path) as stores, ExitStack() as locking:
        put(stores.library, "冷链")
        job = stores.worker.ask(Kind.REFRESH, str(stores.library.resolve()))
        locks = [held(tmp_path / "data")]

        def lock(step: str) -> None:
            if step == "写入关键词" and locks:
                locking.enter_context(locks.pop())

        stores.watch(lock)
        stop = threading.Event()
        work = threading.Thread(target=stores.worker.work, args=(Lane.BULK, stop), daemon=True)
        work.start()
        wait_until(lambda: "任务暂停" in caplog.text, "the worker met the lock", 30)
        assert stores.jobs.get(job.id).state is State.RUNNING
        locking.close()
        wait_until(lambda: stores.jobs.get(job.id).is_over, "the job is done", 30)
        stop.set()
        work.join()
        assert stores.jobs.get(job.id).state is State.DONE
        assert "冷链局第3科" in answer(stores, "冷链")
