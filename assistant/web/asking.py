"""POST /api/ask and GET /api/search."""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from assistant.errors import AssistantError, QuestionError
from assistant.explaining import CANDIDATES, explained
from assistant.web.faults import told
from assistant.web.parts import FiltersPart, Limit, Words, WorkspacePart
from assistant.web.records import ExplainedOut, ExplainedPassagesOut, PassageOut, PassagesOut
from assistant.web.wire import AnswerOut, AskIn, ErrorOut
from assistant.wiring import Workspace
from index.builtin_model.errors import ModelError
from index.errors import IndexingError
from index.joining import joined

router = APIRouter(prefix="/api")
_PIECE = 24
"""Characters in a streamed delta; the answer is ready at once, the page shows it as it comes."""


@router.post(
    "/ask", response_model=AnswerOut, responses={422: {"model": ErrorOut}, 503: {"model": ErrorOut}}
)
def ask(body: AskIn, workspace: WorkspacePart) -> AnswerOut | StreamingResponse:
    """回答一个问题；stream 为 true 时以事件流返回 delta、citations、done、error。"""
    if body.stream:
        return StreamingResponse(_events(body, workspace), media_type="text/event-stream")
    return _answer(body, workspace)


@router.get("/search", responses={422: {"model": ErrorOut}})
def search(
    q: Words,
    workspace: WorkspacePart,
    filters: FiltersPart,
    limit: Limit = 20,
    *,
    explain: Annotated[bool, Query(description="说明每一段为什么排在这里")] = False,
) -> PassagesOut | ExplainedPassagesOut:
    """按相关程度列出段落，最相关的在前；explain 为 true 时附上相似度、排序的理由和匹配的词。"""
    if not q.strip():
        raise QuestionError("检索词是空的。请在 q 中给出要找的内容。")
    hits = joined(workspace.retriever.search(q, limit, filters))
    if not explain:
        return PassagesOut(passages=[PassageOut.of(hit) for hit in hits])
    candidates = workspace.retriever.fused(q, max(limit, CANDIDATES), filters)
    found = explained(q, hits, candidates, workspace.ranker)
    return ExplainedPassagesOut(passages=[ExplainedOut.explaining(each) for each in found])


def _answer(body: AskIn, workspace: Workspace) -> AnswerOut:
    began = time.perf_counter()
    filters = body.filters.to_filters() if body.filters else None
    conversation_id = body.conversation_id or uuid.uuid4().hex
    history = workspace.memory.history(conversation_id, body.turns())
    answer = workspace.assistant.ask(body.question, history, filters)
    reply = AnswerOut.of(answer, conversation_id, (time.perf_counter() - began) * 1000)
    kept = reply.model_dump(mode="json", exclude={"turn"})
    if body.remember:
        reply.turn = workspace.memory.add(conversation_id, body.question, answer, kept)
    return reply


def _events(body: AskIn, workspace: Workspace) -> Iterator[str]:
    try:
        answer = _answer(body, workspace)
    except (AssistantError, IndexingError, ModelError) as error:
        yield _event("error", told(error, workspace)[1])
        return
    for i in range(0, len(answer.answer), _PIECE):
        yield f"event: delta\ndata: {json.dumps({'text': answer.answer[i : i + _PIECE]}, ensure_ascii=False)}\n\n"
    yield _event("citations", answer, {"citations", "duties"})
    yield _event("done", answer)


def _event(name: str, data: BaseModel, fields: set[str] | None = None) -> str:
    return f"event: {name}\ndata: {data.model_dump_json(include=fields)}\n\n"
