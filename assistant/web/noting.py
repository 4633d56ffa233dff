"""What is noted of a request while it is answered: for the log, the figures and the audit."""

import time
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from pydantic import JsonValue

from index.keys import Holder

_FIRST_FAILURE = 400
UNKNOWN = "-"
"""The route of a request that no route is for: its address may hold anything."""


@dataclass
class Note:
    """One request. Handlers add what only they know: target, details, outcome, question, answer, and
    that nothing was asked or done by it after all (`is_act`).
    """

    id: str
    address: str | None
    method: str
    route: str = UNKNOWN
    status: int | None = None
    holder: Holder | None = None
    outcome: str = ""
    is_act: bool = True
    target: str | None = None
    details: dict[str, JsonValue] = field(default_factory=dict)
    question: str | None = None
    answer: tuple[str, str] | None = None
    laps: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    @property
    def failed(self) -> bool:
        """Whether there is no answer, or one that says why not."""
        return self.status is None or self.status >= _FIRST_FAILURE

    def seconds(self) -> float:
        """Since it began."""
        return time.perf_counter() - self.began


def noting(request: Request) -> Note:
    """What is noted of this request."""
    note: Note = request.state.note
    return note


NotePart = Annotated[Note, Depends(noting)]
