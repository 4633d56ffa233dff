"""Number the places that an answer rests on, and check that every quote stands there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answer import Citation, Span, Statement
from assistant.grounding import unsupported_facts
from documents.splitting import heading_path, page_of
from index.catalogue import NoticeText

_FIGURE_AT_END = re.compile(r"\d\W*$")
ReadNotice = Callable[[str], NoticeText | None]
"""A current notice by its id."""


@dataclass(frozen=True)
class Cited:
    """An answer's text with marks, and the citations that the marks name."""

    text: str
    citations: tuple[Citation, ...]


def cite(statements: Sequence[Statement], read: ReadNotice) -> Cited:
    """Marks [1], [2] … in order of appearance, one for each place.

    A statement whose places cannot be read, or that states a figure its quotes do not have, is
    dropped; a phrase without a place stays only if it states no fact.
    """
    citer = Citer(read)
    lines = [line for statement in statements if (line := citer.line(statement))]
    return Cited("\n".join(lines), tuple(citer.citations))


class Citer:
    """Numbers the places of one statement after the other."""

    def __init__(self, read: ReadNotice) -> None:
        self._read = cache(read)  # several statements rest on one notice
        self.citations: list[Citation] = []

    def line(self, statement: Statement, *, is_checked: bool = False) -> str:
        """The statement with its marks; nothing where it may not be made.

        What was checked already needs places only.
        """
        cited: list[Citation] = []
        for span in statement.spans:
            citation = _citation(span, self._read, [*self.citations, *cited])
            if citation and citation not in cited:
                cited.append(citation)
        quotes = [part for c in cited for part in (c.quote, c.notice.title, *c.section)]
        if statement.spans and not cited:
            return ""
        if not is_checked and unsupported_facts(statement.text, quotes):
            return ""
        self.citations += [citation for citation in cited if citation not in self.citations]
        return f"{statement.text}{_marks(statement.text, cited)}"


def _marks(text: str, cited: Sequence[Citation]) -> str:
    """[1][2]; behind a figure （见[1]）, for 5550146[1] reads as one number."""
    marks = "".join(f"[{c.mark}]" for c in cited)
    return f"（见{marks}）" if marks and _FIGURE_AT_END.search(text) else marks


def _citation(span: Span, read: ReadNotice, known: Sequence[Citation]) -> Citation | None:
    for citation in known:
        if (citation.notice.id, citation.start, citation.end) == (
            span.notice.id,
            span.start,
            span.end,
        ):
            return citation
    notice = read(span.notice.id)
    if notice is None or notice.record.version_id != span.notice.version_id:
        return None  # replaced since it was found
    quote = notice.text[span.start : span.end]
    if not quote.strip():
        return None
    return Citation(
        mark=max((c.mark for c in known), default=0) + 1,
        notice=notice.record,
        section=heading_path(notice.outline, span.start),
        quote=quote,
        start=span.start,
        end=span.end,
        page=page_of(notice.pages, span.start),
    )
