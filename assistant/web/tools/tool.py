"""A tool: what it takes and gives, as data for programs and in words for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.web.noting import Note
from assistant.web.replying import Asked
from assistant.web.turns import Turn
from assistant.web.wire import AnswerOut
from assistant.wiring import Seen, Workspace


class WantedIn(BaseModel):
    """What a tool is called with."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Visit:
    """What the caller may look at, and what stands before links to the pages.

    `replied` answers a question; over HTTP it takes its `turn`, and is noted.
    """

    workspace: Workspace
    seen: Seen
    replied: Callable[[Asked], AnswerOut]
    site: str
    turn: Turn | None = None
    note: Note | None = None


@dataclass(frozen=True)
class Tool:
    """`title` and `description` are Chinese, for models that choose a tool.

    One that `asks` counts as a question.
    """

    name: str
    title: str
    description: str
    wanted: type[WantedIn]
    told: type[BaseModel]
    carry_out: Callable[[Any, Visit], BaseModel]
    worded: Callable[[Any, Visit], str]
    asks: bool = False

    def call(self, arguments: Mapping[str, Any], visit: Visit) -> tuple[str, dict[str, Any]]:
        """In words and as data. Raises ValidationError, and what the tool raises."""
        told = self.carry_out(self.wanted.model_validate(arguments), visit)
        return self.worded(told, visit), told.model_dump(mode="json")
