"""The assistant with a language model: fluent where sentences are quoted, exact everywhere else."""

import time
from collections.abc import Sequence

from assistant.answer import Answer, Status, Tell
from assistant.answering import Assistant, Draft
from assistant.conversation import Turn
from assistant.phrasing.briefing import Briefing, without_manner
from assistant.phrasing.rewriting import Rewriter
from assistant.phrasing.writing import Writer
from index.hit import Filters


class Fluent:
    """Answers as the assistant does; what would be quotations is phrased by a model.

    Duties, fields of the masthead, dates of validity and refusals stay as they are.
    """

    def __init__(self, assistant: Assistant, writer: Writer, rewriter: Rewriter) -> None:
        self._assistant = assistant
        self._rewriter = rewriter
        self._catalogue = assistant.holdings.catalogue
        self._briefing = Briefing(assistant.holdings)
        self._writer = writer

    def ask(
        self,
        text: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        tell: Tell | None = None,
    ) -> Answer:
        """Raises QuestionError, StoreError; a model that fails is told of in the answer's note."""
        began = time.monotonic()
        draft = self._drafted(without_manner(text), history, filters)
        told = tell or (lambda _: None)
        brief = self._briefing.brief(draft, text, filters)
        if brief is not None:
            spent_s = time.monotonic() - began
            return self._writer.write(brief, draft.answer, self._catalogue, told, spent_s)
        told(draft.answer.text)
        return draft.answer

    def _drafted(self, text: str, history: Sequence[Turn], filters: Filters | None) -> Draft:
        """Of a follow-up that rules left without an answer: as the model understands it."""
        draft = self._assistant.draft(text, history, filters)
        if draft.answer.status is Status.ANSWERED:
            return draft
        whole = self._rewriter.whole(text.strip(), history)
        again = self._assistant.draft(whole, (), filters) if whole else draft
        return again if again.answer.status is Status.ANSWERED else draft
