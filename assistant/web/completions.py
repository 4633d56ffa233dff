"""/v1: the assistant behind OpenAI's interface, for programs that speak it already."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathPart
from fastapi.responses import Response

from assistant.conversation import Turn
from assistant.errors import UnknownModelError, UnsupportedError
from assistant.web.completion_records import (
    MODEL,
    ChoiceOut,
    ChunkChoiceOut,
    ChunkOut,
    CompletionIn,
    CompletionOut,
    DeltaOut,
    MessageIn,
    MessageOut,
    ModelOut,
    ModelsOut,
    SaidOut,
    UsageOut,
    refusals,
)
from assistant.web.foreign import PREFIX, foreign
from assistant.web.parts import SitePart, WorkspacePart, events
from assistant.web.replying import Asked, AskerPart, pieces
from assistant.web.sources import with_sources, without_sources
from assistant.web.streaming import streamed
from assistant.web.turns import Asking
from assistant.web.wire import AnswerOut, ErrorOut

router = APIRouter(prefix="/v1")
_CREATED = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())


@router.get("/models")
def list_models() -> ModelsOut:
    """可用的模型：只有 duikou。"""
    return ModelsOut(data=[ModelOut(created=_CREATED)])


@router.get("/models/{model}", responses=refusals(400, 404))
def read_model(model: Annotated[str, PathPart(description="模型名称")]) -> ModelOut:
    """一个模型；不是 duikou 时为 404。"""
    _require_known(model)
    return ModelOut(created=_CREATED)


_STREAM = """data: {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "北屏区"}}]}

data: [DONE]

"""


@router.post(
    "/chat/completions",
    operation_id="create_chat_completion",
    response_model=CompletionOut,
    responses={
        200: {"content": events(_STREAM), "description": "回答；stream 为 true 时是事件流"},
        **refusals(400, 404, 429, 503, 504),
    },
)
async def complete(
    body: CompletionIn, asker: AskerPart, asking: Asking, site: SitePart, workspace: WorkspacePart
) -> Response:
    """按 OpenAI 的对话接口回答。最后一条 user 消息是问题，之前的 user、assistant 消息是上文；system、developer
    消息和未列出的参数（temperature、max_tokens、tools 等）照收，但不起作用。"""
    _require_possible(body)
    asked = _asked(body)
    completion = _Completion(body, asked, site, f"chatcmpl-{uuid.uuid4().hex}", int(time.time()))
    work = partial(asker.replied, asked)
    if body.stream:
        return await streamed(await asking.told(work), completion, asker.note, workspace)
    told = completion.whole(await asking.asked(work))
    return Response(told.model_dump_json(), media_type="application/json")


def _require_possible(body: CompletionIn) -> None:
    """Raises UnknownModelError, UnsupportedError."""
    _require_known(body.model)
    if body.n not in {None, 1}:
        raise UnsupportedError("每个问题只有一个回答，n 只能是 1。请去掉 n。", "n")
    if body.tool_choice not in ("auto", "none", None):
        said = "对口通不调用工具，只根据公文回答。请去掉 tool_choice，或设为 auto 或 none。"
        raise UnsupportedError(said, "tool_choice")
    if body.response_format and body.response_format.type != "text":
        said = "回答是文字，不能指定 JSON 格式；引文和分工在 message.citations 和 message.duties 里。请去掉 response_format。"
        raise UnsupportedError(said, "response_format")


def _require_known(model: str) -> None:
    if model != MODEL:
        raise UnknownModelError(f"没有名为 {model[:100]} 的模型。请把 model 设为 {MODEL}。")


def _asked(body: CompletionIn) -> Asked:
    """Raises UnsupportedError where no message asks anything, or one is no text."""
    last = max((i for i, each in enumerate(body.messages) if each.role == "user"), default=None)
    if last is None:
        said = "messages 里没有 user 消息。请把问题放在最后一条 role 为 user 的消息里。"
        raise UnsupportedError(said, "messages")
    texts = [_text(each, number) for number, each in enumerate(body.messages)]
    earlier = zip(body.messages[:last], texts, strict=False)
    turns = (_turn(each.role, text) for each, text in earlier)
    return Asked(
        texts[last],
        [turn for turn in turns if turn],
        body.filters.to_filters() if body.filters else None,
        body.conversation_id or None,
        bool(body.conversation_id) if body.store is None else body.store,
    )


def _turn(role: str, text: str) -> Turn | None:
    if role == "user":
        return Turn(role, text)
    if role == "assistant" and text:
        answer, titles = without_sources(text)
        return Turn(role, answer, titles=titles)
    return None


def _text(message: MessageIn, number: int) -> str:
    if not isinstance(message.content, list):
        return message.content or ""
    for part in message.content:
        if part.type != "text":
            said = f"messages 的第 {number + 1} 条有 {part.type} 类型的内容，对口通只能读文字。请只保留 text 类型的部分。"
            raise UnsupportedError(said, f"messages.{number}.content")
    return "\n".join(part.text or "" for part in message.content)


@dataclass(frozen=True)
class _Completion:
    """An answer as chat clients read it, whole or in chunks."""

    body: CompletionIn
    asked: Asked
    site: str
    id: str
    created: int

    def whole(self, reply: AnswerOut) -> CompletionOut:
        """All of it at once."""
        text = with_sources(reply, self.site)
        message = MessageOut(content=text, **self._said(reply).model_dump())
        return CompletionOut(
            id=self.id,
            created=self.created,
            choices=[ChoiceOut(message=message)],
            usage=self._usage(text),
        )

    def opening(self) -> Iterator[str]:
        """Who speaks."""
        yield self._chunk(DeltaOut(role="assistant", content=""))

    def piece(self, text: str) -> Iterator[str]:
        """A piece of the answer's text."""
        for part in pieces(text):
            yield self._chunk(DeltaOut(content=part))

    def closing(self, reply: AnswerOut) -> Iterator[str]:
        """The note and the sources, what is said beside the text, where wanted the usage, the end."""
        text = with_sources(reply, self.site)
        yield from self.piece(text.removeprefix(reply.answer))
        yield self._chunk(DeltaOut(**dict(self._said(reply))), is_last=True)
        if self.body.stream_options and self.body.stream_options.include_usage:
            yield self._data([], self._usage(text))
        yield "data: [DONE]\n\n"

    def fault(self, status: int, error: ErrorOut) -> str:
        """As that interface tells in a stream what it tells by a status elsewhere."""
        told = foreign(PREFIX, status, error.model_dump())[1]
        return f"data: {json.dumps(told, ensure_ascii=False)}\n\n"

    def _said(self, reply: AnswerOut) -> SaidOut:
        told = {name: getattr(reply, name) for name in SaidOut.model_fields}
        kept = reply.conversation_id if self.asked.remember else None
        return SaidOut(**{**told, "conversation_id": kept})

    def _usage(self, text: str) -> UsageOut:
        asked = sum(len(_text(each, number)) for number, each in enumerate(self.body.messages))
        total = asked + len(text)
        return UsageOut(prompt_tokens=asked, completion_tokens=len(text), total_tokens=total)

    def _chunk(self, delta: DeltaOut, *, is_last: bool = False) -> str:
        return self._data([ChunkChoiceOut(delta=delta, finish_reason="stop" if is_last else None)])

    def _data(self, choices: list[ChunkChoiceOut], usage: UsageOut | None = None) -> str:
        chunk = ChunkOut(id=self.id, created=self.created, choices=choices, usage=usage)
        return f"data: {chunk.model_dump_json()}\n\n"
