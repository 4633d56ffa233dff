"""GET /api/audit: who did what, and the same as a file."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, JsonValue

from assistant.ledger import as_dict, csv_of, jsonl_of
from assistant.web.moments import utc
from assistant.web.parts import Limit, Offset, WorkspacePart, refusals
from assistant.web.wire import Moment
from index.audit import Entry, Sought

router = APIRouter(prefix="/api/audit", responses=refusals(422))
_KINDS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_Moment = Annotated[Moment | None, Query(description="如 2024-01-31T08:00:00+08:00")]


class EntryOut(BaseModel):
    """One thing that was done; the time is UTC."""

    at: str
    request: str = Field(description="请求编号，服务的日志里也有")
    action: str = Field(description="ask、upload、withdraw、key_create、sign_in 等")
    outcome: str = Field(description="ok；拒答为 refused；失败时为错误代码")
    owner: str | None = Field(description="key: 加密钥编号；没有凭密钥时为空")
    name: str | None = Field(description="密钥的名称")
    address: str | None
    target: str | None = Field(description="公文、任务、密钥或对话的编号")
    details: dict[str, JsonValue]

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        """The wire form of an entry."""
        return cls.model_validate(as_dict(entry))


class EntriesOut(BaseModel):
    """A page of entries, and how many there are in all."""

    entries: list[EntryOut]
    total: int


class Form(StrEnum):
    """What the audit is given as."""

    CSV = "csv"
    JSONL = "jsonl"


def _sought(
    since: _Moment = None,
    until: _Moment = None,
    action: Annotated[
        str | None, Query(max_length=20, description="哪种操作，如 ask、upload、key_create")
    ] = None,
    owner: Annotated[str | None, Query(max_length=200, description="如 key:密钥编号")] = None,
) -> Sought:
    return Sought(utc(since), utc(until), action, owner)


_Sought = Annotated[Sought, Depends(_sought)]


@router.get("")
def list_entries(
    workspace: WorkspacePart, sought: _Sought, limit: Limit = 50, offset: Offset = 0
) -> EntriesOut:
    """审计记录，最新的在前：从 since 起、until 之前（不含），可限定操作和密钥。没写时区的按服务所在的时区。"""
    entries, total = workspace.audit.page(sought, limit, offset)
    return EntriesOut(entries=[EntryOut.of(entry) for entry in entries], total=total)


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, "application/x-ndjson": {}}}},
)
def export_entries(
    workspace: WorkspacePart,
    sought: _Sought,
    form: Annotated[Form, Query(alias="format", description="文件的格式")] = Form.CSV,
) -> StreamingResponse:
    """同样条件的全部审计记录，最早的在前，存成 CSV 或每行一个 JSON。"""
    entries = workspace.audit.each(sought)
    lines: Iterator[str] = csv_of(entries) if form is Form.CSV else jsonl_of(entries)
    headers = {"Content-Disposition": f'attachment; filename="audit.{form.value}"'}
    return StreamingResponse(lines, media_type=_KINDS[form.value], headers=headers)
