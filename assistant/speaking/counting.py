"""Count what becomes of calls to a language model, and how long they take."""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from assistant.errors import ModelFailure
from assistant.speaking.breaker import Breaker, State
from assistant.speaking.hearing import let_go
from assistant.speaking.model import Message

BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0)
"""Seconds."""
_ANSWERED, _GIVEN_UP = "answered", "given_up"


@dataclass
class Durations:
    """How many lasted up to each of BOUNDS and no less than the one before; the last is for all longer."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total_s: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total_s += seconds


@dataclass(frozen=True)
class Figures:
    """Calls by outcome (`ModelFailure.outcome`, answered, or given up by who asked) and their durations."""

    calls: Mapping[str, int]
    until_text: Durations
    until_end: Durations
    state: State


class Counted:
    """A language model whose calls are counted; good for many threads."""

    def __init__(self, model: Breaker) -> None:
        self._model = model
        self._lock = Lock()
        self._calls: Counter[str] = Counter()
        self._until_text, self._until_end = Durations(), Durations()

    def stream(
        self, messages: Sequence[Message], seconds: float, most_tokens: int
    ) -> Iterator[str]:
        """See LanguageModel."""
        began, first_s, outcome = time.monotonic(), None, _GIVEN_UP
        try:
            with let_go(self._model.stream(messages, seconds, most_tokens)) as pieces:
                for piece in pieces:
                    first_s = time.monotonic() - began if first_s is None else first_s
                    yield piece
            outcome = _ANSWERED
        except ModelFailure as failure:
            outcome = failure.outcome
            raise
        finally:
            self._count(outcome, first_s, time.monotonic() - began)

    def figures(self) -> Figures:
        """Since the start."""
        with self._lock:
            text, end = (
                Durations(list(each.counts), each.total_s)
                for each in (self._until_text, self._until_end)
            )
            return Figures(dict(self._calls), text, end, self._model.state)

    def _count(self, outcome: str, first_s: float | None, whole_s: float) -> None:
        with self._lock:
            self._calls[outcome] += 1
            if first_s is not None:
                self._until_text.add(first_s)
            if outcome == _ANSWERED:
                self._until_end.add(whole_s)
