"""The audit (审计记录) as files an office can use: CSV and JSON lines, piece by piece."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from assistant.sheets import harmless
from index.audit import Entry
from index.moments import stamp

COLUMNS = (
    "时间", "操作", "对象", "结果", "密钥", "名称", "来源地址", "请求编号", "详情"
)  # fmt: skip


def as_dict(entry: Entry) -> dict[str, object]:
    """The row of `GET /api/audit`."""
    return {**vars(entry), "at": stamp(entry.at), "details": dict(entry.details)}


def jsonl_of(entries: Iterable[Entry]) -> Iterator[str]:
    """One JSON object a line."""
    for entry in entries:
        yield json.dumps(as_dict(entry), ensure_ascii=False) + "\n"


def csv_of(entries: Iterable[Entry]) -> Iterator[str]:
    """With a byte-order mark, so that spreadsheet programs read it as UTF-8."""
    yield "\ufeff" + _line(COLUMNS)
    for entry in entries:
        yield _line([harmless(cell) for cell in cells(entry)])


def cells(entry: Entry) -> tuple[str, ...]:
    """In the order of COLUMNS."""
    return (
        stamp(entry.at),
        entry.action,
        entry.target or "",
        entry.outcome,
        entry.owner or "",
        entry.name or "",
        entry.address or "",
        entry.request,
        json.dumps(dict(entry.details), ensure_ascii=False) if entry.details else "",
    )


def _line(row: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue()
