"""Conversations that the service keeps, and what askers think of its answers."""

from contextlib import suppress
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathPart
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from assistant.errors import UnknownConversationError
from assistant.exporting import as_docx, as_markdown, title_of
from assistant.web.access import GONE, Caller, Seen, require_own
from assistant.web.noting import NotePart
from assistant.web.parts import Limit, Offset, WorkspacePart, files, refusals
from assistant.web.wire import Whole
from assistant.wiring import Workspace
from index.moments import stamp
from index.transcripts import ShownTurn, Transcript, Vote, Which

router = APIRouter(prefix="/api", responses=refusals(422))
questions = APIRouter(prefix="/api/questions", responses=refusals(422))
ConversationId = Annotated[str, PathPart(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="对话编号")]


def _own(
    conversation_id: ConversationId, found: Caller, seen: Seen, workspace: WorkspacePart
) -> str:
    require_own(conversation_id, found, seen, workspace.memory)
    return conversation_id


_OwnId = Annotated[str, Depends(_own)]
"""The id of a conversation of the caller, or of nobody's."""
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class TurnOut(BaseModel):
    """A question and what was answered; times are UTC."""

    conversation_id: str
    turn: int
    question: str
    standalone: str = Field(description="补成完整的问题；不是追问时与 question 相同")
    answer: str
    status: str
    reply: dict[str, JsonValue] | None = Field(description="当时的完整回答，同 POST /api/ask")
    asked_at: str
    vote: Vote | None
    reason: str | None

    @classmethod
    def of(cls, turn: ShownTurn) -> "TurnOut":
        """The wire form of a turn."""
        return cls(
            conversation_id=turn.conversation_id,
            turn=turn.number,
            question=turn.question,
            standalone=turn.standalone,
            answer=turn.answer,
            status=turn.status,
            reply=_json(turn.reply),
            asked_at=stamp(turn.asked_at),
            vote=Vote(turn.vote) if turn.vote else None,
            reason=turn.vote_reason,
        )


class ConversationOut(BaseModel):
    """A conversation, oldest turn first."""

    id: str
    title: str
    created_at: str
    turns: list[TurnOut]

    @classmethod
    def of(cls, found: Transcript) -> "ConversationOut":
        """The wire form of a conversation."""
        return cls(
            id=found.id,
            title=title_of(found),
            created_at=stamp(found.created_at),
            turns=[TurnOut.of(turn) for turn in found.turns],
        )


class TurnsOut(BaseModel):
    """Turns of many conversations, newest first, and how many there are."""

    turns: list[TurnOut]
    total: int


class RenameIn(BaseModel):
    """A conversation's new name."""

    title: str = Field(min_length=1, max_length=100)

    model_config = ConfigDict(extra="forbid")


class FeedbackIn(BaseModel):
    """What the asker thinks of an answer; without a vote he thinks nothing of it any more."""

    conversation_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    turn: Whole = Field(ge=0, le=2**31 - 1, description="第几轮，从 0 起，见回答里的 turn")
    vote: Vote | None
    reason: str = Field("", max_length=1000)

    model_config = ConfigDict(extra="forbid")


class SavedForm(StrEnum):
    """What a conversation is saved as."""

    MARKDOWN = "md"
    WORD = "docx"


@router.get("/conversations/{conversation_id}", responses=refusals(404))
def read_conversation(conversation_id: _OwnId, workspace: WorkspacePart) -> ConversationOut:
    """一段对话的全部问答。"""
    return ConversationOut.of(_found(workspace, conversation_id))


@router.patch("/conversations/{conversation_id}", status_code=204, responses=refusals(403, 404))
def rename_conversation(conversation_id: _OwnId, body: RenameIn, workspace: WorkspacePart) -> None:
    """给一段对话改名。"""
    if not workspace.transcripts.rename(conversation_id, body.title.replace("\0", "")):
        raise UnknownConversationError(GONE)


@router.delete("/conversations/{conversation_id}", status_code=204, responses=refusals(403))
def forget_conversation(
    conversation_id: ConversationId, found: Caller, seen: Seen, workspace: WorkspacePart
) -> None:
    """删除一段对话和其中的评价；没有这段对话时什么也不做。"""
    with suppress(UnknownConversationError):  # somebody else's is as if there were none
        require_own(conversation_id, found, seen, workspace.memory)
        workspace.transcripts.forget(conversation_id)


@router.get(
    "/conversations/{conversation_id}/export",
    response_class=Response,
    responses={
        200: {"content": files("text/markdown", _DOCX), "description": "文件，按 format"},
        **refusals(404),
    },
)
def export_conversation(
    conversation_id: _OwnId,
    workspace: WorkspacePart,
    form: Annotated[SavedForm, Query(alias="format", description="文件的格式")] = SavedForm.WORD,
) -> Response:
    """把一段对话连同出处存成 Word（docx）或 Markdown（md）。"""
    found = _found(workspace, conversation_id)
    if form is SavedForm.WORD:
        content, kind = as_docx(found), _DOCX
    else:
        content, kind = as_markdown(found).encode(), "text/markdown; charset=utf-8"
    name = quote(f"{title_of(found)}.{form.value}", safe="")
    return Response(
        content,
        media_type=kind,
        headers={
            "Content-Disposition": f"attachment; filename=\"conversation.{form.value}\"; filename*=UTF-8''{name}"
        },
    )


@router.post("/feedback", status_code=204, responses=refusals(403, 404))
def give_feedback(
    body: FeedbackIn, found: Caller, seen: Seen, workspace: WorkspacePart, note: NotePart
) -> None:
    """评价一轮回答：有用（up）或没用（down），可附原因；vote 为空表示撤回评价。"""
    note.target, note.details = body.conversation_id, {"turn": body.turn, "vote": body.vote}
    require_own(body.conversation_id, found, seen, workspace.memory)
    judged = workspace.transcripts.judge(
        body.conversation_id, body.turn, body.vote, body.reason.strip()
    )
    if not judged:
        raise UnknownConversationError(GONE)


@questions.get("")
def list_questions(
    workspace: WorkspacePart,
    which: Annotated[Which, Query(description="refused 没有答案的，down 评价为没用的，up 有用的")],
    limit: Limit = 20,
    offset: Offset = 0,
) -> TurnsOut:
    """人们问过的问题：没有答案的，或评价过的，最新的在前。"""
    turns, total = workspace.transcripts.turns(which, limit, offset)
    return TurnsOut(turns=[TurnOut.of(turn) for turn in turns], total=total)


def _found(workspace: Workspace, conversation_id: str) -> Transcript:
    found = workspace.transcripts.whole(conversation_id)
    if found is None:
        raise UnknownConversationError(GONE)
    return found


def _json(reply: Any) -> dict[str, JsonValue] | None:
    return dict(reply) if reply is not None else None
