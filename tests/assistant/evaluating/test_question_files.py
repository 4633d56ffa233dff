"""Files of golden questions: every readable line is read, every other is told."""

import json
import re
from pathlib import Path

import pytest

from assistant.errors import GoldenError
from assistant.evaluating import question_files
from assistant.evaluating.question_files import read_questions

GOOD = {"question": "谁负责？", "answers": ["市商务局"]}
LENGTH = 1000


def line(**fields: object) -> str:
    """A good line with some fields."""
    return json.dumps({**GOOD, **fields}, ensure_ascii=False)


def written(folder: Path, *lines: str, name: str = "问题.jsonl") -> Path:
    """A file of lines."""
    path = folder / name
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_lines_are_read_with_their_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff" + line(), "", line(question="一行里有\u2028这个符号") + "\r")
    golden = read_questions(path, LENGTH)
    assert [q.where for q in golden.questions] == ["第 1 行", "第 3 行"]
    assert golden.questions[1].text == "一行里有\u2028这个符号"
    assert (golden.name, golden.faults) == ("问题.jsonl", ())


BAD = {
    "半行": ('{"question": "谁"', "不是一行完整的 JSON（第 17 个字附近）"),
    "列表": ('["谁"]', "不是 JSON 对象"),
    "嵌套太深": ("[" * 200_000, "不是一行完整的 JSON"),
    "数字太长": ("1" * 5000, "不是一行完整的 JSON"),
    "没有答案": ('{"question": "谁"}', "没有写答案"),
    "问题太长": (line(question="字" * 1001), "问题有 1001 个字，超过上限 1000 个字"),
}


@pytest.mark.parametrize(("bad", "says"), BAD.values(), ids=BAD)
def test_bad_line_does_not_stop_the_rest(tmp_path: Path, bad: str, says: str) -> None:
    golden = read_questions(written(tmp_path, line(), bad, line()), LENGTH)
    assert len(golden.questions) == 2
    (fault,) = golden.faults
    assert fault.where == "第 2 行"
    assert says in fault.reason


def test_half_characters_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, '{"question": "谁\\ud800负责？", "answers": ["甲"]}')
    assert read_questions(path, LENGTH).questions[0].text == "谁负责？"


def refusal(path: Path) -> str:
    """Why a file cannot be used."""
    with pytest.raises(GoldenError) as raised:
        read_questions(path, LENGTH)
    said = str(raised.value)
    assert re.search("请", said)
    return said


def test_file_without_one_question(tmp_path: Path) -> None:
    assert "文件是空的" in refusal(written(tmp_path))
    assert "共有 2 行读不了，第一处是第 1 行：不是" in refusal(written(tmp_path, "x", "y"))


def test_file_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    assert "找不到问题文件" in refusal(tmp_path / "没有.jsonl")
    (tmp_path / "夹.jsonl").mkdir()
    assert "无法读取" in refusal(tmp_path / "夹.jsonl")


@pytest.mark.parametrize("name", ["问题.xls", "问题.csv", "问题"])
def test_other_kinds_of_file(tmp_path: Path, name: str) -> None:
    assert "另存为 .xlsx" in refusal(written(tmp_path, line(), name=name))


def test_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "问题.jsonl"
    path.write_bytes(line().encode() + b"\n" + "谁负责".encode("gbk"))
    assert "第 2 行不是 UTF-8" in refusal(path)


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_files, "MOST", 2)
    assert len(read_questions(written(tmp_path, line(), line()), LENGTH).questions) == 2
    assert "超过上限 2 个" in refusal(written(tmp_path, line(), "坏行", line()))
    monkeypatch.setattr(question_files, "LARGEST", 10)
    assert "超过上限" in refusal(written(tmp_path, line()))
