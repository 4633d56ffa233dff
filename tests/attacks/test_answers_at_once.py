"""Many who ask at once, answers that do not end, askers who do not wait: over TCP."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from assistant.answering import Assistant
from assistant.web import answer_desk
from assistant.wiring import Workspace
from tests.attacks.besieged import Answered, Besieged, Raw, asking, head, listening
from tests.patience import PATIENCE_S, until

_STUCK = "卡住的问题"


@dataclass
class Slow:
    """An assistant for whom one question has no end until it is let go."""

    go_on: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def installed(self, patching: pytest.MonkeyPatch) -> None:
        """In place of what answers."""
        answer = Assistant.ask

        def ask(own: Assistant, text: str, *more: Any, **named: Any) -> Any:
            self.asked.append(text)
            if text == _STUCK:
                assert self.go_on.wait(PATIENCE_S)
            return answer(own, text, *more, **named)

        patching.setattr(Assistant, "ask", ask)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow()
    made.installed(monkeypatch)
    yield made
    made.go_on.set()


@contextlib.contextmanager
def service(workspace: Workspace, **settings: int) -> Iterator[Besieged]:
    changed = workspace.settings.model_copy(update=settings)
    with listening(replace(workspace, settings=changed)) as besieged:
        yield besieged


def test_sixty_who_ask_at_once_are_all_answered(sample_workspace: Workspace) -> None:
    with service(sample_workspace) as besieged, ThreadPoolExecutor(60) as pool:
        statuses = list(pool.map(lambda _: besieged.ask().status, range(60)))
    assert set(statuses) == {200}


def test_answer_without_end_is_given_up_while_others_are_answered(
    sample_workspace: Workspace, slow: Slow
) -> None:
    with service(sample_workspace, answer_seconds=3) as besieged:
        late: Answered = besieged.ask(_STUCK)
        assert (late.status, late.json["error"]["code"]) == (504, "too_slow")
        assert "3 秒还没有答完" in late.json["error"]["message"]
        assert {besieged.ask().status for _ in range(5)} == {200}
        assert besieged.ask(_STUCK).status == 504
        busy = besieged.ask()
        assert (busy.status, busy.json["error"]["code"]) == (503, "busy")
        assert 1 <= int(busy.headers["retry-after"]) <= 3
        assert (
            besieged.tell(head("GET", "/api/notices")).status == 200
        )  # no thread of others is taken
        slow.go_on.set()
        until(lambda: besieged.ask().status == 200)


def test_more_than_may_wait_are_told_when_to_come_back(
    sample_workspace: Workspace, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_desk, "WAITING", 2)
    with (
        service(sample_workspace, concurrent_answers=1) as besieged,
        contextlib.ExitStack() as held,
    ):
        waiting = [held.enter_context(besieged.connect()) for _ in range(3)]
        for raw in waiting:
            raw.say(asking(_STUCK))
        until(lambda: besieged.questions == len(waiting))
        busy = besieged.ask()
        assert (busy.status, "秒后再试" in busy.json["error"]["message"]) == (503, True)
        slow.go_on.set()
        assert [raw.answered().status for raw in waiting] == [200] * 3


def test_question_of_who_hangs_up_while_waiting_is_not_answered(
    sample_workspace: Workspace, slow: Slow
) -> None:
    with service(sample_workspace, concurrent_answers=1) as besieged, besieged.connect() as first:
        first.say(asking(_STUCK))
        until(lambda: slow.asked == [_STUCK])
        with besieged.connect() as leaving:
            leaving.say(asking("没人等的问题"))
            until(lambda: besieged.questions == 2)
        until(lambda: besieged.questions == 1)
        slow.go_on.set()
        assert first.answered().status == 200
        assert besieged.ask("还在等的问题").status == 200
    assert slow.asked == [_STUCK, "还在等的问题"]


@pytest.mark.parametrize("stream", [False, True])
def test_who_reads_slowly_holds_no_place(
    sample_workspace: Workspace, slow: Slow, *, stream: bool
) -> None:
    with (
        service(sample_workspace, concurrent_answers=1) as besieged,
        contextlib.ExitStack() as held,
    ):
        lazy: list[Raw] = [held.enter_context(besieged.connect()) for _ in range(5)]
        for raw in lazy:
            raw.say(asking("冷链由谁负责？", stream=stream))
        until(lambda: len(slow.asked) == len(lazy))
        assert besieged.ask().status == 200


def test_whatever_the_proxy_says_of_the_asker_is_who_is_counted(
    sample_workspace: Workspace,
) -> None:
    def ask_for(address: str) -> int:
        request = asking("冷链由谁负责？").replace(
            b"\r\n\r\n", f"\r\nX-Forwarded-For: {address}\r\n\r\n".encode(), 1
        )
        return besieged.tell(request).status

    proxied = {"questions_per_minute": 1, "proxy_addresses": "127.0.0.1"}
    with service(sample_workspace, **proxied) as besieged:
        told = [ask_for(a) for a in ("10.0.0.1", "10.0.0.1", "10.0.0.2", "x, 10.0.0.2")]
    assert told == [200, 429, 200, 429]
