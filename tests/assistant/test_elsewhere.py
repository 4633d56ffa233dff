"""A data folder whose registry lies elsewhere, whose name is odd, or whose restore was cut short."""

from pathlib import Path

import pytest

from assistant.cli_backup import finish_restore
from assistant.errors import ServiceError
from assistant.settings import Settings
from assistant.wiring import open_registry, open_workspace, take_over_registry
from index.backup.restoring import restore
from index.backup.saving import save
from index.errors import StoreError
from index.locking import WriteLock
from tests.index.stores import write


def indexed(settings: Settings, library: Path) -> None:
    with open_workspace(settings) as workspace:
        assert workspace.refresher.refresh(library).added == 1


def asked(settings: Settings) -> str:
    with open_workspace(settings) as workspace:
        return workspace.assistant.ask("冷链物流由谁负责？").text


@pytest.fixture
def library(tmp_path: Path) -> Path:
    write(tmp_path / "公文库", "冷链", "冷链物流由松江区商务局负责。")
    return tmp_path / "公文库"


def test_second_data_folder_is_refused_until_it_takes_over(
    tmp_path: Path, library: Path, model_folder: Path
) -> None:
    shared = f"sqlite:///{tmp_path / '共用.db'}"
    first = Settings(data_dir=tmp_path / "甲处", database_url=shared)
    second = Settings(data_dir=tmp_path / "乙处", database_url=shared)
    indexed(first, library)
    with pytest.raises(StoreError, match="属于数据文件夹"), open_workspace(second):
        pass
    take_over_registry(second)
    assert "松江区商务局" in asked(second)
    with pytest.raises(StoreError, match="乙处"), open_workspace(first):
        pass


@pytest.mark.parametrize("name", ["百分%20之", "问?号", "井#号", "空 格&和"])
def test_data_folder_may_have_any_name(
    name: str, tmp_path: Path, library: Path, model_folder: Path
) -> None:
    settings = Settings(data_dir=tmp_path / name)
    indexed(settings, library)
    assert (tmp_path / name / "registry.db").exists()
    assert "松江区商务局" in asked(settings)


def test_service_finishes_a_restore_that_was_cut_short(
    tmp_path: Path, library: Path, model_folder: Path
) -> None:
    full, settings = Settings(data_dir=tmp_path / "原处"), Settings(data_dir=tmp_path / "新处")
    indexed(full, library)
    file, uploads = tmp_path / "备份.tar.gz", settings.data_dir / "uploads"
    with open_registry(full) as engine:
        save(engine, full.data_dir / "uploads", file, WriteLock(full.data_dir / "refresh.lock"))
    settings.data_dir.mkdir()

    def interrupted() -> None:
        raise KeyboardInterrupt

    lock = WriteLock(settings.data_dir / "refresh.lock")
    with open_registry(settings) as engine, pytest.raises(KeyboardInterrupt):
        restore(file, engine, uploads, lock, interrupted)
    with pytest.raises(ServiceError, match=r"恢复没有做完.*duikou serve"):
        asked(settings)
    finish_restore(settings)
    assert "松江区商务局" in asked(settings)
