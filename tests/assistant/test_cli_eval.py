"""duikou eval: what it prints, what it writes, and how it ends."""

import json
import sys
from pathlib import Path

import openpyxl
import pytest

from assistant import cli_eval
from assistant.evaluating.kept import kept_in
from assistant.wiring import Workspace
from tests.assistant.test_cli import Duikou, library

GOOD = {
    "question": "设立产业合作基金由哪个单位牵头？",
    "answers": ["市财政局"],
    "relevant": ["澄云产业合作任务分工方案"],
    "type": "职责",
}
WRONG = {"question": "北屏区哪些部门负责文化旅游合作？", "answers": ["<b>市水务局</b>"]}
UNANSWERABLE = {"question": "明天云岭会下雪吗？", "answerable": False}


@pytest.fixture
def on_samples(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sample_workspace: Workspace,
) -> Duikou:
    """The command on the sample notices, which another process may have open."""
    return Duikou(monkeypatch, capsys, sample_workspace.settings.data_dir)


def questions(folder: Path, *rows: object) -> str:
    """A file of questions; a text is a line as it is."""
    path = folder / "问题.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def test_figures_are_printed(on_samples: Duikou, tmp_path: Path) -> None:
    outcome = on_samples("eval", questions(tmp_path, GOOD, WRONG, UNANSWERABLE))
    assert (outcome.code, outcome.err) == (0, "")
    assert "问题.jsonl：3 个问题，15 份公文" in outcome.out
    assert "│ 答对         │ answer      │  50% │       1/2 │" in outcome.out
    assert "找到依据但没答对" not in outcome.out
    assert "没找到依据：1 题" in outcome.out
    assert "应当：<b>市水务局</b>" in outcome.out


def test_samples_are_evaluated_with_their_own_questions(on_samples: Duikou) -> None:
    outcome = on_samples("eval", "--json", "--minimum", "verbatim=1", "--minimum", "evidence=0.9")
    assert (outcome.code, outcome.err) == (0, "")
    body = json.loads(outcome.out)
    assert (body["questions"], body["notices"], body["faults"]) == (40, 15, [])
    assert all(each["reached"] for each in body["minimums"])


def test_other_notices_need_a_file_of_questions(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    model_folder: Path,
) -> None:
    duikou = Duikou(monkeypatch, capsys, tmp_path / "data")
    empty = duikou("eval", questions(tmp_path, GOOD))
    assert empty.code == 1
    assert "索引里还没有公文" in empty.err
    duikou("index", str(library(tmp_path / "公文")))
    outcome = duikou("eval")
    assert (outcome.code, outcome.out) == (1, "")
    assert "请写明问题文件" in outcome.err
    asked = {"question": "冷链由谁负责？", "answers": ["松江区商务局"], "relevant": ["冷链"]}
    assert duikou("eval", questions(tmp_path, asked), "--minimum", "answer=1").code == 0


def test_missed_minimum_says_which_and_by_how_much(on_samples: Duikou, tmp_path: Path) -> None:
    path = questions(tmp_path, GOOD, WRONG, UNANSWERABLE)
    outcome = on_samples("eval", path, "--minimum", "answer=0.9", "--minimum", "refused=1")
    assert outcome.code == 3
    assert outcome.err == (
        "没有达到最低要求：答对（answer）为 0.500（1/2），要求不低于 0.900，差 0.400，还差 1 题。\n"
    )


def test_bad_lines_are_told_and_the_rest_is_evaluated(on_samples: Duikou, tmp_path: Path) -> None:
    path = questions(tmp_path, GOOD, "{坏", {"question": "没有答案"})
    outcome = on_samples("eval", path, "--json")
    assert outcome.code == 3
    assert "没有读入 问题.jsonl 第 2 行：不是一行完整的 JSON" in outcome.err
    assert "没有读入 问题.jsonl 第 3 行：没有写答案" in outcome.err
    assert "共有 2 行没有读入" in outcome.err
    body = json.loads(outcome.out)
    assert (body["questions"], len(body["faults"])) == (1, 2)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["没有.jsonl"], 1, "找不到问题文件"),
        (["--html", "没有这个文件夹/报告.html"], 1, "报告不能写到"),
        (["问题.jsonl", "--html", "问题.jsonl"], 1, "请用 .html 结尾的文件名"),
        (["--starter", "问题.csv"], 1, "请把文件名改成 .xlsx"),
        (["--minimum", "answer=高"], 2, "命令用法有误：最低要求"),
    ],
    ids=["没有文件", "没有文件夹", "盖住问题", "空白表不是表", "要求看不懂"],
)
def test_what_cannot_be_done_is_told_first(
    on_samples: Duikou, arguments: list[str], code: int, says: str
) -> None:
    outcome = on_samples("eval", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err.startswith("错误：")
    assert says in outcome.err


def test_report_is_written(on_samples: Duikou, tmp_path: Path) -> None:
    page = tmp_path / "报告.html"
    outcome = on_samples("eval", questions(tmp_path, GOOD, WRONG), "--html", str(page))
    assert outcome.code == 0
    assert f"报告：{page}" in outcome.out
    html = page.read_text("utf-8")
    assert "&lt;b&gt;市水务局&lt;/b&gt;" in html
    assert "<b>市水务局" not in html


def test_report_that_cannot_be_written(
    on_samples: Duikou, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "磁盘已满")

    monkeypatch.setattr(Path, "write_bytes", full)
    outcome = on_samples("eval", questions(tmp_path, GOOD), "--html", str(tmp_path / "a.html"))
    assert outcome.code == 1
    assert "写不进去（磁盘已满）" in outcome.err


def test_report_is_kept_for_the_operators_page(
    on_samples: Duikou, tmp_path: Path, sample_workspace: Workspace
) -> None:
    on_samples("eval", questions(tmp_path, GOOD, WRONG), "--minimum", "answer=1")
    folder = sample_workspace.settings.data_dir
    kept = kept_in(folder)
    assert kept is not None
    assert (kept.report.name, kept.report.questions, kept.report.right) == ("问题.jsonl", 2, 1)
    assert "要求不低于 100%" in kept.page
    assert [path.name for path in folder.glob("evaluation.*")] == ["evaluation.json"]


def test_report_that_cannot_be_kept_is_told_after_the_figures(
    on_samples: Duikou, tmp_path: Path, sample_workspace: Workspace
) -> None:
    kept = sample_workspace.settings.data_dir / "evaluation.json"
    kept.unlink(missing_ok=True)
    kept.mkdir()
    outcome = on_samples("eval", questions(tmp_path, GOOD))
    kept.rmdir()
    assert outcome.code == 0
    assert "100%" in outcome.out
    assert "报告存不进数据文件夹" in outcome.err


def test_starter_can_be_filled_in_and_evaluated(on_samples: Duikou, tmp_path: Path) -> None:
    path = tmp_path / "问题.xlsx"
    assert on_samples("eval", "--starter", str(path)).code == 0
    assert "已经存在" in on_samples("eval", "--starter", str(path)).err
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["4", GOOD["question"], "市财政局", "", "市财政局"])
    book.worksheets[0].append(["5", "缺答案的题"])
    book.save(path)
    outcome = on_samples("eval", str(path), "--json")
    body = json.loads(outcome.out)
    assert (outcome.code, body["questions"]) == (3, 4)
    assert body["faults"][0]["where"] == "第 6 行"
    assert body["figures"]["answer"] == {"share": 1.0, "right": 3, "of": 3}


def test_progress_is_shown_on_a_terminal(
    on_samples: Duikou, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    evaluate = cli_eval.evaluate

    def told(*arguments: object) -> object:
        shown.append("with progress" if len(arguments) == 3 else "quiet")
        return evaluate(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(cli_eval, "evaluate", told)
    path = questions(tmp_path, GOOD)
    on_samples("eval", path)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    on_samples("eval", path)
    on_samples("eval", path, "--json")
    assert shown == ["quiet", "with progress", "quiet"]
