"""An assistant that tells its answers by a script, and a reader that notes when each event came."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from assistant.answer import Answer
from assistant.answering import Assistant

PIECES = (
    "文化旅游合作由区文化体育旅游局负责",
    "[",
    "1]。\n",
    "区融媒体中心配合[1]。",
)


@dataclass
class Script:
    """Answers a question that begins with 慢 in its pieces, with a pause before each; others as ever.

    `go_on` holds up what comes after the first piece, `fault` is raised after the last. Of the real
    answer to `about` all but the text is told.
    """

    pieces: Sequence[str] = PIECES
    pause_s: float = 0.0
    go_on: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None
    note: str = ""
    about: str = "北屏区哪些部门负责文化旅游合作？"
    told: list[float] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

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
            self.told.append(time.monotonic())
            tell(opening + piece if number == 0 else piece)
            assert self.go_on.wait(30)
        if self.fault:
            raise self.fault


@dataclass(frozen=True)
class Came:
    """An event, and when it came."""

    name: str
    data: Any
    at: float


def streamed(url: str, question: str = "慢", **more: Any) -> list[Came]:
    """All events of an answer."""
    with opened(url, question, **more) as response:
        assert response.status_code == 200, response.read()
        return list(events(response))


def opened(url: str, question: str = "慢", **more: Any) -> Any:
    """A stream that has begun to come."""
    body = {"question": question, "stream": True, **more}
    return httpx.stream("POST", f"{url}/api/ask", json=body, timeout=60)


def events(response: httpx.Response) -> Iterator[Came]:
    """What comes, as it comes; a comment is an event without a name."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield Came(name, json.loads(line.removeprefix("data: ")), time.monotonic())
            name = ""
        elif line.startswith(":"):
            yield Came("", None, time.monotonic())


def text_of(came: Sequence[Came]) -> str:
    """The pieces together."""
    return "".join(each.data["text"] for each in came if each.name == "delta")
