"""The duikou command: what it prints and how it ends; never a traceback."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import cli
from assistant.wiring import Workspace


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


class Duikou:
    """Runs commands in this process, on one data folder."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setenv("DUIKOU_DATA_DIR", str(folder))

    def __call__(self, *arguments: str) -> Outcome:
        """Run one command."""
        self._monkeypatch.setattr(sys, "argv", ["duikou", *arguments])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = self._capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Outcome(code, printed.out, printed.err)


@pytest.fixture
def duikou(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    model_folder: Path,
) -> Duikou:
    """The command on an empty data folder."""
    return Duikou(monkeypatch, capsys, tmp_path / "data")


@pytest.fixture
def on_samples(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sample_workspace: Workspace,
) -> Duikou:
    """The command on the sample notices, which it only reads."""
    return Duikou(monkeypatch, capsys, sample_workspace.settings.data_dir)


def library(folder: Path, *, broken: bool = False) -> Path:
    """A folder with one notice, and a broken one if wanted."""
    folder.mkdir()
    (folder / "冷链.txt").write_text("关于冷链的通知\n\n由松江区商务局负责。\n", "utf-8")
    if broken:
        (folder / "坏的.docx").write_bytes(b"PK\x03\x04 nothing")
    return folder


# --- index and forget ----------------------------------------------------------------------------


def test_index_names_what_failed_then_ask_and_forget(duikou: Duikou, tmp_path: Path) -> None:
    folder = library(tmp_path / "公文", broken=True)
    indexed = duikou("index", str(folder))
    assert (indexed.code, indexed.err) == (3, "")
    assert "新增 1，更新 0，撤下 0，未变 0，失败 1" in indexed.out
    assert re.search(r"失败  坏的\.docx：.*[\u4e00-\u9fff]", indexed.out)
    asked = duikou("ask", "冷链由谁负责？")
    assert asked.code == 0
    assert "松江区商务局" in asked.out
    assert "[1]" in asked.out
    assert "已移出 1 份公文" in duikou("forget", str(folder)).out
    assert (folder / "冷链.txt").is_file()


def test_index_as_json(duikou: Duikou, tmp_path: Path) -> None:
    one = library(tmp_path / "甲")
    two = library(tmp_path / "乙")
    outcome = duikou("index", str(one), str(two), "--json")
    assert (outcome.code, outcome.err) == (0, "")
    reports = json.loads(outcome.out)
    assert [(r["root"], r["added"], r["failures"]) for r in reports] == [
        (str(one), 1, []),
        (str(two), 1, []),
    ]


def test_missing_path(duikou: Duikou, tmp_path: Path) -> None:
    outcome = duikou("index", str(tmp_path / "没有"))
    assert outcome.code == 1
    assert outcome.err.startswith("错误：找不到")
    assert "请检查路径" in outcome.err


# --- ask -----------------------------------------------------------------------------------------


def test_answer_for_people(on_samples: Duikou) -> None:
    outcome = on_samples("ask", "北屏区哪些部门负责文化旅游合作？")
    assert (outcome.code, outcome.err) == (0, "")
    assert "区文化体育旅游局、区融媒体中心" in outcome.out.split("依据：")[0]
    assert "依据：" in outcome.out
    assert (
        "[1] 《关于印发北屏区与青禾度假区对口合作实施方案的通知》云岭青管发〔2022〕8号"
        in outcome.out
    )


def test_refusal_for_people(on_samples: Duikou) -> None:
    outcome = on_samples("ask", "明天云岭会下雪吗？")
    assert outcome.code == 0
    assert "没有" in outcome.out
    assert "最接近的内容：" in outcome.out
    assert "依据：" not in outcome.out


def test_answer_as_json_has_the_contracts_shape(on_samples: Duikou) -> None:
    outcome = on_samples("ask", "北屏区哪些部门负责文化旅游合作？", "--json")
    answer = json.loads(outcome.out)
    assert {"status", "kind", "answer", "question", "conversation_id", "citations", "duties", "took_ms"} <= set(answer)  # fmt: skip
    assert (answer["status"], answer["citations"][0]["mark"]) == ("answered", 1)
    assert answer["took_ms"] > 0


@pytest.mark.parametrize(
    ("question", "says"), [("", "问题是空的"), ("字" * 10_000, "超过上限")], ids=["空", "过长"]
)
def test_question_that_cannot_be_asked(on_samples: Duikou, question: str, says: str) -> None:
    outcome = on_samples("ask", question)
    assert outcome.code == 1
    assert outcome.err.startswith("错误：")
    assert says in outcome.err


# --- doctor and serve ----------------------------------------------------------------------------


def test_doctor(on_samples: Duikou) -> None:
    outcome = on_samples("doctor")
    assert (outcome.code, outcome.err) == (0, "")
    assert all(line.startswith("正常  ") for line in outcome.out.splitlines())


def test_doctor_with_a_fault(on_samples: Duikou, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_LIBRARY", "/没有这个文件夹")
    outcome = on_samples("doctor")
    assert outcome.code == 1
    assert re.search(r"异常  .*请检查路径", outcome.out)
    assert "正常  语言模型" in outcome.out


def test_serve_refuses_another_host(on_samples: Duikou) -> None:
    outcome = on_samples("serve", "--host", "0.0.0.0")
    assert outcome.code == 1
    assert "错误：还没有访问密钥" in outcome.err


def test_settings_are_checked(on_samples: Duikou, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_NOPE", "1")
    outcome = on_samples("doctor")
    assert outcome.code == 1
    assert outcome.err.startswith("错误：不认识的设置：DUIKOU_NOPE")


# --- usage ---------------------------------------------------------------------------------------

WRONG = [
    ("没有的命令", ["nosuch"]),
    ("没有的选项", ["ask", "--nope", "x"]),
    ("缺少参数", ["index"]),
    ("端口不是数", ["serve", "--port", "abc"]),
    ("端口超界", ["serve", "--port", "0"]),
]


# reported
@pytest.mark.parametrize("arguments", [a for _, a in WRONG], ids=[name for name, _ in WRONG])
def test_wrong_usage_is_told_in_chinese(duikou: Duikou, arguments: list[str]) -> None:
    outcome = duikou(*arguments)
    assert outcome.code == 2
    assert outcome.err.startswith("错误：命令用法有误")
    assert "duikou --help" in outcome.err


# reported
def test_bare_command_shows_the_help(duikou: Duikou) -> None:
    outcome = duikou()
    assert "index" in outcome.out + outcome.err


def test_help_is_chinese(duikou: Duikou) -> None:
    outcome = duikou("--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert "让索引与文件夹一致" in outcome.out
    assert all(command in outcome.out for command in ("index", "ask", "serve", "doctor", "forget"))


def test_pipes_get_plain_lines(sample_workspace: Workspace) -> None:
    folder = str(sample_workspace.settings.data_dir)
    command = [sys.executable, "-m", "assistant.cli", "ask", "设立产业合作基金由哪个单位牵头？"]
    environment = {**os.environ, "DUIKOU_DATA_DIR": folder}  # noqa: TID251
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "市财政局" in done.stdout
    assert "\x1b" not in done.stdout


# reported
def test_broken_bytes_in_a_question(on_samples: Duikou) -> None:
    outcome = on_samples("ask", os.fsdecode("北屏".encode("gbk")))
    assert outcome.err.startswith("错误：")
