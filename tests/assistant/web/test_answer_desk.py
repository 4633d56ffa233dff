"""So many answers at once, some that wait, no more; what takes too long, and who does not wait."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import HTTPException

from assistant.web import answer_desk
from assistant.web.answer_desk import AnswerDesk
from tests.patience import PATIENCE_S, until_async


class Caller:
    """Waits for an answer until it hangs up."""

    def __init__(self) -> None:
        self._gone = asyncio.Event()

    async def receive(self) -> Any:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    def hang_up(self) -> None:
        self._gone.set()


class Work:
    """Takes until it is let go; knows how many of it ran, and how many at once."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.begun: list[int] = []
        self.at_once = self.most_at_once = 0
        self._alone = threading.Lock()

    def __call__(self, number: int) -> Callable[[], int]:
        def done() -> int:
            with self._alone:
                self.begun.append(number)
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            assert self.go_on.wait(PATIENCE_S)
            with self._alone:
                self.at_once -= 1
            return number

        return done


async def refusal(desk: AnswerDesk, work: Callable[[], object]) -> HTTPException:
    with pytest.raises(HTTPException) as raised:
        await desk.done(work, Caller().receive)
    return raised.value


def test_some_at_once_and_the_rest_in_order() -> None:
    async def scene() -> None:
        desk, work = AnswerDesk(2, 20), Work()
        asked = [asyncio.ensure_future(desk.done(work(i), Caller().receive)) for i in range(20)]
        await until_async(lambda: work.at_once == 2)
        work.go_on.set()
        assert await asyncio.gather(*asked) == list(range(20))
        assert work.most_at_once == 2
        assert work.begun == sorted(work.begun)

    asyncio.run(scene())


def test_no_more_wait_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_desk, "WAITING", 3)

    async def scene() -> None:
        desk, work = AnswerDesk(2, 20), Work()
        asked = [asyncio.ensure_future(desk.done(work(i), Caller().receive)) for i in range(5)]
        await until_async(lambda: work.at_once == 2)
        refused = await refusal(desk, work(5))
        assert (refused.status_code, int((refused.headers or {})["Retry-After"])) == (503, 1)
        assert "1 秒后再试" in refused.detail
        work.go_on.set()
        await asyncio.gather(*asked)
        assert await desk.done(work(6), Caller().receive) == 6
        assert 5 not in work.begun

    asyncio.run(scene())


def test_what_takes_too_long_is_given_up_and_keeps_its_place_until_it_ends() -> None:
    async def scene() -> None:
        desk, stuck, quick = AnswerDesk(2, 1), Work(), Work()
        quick.go_on.set()
        late = await refusal(desk, stuck(0))
        assert (late.status_code, "1 秒还没有答完" in late.detail) == (504, True)
        assert await desk.done(quick(1), Caller().receive) == 1  # in the other place
        assert (await refusal(desk, stuck(2))).status_code == 504
        with pytest.raises(HTTPException) as full:
            desk.require_room()  # what is asked before anything waits
        assert full.value.status_code == (await refusal(desk, quick(3))).status_code == 503
        assert "Retry-After" in (full.value.headers or {})
        stuck.go_on.set()
        await until_async(lambda: stuck.at_once == 0)
        assert await desk.done(quick(4), Caller().receive) == 4
        assert 3 not in quick.begun

    asyncio.run(scene())


def test_question_that_does_not_get_its_turn_in_time_is_sent_away_unanswered() -> None:
    async def scene() -> None:
        desk, work = AnswerDesk(1, 1), Work()
        first = asyncio.ensure_future(refusal(desk, work(0)))
        await until_async(lambda: work.at_once == 1)
        assert (await refusal(desk, work(1))).status_code == 503
        assert (await first).status_code == 504
        work.go_on.set()
        await until_async(lambda: work.at_once == 0)
        assert work.begun == [0]

    asyncio.run(scene())


def test_nobody_waits_so_nothing_is_computed_and_the_place_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answer_desk, "WAITING", 1)

    async def scene() -> None:
        desk, work, impatient = AnswerDesk(1, 20), Work(), Caller()
        first = asyncio.ensure_future(desk.done(work(0), Caller().receive))
        await until_async(lambda: work.at_once == 1)
        leaving = asyncio.ensure_future(desk.done(work(1), impatient.receive))
        await asyncio.sleep(0.05)
        assert (await refusal(desk, work(2))).status_code == 503
        impatient.hang_up()
        with pytest.raises(HTTPException):
            await leaving
        third = asyncio.ensure_future(desk.done(work(3), Caller().receive))  # there is room again
        await asyncio.sleep(0.05)
        work.go_on.set()
        assert [await first, await third] == [0, 3]
        assert work.begun == [0, 3]

    asyncio.run(scene())


def test_what_goes_wrong_is_told_to_who_asked_and_frees_the_place() -> None:
    def broken() -> None:
        raise ValueError("坏")

    async def scene() -> None:
        desk = AnswerDesk(1, 20)
        for _ in range(3):
            with pytest.raises(ValueError, match="坏"):
                await desk.done(broken, Caller().receive)
        assert await desk.done(lambda: 1, Caller().receive) == 1

    asyncio.run(scene())
