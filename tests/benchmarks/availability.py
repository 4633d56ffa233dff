"""How long 8 clients wait while every notice of a library is replaced twice, and while none is."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.measuring import Row, percentile
from tests.resilience.clients import crowd, serving
from tests.resilience.editions import SUBJECTS, Edition, put_all, replace_all, wait_for

_QUIET_S = 15.0
_SETTLING_S = 2.0
"""Until what the last replacement left to tidy is done, and the clients have all begun."""


class Span(NamedTuple):
    """From when to when, by time.monotonic()."""

    began: float
    ended: float


def rows(folder: Path) -> Iterator[Row]:
    """Quiet times stand before, between and after the replacements, so that a noisy machine is fair."""
    library = folder / "公文库"
    put_all(library, 1)
    questions = [question for subject in SUBJECTS for question in Edition(subject, 1).facts]
    with serving(folder / "available", library) as service:
        wait_for(service, 1)
        with crowd(service, questions) as replies:
            quiet, busy = [_quiet()], []
            began = time.monotonic()
            for _ in replace_all(service, library):
                busy.append(Span(began, time.monotonic()))
                quiet.append(_quiet())
                began = time.monotonic()
    waits = [(reply.asked_at, reply.seconds) for reply in replies]
    while_quiet, while_busy = _within(quiet, waits), _within(busy, waits)
    for share in (0.5, 0.95):
        yield Row(
            f"answer, p{share * 100:.0f}, while {len(SUBJECTS)} notices are replaced twice",
            "the same clients while none is",
            percentile(while_busy, share),
            percentile(while_quiet, share),
            f"question of 8 clients ({_rate(busy, waits):.0f} and {_rate(quiet, waits):.0f} answers/s)",
        )


def _quiet() -> Span:
    time.sleep(_SETTLING_S)
    began = time.monotonic()
    time.sleep(_QUIET_S)
    return Span(began, time.monotonic())


def _within(spans: list[Span], waits: list[tuple[float, float]]) -> list[float]:
    return [wait for at, wait in waits if any(s.began <= at < s.ended for s in spans)]


def _rate(spans: list[Span], waits: list[tuple[float, float]]) -> float:
    return len(_within(spans, waits)) / sum(s.ended - s.began for s in spans)
