"""Leave a model that fails again and again alone for a while."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from assistant.errors import (
    ModelFailure,
    ModelOverflowError,
    ModelRestingError,
    ModelUnfinishedError,
)
from assistant.speaking.hearing import let_go
from assistant.speaking.model import LanguageModel, Message

_log = logging.getLogger("duikou.model")


class State(StrEnum):
    """Closed: questions go to the model. Open: none does. Half open: the next one is a trial."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


@dataclass(frozen=True)
class Patience:
    """After how many failures in a row a model rests, and for how long."""

    failures: int = 3
    rest_s: float = 30


class Breaker:
    """A language model that is not called while it rests; after that one call tries whether it is back.

    A request or an answer that is too long says nothing against the model. Good for many threads.
    """

    def __init__(
        self,
        model: LanguageModel,
        patience: Patience = Patience(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._patience = patience
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._rests_until = 0.0

    @property
    def state(self) -> State:
        """What becomes of the next call."""
        with self._lock:
            if self._failures < self._patience.failures:
                return State.CLOSED
            return State.OPEN if self._clock() < self._rests_until else State.HALF_OPEN

    def stream(
        self, messages: Sequence[Message], seconds: float, most_tokens: int
    ) -> Iterator[str]:
        """See LanguageModel. Raises ModelRestingError at once while the model rests."""
        is_trial = self._admit(seconds)
        has_answered = False
        try:
            with let_go(self._model.stream(messages, seconds, most_tokens)) as pieces:
                for piece in pieces:
                    has_answered = True
                    yield piece
        except (ModelOverflowError, ModelUnfinishedError):
            self._succeeded()
            raise
        except ModelFailure as failure:
            self._failed(failure)
            raise
        except GeneratorExit:
            if has_answered:
                self._succeeded()
            elif is_trial:
                self._undecided()
            raise
        self._succeeded()

    def _admit(self, seconds: float) -> bool:
        """Whether the call is a trial: while it lasts, there is no other."""
        with self._lock:
            if self._failures < self._patience.failures:
                return False
            left = self._rests_until - self._clock()
            if left > 0:
                raise ModelRestingError(
                    f"语言模型接连 {self._failures} 次没有答成，暂停使用，约 {left:.0f} 秒后再试。"
                    "原因和办法请运行 duikou doctor 查看。"
                )
            self._rests_until = self._clock() + seconds
            return True

    def _succeeded(self) -> None:
        with self._lock:
            had_rested = self._failures >= self._patience.failures
            self._failures = 0
        if had_rested:
            _log.info("语言模型恢复使用")

    def _failed(self, failure: ModelFailure) -> None:
        with self._lock:
            self._failures += 1
            rests = self._failures >= self._patience.failures
            if rests:
                self._rests_until = self._clock() + self._patience.rest_s
        if rests:
            fields = {"outcome": failure.outcome}
            said = "语言模型接连 %s 次没有答成，暂停 %s 秒：%s"
            _log.warning(
                said, self._failures, self._patience.rest_s, failure, extra={"fields": fields}
            )

    def _undecided(self) -> None:
        with self._lock:
            self._rests_until = self._clock()
