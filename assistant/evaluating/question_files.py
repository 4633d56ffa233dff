"""Read golden questions from a file: JSON lines, or a sheet that an office can fill in."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePath

from assistant.errors import GoldenError
from assistant.evaluating.golden import MOST, Fault, GoldenQuestion, GoldenSet, golden_question
from assistant.evaluating.question_sheet import rows_of_sheet

LARGEST = 10 * 1024 * 1024
"""Bytes in a file of questions."""

Row = tuple[str, Mapping[str, object] | GoldenError]
"""Where a row stands, and its fields or why it has none."""


def read_questions(path: Path, question_length: int) -> GoldenSet:
    """The questions of a .jsonl or .xlsx file; a row that is none becomes a fault.

    Raises GoldenError where the file as a whole is of no use.
    """
    return questions_of(path.name, lambda: _content(path), question_length)


def questions_of(name: str, content: Callable[[], bytes], question_length: int) -> GoldenSet:
    """The questions of a file's content, which is read only where its name says that it can be.

    Raises GoldenError where the file as a whole is of no use.
    """
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise GoldenError(
            f"{name} 不是能读的问题文件。请用 .jsonl，或在表格软件里另存为 .xlsx；"
            "空白表格可在运行管理的“评测”里下载，或用 duikou eval --starter 问题.xlsx 生成。"
        )
    golden = _sorted_out(name, reader(content()), question_length)
    if not golden.questions:
        raise GoldenError(f"{name} 里没有能用的问题。{_first_fault(golden)}")
    return golden


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise GoldenError(
                f"{path.name} 有 {size / 1024 / 1024:.1f} MB，超过上限 {LARGEST // 1024 // 1024} MB。"
                "请拆成几个文件分别评测。"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise GoldenError(f"找不到问题文件 {path}。请检查路径。") from error
    except OSError as error:
        raise GoldenError(
            f"问题文件 {path} 无法读取（{error.strerror}）。请检查它是不是文件、有没有读取权限。"
        ) from error


def _sorted_out(name: str, rows: Iterable[Row], question_length: int) -> GoldenSet:
    questions: list[GoldenQuestion] = []
    faults: list[Fault] = []
    for where, row in rows:
        if len(questions) + len(faults) == MOST:
            raise GoldenError(f"{name} 的问题超过上限 {MOST} 个。请拆成几个文件分别评测。")
        try:
            questions.append(_short_enough(_read(where, row), question_length))
        except GoldenError as error:
            faults.append(Fault(where, str(error)))
    return GoldenSet(name, tuple(questions), tuple(faults))


def _read(where: str, row: Mapping[str, object] | GoldenError) -> GoldenQuestion:
    if isinstance(row, GoldenError):
        raise row
    return golden_question(where, row)


def _short_enough(question: GoldenQuestion, longest: int) -> GoldenQuestion:
    if len(question.text) > longest:
        raise GoldenError(
            f"问题有 {len(question.text)} 个字，超过上限 {longest} 个字。请只保留要问的那句话。"
        )
    return question


def _first_fault(golden: GoldenSet) -> str:
    if not golden.faults:
        return "文件是空的，请至少写一个问题。"
    fault = golden.faults[0]
    return f"共有 {len(golden.faults)} 行读不了，第一处是{fault.where}：{fault.reason}"


def _rows_of_lines(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = content.count(b"\n", 0, error.start) + 1
        raise GoldenError(
            f"问题文件第 {broken} 行不是 UTF-8 编码。请用文本编辑器另存为 UTF-8 后重试。"
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"第 {number} 行", _fields(line)


def _fields(line: str) -> Mapping[str, object] | GoldenError:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        place = f"（第 {error.colno} 个字附近）" if isinstance(error, json.JSONDecodeError) else ""
        return GoldenError(f"不是一行完整的 JSON{place}。请检查引号、逗号和括号，一行写一个问题。")
    if not isinstance(row, dict):
        return GoldenError('不是 JSON 对象。请写成 {"question": …, "answers": […]} 的样子。')
    return row


_READERS = {".jsonl": _rows_of_lines, ".xlsx": rows_of_sheet}
