"""POST /api/ask and GET /api/search."""

import json
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from assistant.errors import AssistantError, QuestionError
from assistant.explaining import CANDIDATES, explained
from assistant.web.access import Seen
from assistant.web.faults import told
from assistant.web.noting import NotePart
from assistant.web.parts import FiltersPart, Limit, WorkspacePart, events, refusals
from assistant.web.records import ExplainedOut, ExplainedPassagesOut, PassageOut, PassagesOut
from assistant.web.replying import Asked, AskerPart, pieces
from assistant.web.streaming import HEADERS, streamed
from assistant.web.turns import Asking
from assistant.web.wire import NOT_BLANK, AnswerOut, AskIn, ErrorOut
from index.builtin_model.errors import ModelError
from index.errors import IndexingError
from index.hit import Filters
from index.joining import joined

router = APIRouter(prefix="/api")
_Sought = Annotated[
    str, Query(max_length=1000, description="要找的内容", json_schema_extra=NOT_BLANK)
]


_STREAMED = "回答；stream 为 true 时是事件流：正文每作出一段就发 delta，之后是 citations，最后是 done（完整的回答）或 error"
_STREAM = """event: delta
data: {"text": "（五）深化文化旅游合作——北屏区：区文化体育旅游局"}

event: citations
data: {"citations": [{"mark": 1, "title": "对口合作实施方案"}], "duties": []}

event: done
data: {"status": "answered", "kind": "duty"}

"""


@router.post(
    "/ask",
    response_model=AnswerOut,
    responses={
        200: {"content": events(_STREAM), "description": _STREAMED},
        **refusals(404, 422, 429, 503, 504),
    },
)
async def ask(body: AskIn, asker: AskerPart, workspace: WorkspacePart, asking: Asking) -> Response:
    """回答一个问题；stream 为 true 时以事件流返回 delta、citations、done、error。"""
    work = partial(asker.replied, _asked(body))
    if not body.stream:
        answer = await asking.asked(work)
        return Response(answer.model_dump_json(), media_type="application/json")
    try:
        return await streamed(await asking.told(work), _Events(), asker.note, workspace)
    except (AssistantError, IndexingError, ModelError) as error:
        said = told(error, workspace)[1]
        asker.note.outcome = said.error.code
        return StreamingResponse(_failed(said), media_type="text/event-stream", headers=HEADERS)


@router.get(
    "/search",
    response_model=PassagesOut | ExplainedPassagesOut,
    responses=refusals(422, 429, 503, 504),
)
async def search(  # noqa: PLR0913  each is a parameter of the address
    *,
    q: _Sought,
    seen: Seen,
    asking: Asking,
    note: NotePart,
    filters: FiltersPart,
    limit: Limit = 20,
    explain: Annotated[bool, Query(description="说明每一段为什么排在这里")] = False,
) -> Response:
    """按相关程度列出段落，最相关的在前；explain 为 true 时附上相似度、排序的理由和匹配的词。"""
    note.question = q
    if not q.strip():
        raise QuestionError("检索词是空的。请在 q 中给出要找的内容。")
    look = _explained if explain else _found
    passages: BaseModel = await asking.asked(partial(look, seen, q, limit, filters))
    return Response(passages.model_dump_json(), media_type="application/json")


def _found(seen: Seen, q: str, limit: int, filters: Filters) -> PassagesOut:
    hits = joined(seen.retriever.search(q, limit, filters))
    return PassagesOut(passages=[PassageOut.of(hit) for hit in hits])


def _explained(seen: Seen, q: str, limit: int, filters: Filters) -> ExplainedPassagesOut:
    hits = joined(seen.retriever.search(q, limit, filters))
    candidates = seen.retriever.fused(q, max(limit, CANDIDATES), filters)
    found = explained(q, hits, candidates, seen.ranker)
    return ExplainedPassagesOut(passages=[ExplainedOut.explaining(each) for each in found])


def _asked(body: AskIn) -> Asked:
    filters = body.filters.to_filters() if body.filters else None
    return Asked(body.question, body.turns(), filters, body.conversation_id, body.remember)


class _Events:
    """The contract's events: delta for each piece, then citations and done, or error."""

    def opening(self) -> Iterator[str]:
        """Nothing."""
        return iter(())

    def piece(self, text: str) -> Iterator[str]:
        """What comes next of the text."""
        for part in pieces(text):
            yield f"event: delta\ndata: {json.dumps({'text': part}, ensure_ascii=False)}\n\n"

    def closing(self, reply: AnswerOut) -> Iterator[str]:
        """Where it stands, and all of it once more."""
        yield _event("citations", reply, {"citations", "duties"})
        yield _event("done", reply)

    def fault(self, status: int, error: ErrorOut) -> str:  # noqa: ARG002  its code says it
        """In the shape of every error."""
        return _event("error", error)


async def _failed(error: ErrorOut) -> AsyncIterator[str]:
    yield _event("error", error)


def _event(name: str, data: BaseModel, fields: set[str] | None = None) -> str:
    return f"event: {name}\ndata: {data.model_dump_json(include=fields)}\n\n"
