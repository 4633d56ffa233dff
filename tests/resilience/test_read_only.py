"""Folders that may only be read: the library is never written to, and the rest is told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.settings import Settings
from index.errors import StoreError
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import running
from tests.index.stores import Stores, open_stores
from tests.resilience.faulty import (
    Duikou,
    answer,
    contents,
    keep_model,
    put,
    read_only,
    tasks,
    until,
)

pytestmark = pytest.mark.resilience

QUESTION = "冷链第3项任务由谁负责？"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    put(tmp_path / "公文库", "冷链")
    return tmp_path / "公文库"


@pytest.fixture(autouse=True)
def kept_model(monkeypatch: pytest.MonkeyPatch, model_folder: Path) -> None:
    keep_model(monkeypatch)


@pytest.fixture
def duikou(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Duikou:
    return Duikou(monkeypatch, capfd, tmp_path / "data")


def test_library_that_may_only_be_read_is_all_that_is_needed(duikou: Duikou, library: Path) -> None:
    before = contents(library)
    with read_only(library):
        assert duikou("index", library).code == 0
        assert "冷链局第3科" in duikou("ask", QUESTION).out
        assert "正常  公文库文件夹" in duikou("doctor").out
    assert contents(library) == before


def test_data_folder_that_may_only_be_read_is_told_by_every_command(
    duikou: Duikou, library: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert duikou("index", library).code == 0
    before = contents(data)
    with read_only(data):
        for command in (("index", library), ("ask", QUESTION), ("serve",), ("rebuild",)):
            told = duikou(*command).told()
            assert re.search(
                r"数据文件夹 .*/data 无法写入（Read-only file system）。请.*权限", told
            )
        assert "异常  数据文件夹" in duikou("doctor").out
    assert contents(data) == before
    assert "冷链局第3科" in duikou("ask", QUESTION).out


@pytest.fixture
def stores(tmp_path: Path, library: Path) -> Iterator[Stores]:
    with open_stores(tmp_path) as opened:
        opened.refresher.refresh(library)
        yield opened


@pytest.mark.parametrize("name", ["keywords", "vectors"])
def test_index_that_may_only_be_read_is_told_and_nothing_is_lost(
    stores: Stores, library: Path, tmp_path: Path, name: str
) -> None:
    put(library, "冷链", who="委员会")
    stores.vectors.close()
    with read_only(tmp_path / "data" / name):
        with pytest.raises(
            StoreError, match=rf"/{name} 无法写入（.*）。请检查磁盘空间和文件夹权限"
        ):
            stores.refresher.refresh(library)
        try:
            assert "冷链局第3科" in answer(stores, "冷链")
        except StoreError as error:
            assert re.search("Read-only file system|readonly database", str(error))  # noqa: PT017
    stores.refresher.refresh(library)
    assert "冷链委员会第3科" in answer(stores, "冷链")
    assert not any(stores.followers.differences())


def test_uploads_that_may_only_be_read_are_told_while_the_library_goes_on(
    tmp_path: Path, library: Path
) -> None:
    sent = [("files", ("文旅.txt", "\n\n".join(["关于文旅的通知", *tasks("文旅")]).encode()))]
    with running(Settings(data_dir=tmp_path / "data", library=library)) as live:
        live.done(live.post("/api/refresh")["job_id"])
        with read_only(tmp_path / "data" / "uploads"):
            error = error_of(live.client.post("/api/notices", files=sent), 503)
            assert re.search(
                r"上传文件夹 .*/uploads 无法写入（Read-only file system）。请.*权限",
                error["message"],
            )
            assert "冷链局第3科" in live.ask(QUESTION)["answer"]
            put(library, "农业")
            live.done(live.post("/api/refresh")["job_id"])
            assert len(live.notices()) == 2
        assert live.client.post("/api/notices", files=sent).status_code == 202


def test_job_that_cannot_be_locked_waits_and_says_why(tmp_path: Path, library: Path) -> None:
    with running(Settings(data_dir=tmp_path / "data", library=library)) as live:
        live.done(live.post("/api/refresh")["job_id"])
        put(library, "冷链", who="委员会")
        with read_only(tmp_path / "data" / "jobs"):
            job_id = live.post("/api/refresh")["job_id"]
            job = until(live, job_id, lambda found: found["reason"])
            assert job["state"] == "waiting"
            assert re.search(
                r"无法锁定 .*/jobs/.*（Read-only file system）。请.*权限", job["reason"]
            )
        live.client.post(f"/api/jobs/{job_id}/retry")
        live.done(job_id)
        assert "冷链委员会第3科" in live.ask(QUESTION)["answer"]
