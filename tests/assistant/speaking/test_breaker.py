"""A model that fails again and again is left alone, tried once, and taken back."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Barrier, Thread

import pytest

from assistant.errors import (
    ModelFailure,
    ModelOverflowError,
    ModelRestingError,
    ModelSlowError,
    ModelUnfinishedError,
    ModelUnreachableError,
)
from assistant.speaking.breaker import Breaker, Patience, State
from assistant.speaking.counting import Counted
from assistant.speaking.model import Message

ASKED = [Message("user", "冷链由谁负责？")]
REST_S = 30.0


@dataclass
class Moody:
    """A model in the mood that is set: it fails so, or answers."""

    mood: ModelFailure | None = None
    calls: int = 0
    open: int = 0

    def stream(
        self, messages: Sequence[Message], seconds: float, most_tokens: int
    ) -> Iterator[str]:
        self.calls += 1
        self.open += 1
        try:
            yield "由市商务局"
            if self.mood:
                raise self.mood
            yield "负责。"
        finally:
            self.open -= 1


@dataclass
class Trial:
    """A breaker, the model behind it and a clock that is moved by hand."""

    model: Moody = field(default_factory=Moody)
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.breaker = Breaker(self.model, Patience(3, REST_S), lambda: self.now)

    def ask(self) -> str:
        return "".join(self.breaker.stream(ASKED, 20, 50))

    def fail(self, times: int, mood: ModelFailure | None = None) -> None:
        self.model.mood = mood or ModelUnreachableError("连接不上。")
        for _ in range(times):
            with pytest.raises(type(self.model.mood)):
                self.ask()


@pytest.fixture
def trial() -> Trial:
    return Trial()


def test_failures_in_a_row_open_it(trial: Trial) -> None:
    trial.fail(2)
    trial.model.mood = None
    assert trial.ask() == "由市商务局负责。"
    trial.fail(2)
    assert trial.breaker.state is State.CLOSED
    trial.fail(1)
    assert trial.breaker.state is State.OPEN


def test_open_it_fails_without_a_call(trial: Trial) -> None:
    trial.fail(3)
    trial.now += 12
    with pytest.raises(ModelRestingError, match=r"接连 3 次.*18 秒后.*duikou doctor"):
        trial.ask()
    assert trial.model.calls == 3


def test_one_trial_after_the_rest_closes_it(trial: Trial) -> None:
    trial.fail(3)
    trial.now += REST_S
    assert trial.breaker.state is State.HALF_OPEN
    trial.model.mood = None
    assert trial.ask() == "由市商务局负责。"
    assert trial.breaker.state is State.CLOSED
    trial.fail(2)
    assert trial.breaker.state is State.CLOSED


def test_trial_that_fails_lets_it_rest_again(trial: Trial) -> None:
    trial.fail(3)
    trial.now += REST_S
    trial.fail(1)
    trial.now += REST_S - 1
    with pytest.raises(ModelRestingError):
        trial.ask()
    assert trial.model.calls == 4


def test_while_a_trial_lasts_there_is_no_other(trial: Trial) -> None:
    trial.fail(3)
    trial.now += REST_S
    trial.model.mood = None
    pieces = trial.breaker.stream(ASKED, 20, 50)
    next(pieces)
    with pytest.raises(ModelRestingError):
        trial.ask()
    assert "".join(pieces) == "负责。"
    assert trial.ask() == "由市商务局负责。"


def test_trial_that_nobody_hears_to_its_end_decides_by_what_came(trial: Trial) -> None:
    trial.fail(3)
    trial.now += REST_S
    trial.model.mood = None
    pieces = trial.breaker.stream(ASKED, 20, 50)
    next(pieces)
    assert isinstance(pieces, Iterator)
    pieces.close()  # type: ignore[attr-defined]
    assert trial.model.open == 0
    assert trial.breaker.state is State.CLOSED


@pytest.mark.parametrize("was_open", [False, True])
@pytest.mark.parametrize("failure", [ModelOverflowError("太长。"), ModelUnfinishedError("太长。")])
def test_what_is_too_long_says_that_the_model_is_there(
    was_open: bool, failure: ModelFailure, trial: Trial
) -> None:
    if was_open:
        trial.fail(3)
        trial.now += REST_S
    trial.fail(5, failure)
    assert trial.breaker.state is State.CLOSED


def test_many_at_once_make_one_trial(trial: Trial) -> None:
    trial.fail(3)
    trial.now += REST_S
    trial.model.calls, together, outcomes = 0, Barrier(8), []

    def ask() -> None:
        together.wait()
        try:
            trial.ask()
        except ModelFailure as failure:
            outcomes.append(failure.outcome)

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trial.model.calls == 1
    assert sorted(outcomes) == ["resting"] * 7 + ["unreachable"]


def test_rest_and_return_are_logged(trial: Trial, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "duikou.model"):
        trial.fail(3)
        trial.now += REST_S
        trial.model.mood = None
        trial.ask()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "连接不上" in caplog.text
    assert "冷链" not in caplog.text


def test_calls_are_counted_by_outcome(trial: Trial) -> None:
    counted = Counted(trial.breaker)
    for mood in (None, None, ModelSlowError("慢。"), *[ModelUnreachableError("不在。")] * 2, None):
        trial.model.mood = mood
        pieces = counted.stream(ASKED, 20, 50)
        try:
            for _ in pieces:
                pass
        except ModelFailure:
            pass
    given_up = Counted(Breaker(Moody()))
    next(iter_ := given_up.stream(ASKED, 20, 50))
    iter_.close()  # type: ignore[attr-defined]
    figures = counted.figures()
    assert figures.calls == {"answered": 2, "slow": 1, "unreachable": 2, "resting": 1}
    assert sum(figures.until_text.counts) == 5
    assert sum(figures.until_end.counts) == 2
    assert figures.state is State.OPEN
    assert given_up.figures().calls == {"given_up": 1}
