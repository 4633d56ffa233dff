"""The sheet to fill in is itself a set of questions."""

import io
from pathlib import Path

import openpyxl

from assistant.evaluating.question_files import read_questions
from assistant.evaluating.question_sheet import HEADINGS
from assistant.evaluating.starter_sheet import starter_sheet


def test_examples_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "问题.xlsx"
    path.write_bytes(starter_sheet())
    golden = read_questions(path, 1000)
    first, follow_up, unanswerable = golden.questions
    assert golden.faults == ()
    assert first.answers == first.departments == ("区文化体育旅游局", "区融媒体中心")
    assert [turn.role for turn in follow_up.history] == ["user", "assistant"]
    assert (first.answerable, unanswerable.answerable) == (True, False)


def test_every_column_is_explained() -> None:
    book = openpyxl.load_workbook(io.BytesIO(starter_sheet()))
    questions, notes = book.worksheets
    assert [questions.title, notes.title] == ["问题", "填写说明"]
    assert [cell.value for cell in questions[1]] == list(HEADINGS)
    assert set(HEADINGS) <= {cell.value for cell in notes["A"]}
    assert questions.freeze_panes == "A2"
    assert questions.data_validations.dataValidation[0].formula1 == '"是,否"'
