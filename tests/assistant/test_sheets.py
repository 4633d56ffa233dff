"""The register as CSV, XLSX and JSON lines, and as the duikou command prints it."""

import csv
import io
import json
import sys
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import cli
from assistant.sheets import COLUMNS, as_csv, as_dict, as_jsonl, as_xlsx, row
from assistant.wiring import Workspace
from documents.notice import Duty
from index.hit import DutyRecord
from index.register import DutyQuery
from tests.assistant.hits import record

KEYS = {
    "notice_id", "source", "title", "document_number", "heading", "task", "party", "role", "departments", "deadline", "quote", "start",
    "end",
}  # fmt: skip
HEAD = [name for name, _ in COLUMNS]


def registered(task: str = "改造市场", **notice: object) -> DutyRecord:
    """A row of the register."""
    duty = Duty(
        task=task,
        role="负责",
        departments=("市商务局", "市财政局"),
        quote="（市商务局、市财政局负责）",
        start=4,
        end=17,
        headings=("一、市场", "（一）改造"),
        party="静溪区",
        deadline="2030年底",
    )
    return DutyRecord(record(**notice), duty)  # type: ignore[arg-type]


def table(text: str) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_object_has_the_contracts_keys() -> None:
    found = as_dict(registered(document_number="南坡发〔2030〕7号"))
    assert set(found) >= KEYS
    assert found["departments"] == ["市商务局", "市财政局"]
    assert found["heading"] == ["一、市场", "（一）改造"]
    assert (found["document_number"], found["issued_on"]) == ("南坡发〔2030〕7号", None)


def test_cells_follow_the_columns() -> None:
    cells = dict(zip(HEAD, row(registered()), strict=True))
    assert cells["单位"] == "市商务局、市财政局"
    assert cells["标题路径"] == "一、市场 › （一）改造"
    assert (cells["角色"], cells["一方"], cells["时限"]) == ("负责", "静溪区", "2030年底")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_lines_are_one_object_each(count: int) -> None:
    lines = as_jsonl([registered("改造\n市场")] * count).splitlines()
    assert [json.loads(line)["task"] for line in lines] == ["改造\n市场"] * count


def test_csv_opens_as_utf8_with_its_head() -> None:
    text = as_csv([registered()])
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert table(text)[0] == HEAD
    assert len(table(text)) == 2


FORMULAS = {
    "等号": "=1+1",
    "加号": "+1",
    "减号": "-1",
    "艾特": "@SUM(A1)",
    "制表": "\t=1",
    "换行": "\n=1",
    "全角等号": "＝1+1",
    "控制字符在前": "\x01=1+1",
}


@pytest.mark.parametrize("task", FORMULAS.values(), ids=FORMULAS)
def test_words_of_a_notice_are_no_formula(task: str) -> None:
    assert table(as_csv([registered(task)]))[1][0].startswith("'")
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([registered(task)]))).active
    assert sheet is not None
    cell = sheet.cell(2, 1)
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


def test_harmless_words_stay_as_they_are() -> None:
    assert (
        table(as_csv([registered("一、改造=市场，“甲”\n第二行")]))[1][0]
        == "一、改造=市场，“甲”\n第二行"
    )


def test_sheet_has_a_frozen_head_a_filter_and_every_row() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([registered(f"任务{i}") for i in range(40)])))
    sheet = book.active
    assert sheet is not None
    assert (book.sheetnames, sheet.freeze_panes) == (["职责登记册"], "A2")
    assert sheet.auto_filter.ref == sheet.dimensions == "A1:K41"
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == HEAD
    assert [cells[0] for cells in rows[1:]] == [f"任务{i}" for i in range(40)]
    assert sheet.cell(1, 1).font.bold


def test_empty_register_has_a_head_only() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([]))).active
    assert sheet is not None
    assert sheet.max_row == 1
    assert table(as_csv([])) == [HEAD]
    assert as_jsonl([]) == ""


@given(st.text(max_size=30))
def test_any_words_can_be_written(task: str) -> None:
    rows = [registered(task)]
    assert json.loads(as_jsonl(rows))["task"] == task
    assert len(table(as_csv(rows))) == 2
    assert openpyxl.load_workbook(io.BytesIO(as_xlsx(rows))).active is not None


# --- duikou duties -------------------------------------------------------------------------------

Command = Callable[..., bytes]


@pytest.fixture
def duties(
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    sample_workspace: Workspace,
) -> Command:
    """Runs duikou duties on the sample notices; gives what it prints."""
    monkeypatch.setenv("DUIKOU_DATA_DIR", str(sample_workspace.settings.data_dir))

    def command(*arguments: str) -> bytes:
        monkeypatch.setattr(sys, "argv", ["duikou", "duties", *arguments])
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsysbinary.readouterr()
        assert (ended.value.code, printed.err) == (0, b"")
        return printed.out

    return command


def test_command_prints_json_lines(duties: Command, sample_workspace: Workspace) -> None:
    printed = duties("--format", "jsonl").decode()
    assert printed == as_jsonl(sample_workspace.register.find(DutyQuery()))
    assert all(set(json.loads(line)) >= KEYS for line in printed.splitlines())


def test_command_prints_csv(duties: Command) -> None:
    printed = duties("--party", "北屏", "--format", "csv")
    assert printed.startswith(b"\xef\xbb\xbf")
    rows = table(printed.decode())
    assert rows[0] == HEAD
    assert {cells[1] for cells in rows[1:]} == {"北屏区"}
    assert len(rows) == 9


def test_command_prints_a_workbook(duties: Command) -> None:
    printed = duties("--department", "发改委", "--format", "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(printed)).active
    assert sheet is not None
    units = [str(cell) for (cell,) in sheet.iter_rows(2, None, 4, 4, values_only=True)]
    assert units
    assert all("发展改革" in unit for unit in units)


@pytest.mark.parametrize(
    ("option", "value", "count"),
    [
        ("--task", "深化文化旅游合作", 2),
        ("--notice", "云岭青管发〔2022〕8号", 16),
        ("--party", "没有", 0),
    ],
    ids=["任务", "公文", "没有"],
)
def test_command_prints_a_table(duties: Command, option: str, value: str, count: int) -> None:
    printed = duties(option, value).decode()
    assert "单位" in printed
    assert f"共 {count} 条" in printed
