"""Hear what is said in a thread of its own, for so long and no longer."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class _End:
    """Nothing more is said, because of an error or because all is."""

    error: Exception | None = None


def heard(
    say: Callable[[], Iterator[T]], hang_up: Callable[[], None], seconds: float
) -> Iterator[T]:
    """What `say` yields, as it comes. Raises what it raises, and TimeoutError after `seconds` in all.

    `hang_up` is called in any case at the end, also where nobody wants to hear more: it must make
    `say` end soon, for which nobody waits.
    """
    until = time.monotonic() + seconds
    said: SimpleQueue[T | _End] = SimpleQueue()
    Thread(target=_run, args=(say, said), daemon=True, name="language-model").start()
    try:
        while not isinstance(each := _next(said, until), _End):
            yield each
    finally:
        hang_up()
    if each.error is not None:
        raise each.error


@contextmanager
def let_go(pieces: Iterator[T]) -> Iterator[Iterator[T]]:
    """Close at the end what can be closed, however much of it was taken."""
    try:
        yield pieces
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


def _run(say: Callable[[], Iterator[T]], said: "SimpleQueue[T | _End]") -> None:
    end = _End()
    try:
        for each in say():
            said.put(each)
    except Exception as error:  # noqa: BLE001  whatever it is, who waits must hear it
        end = _End(error)
    said.put(end)


def _next(said: "SimpleQueue[T | _End]", until: float) -> T | _End:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    try:
        return said.get(timeout=left)
    except Empty:
        raise TimeoutError from None
