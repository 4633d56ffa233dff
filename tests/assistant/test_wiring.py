"""A data folder is opened, refused with a reason, or kept apart from another model's."""

import os
import sqlite3
from pathlib import Path

import pytest

from assistant.errors import ServiceError, SettingsError
from assistant.settings import Settings
from assistant.wiring import Workspace, open_workspace, samples
from assistant.wiring_model import make_voice
from index.errors import StoreError, StoreOutdatedError
from index.words import Words
from tests.conftest import free_port


def write_notice(folder: Path, words: str = "由松江区商务局负责冷链建设。") -> Path:
    """A small notice in a folder of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / "冷链通知.txt"
    path.write_text(f"关于冷链建设的通知\n\n松江政发〔2024〕7号\n\n一、任务\n{words}\n", "utf-8")
    return path


def test_what_was_indexed_is_there_after_reopening(tmp_path: Path, model_folder: Path) -> None:
    write_notice(tmp_path / "公文")
    settings = Settings(data_dir=tmp_path / "甲" / "数据 文件夹")
    with open_workspace(settings) as workspace:
        assert workspace.refresher.refresh(tmp_path / "公文").added == 1
    assert (settings.data_dir / "registry.db").is_file()
    with open_workspace(settings) as workspace:
        answer = workspace.assistant.ask("冷链建设由谁负责？")
        assert "松江区商务局" in answer.text
        assert workspace.refresher.refresh(tmp_path / "公文").unchanged == 1


def test_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with (
        pytest.raises(ServiceError, match=r"数据文件夹 .*data 无法写入.*DUIKOU_DATA_DIR"),
        open_workspace(Settings(data_dir=tmp_path / "data")),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root 对任何文件夹都有写权限")
def test_folder_without_permission(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    with (
        pytest.raises(ServiceError, match="无法写入"),
        open_workspace(Settings(data_dir=tmp_path / "data")),
    ):
        pass


def test_damaged_registry(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "registry.db").write_bytes(b"not a database" * 400)
    with pytest.raises(StoreError, match="无法打开登记库"), open_workspace(settings):
        pass


def test_store_of_a_newer_program_is_refused(settings: Settings) -> None:
    with open_workspace(settings):
        pass
    connection = sqlite3.connect(settings.data_dir / "registry.db")
    with connection:
        connection.execute("update alembic_version set version_num = '0999'")
    connection.close()
    with pytest.raises(StoreOutdatedError, match="更新版本的对口通"), open_workspace(settings):
        pass


def test_index_of_another_model_answers_until_it_is_embedded_with_the_one_that_is_set(
    settings: Settings, model_folder: Path, tmp_path: Path
) -> None:
    other = settings.model_copy(update={"embedding_model": str(model_folder)})
    write_notice(tmp_path / "公文")
    with open_workspace(other) as workspace:
        workspace.refresher.refresh(tmp_path / "公文")
        assert "松江区商务局" in workspace.assistant.ask("冷链建设由谁负责？").text
    with open_workspace(settings) as workspace:
        models = workspace.tools.models
        assert models.changing
        assert "松江区商务局" in workspace.assistant.ask("冷链建设由谁负责？").text
        workspace.tools.rebuilder.rebuild(models.wanted)
        assert not models.changing
        assert "松江区商务局" in workspace.assistant.ask("冷链建设由谁负责？").text


def test_samples_are_notices_and_their_questions() -> None:
    names = {path.name for path in samples().iterdir()}
    assert "questions.jsonl" in names
    assert len(names) > 10


def test_questions_are_not_taken_for_a_notice(sample_workspace: Workspace) -> None:
    records, total = sample_workspace.catalogue.notices(limit=100)
    assert total == len(records) == 15
    assert not any(record.source.endswith(".jsonl") for record in records)


def test_language_model_is_made_where_one_is_set(tmp_path: Path) -> None:
    words = Words()
    own = {"model_url": f"http://127.0.0.1:{free_port()}/v1", "model_name": "qwen3"}
    assert make_voice(Settings(data_dir=tmp_path), words) is None
    assert make_voice(Settings(data_dir=tmp_path, **own), words) is not None


def test_language_model_without_its_packages_is_refused_at_the_door(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    own = {"model_url": f"http://127.0.0.1:{free_port()}/v1", "model_name": "qwen3"}
    with (
        pytest.raises(SettingsError, match=r"pip install .*\[model\]"),
        open_workspace(settings.model_copy(update=own)),
    ):
        pass
