"""Where questions take their turn: some are answered at once, some wait, the rest are sent away."""

import asyncio
import logging
import math
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from threading import Lock
from typing import TypeVar

from fastapi import HTTPException
from starlette.types import Receive

from assistant.answer import Tell
from assistant.errors import UnheardError
from assistant.web.hearing import Hearing

WAITING = 100
"""Questions that wait at a time."""
_CLOSED_REQUEST = 499
"""Nobody is left to read this status but a log."""
_SMOOTHED = 20
"""Answers over which the usual time of one is taken."""
_Told = TypeVar("_Told")
_log = logging.getLogger("duikou.web")


class AnswerDesk:
    """Answers in threads of its own, in the order in which the questions came.

    A thread cannot be stopped: an answer that takes too long is given up by who waits for it, and
    keeps its place until it really ends. One that is told as it is made ends at its next piece.
    """

    def __init__(self, places: int, seconds: float) -> None:
        self._places = places
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(places, thread_name_prefix="answering")
        self._alone = Lock()
        self._unfinished = self._overdue = 0
        self._usual_s = 0.05

    def require_room(self) -> None:
        """Raises HTTPException 503 that says when to come back, where no more may wait."""
        if self._unfinished >= self._places + WAITING or self._overdue >= self._places:
            raise self._busy()

    async def done(self, work: Callable[[], _Told], receive: Receive) -> _Told:
        """What the work returns or raises, once it is its turn; `receive` tells of who waits for it.

        Raises HTTPException 503 where it does not get its turn, 504 for what takes too long. What
        nobody waits for any more is not begun.
        """
        self.require_room()
        begun = self._begin(work)
        answering, leaving = asyncio.wrap_future(begun), asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait(
                (answering, leaving), timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if answering.done():
                return answering.result()
            if leaving.done():
                raise HTTPException(_CLOSED_REQUEST)
            raise self._busy() if begun.cancel() else self._given_up(begun)
        finally:
            leaving.cancel()
            answering.cancel()

    async def told(
        self, work: Callable[[Tell], _Told], receive: Receive
    ) -> AsyncGenerator[str | _Told, None]:
        """Each piece as the work tells it, an empty one where it is silent for long, at last what it
        returns. Raises as `done` does; what was told before is heard first.

        Who does not take it to its end closes it, and the work ends when it tells the next piece.
        """
        self.require_room()
        hearing = Hearing()
        begun = self._begin(partial(work, hearing.tell))
        answering, leaving = asyncio.wrap_future(begun), asyncio.ensure_future(_gone(receive))
        answering.add_done_callback(hearing.end)
        leaving.add_done_callback(hearing.end)
        late = asyncio.get_running_loop().call_later(self._seconds, hearing.end)
        try:
            while (piece := await hearing.heard()) is not None:
                if piece or begun.running():
                    yield piece
            if answering.done() and not isinstance(answering.exception(), UnheardError):
                yield answering.result()
            elif leaving.done():
                raise HTTPException(_CLOSED_REQUEST)
            else:
                raise self._busy() if begun.cancel() else self._given_up(begun)
        finally:
            hearing.end()
            late.cancel()
            leaving.cancel()
            answering.cancel()

    def _begin(self, work: Callable[[], _Told]) -> "Future[_Told]":
        self._count(unfinished=1)
        begun = self._pool.submit(copy_context().run, self._timed, work)
        begun.add_done_callback(lambda _: self._count(unfinished=-1))
        return begun

    def _timed(self, work: Callable[[], _Told]) -> _Told:
        began = time.monotonic()
        try:
            return work()
        finally:
            self._usual_s += (time.monotonic() - began - self._usual_s) / _SMOOTHED

    def _given_up(self, begun: "Future[_Told]") -> HTTPException:
        self._count(overdue=1)
        begun.add_done_callback(lambda _: self._count(overdue=-1))
        _log.warning("一个问题 %g 秒还没有答完，已放弃等待", self._seconds)
        said = f"这个问题 {self._seconds:g} 秒还没有答完，已放弃。请换个说法，或缩小范围再问。"
        return HTTPException(504, said)

    def _busy(self) -> HTTPException:
        wait_s = math.ceil(self._unfinished * self._usual_s / self._places)
        seconds = max(1, min(wait_s, math.ceil(self._seconds)))
        said = f"正在回答的问题太多。请在 {seconds} 秒后再试。"
        return HTTPException(503, said, headers={"Retry-After": str(seconds)})

    def _count(self, *, unfinished: int = 0, overdue: int = 0) -> None:
        with self._alone:
            self._unfinished += unfinished
            self._overdue += overdue


async def _gone(receive: Receive) -> None:
    """Until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass
