"""An answer sent while it is made: each piece as it is told, a sign of life in between, and its end."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Protocol

from fastapi import HTTPException
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.web.faults import told
from assistant.web.noting import Note
from assistant.web.wire import AnswerOut, ErrorBody, ErrorOut
from assistant.wiring import Workspace

Telling = AsyncGenerator[str | AnswerOut, None]
"""The pieces of an answer, an empty one where nothing was told for long, and at last the answer."""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nothing in between keeps a stream, or holds it back until it is whole."""
_STILL_HERE = ": \n\n"
_TOO_SLOW, _INTERNAL = 504, 500
_log = logging.getLogger("duikou.web")


class Wording(Protocol):
    """How one door words a stream of events."""

    def opening(self) -> Iterator[str]:
        """Before the first piece."""

    def piece(self, text: str) -> Iterator[str]:
        """A piece of the text."""

    def closing(self, reply: AnswerOut) -> Iterator[str]:
        """After the last piece."""

    def fault(self, status: int, error: ErrorOut) -> str:
        """That the answer broke off, in place of its end."""


async def streamed(
    telling: Telling, wording: Wording, note: Note, workspace: Workspace
) -> StreamingResponse:
    """The response, once there is something to send.

    Raises what goes wrong until then: it still has a status of its own.
    """
    return _Streamed(_Stream(await anext(telling), telling, wording, note, workspace))


@dataclass
class _Stream:
    """One answer as events; `is_over` once the last of them is worded."""

    first: str | AnswerOut
    telling: Telling
    wording: Wording
    note: Note
    workspace: Workspace
    is_over: bool = False

    async def events(self) -> AsyncIterator[str]:
        """To the end of the answer, or to where it breaks off."""
        try:
            async for event in self._answer():
                yield event
        except HTTPException as error:
            if error.status_code == _TOO_SLOW:
                yield self._fault(_TOO_SLOW, ErrorBody(code="timeout", message=error.detail))
        except Exception as error:  # noqa: BLE001  whatever it is, who reads must hear of it
            status, body = told(error, self.workspace)
            if status == _INTERNAL:
                _log.error("回答中途出错", exc_info=error)
            yield self._fault(status, body.error)

    async def _answer(self) -> AsyncIterator[str]:
        for event in self.wording.opening():
            yield event
        said = self.first
        while isinstance(said, str):
            for event in self.wording.piece(said) if said else [_STILL_HERE]:
                yield event
            said = await anext(self.telling)
        self.is_over = True
        for event in self.wording.closing(said):
            yield event

    def _fault(self, status: int, error: ErrorBody) -> str:
        self.is_over, self.note.outcome = True, error.code
        return self.wording.fault(status, ErrorOut(error=error))


class _Streamed(StreamingResponse):
    """Ends the making of the answer with the listening of its reader."""

    def __init__(self, stream: _Stream) -> None:
        super().__init__(stream.events(), media_type="text/event-stream", headers=HEADERS)
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._stream.telling.aclose()
            if not self._stream.is_over:
                self._stream.note.outcome = "gone"
