"""GET /api/duties: the responsibility register."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from assistant.sheets import as_csv, as_dict, as_jsonl, as_xlsx
from assistant.web.access import Seen
from assistant.web.parts import Offset, files, refusals
from assistant.web.records import ConflictsOut, RegisterOut, TallyOut
from assistant.web.wire import Day, Words
from index.conflicts import conflicts
from index.hit import DutyRecord
from index.register import DutyQuery
from index.tallying import Order, ordered, tally

router = APIRouter(prefix="/api")
_Place = Annotated[Words | None, Query(description="地方，见于一方、单位、发文机关或标题")]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sorting:
    """By which column the rows are put in order."""

    sort: Annotated[Order, Query(description="按哪一列排列；notice 是按公文从新到旧")] = (
        Order.NOTICE
    )
    descending: Annotated[bool, Query(description="倒序")] = False


@dataclass(frozen=True)
class Page:
    """Which rows are given as JSON; files always hold all."""

    limit: Annotated[int | None, Query(ge=1, le=1000, description="最多几行，只用于 json")] = None
    offset: Offset = 0

    def of(self, records: Sequence[DutyRecord]) -> Sequence[DutyRecord]:
        """The rows of the page."""
        return records[self.offset : None if self.limit is None else self.offset + self.limit]


class RegisterForm(StrEnum):
    """What the register is given as."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


def _asked(  # noqa: PLR0913  each is a parameter of the address
    *,
    department: Annotated[Words | None, Query(description="单位，简称也可，如 发改委")] = None,
    party: Annotated[Words | None, Query(description="合作的一方，如 北屏区")] = None,
    task: Annotated[Words | None, Query(description="任务里的词")] = None,
    notice: Annotated[Words | None, Query(description="公文标题、文号或文件名")] = None,
    role: Annotated[Words | None, Query(description="牵头、负责或配合")] = None,
    place: _Place = None,
    due_from: Annotated[Day | None, Query(description="时限不早于这一天")] = None,
    due_to: Annotated[Day | None, Query(description="时限不晚于这一天")] = None,
) -> DutyQuery:
    return DutyQuery(department, party, task, notice, role, place, due_from, due_to)


_Asked = Annotated[DutyQuery, Depends(_asked)]


@router.get(
    "/duties",
    response_model=RegisterOut,
    responses={
        200: {
            "content": files("application/x-ndjson", "text/csv", _XLSX),
            "description": "登记册，按 format",
        },
        **refusals(422),
    },
)
def list_duties(
    seen: Seen,
    asked: _Asked,
    sorting: Annotated[Sorting, Depends()],
    page: Annotated[Page, Depends()],
    form: Annotated[
        RegisterForm, Query(alias="format", description="给出的格式")
    ] = RegisterForm.JSON,
) -> RegisterOut | Response:
    """职责登记册：按单位、一方、任务、公文、角色、地方、时限（due_from 至 due_to）查找；format 可为 json、jsonl、csv、xlsx。"""
    found = seen.register.find(asked)
    records = ordered(found, sorting.sort, descending=sorting.descending)
    if form is RegisterForm.JSON:
        rows = [as_dict(record) for record in page.of(records)]
        return RegisterOut.model_validate({"duties": rows, "total": len(records)})
    if form is RegisterForm.JSONL:
        return Response(as_jsonl(records), media_type="application/x-ndjson")
    if form is RegisterForm.CSV:
        return _file(as_csv(records).encode(), "text/csv; charset=utf-8", "duties.csv")
    return _file(as_xlsx(records), _XLSX, "duties.xlsx")


@router.get("/duties/summary", response_model=TallyOut, responses=refusals(422))
def summarise_duties(seen: Seen, asked: _Asked) -> TallyOut:
    """同样条件下的统计：各单位承担多少、各月到期多少，以及可选的各方和角色。"""
    return TallyOut.of(tally(seen.register.find(asked)))


@router.get("/duties/conflicts", response_model=ConflictsOut)
def list_conflicts(seen: Seen, place: _Place = None) -> ConflictsOut:
    """同一地方的不同公文对同一任务分工不一致的，现行的和较新的在前。"""
    found = conflicts(seen.register.find(DutyQuery(place=place)))
    return ConflictsOut.model_validate(
        {"conflicts": [{"task": c.task, "duties": [as_dict(r) for r in c.records]} for c in found]}
    )


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
