"""Time a call, and the rows of the table."""

import math
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True)
class Row:
    """Two times for the same work, in seconds; `unit` says for what (a question, a refresh)."""

    what: str
    baseline: str
    ours_s: float
    baseline_s: float
    unit: str

    def __str__(self) -> str:
        ratio = self.baseline_s / self.ours_s
        said = f"{ratio:.1f} × as fast" if ratio >= 1 else f"{1 / ratio:.1f} × the time"
        cells = (self.what, _time(self.ours_s), self.baseline, _time(self.baseline_s), self.unit)
        return f"| {' | '.join(cells)} | {said} |"


HEAD = "| ours | time | baseline | time | for | ours is |\n|---|---|---|---|---|---|"


def median_s(call: Callable[[Any], object], inputs: Iterable[Any], repeats: int = 3) -> float:
    """Median seconds of a call over all inputs, each `repeats` times, after one unmeasured call."""
    given = list(inputs)
    call(given[0])
    return statistics.median(once_s(partial(call, x)) for _ in range(repeats) for x in given)


def percentile(seconds: Iterable[float], share: float) -> float:
    """What so large a share of them is not above: 0.95 for p95."""
    ordered = sorted(seconds)
    return ordered[math.ceil(share * len(ordered)) - 1]


def once_s(call: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
