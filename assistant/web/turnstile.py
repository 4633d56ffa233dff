"""So many at a time: what holds a connection for long must not take all of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import HTTPException


class Turnstile:
    """Used on the event loop only, so that counting needs no lock."""

    def __init__(self, places: int) -> None:
        self._free = places

    def require_free(self, doing: str) -> None:
        """Raises HTTPException 503 where all places are taken; `doing` is Chinese."""
        if self._free <= 0:
            said = f"同时{doing}的太多了。请稍等片刻再试。"
            raise HTTPException(503, said, headers={"Retry-After": "5"})

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Hold a place while open."""
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
