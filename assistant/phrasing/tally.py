"""Count what became of the sentences of language models."""

from collections import Counter
from collections.abc import Mapping
from threading import Lock

SHOWN, QUOTED = "shown", "quoted"
"""Told as the model said it; told in the notice's words instead. Others are told by why they fell out."""


class Tally:
    """Sentences by what became of them since the start; good for many threads."""

    def __init__(self) -> None:
        self._alone = Lock()
        self._counts: Counter[str] = Counter()

    def count(self, outcome: str) -> None:
        """One more."""
        with self._alone:
            self._counts[outcome] += 1

    def counts(self) -> Mapping[str, int]:
        """As they are now."""
        with self._alone:
            return dict(self._counts)
