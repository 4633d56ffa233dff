"""Conversations in bulk, for administrators: given out, and deleted."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from assistant.web.conversations import ConversationOut
from assistant.web.moments import utc
from assistant.web.noting import NotePart
from assistant.web.parts import WorkspacePart, refusals
from assistant.web.wire import Moment
from assistant.wiring import Workspace
from index.errors import FilterError
from index.moments import now, stamp

router = APIRouter(prefix="/api/conversations", responses=refusals(422))
_Owner = Annotated[
    str | None, Query(min_length=1, max_length=200, description="谁的，如 key:密钥编号")
]
_Moment = Annotated[Moment | None, Query(description="如 2024-01-31T08:00:00+08:00")]


class KeptOut(ConversationOut):
    """A conversation, and whose it is."""

    owner: str | None


class DeletedOut(BaseModel):
    """How many conversations are gone, with the votes on them."""

    deleted: int = Field(description="删除了多少段对话")


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {}}, "description": "每行一段对话"}},
)
def export_conversations(
    workspace: WorkspacePart, owner: _Owner = None, since: _Moment = None, before: _Moment = None
) -> StreamingResponse:
    """全部对话连同评价，每行一段（JSON）：可限定是谁的、最后一轮在 since 之后、before 之前的。"""
    lines = _lines(workspace, owner, utc(since), utc(before))
    headers = {"Content-Disposition": 'attachment; filename="conversations.jsonl"'}
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=headers)


@router.delete("")
def forget_conversations(
    workspace: WorkspacePart, note: NotePart, owner: _Owner = None, before: _Moment = None
) -> DeletedOut:
    """删除一批对话连同评价：某个密钥的（owner）、在某时之前就没有新问答的（before），或两者都符合的。不能恢复。"""
    if owner is None and before is None:
        raise FilterError(
            "没有说明删除哪些对话。请给出 owner（谁的）或 before（在什么时间之前的）。"
        )
    until = utc(before) or now()
    note.details = {"owner": owner, "before": stamp(until)}
    count = workspace.memory.forget_before(until, owner)
    note.details["deleted"] = count
    return DeletedOut(deleted=count)


def _lines(
    workspace: Workspace, owner: str | None, since: datetime | None, before: datetime | None
) -> Iterator[str]:
    for transcript, its_owner in workspace.transcripts.each(owner, since, before):
        told = ConversationOut.of(transcript)
        yield KeptOut(owner=its_owner, **dict(told)).model_dump_json() + "\n"
