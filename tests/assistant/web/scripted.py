"""An assistant that tells its answers by a script, and a reader of what comes of them."""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from assistant.answer import Answer
from assistant.answering import Assistant
from tests.patience import PATIENCE_S

PIECES = (
    "文化旅游合作由区文化体育旅游局负责",
    "[",
    "1]。\n",
    "区融媒体中心配合[1]。",
)


@dataclass
class Script:
    """Answers a question that begins with 慢 in its pieces, with a pause before each; others as ever.

    `fault` is raised after the last. Of the real answer to `about` all but the text is told.
    """

    pieces: Sequence[str] = PIECES
    pause_s: float = 0.0
    fault: Exception | None = None
    note: str = ""
    about: str = "北屏区哪些部门负责文化旅游合作？"
    told: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    _left: float = math.inf
    _more: threading.Condition = field(default_factory=threading.Condition)

    def hold(self, after: int = 1) -> None:
        """So many pieces more, and no others until they are let."""
        with self._more:
            self._left = after

    def let(self, pieces: float = math.inf) -> None:
        """So many pieces more, or all."""
        with self._more:
            self._left += pieces
            self._more.notify_all()

    def installed(self, patching: pytest.MonkeyPatch) -> "Script":
        """In place of what answers."""
        answer, script = Assistant.ask, self

        def ask(
            own: Assistant, text: str, history: Any = (), filters: Any = None, tell: Any = None
        ) -> Answer:
            if not text.startswith("慢"):
                return answer(own, text, history, filters, tell)
            try:
                script._tell(text.removeprefix("慢"), tell or (lambda _: None))
            except Exception as error:
                script.ended.append(type(error).__name__)
                raise
            script.ended.append("")
            said = text.removeprefix("慢") + "".join(script.pieces)
            return replace(answer(own, script.about), text=said, note=script.note)

        patching.setattr(Assistant, "ask", ask)
        return self

    def _tell(self, opening: str, tell: Callable[[str], None]) -> None:
        for number, piece in enumerate(self.pieces):
            time.sleep(self.pause_s)
            with self._more:
                assert self._more.wait_for(lambda: self._left > 0, PATIENCE_S)
                self._left -= 1
            self.told.append(piece)
            tell(opening + piece if number == 0 else piece)
        if self.fault:
            raise self.fault


@dataclass(frozen=True)
class Came:
    """An event."""

    name: str
    data: Any


def streamed(url: str, question: str = "慢", **more: Any) -> list[Came]:
    """All events of an answer."""
    with opened(url, question, **more) as response:
        assert response.status_code == 200, response.read()
        return list(events(response))


def opened(url: str, question: str = "慢", **more: Any) -> Any:
    """A stream that has begun to come."""
    body = {"question": question, "stream": True, **more}
    return httpx.stream("POST", f"{url}/api/ask", json=body, timeout=PATIENCE_S)


def events(response: httpx.Response) -> Iterator[Came]:
    """What comes, as it comes; a comment is an event without a name."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield Came(name, json.loads(line.removeprefix("data: ")))
            name = ""
        elif line.startswith(":"):
            yield Came("", None)


def text_of(came: Sequence[Came]) -> str:
    """The pieces together."""
    return "".join(each.data["text"] for each in came if each.name == "delta")
