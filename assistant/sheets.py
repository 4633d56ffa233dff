"""The register as files an office can use: CSV, XLSX, JSON lines, and a table for the terminal."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from index.hit import DutyRecord

COLUMNS = (
    ("任务", 48), ("一方", 12), ("角色", 8), ("单位", 36), ("时限", 16), ("标题路径", 30),
    ("公文", 40), ("发文字号", 22), ("成文日期", 12), ("来源文件", 28), ("原文", 60),
)  # fmt: skip
"""Heading and width in characters."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no cell of a spreadsheet can hold."""


def as_dict(record: DutyRecord) -> dict[str, object]:
    """The row of `GET /api/duties`."""
    duty, notice = record.duty, record.notice
    return {
        "notice_id": notice.id,
        "source": notice.source,
        "title": notice.title,
        "document_number": notice.document_number,
        "status": notice.status,
        "issued_on": notice.issued_on.isoformat() if notice.issued_on else None,
        "heading": list(duty.headings),
        "task": duty.task,
        "party": duty.party,
        "role": duty.role,
        "departments": list(duty.departments),
        "deadline": duty.deadline,
        "due": record.due.isoformat() if record.due else None,
        "quote": duty.quote,
        "start": duty.start,
        "end": duty.end,
    }


def as_jsonl(records: Iterable[DutyRecord]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(as_dict(r), ensure_ascii=False) + "\n" for r in records)


def as_csv(records: Iterable[DutyRecord]) -> str:
    """With a byte-order mark, so that spreadsheet programs read it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name for name, _ in COLUMNS])
    writer.writerows([harmless(cell) for cell in row(r)] for r in records)
    return "\ufeff" + out.getvalue()


def as_xlsx(records: Iterable[DutyRecord]) -> bytes:
    """A sheet with a frozen head, filters and wrapped cells."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        sheet = book.create_sheet()
    sheet.title = "职责登记册"
    sheet.append([name for name, _ in COLUMNS])
    for record in records:
        sheet.append([harmless(cell) for cell in row(record)])
    for column, (_, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(record: DutyRecord) -> Sequence[str]:
    """The cells of a record, in the order of COLUMNS."""
    duty, notice = record.duty, record.notice
    return (
        duty.task,
        duty.party or "",
        duty.role,
        "、".join(duty.departments),
        duty.deadline or "",
        " › ".join(duty.headings),
        notice.title,
        notice.document_number or "",
        notice.issued_on.isoformat() if notice.issued_on else "",
        notice.source,
        duty.quote,
    )


def harmless(cell: str) -> str:
    """A notice's words are data: a spreadsheet must not take them for a formula."""
    cell = _UNPRINTABLE.sub("", cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
