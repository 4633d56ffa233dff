"""The examination: what is sound, what is not, and what to do."""

import json
import re
import shutil
from pathlib import Path

import pytest

from assistant.doctor import Finding, examine
from assistant.settings import Settings
from assistant.wiring import Workspace, open_workspace, samples
from tests.assistant.speaking.scripted_model import KEY, Exchange, Script, ScriptedModel, scripted
from tests.conftest import free_port


def findings(settings: Settings) -> dict[str, Finding]:
    """What is found, by subject."""
    return {finding.subject: finding for finding in examine(settings)}


def test_new_data_folder_is_sound(settings: Settings) -> None:
    found = findings(settings)
    assert all(finding.healthy for finding in found.values())
    assert "duikou index" in found["检索"].remark
    assert "未设置" in found["公文库文件夹"].remark
    assert list(found)[-1] == "语言模型"


def test_notices_and_files_are_counted(sample_workspace: Workspace) -> None:
    settings = sample_workspace.settings.model_copy(update={"library": samples()})
    found = findings(settings)
    assert found["索引"].remark.startswith("15 份公文")
    assert str(samples()) in found["公文库文件夹"].remark
    assert all(finding.healthy for finding in found.values())


def test_index_out_of_step_and_unread_files_are_faults_that_say_what_to_do(
    settings: Settings, tmp_path: Path
) -> None:
    library = tmp_path / "公文"
    library.mkdir()
    (library / "冷链.txt").write_text("关于冷链的通知\n\n由松江区商务局负责。\n", "utf-8")
    (library / "坏的.docx").write_bytes(b"PK\x03\x04 nothing")
    with open_workspace(settings) as workspace:
        workspace.refresher.refresh(library)
        (version,) = workspace.registry.current_versions()
        workspace.followers.keywords.remove([version])
    found = findings(settings)
    assert not found["读入失败的文件"].healthy
    assert "坏的.docx" in found["读入失败的文件"].remark
    assert not found["索引"].healthy
    assert "duikou rebuild" in found["索引"].remark
    with open_workspace(settings) as workspace:
        assert workspace.tools.rebuilder.rebuild(workspace.tools.models.wanted)
        assert workspace.followers.in_step()
        assert "松江区商务局" in workspace.assistant.ask("冷链由谁负责？").text


def test_lost_index_is_made_again_when_the_folder_is_opened(
    settings: Settings, tmp_path: Path
) -> None:
    library = tmp_path / "公文"
    library.mkdir()
    (library / "冷链.txt").write_text("关于冷链的通知\n\n由松江区商务局负责。\n", "utf-8")
    with open_workspace(settings) as workspace:
        workspace.refresher.refresh(library)
    shutil.rmtree(settings.data_dir / "keywords")
    assert findings(settings)["索引"].remark.startswith("1 份公文，1 个段落")


def test_data_folder_that_cannot_be_used_ends_the_examination(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    found = findings(Settings(data_dir=tmp_path / "data"))
    assert not found["数据文件夹"].healthy
    assert "索引" not in found


def test_data_folder_that_cannot_be_used_is_not_called_sound(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert not findings(Settings(data_dir=tmp_path / "data"))["数据文件夹"].healthy


def test_database_address_that_is_none_is_a_fault(settings: Settings) -> None:
    found = findings(settings.model_copy(update={"database_url": "nonsense"}))
    assert not found["登记库与模型"].healthy
    assert "DUIKOU_DATABASE_URL" in found["登记库与模型"].remark


def test_no_language_model_is_sound(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "未设置" in findings(Settings(data_dir=tmp_path / "data"))["语言模型"].remark


def said_of(server: ScriptedModel, folder: Path, **other: str) -> Finding:
    """What is found of the language model."""
    (folder / "data").write_text("")
    own = {"model_url": server.url, "model_name": "qwen3", "model_key": KEY} | other
    found = findings(Settings(data_dir=folder / "data", model_seconds=5, **own))["语言模型"]
    assert KEY not in found.remark
    return found


def listing(*names: str) -> Script:
    """A server with these models."""

    def script(exchange: Exchange) -> None:
        assert exchange.headers["Authorization"] == f"Bearer {KEY}"
        if exchange.path == "/v1/models":
            exchange.fail(200, json.dumps({"data": [{"id": name} for name in names]}))
        else:
            exchange.answer("好")

    return script


def test_language_model_that_answers_is_sound(tmp_path: Path) -> None:
    with scripted(listing("qwen3", "glm-4")) as server:
        found = said_of(server, tmp_path)
    assert found.healthy
    assert re.search(r"qwen3（127.0.0.1:\d+），\d.\d 秒开始回答，\d.\d 秒答完", found.remark)


def test_name_that_the_server_does_not_know_is_told_with_those_it_does(tmp_path: Path) -> None:
    with scripted(listing("glm-4", "qwen3:8b\x1b[31m")) as server:
        found = said_of(server, tmp_path)
        assert len(server.heard) == 1
    assert not found.healthy
    assert "DUIKOU_MODEL_NAME 改为其中之一：glm-4、qwen3:8b[31m" in found.remark


def test_server_that_lists_nothing_is_asked_all_the_same(tmp_path: Path) -> None:
    def script(exchange: Exchange) -> None:
        exchange.answer("好") if exchange.body else exchange.fail(404, "")

    with scripted(script) as server:
        assert said_of(server, tmp_path).healthy


@pytest.mark.parametrize(
    ("script", "said"),
    [(lambda e: e.fail(401, f"bad key {KEY}"), "DUIKOU_MODEL_KEY"), (lambda e: e.fail(200, "<html>"), "DUIKOU_MODEL_URL"),
     (lambda e: e.left_within(30), "5 秒"), (lambda e: e.fail(200, "[]"), "DUIKOU_MODEL_URL"),
     (lambda e: e.fail(500, ""), "日志")],
    ids=["key", "page", "silence", "list", "error"],
)  # fmt: skip
def test_language_model_that_does_not_answer_says_what_to_do(
    script: Script, said: str, tmp_path: Path
) -> None:
    with scripted(script) as server:
        found = said_of(server, tmp_path)
    assert not found.healthy
    assert said in found.remark


def test_language_model_out_of_reach_does_not_hide_the_stores(settings: Settings) -> None:
    own = {"model_url": f"http://127.0.0.1:{free_port()}", "model_name": "qwen3"}
    found = findings(settings.model_copy(update=own | {"model_provider": "ollama"}))
    assert found["索引"].healthy
    assert "连接不上" in found["语言模型"].remark
