"""duikou history, jobs, retry and rebuild: what they print and do, with and without a service."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event, Thread

import pytest

from assistant import cli_library, operating
from assistant.cli_library import carried_out
from assistant.errors import ServiceError
from assistant.serving import alone
from assistant.settings import Settings
from assistant.wiring import Workspace, open_workspace
from index.job import Kind, Lane, State
from index.keeping import keeping_up
from tests.assistant.test_cli import Duikou

OLD = "关于冷链建设的通知\n\n松江政发〔2024〕7号\n\n一、任务\n由松江区商务局负责冷链建设。\n"
NEW = OLD.replace("商务局", "农业农村局")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of the commands."""
    return tmp_path / "data"


@pytest.fixture
def duikou(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    model_folder: Path,
) -> Duikou:
    """The command on an empty data folder."""
    return Duikou(monkeypatch, capsys, folder)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A data folder with a notice in two versions, and one in a single version."""
    folder = tmp_path_factory.mktemp("library")
    library = folder / "公文"
    (library / "2024").mkdir(parents=True)
    (library / "路灯.txt").write_text("关于路灯维修的通知\n\n由松江区城管局负责。\n", "utf-8")
    with open_workspace(Settings(data_dir=folder / "data")) as workspace:
        for words in (OLD, NEW):
            (library / "2024" / "冷链.txt").write_text(words, "utf-8")
            workspace.worker.run_here(library)
    return folder


@pytest.fixture
def library(duikou: Duikou, indexed: Path, folder: Path) -> Path:
    """The library in a data folder of the test's own."""
    shutil.copytree(indexed / "data", folder)
    return indexed / "公文"


@pytest.fixture(scope="module")
def opened(indexed: Path) -> Iterator[Workspace]:
    """The library, opened once."""
    with open_workspace(Settings(data_dir=indexed / "data")) as workspace:
        yield workspace


@pytest.fixture
def reading(duikou: Duikou, opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> Duikou:
    """The commands on the library, which they only read; opening it takes two seconds each time."""
    monkeypatch.setattr(cli_library, "open_workspace", lambda _: nullcontext(opened))
    return duikou


@contextmanager
def service(folder: Path) -> Iterator[Workspace]:
    """A service on the data folder, as far as commands can tell."""
    with (
        open_workspace(Settings(data_dir=folder)) as workspace,
        alone(folder),
        keeping_up(workspace.keeper, workspace.worker, [], 3600),
    ):
        yield workspace


# --- history -------------------------------------------------------------------------------------


def test_history_tells_what_each_version_changed(reading: Duikou) -> None:
    told = reading("history", "冷链.txt")
    assert (told.code, told.err) == (0, "")
    assert "《关于冷链建设的通知》" in told.out
    assert re.search(r"第 2 版　\d{4}-\d\d-\d\d \d\d:\d\d　现行", told.out)
    assert "与第 1 版相比" in told.out
    assert "商务局" in told.out.split("与第 1 版相比")[1]
    assert told.out.index("第 2 版") < told.out.index("第 1 版　")


def test_notice_is_meant_by_title_number_or_file(library: Path, folder: Path) -> None:
    with open_workspace(Settings(data_dir=folder)) as workspace:
        recorded = workspace.catalogue.recorded
        (meant,) = recorded("冷链")
        for words in (
            meant.id,
            "松江政发〔2024〕7号",
            "松江政发(2024)7号",
            "2024/冷链.txt",
            "冷链.txt",
        ):
            assert recorded(words) == [meant]
        assert len(recorded("通知")) == 2
        assert recorded("%") == recorded("4/冷链.txt") == recorded("") == []
        workspace.tools.replacer.withdraw(meant.id)
        assert [each.id for each in recorded("冷链")] == [meant.id]


def test_history_by_id_and_of_a_withdrawn_notice(
    duikou: Duikou, library: Path, folder: Path
) -> None:
    listed = duikou("history", "路灯")
    notice_id = re.search(r"编号 ([0-9a-f]{16})", listed.out)
    assert notice_id
    assert "相比" not in listed.out
    assert duikou("history", notice_id[1]).out == listed.out
    duikou("forget", str(library))
    assert "已撤下" in duikou("history", "路灯").out


def test_history_of_nothing_and_of_too_much(reading: Duikou) -> None:
    nothing = reading("history", "没有这份")
    assert nothing.code == 1
    assert "没有找到公文" in nothing.err
    much = reading("history", "通知")
    assert much.code == 1
    assert "有 2 份公文" in much.err
    assert "路灯.txt" in much.err


def test_former_version_is_restored(duikou: Duikou, library: Path) -> None:
    restored = duikou("history", "冷链", "--restore", "1")
    assert (restored.code, restored.err) == (0, "")
    assert "已恢复《关于冷链建设的通知》的第 1 版" in restored.out
    assert "商务局" in duikou("ask", "冷链建设由谁负责？").out
    told = duikou("history", "冷链")
    assert "第 3 版" in told.out
    version_id = re.findall(r"　([0-9a-f]{32})$", told.out, re.MULTILINE)[1]
    assert duikou("history", "冷链", "--restore", version_id).code == 0
    assert "农业农村局" in duikou("ask", "冷链建设由谁负责？").out
    assert "恢复旧版本" in duikou("jobs").out


def test_version_that_cannot_be_restored(reading: Duikou) -> None:
    current = reading("history", "冷链", "--restore", "2")
    assert (current.code, "现行版本" in current.err) == (1, True)
    unknown = reading("history", "冷链", "--restore", "9")
    assert unknown.code == 1
    assert "1、2" in unknown.err


def test_restoring_while_a_service_runs(duikou: Duikou, library: Path, folder: Path) -> None:
    with service(folder) as workspace:
        assert duikou("history", "冷链", "--restore", "1").code == 0
        assert "商务局" in workspace.assistant.ask("冷链建设由谁负责？").text


# --- jobs and retry ------------------------------------------------------------------------------


def test_jobs_are_listed_newest_first(reading: Duikou) -> None:
    listed = reading("jobs")
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.count("更新公文库") == 2
    assert "新增 2" in listed.out
    assert listed.out.index("更新 1") < listed.out.index("新增 2")
    assert "共 2 个任务" in reading("jobs", "--limit", "1").out
    assert "没有失败的文件" in reading("jobs", "--failed").out


def test_job_of_a_library_that_is_not_there_says_why(duikou: Duikou, folder: Path) -> None:
    with open_workspace(Settings(data_dir=folder)) as workspace:
        job = workspace.jobs.ask(Kind.REFRESH, "/没有这里")
        with pytest.raises(ServiceError, match="找不到 /没有这里"):
            carried_out(workspace, job)
        assert workspace.jobs.get(job.id).state is State.CANCELLED
        workspace.jobs.ask(Kind.REBUILD)
    listed = duikou("jobs").out
    assert "找不到" in listed
    assert "等待" in listed


def test_failed_files_are_listed_and_read_again(duikou: Duikou, tmp_path: Path) -> None:
    library = tmp_path / "公文"
    library.mkdir()
    bad = library / "坏的[1].docx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    assert duikou("index", str(library)).code == 3
    listed = duikou("jobs", "--failed")
    assert "坏的[1].docx" in listed.out
    assert "共 1 个文件没能读入" in listed.out
    still = duikou("retry", "坏的[1].docx")
    assert still.code == 3
    assert "失败 1" in still.out
    good = sorted(Path(operating.__file__).parents[1].glob("documents/samples/*.docx"))[0]
    bad.write_bytes(good.read_bytes())
    again = duikou("retry")
    assert (again.code, again.err) == (0, "")
    assert "再读了 1 个文件：读入 1，失败 0" in again.out
    assert "没有要再读的文件" in duikou("retry").out
    unknown = duikou("retry", "没有.docx")
    assert unknown.code == 1
    assert "duikou jobs --failed" in unknown.err


def test_failed_upload_is_read_again_by_its_name(duikou: Duikou, folder: Path) -> None:
    with service(folder) as workspace:
        uploads = workspace.tools.uploads
        uploads.folder.mkdir()
        with (folder / "坏").open("w+b") as content:
            content.write(b"PK\x03\x04 nothing")
            content.seek(0)
            job, names = operating.take_in(workspace, [("表.docx", content)])
        assert names == ["表.docx"]
        while not workspace.jobs.get(job.id).is_over:
            Event().wait(0.05)
    listed = duikou("jobs", "--failed")
    assert "表.docx" in listed.out
    assert ".incoming" not in listed.out
    assert duikou("retry", "表.docx").code == 3


def test_interrupted_job_is_on_record_as_such(
    duikou: Duikou, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.working.Worker.run", interrupted)
    with open_workspace(Settings(data_dir=folder)) as workspace:
        job = workspace.jobs.ask(Kind.REBUILD, lane=Lane.URGENT)
        with pytest.raises(KeyboardInterrupt):
            carried_out(workspace, job)
        assert workspace.jobs.get(job.id).state is State.CANCELLED


# --- rebuild -------------------------------------------------------------------------------------


def test_rebuild(duikou: Duikou, library: Path, folder: Path) -> None:
    assert "索引完好" in duikou("rebuild").out
    done = duikou("rebuild", "--anew")
    assert (done.code, done.err, "已重建" in done.out) == (0, "", True)
    assert "农业农村局" in duikou("ask", "冷链建设由谁负责？").out


def test_rebuild_by_the_service_that_runs(duikou: Duikou, library: Path, folder: Path) -> None:
    with service(folder) as workspace:
        done = duikou("rebuild", "--anew")
        assert (done.code, "服务正在运行" in done.out, "已重建" in done.out) == (0, True, True)
        (job,) = [j for j in workspace.jobs.page()[0] if j.kind is Kind.REBUILD]
        assert job.state is State.DONE
        assert "索引完好" in duikou("rebuild").out


def test_job_that_a_service_gives_up_is_told(
    folder: Path, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_library, "_LOOK_S", 0.01)
    with open_workspace(Settings(data_dir=folder)) as workspace:
        job = workspace.jobs.ask(Kind.REFRESH, "/公文")
        workspace.jobs.start(job.id)

        def end() -> None:
            Event().wait(0.2)
            workspace.jobs.finish(job.id, State.FAILED, "磁盘空间不足。请清理后重试。")

        thread = Thread(target=end)
        thread.start()
        with pytest.raises(ServiceError, match="磁盘空间不足"):
            carried_out(workspace, job)
        thread.join()
