"""Golden questions from a spreadsheet: cells as an office fills them in."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

import openpyxl
import pytest

from assistant.errors import GoldenError
from assistant.evaluating import question_sheet
from assistant.evaluating.golden import golden_question
from assistant.evaluating.question_sheet import rows_of_sheet


def sheet(*rows: Sequence[object], formats: dict[str, str] | None = None) -> bytes:
    """A workbook with these rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for cell, form in (formats or {}).items():
        page[cell].number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fields(heading: str, cell: object, **formats: str) -> object:
    """What a cell under a heading gives, with the key of a JSON line."""
    ((_, row),) = rows_of_sheet(sheet(["问题", heading], ["谁？", cell], formats=formats))
    assert not isinstance(row, GoldenError)
    (value,) = (value for key, value in row.items() if key != "question")
    return value


CELLS = {
    "分号": ("答案", "甲局；乙局;丙局", ["甲局", "乙局", "丙局"]),
    "换行": ("标准答案", "甲局\n乙局", ["甲局", "乙局"]),
    "顿号不分答案": ("答案", "甲局、乙局", ["甲局、乙局"]),
    "顿号分部门": ("责任部门", "甲局、乙办（丙科、丁科）、戊委", ["甲局", "乙办（丙科、丁科）", "戊委"]),
    "表头有说明": ("答案（必填）", "甲", ["甲"]),
    "表头有空格": ("依 据 文 件", "a.txt", ["a.txt"]),
    "英文表头": ("Answers", "甲", ["甲"]),
    "整数": ("答案", 3000, ["3000"]),
    "小数": ("答案", 2.35, ["2.35"]),
    "电话": ("答案", 13800000000.0, ["13800000000"]),
    "日期": ("答案", datetime(2024, 6, 20), ["2024年6月20日"]),  # noqa: DTZ001
    "时刻": ("答案", datetime(2024, 6, 20, 17, 30), ["2024年6月20日17时30分"]),  # noqa: DTZ001
    "应拒答是": ("应拒答", "是", False),
    "应拒答否": ("应拒答", "否", True),
    "应拒答勾": ("应拒答", "√", False),
    "应拒答真": ("应拒答", True, False),
    "应拒答别的": ("应拒答", "也许", "也许"),
    "上文": ("上文", "问：谁？\n答：甲局，\n乙局。", [["谁？", "甲局，\n乙局。"]]),
    "上文缺答": ("上文", "问：谁？", "问：谁？"),
    "上文没有问答": ("上文", "谁？", "谁？"),
}  # fmt: skip


@pytest.mark.parametrize(("heading", "cell", "given"), CELLS.values(), ids=CELLS)
def test_cell_gives_a_field(heading: str, cell: object, given: object) -> None:
    assert fields(heading, cell) == given


def test_percentages_are_read_as_shown() -> None:
    assert fields("答案", 0.155, B2="0.0%") == ["15.5%"]
    assert fields("答案", 1, B2="0%") == ["100%"]


def test_rows_have_the_sheets_numbers() -> None:
    content = sheet(
        ["评测用问题"], [], ["备注", "问题", "答案"], ["不看", "谁？", "甲"], [], ["", "", "乙"]
    )
    assert list(rows_of_sheet(content)) == [
        ("第 4 行", {"question": "谁？", "answers": ["甲"]}),
        ("第 6 行", {"answers": ["乙"]}),
    ]  # fmt: skip


def test_the_sheet_with_questions_is_found() -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("二")
    page.append(["问题", "应拒答"])
    page.append(["下雪吗？", "是"])
    out = io.BytesIO()
    book.save(out)
    ((where, row),) = rows_of_sheet(out.getvalue())
    assert not isinstance(row, GoldenError)
    assert golden_question(where, row).answerable is False


def test_formulas_give_what_they_show_or_nothing() -> None:
    ((_, row),) = rows_of_sheet(sheet(["问题", "答案"], ["谁？", "=1+1"]))
    assert row == {"question": "谁？"}


def refusal(content: bytes) -> str:
    """Why a workbook cannot be used."""
    with pytest.raises(GoldenError) as raised:
        list(rows_of_sheet(content))
    return str(raised.value)


def packed(**entries: bytes) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_sheet_without_questions() -> None:
    assert "没有“问题”这一列" in refusal(sheet(["题目", "答案"], ["谁？", "甲"]))
    assert "没有“问题”这一列" in refusal(sheet())


def damaged() -> bytes:
    """A workbook whose sheet is no XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(["问题"], ["谁？"]))) as whole, zipfile.ZipFile(out, "w") as broken:  # fmt: skip
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0 password", packed(a=b"x"), damaged()],
    ids=["空", "坏", "加密", "别的压缩包", "半张表"],
)
def test_broken_workbooks_are_told(content: bytes) -> None:
    assert "打不开" in refusal(content)


def test_workbook_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_sheet, "_UNPACKED", 1000)
    assert "太大了" in refusal(sheet(["问题"], ["谁？"]))
