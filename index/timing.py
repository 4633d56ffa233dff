"""How long the stages of a piece of work take, for whoever wants to know."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LAPS: ContextVar[dict[str, float] | None] = ContextVar("laps", default=None)


@contextmanager
def stopwatch() -> Iterator[dict[str, float]]:
    """Seconds by stage of what is done while open, in this thread or one that it hands work to."""
    laps: dict[str, float] = {}
    token = _LAPS.set(laps)
    try:
        yield laps
    finally:
        _LAPS.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A stage; taken twice, it counts as one that took so long."""
    laps, began = _LAPS.get(), time.perf_counter()
    try:
        yield
    finally:
        if laps is not None:
            laps[name] = laps.get(name, 0.0) + time.perf_counter() - began
