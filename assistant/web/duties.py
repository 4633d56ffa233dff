"""GET /api/duties: the responsibility register."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from assistant.sheets import as_csv, as_dict, as_jsonl, as_xlsx
from assistant.web.parts import WorkspacePart
from assistant.web.records import ConflictsOut, RegisterOut
from assistant.web.wire import ErrorOut
from index.conflicts import conflicts
from index.register import DutyQuery

router = APIRouter(prefix="/api")
_Words = Annotated[str | None, Query(max_length=200)]
_Day = Annotated[date | None, Query()]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Form(StrEnum):
    """What the register is given as."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


@router.get("/duties", response_model=RegisterOut, responses={422: {"model": ErrorOut}})
def list_duties(  # noqa: PLR0913  each is a parameter of the address
    workspace: WorkspacePart,
    *,
    department: _Words = None,
    party: _Words = None,
    task: _Words = None,
    notice: _Words = None,
    role: _Words = None,
    place: _Words = None,
    due_from: _Day = None,
    due_to: _Day = None,
    form: Annotated[Form, Query(alias="format")] = Form.JSON,
) -> RegisterOut | Response:
    """职责登记册：按单位、一方、任务、公文、角色、地方、时限（due_from 至 due_to）查找；format 可为 json、jsonl、csv、xlsx。"""
    query = DutyQuery(department, party, task, notice, role, place, due_from, due_to)
    records = workspace.register.find(query)
    if form is Form.JSON:
        return RegisterOut.model_validate({"duties": [as_dict(record) for record in records]})
    if form is Form.JSONL:
        return Response(as_jsonl(records), media_type="application/x-ndjson")
    if form is Form.CSV:
        return _file(as_csv(records).encode(), "text/csv; charset=utf-8", "duties.csv")
    return _file(as_xlsx(records), _XLSX, "duties.xlsx")


@router.get("/duties/conflicts", response_model=ConflictsOut)
def list_conflicts(workspace: WorkspacePart, place: _Words = None) -> ConflictsOut:
    """同一地方的不同公文对同一任务分工不一致的，现行的和较新的在前。"""
    found = conflicts(workspace.register.find(DutyQuery(place=place)))
    return ConflictsOut.model_validate(
        {"conflicts": [{"task": c.task, "duties": [as_dict(r) for r in c.records]} for c in found]}
    )


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
