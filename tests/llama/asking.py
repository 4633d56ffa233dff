"""Ask the assistant with the small model, and look what of its answers no citation has."""

import re

from assistant.answer import Answer, Citation
from assistant.grounding import unsupported_facts
from assistant.phrasing.fluent import Fluent
from assistant.phrasing.rewriting import Rewriter
from assistant.phrasing.tally import Tally
from assistant.phrasing.writing import Allowance, Writer
from assistant.wiring import Workspace
from documents.duties.aliases import TERMS
from index.words import Words
from tests.assistant.phrasing.conftest import plain_of
from tests.llama.conftest import Llama

LONGEST_S = 60.0
_TOKENS, _OF_ANSWER = 1200, 150
"""Of question and answer, and of the answer, which the model does not end by itself."""


def fluent_of(workspace: Workspace, llama: Llama, seconds: float = LONGEST_S) -> Fluent:
    """The assistant of a workspace with the model."""
    words, model = Words(terms=TERMS), llama.model()
    writer = Writer(model, words, Allowance(seconds, _TOKENS, _OF_ANSWER), Tally())
    return Fluent(plain_of(workspace), writer, Rewriter(model, words, seconds))


def unsupported(answer: Answer) -> set[str]:
    """The figures, dates and numbers that no citation of their line has."""
    by_mark = {c.mark: c for c in answer.citations}
    found: set[str] = set()
    for line in answer.text.split("\n"):
        marks = map(int, re.findall(r"\[(\d+)\]", line))
        cited = [by_mark[n] for n in marks if n in by_mark]  # 国办发[2020]5号 has none
        quotes = [w for c in cited for w in (c.quote, c.notice.title, *c.section, *_masthead(c))]
        found |= unsupported_facts(line, quotes) if cited else set()
    return found


def _masthead(citation: Citation) -> list[str]:
    notice = citation.notice
    known = (notice.document_number, notice.issued_on, notice.published_on)
    return [str(each) for each in known if each]
