"""A registry follows one data folder; another has to take it over."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from index.errors import StoreError
from index.owning import claim, take_over


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_folder_that_came_first_keeps_the_registry(engine: Engine, tmp_path: Path) -> None:
    first, second = folder(tmp_path / "甲 处"), folder(tmp_path / "乙处")
    claim(engine, first)
    with pytest.raises(StoreError, match=rf"属于数据文件夹 {first}，.*rebuild --take-over"):
        claim(engine, second)
    claim(engine, first)


def test_folder_may_be_moved(engine: Engine, tmp_path: Path) -> None:
    first = folder(tmp_path / "甲处")
    claim(engine, first)
    claim(engine, first.rename(tmp_path / "新处"))


def test_folder_that_takes_over_keeps_the_first_one_out(
    engine: Engine, url: str, tmp_path: Path
) -> None:
    first, second = folder(tmp_path / "甲处"), folder(tmp_path / "乙处")
    claim(engine, first)
    take_over(url, second)
    claim(engine, second)
    with pytest.raises(StoreError, match="乙处"):
        claim(engine, first)
