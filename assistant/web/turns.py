"""What a route that answers questions is given: a turn, within its caller's budget."""

from collections.abc import AsyncGenerator, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from assistant.answer import Tell
from assistant.web.access import Caller
from assistant.web.answer_desk import AnswerDesk
from assistant.web.budget import Budget
from assistant.web.noting import noting

_Told = TypeVar("_Told")


class Turn:
    """One request's place at the desk; a question is counted when it is asked, and no sooner."""

    def __init__(self, request: Request, holder: Caller) -> None:
        self._request = request
        self._holder = holder

    async def asked(self, work: Callable[[], _Told]) -> _Told:
        """What the work returns or raises.

        Raises HTTPException 429 for one question too many, 503 and 504 as the desk does.
        """
        desk = await self._admitted()
        return await desk.done(work, self._request.receive)

    async def told(self, work: Callable[[Tell], _Told]) -> AsyncGenerator[str | _Told, None]:
        """What the work tells piece by piece, and at last what it returns.

        Raises HTTPException 429 for one question too many, and when heard as the desk does.
        """
        desk = await self._admitted()
        return desk.told(work, self._request.receive)

    async def _admitted(self) -> AnswerDesk:
        budget: Budget = self._request.app.state.budget
        desk: AnswerDesk = self._request.app.state.answering
        desk.require_room()
        await budget.spend(self._holder, noting(self._request).address)
        return desk


Asking = Annotated[Turn, Depends()]
