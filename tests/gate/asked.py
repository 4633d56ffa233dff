"""The development questions that are answered by quoting, each with the right answer's sentences."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.answering import Assistant, Draft
from assistant.conversation import Turn
from assistant.settings import Settings
from assistant.wiring import Workspace, open_workspace
from documents.sentences import sentence_spans
from index.hit import Filters
from tests.assistant.grounding.altering import Altered, Altering
from tests.assistant.phrasing.conftest import plain_of
from tests.shared import SHARED

CORPORA = ("seeds", "epidemic_qa", "law_versions")
"""Those of whose questions any are answered by quoting."""


@dataclass(frozen=True)
class Right:
    """A question, and a sentence of its right answer with the places it is taken from."""

    question: str
    sentence: str
    quote: str


@contextmanager
def indexed(corpus: str, folder: Path) -> Iterator[Workspace]:
    """One corpus of development notices alone."""
    place = SHARED / "data" / corpus
    with open_workspace(Settings(data_dir=folder)) as workspace:
        documents = place / "documents"
        workspace.refresher.refresh(documents if documents.is_dir() else place)
        yield workspace


class Remembering(Assistant):
    """Answers each question once; the notices do not change meanwhile."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(plain_of(workspace).holdings, workspace.settings.question_length)
        self._drafts: dict[str, Draft] = {}

    def draft(
        self, text: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Draft:
        if text not in self._drafts:
            self._drafts[text] = super().draft(text, history, filters)
        return self._drafts[text]


def right_sentences(corpus: str, workspace: Workspace, plain: Assistant) -> Iterator[Right]:
    """Of the answers to its questions, as they are without a model."""
    lines = (SHARED / "data" / corpus / "questions.jsonl").read_text(encoding="utf-8")
    for question in dict.fromkeys(json.loads(line)["question"] for line in lines.splitlines()):
        for statement in plain.draft(question).statements:
            texts = (workspace.catalogue.notice(span.notice.id) for span in statement.spans)
            spans = zip(texts, statement.spans, strict=True)
            quote = "\n".join(text.text[span.start : span.end] for text, span in spans if text)
            for start, end in sentence_spans(statement.text):
                if sentence := statement.text[start:end].strip():
                    yield Right(question, sentence, quote)


def altered(right: Right, altering: Altering, chance: random.Random) -> list[Altered]:
    """The sentence in every way that it can be made wrong."""
    return list(altering.each(right.sentence, right.quote, chance))
