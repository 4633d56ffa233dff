"""The model's files are missing or damaged: told with what to do, and nothing is answered wrongly."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import wiring
from assistant.settings import Settings
from assistant.wiring import open_workspace
from index.builtin_model import folder as building
from index.builtin_model.recipe import ENCODER, RECIPE, SUMS, TOKENIZER
from tests.index.damaging import delete, empty, halve
from tests.resilience.faulty import Duikou, put
from tests.resilience.test_damaged_index import flip

pytestmark = pytest.mark.resilience

QUESTION = "冷链第3项任务由谁负责？"


@pytest.fixture
def model(model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model of one's own, whose files are shared until they are touched."""
    folder = tmp_path / "模型"
    shutil.copytree(model_folder, folder, copy_function=os.link)
    monkeypatch.setattr(wiring, "default_folder", lambda: folder)
    return folder


def own(file: Path) -> Path:
    """The file, no longer shared with the real model."""
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content)
    return file


def sizes(folder: Path) -> dict[str, int]:
    """Path below a folder → bytes, of all its files."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


@pytest.fixture
def duikou(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Duikou:
    return Duikou(monkeypatch, capfd, tmp_path / "data")


HARMS: dict[str, Callable[[Path], None]] = {
    "不见了": delete, "截去一半": halve, "变空": empty, "改了几个字节": flip,
}  # fmt: skip


@pytest.mark.parametrize("name", [ENCODER, TOKENIZER, RECIPE])
@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
def test_damaged_model_is_named_before_anything_is_answered(
    duikou: Duikou, model: Path, tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    put(tmp_path / "公文库", "冷链")
    harm(own(model / name))
    for command in (("index", tmp_path / "公文库"), ("ask", QUESTION)):
        told = duikou(*command).told()
        assert re.search(rf"内置向量模型.*{re.escape(str(model))}.*请执行 make setup", told), told
    assert re.search(rf"异常  登记库与模型：.*{re.escape(str(model))}", duikou("doctor").out)
    assert not (tmp_path / "data" / "registry.db").exists()


@pytest.mark.parametrize("harm", [delete, halve], ids=["不见了", "截去一半"])
def test_running_service_keeps_the_model_it_has_loaded(
    model: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    library = tmp_path / "公文库"
    put(library, "冷链")
    files = [own(model / name) for name in (ENCODER, TOKENIZER)]
    with open_workspace(Settings(data_dir=tmp_path / "data")) as workspace:
        workspace.refresher.refresh(library)
        whole = workspace.assistant.ask(QUESTION)
        for file in files:
            harm(file)
        assert workspace.assistant.ask(QUESTION) == whole
        put(library, "文旅")
        assert workspace.refresher.refresh(library).added == 1
        assert "文旅局第3科" in workspace.assistant.ask("文旅第3项任务由谁负责？").text


@pytest.mark.parametrize("name", [TOKENIZER, RECIPE])
def test_make_setup_mends_what_it_is_said_to_mend(
    model: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A damaged file once passed for a built model, so that the advice led nowhere."""
    whole = sizes(model)
    made: list[Path] = []

    def copied(folder: Path, *_: object) -> None:
        made.append(folder)
        shutil.copytree(building_from, folder, copy_function=os.link, dirs_exist_ok=True)

    building_from = model.with_name("原样")
    shutil.copytree(model, building_from, copy_function=os.link)
    monkeypatch.setattr(building, "_write", copied)
    building.build(model)
    assert made == [], "a whole model is left as it is"
    (flip if name == TOKENIZER else delete)(own(model / name))
    building.build(model)
    assert len(made) == 1
    assert sizes(model) == whole


def test_sums_are_noted_for_a_model_that_was_built_before_there_were_any(model: Path) -> None:
    (model / SUMS).unlink()
    with open_workspace(Settings(data_dir=model.parent / "data")):
        pass
    building.build(model)
    assert len((model / SUMS).read_text().splitlines()) == 3
