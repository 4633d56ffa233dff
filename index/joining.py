"""Show passages that follow each other in a notice as one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from index.hit import Hit

_AMONG = 5
"""Only the best hits are joined: farther down, what adjoins a good passage would push out others."""


def joined(hits: Sequence[Hit], among: int = _AMONG) -> list[Hit]:
    """The hits with those among the best that adjoin in their notice put together, at the best's place."""
    found: list[Hit] = []
    left = list(hits[:among])
    while left:
        whole = left.pop(0)
        while beside := next((hit for hit in left if _adjoin(whole, hit)), None):
            left.remove(beside)
            whole = _together(whole, beside)
        found.append(whole)
    return [*found, *hits[among:]]


def _adjoin(one: Hit, other: Hit) -> bool:
    same = one.notice.version_id == other.notice.version_id
    return same and (one.end == other.start or other.end == one.start)


def _together(best: Hit, other: Hit) -> Hit:
    first, second = sorted((best, other), key=lambda hit: hit.start)
    return replace(
        best,
        headings=_common(first.headings, second.headings),
        text=first.text + second.text,
        start=first.start,
        end=second.end,
        page=first.page,
    )


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The headings that both stand under; a like one under another chapter is another."""
    shared = takewhile(lambda both: both[0] == both[1], zip(one, other, strict=False))
    return tuple(heading for heading, _ in shared)
