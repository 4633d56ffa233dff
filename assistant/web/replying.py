"""Answer a question for whichever door it came through, and remember the turn where that is wanted."""

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.answer import Tell
from assistant.conversation import Turn
from assistant.remembering import Memory
from assistant.web.access import Caller, Seen, require_own
from assistant.web.noting import Note, noting
from assistant.web.parts import WorkspacePart
from assistant.web.wire import AnswerOut
from assistant.wiring import Seen as SeenByReader
from index.hit import Filters
from index.keys import Holder
from index.timing import stage

_PIECE = 24
"""Characters in a streamed piece, at most: what is told at once is still seen as it comes."""


@dataclass(frozen=True)
class Asked:
    """A question, what was said before it, and whether the turn is kept."""

    question: str
    said: Sequence[Turn] = ()
    filters: Filters | None = None
    conversation_id: str | None = None
    remember: bool = True


@dataclass(frozen=True)
class Asker:
    """Who asks: what is seen, where conversations are kept, and what is noted of the request."""

    holder: Holder | None
    seen: SeenByReader
    memory: Memory
    note: Note

    def replied(self, asked: Asked, tell: Tell | None = None) -> AnswerOut:
        """`tell` is given the answer's text as it is made; an answer that it raises at is not kept.

        Raises QuestionError, UnknownConversationError, StoreError, ModelError.
        """
        self.note.question = asked.question
        if asked.conversation_id:
            require_own(asked.conversation_id, self.holder, self.seen, self.memory)
        with stage("whole"):
            reply = self._replied(asked, tell)
        self.note.target, self.note.answer = reply.conversation_id, (reply.kind, reply.status)
        return reply

    def _replied(self, asked: Asked, tell: Tell | None) -> AnswerOut:
        began = time.perf_counter()
        conversation_id = asked.conversation_id or uuid.uuid4().hex
        history = self.memory.history(conversation_id, asked.said)
        with stage("answer"):
            answer = self.seen.assistant.ask(asked.question, history, asked.filters, tell=tell)
        reply = AnswerOut.of(answer, conversation_id, (time.perf_counter() - began) * 1000)
        kept = reply.model_dump(mode="json", exclude={"turn"})
        if asked.remember:
            owner = self.holder.owner if self.holder else None
            question, remember = asked.question, self.memory.add
            reply.turn = remember(conversation_id, question, answer, kept, owner=owner)
        return reply


def _asker(request: Request, found: Caller, seen: Seen, workspace: WorkspacePart) -> Asker:
    return Asker(found, seen, workspace.memory, noting(request))


AskerPart = Annotated[Asker, Depends(_asker)]


def pieces(text: str) -> Iterator[str]:
    """The text in the pieces that streams send."""
    return (text[i : i + _PIECE] for i in range(0, len(text), _PIECE))
