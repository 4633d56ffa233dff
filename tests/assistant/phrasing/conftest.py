"""The assistant on the sample notices with a model that says what a test makes it say."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.conversation import Turn
from assistant.phrasing.fluent import Fluent
from assistant.phrasing.rewriting import Rewriter
from assistant.phrasing.tally import Tally
from assistant.phrasing.writing import Allowance, Writer
from assistant.speaking.model import Message
from assistant.wiring import Workspace
from documents.duties.aliases import TERMS
from index.words import Words

_EXHIBIT = re.compile(r'<材料 编号="(\d+)" 出处="([^"]*)"[^>]*>\n(.*?)\n</材料', re.DOTALL)
_PIECE = 3
"""Characters in which the model speaks."""


@dataclass
class Asked:
    """What the model was sent, and the numbered places in it."""

    messages: Sequence[Message]

    @property
    def text(self) -> str:
        return self.messages[-1].text

    @property
    def quotes(self) -> dict[int, str]:
        return {int(number): quote for number, _, quote in _EXHIBIT.findall(self.text)}

    @property
    def sources(self) -> dict[int, str]:
        return {int(number): about for number, about, _ in _EXHIBIT.findall(self.text)}


@dataclass
class Spoken:
    """A language model at the protocol: `says` makes what it says of what it was asked."""

    says: Callable[[Asked], str | Iterator[str]]
    asked: list[Asked] = field(default_factory=list)

    def stream(
        self, messages: Sequence[Message], seconds: float, most_tokens: int
    ) -> Iterator[str]:
        self.asked.append(Asked(messages))
        said = self.says(self.asked[-1])
        if isinstance(said, str):
            yield from (said[i : i + _PIECE] for i in range(0, len(said), _PIECE))
        else:
            yield from said


@dataclass
class Trial:
    """Asks, and keeps what was told on the way."""

    fluent: Fluent
    plain: Assistant
    model: Spoken
    tally: Tally
    told: list[str] = field(default_factory=list)

    def ask(
        self,
        question: str,
        says: Callable[[Asked], str | Iterator[str]] | str,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """What is told together is always the answer's text."""
        self.model.says = says if callable(says) else lambda _: says
        self.told = []
        answer = self.fluent.ask(question, history, tell=self.told.append)
        assert "".join(self.told) == answer.text
        return answer


def trial_of(
    workspace: Workspace, words: Words, context: int = 8192, plain: Assistant | None = None
) -> Trial:
    """A trial on a workspace without a model."""
    plain = plain or plain_of(workspace)
    model, tally = Spoken(lambda _: ""), Tally()
    writer = Writer(model, words, Allowance(20, context), tally)
    fluent = Fluent(plain, writer, Rewriter(model, words, 5))
    return Trial(fluent, plain, model, tally)


def plain_of(workspace: Workspace) -> Assistant:
    """The assistant of a workspace without a model."""
    assert isinstance(workspace.assistant, Assistant)
    return workspace.assistant


@pytest.fixture(scope="session")
def words() -> Words:
    return Words(terms=TERMS)


@pytest.fixture
def trial(sample_workspace: Workspace, words: Words) -> Trial:
    return trial_of(sample_workspace, words)
