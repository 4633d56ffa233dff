"""So many questions a minute and a day: 429 that says when to ask again, to the second."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web import budget
from assistant.web.app import create_app
from assistant.web.budget import Minutes
from assistant.wiring import Workspace, open_workspace
from index.keys import Budget, Scope
from tests.assistant.web.errors import error_of

QUESTION = {"question": "冷链由谁负责？"}


@pytest.fixture
def opened(tmp_path: Path, model_folder: Path) -> Iterator[Workspace]:
    with open_workspace(Settings(data_dir=tmp_path / "data")) as workspace:
        yield workspace


def client_of(workspace: Workspace, host: str = "testclient", **settings: int) -> TestClient:
    """Of the service with other settings, seen from an address."""
    changed = replace(workspace, settings=workspace.settings.model_copy(update=settings))
    return TestClient(create_app(changed), base_url="http://127.0.0.1", client=(host, 1))


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def asked(client: TestClient, times: int, **headers: str) -> list[int]:
    """The statuses of so many questions."""
    return [
        client.post("/api/ask", json=QUESTION, headers=headers).status_code for _ in range(times)
    ]


# --- the minute ----------------------------------------------------------------------------------


class Clock:
    """Goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_minute_is_over_sixty_seconds_after_the_question_that_counts() -> None:
    clock = Clock()
    minutes = Minutes(clock)
    waits = []
    for at in (0.0, 10.0, 20.0, 59.0):
        clock.now = 1000 + at
        waits.append(minutes.wait_s("甲", 3))
    assert waits == [0, 0, 0, 1]
    clock.now = 1060
    assert [minutes.wait_s("甲", 3) for _ in range(2)] == [0, 10]
    assert minutes.wait_s("乙", 3) == 0


def test_who_is_refused_does_not_wait_the_longer_for_it() -> None:
    clock = Clock()
    minutes = Minutes(clock)
    assert minutes.wait_s("甲", 1) == 0
    for _ in range(50):
        clock.now += 1
        assert minutes.wait_s("甲", 1) == 1060 - clock.now
    clock.now = 1060
    assert minutes.wait_s("甲", 1) == 0


def test_limit_that_was_lowered_holds_at_once() -> None:
    clock = Clock()
    minutes = Minutes(clock)
    for at in range(4):
        clock.now = 1000.0 + at
        assert minutes.wait_s("甲", 10) == 0
    assert minutes.wait_s("甲", 2) == 1002 + 60 - 1003


def test_many_callers_take_a_bounded_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_CALLERS", 100)
    minutes = Minutes(Clock())
    for number in range(1000):
        minutes.wait_s(str(number), 1)
    assert len(minutes._asked) == 100
    assert minutes.wait_s("999", 1) == 60  # who asked last is remembered


def test_too_many_in_a_minute(opened: Workspace) -> None:
    client = client_of(opened, questions_per_minute=2)
    assert asked(client, 2) == [200, 200]
    refused = client.post("/api/ask", json=QUESTION)
    error, seconds = error_of(refused, 429), int(refused.headers["retry-after"])
    assert 57 <= seconds <= 60
    assert error["code"] == "too_many_questions"
    assert f"每分钟最多 2 次）。请在 {seconds} 秒后再试" in error["message"]


def test_streams_and_searches_are_counted_with_the_answers(opened: Workspace) -> None:
    client = client_of(opened, questions_per_minute=2)
    assert client.post("/api/ask", json={**QUESTION, "stream": True}).status_code == 200
    assert client.get("/api/search?q=冷链").status_code == 200
    error_of(client.get("/api/search?q=冷链"), 429)
    error_of(client.post("/api/ask", json={**QUESTION, "stream": True}), 429)
    assert client.get("/api/notices").status_code == 200  # to look is not to ask


def test_request_that_is_no_question_is_not_counted(opened: Workspace) -> None:
    client = client_of(opened, questions_per_minute=1)
    error_of(client.post("/api/ask", json={"question": 1}), 422)
    error_of(client.get("/api/search?q="), 422)
    assert asked(client, 1) == [200]


# --- the day -------------------------------------------------------------------------------------


def test_too_many_on_a_day(opened: Workspace) -> None:
    client = client_of(opened, questions_per_day=2)
    assert asked(client, 2) == [200, 200]
    refused = client.post("/api/ask", json=QUESTION)
    now = datetime.now().astimezone()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    error, seconds = error_of(refused, 429), int(refused.headers["retry-after"])
    assert abs((midnight - now).total_seconds() - seconds) < 5
    assert error["code"] == "too_many_questions"
    assert "每天最多 2 次）。请在明天 0 时以后再试" in error["message"]


def test_day_is_still_the_same_after_a_restart(tmp_path: Path, model_folder: Path) -> None:
    settings = Settings(data_dir=tmp_path, questions_per_day=3)
    told = []
    for _ in range(2):
        with open_workspace(settings) as workspace:
            told += asked(client_of(workspace), 2)
    assert told == [200, 200, 200, 429]


# --- who is counted ------------------------------------------------------------------------------


def test_addresses_are_counted_apart_where_no_key_is_needed(opened: Workspace) -> None:
    app = client_of(opened, questions_per_minute=1).app
    hosts = ("10.0.0.1", "10.0.0.2", "10.0.0.1", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    told = [
        asked(TestClient(app, base_url="http://127.0.0.1", client=(host, 1)), 1) for host in hosts
    ]
    assert told == [[200], [200], [429], [200], [429], [200]]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_programs_on_the_machine_are_not_held_up_unless_told(
    opened: Workspace, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "PER_MINUTE", 3)
    assert asked(client_of(opened, host), 5) == [200] * 5
    assert asked(client_of(opened, host, questions_per_minute=1), 2) == [200, 429]


def test_others_are_held_up_without_a_setting(
    opened: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "PER_MINUTE", 3)
    assert asked(client_of(opened, "10.0.0.1"), 4) == [200, 200, 200, 429]


def test_keys_are_counted_apart_and_by_their_own_numbers(opened: Workspace) -> None:
    client = client_of(opened, questions_per_minute=2, questions_per_day=100)
    by_settings, few, day, free = (
        opened.keys.create(name, [Scope.ASK], None, own)[1]
        for name, own in (
            ("按设置", Budget()),
            ("少", Budget(per_minute=1)),
            ("一天", Budget(per_minute=0, per_day=3)),
            ("不限", Budget(per_minute=0, per_day=0)),
        )
    )
    assert asked(client, 3, **bearer(by_settings)) == [200, 200, 429]
    assert asked(client, 2, **bearer(few)) == [200, 429]
    assert asked(client, 4, **bearer(day)) == [200, 200, 200, 429]
    assert asked(client, 4, **bearer(free)) == [200] * 4


def test_visitor_has_a_minute_of_his_own_and_shares_the_portals_day(opened: Workspace) -> None:
    client = client_of(opened)
    portal, secret = opened.keys.create("门户", [Scope.ASK], None, Budget(3, 6))
    greedy, other = (
        opened.keys.lend(portal, [Scope.ASK], timedelta(minutes=15))[0] for _ in "甲乙"
    )
    assert asked(client, 4, **bearer(greedy)) == [200, 200, 200, 429]
    assert asked(client, 2, **bearer(other)) == [200, 200]
    assert asked(client, 2, **bearer(secret)) == [200, 429]
    last = client.post("/api/ask", json=QUESTION, headers=bearer(other))
    assert "今天的提问次数已经用完" in error_of(last, 429)["message"]


def test_visitor_of_a_portal_without_limit_has_one(
    opened: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "OF_A_PERSON", 3)
    client = client_of(opened, questions_per_minute=0)
    portal, _ = opened.keys.create("门户", [Scope.ASK])
    visitor = opened.keys.lend(portal, [Scope.ASK], timedelta(minutes=15))[0]
    assert asked(client, 4, **bearer(visitor)) == [200, 200, 200, 429]


# --- what operators see and set ------------------------------------------------------------------


@contextmanager
def signed_in(workspace: Workspace) -> Iterator[httpx.Client]:
    client = client_of(workspace)
    client.post("/api/keys", json={"name": "值班室", "scopes": ["admin"]})
    yield client


def test_numbers_of_a_key_are_set_and_shown_with_what_was_asked_today(opened: Workspace) -> None:
    with signed_in(opened) as client:
        wanted = {"name": "门户", "scopes": ["ask"], "per_minute": 5, "per_day": 0}
        made = client.post("/api/keys", json=wanted).json()
        assert (made["per_minute"], made["per_day"], made["asked_today"]) == (5, 0, 0)
        other = client_of(opened)
        assert asked(other, 2, **bearer(made["secret"])) == [200, 200]
        listed = {key["name"]: key for key in client.get("/api/keys").json()["keys"]}
        assert [listed["门户"][name] for name in ("per_minute", "per_day", "asked_today")] == [
            5,
            0,
            2,
        ]
        assert [listed["值班室"][name] for name in ("per_minute", "per_day")] == [None, None]


@pytest.mark.parametrize("number", [-1, 1_000_001, 1.5, "很多"])
def test_numbers_that_make_no_sense_are_refused(opened: Workspace, number: object) -> None:
    with signed_in(opened) as client:
        for name in ("per_minute", "per_day"):
            body = {"name": "门户", "scopes": ["ask"], name: number}
            error_of(client.post("/api/keys", json=body), 422)
