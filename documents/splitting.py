"""Cut a notice into passages that follow its outline and lose nothing."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from documents.notice import Notice, Passage, Section
from documents.sentences import sentence_spans

LONGEST = 400
"""Characters in a passage; about 300 tokens, well inside the built-in model's 512 with the title."""


def split(notice: Notice, longest: int = LONGEST) -> tuple[Passage, ...]:
    """Passages in order: adjoining, bounded by sections, at sentence ends where that is possible."""
    spans = [
        piece
        for start, end in _section_spans(notice)
        for piece in _pack(notice.text, start, end, longest)
    ]
    section_starts = [s.start for s in notice.sections]
    headings = Headings(notice.sections)
    return tuple(
        Passage(
            ordinal=i,
            start=start,
            end=end,
            text=notice.text[start:end],
            headings=headings.above(_innermost(section_starts, start, end)),
            page=page_of(notice.pages, start),
        )
        for i, (start, end) in enumerate(spans)
    )


class Headings:
    """The headings of a notice, to be asked for many places."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._starts = [s.start for s in sections]
        self._parents: list[int] = []
        enclosing: list[int] = []
        for i, section in enumerate(sections):
            while enclosing and sections[enclosing[-1]].end <= section.start:
                enclosing.pop()
            self._parents.append(enclosing[-1] if enclosing else -1)
            enclosing.append(i)

    def above(self, offset: int) -> tuple[str, ...]:
        """The headings above an offset, from the outermost."""
        path: list[str] = []
        i = bisect_right(self._starts, offset) - 1
        while i >= 0:
            if offset < self._sections[i].end:
                path.append(self._sections[i].heading)
            i = self._parents[i]
        return tuple(reversed(path))


def heading_path(sections: Sequence[Section], offset: int) -> tuple[str, ...]:
    """The headings above one offset, from the outermost."""
    return Headings(sections).above(offset)


def page_of(pages: Sequence[int], offset: int) -> int | None:
    """The page (from 1) that an offset stands on; None where the notice has no pages."""
    return bisect_right(pages, offset) if pages else None


def _innermost(section_starts: Sequence[int], start: int, end: int) -> int:
    """Where the last section that the passage reaches begins, or the passage's own start."""
    last = bisect_left(section_starts, end) - 1
    return max(start, section_starts[last]) if last >= 0 else start


def _section_spans(notice: Notice) -> Iterator[tuple[int, int]]:
    """Stretches between headings; a heading with nothing under it goes with what follows.

    A single character is nothing: it is the end of a heading that was broken (第一章总, 则).
    """
    bounds = sorted({0, len(notice.text), *(s.start for s in notice.sections)})
    headings = {s.start: s for s in notice.sections}
    begin = 0
    for start, end in pairwise(bounds):
        section = headings.get(start)
        bare = section and len(notice.text[start:end].strip()) <= len(section.heading) + 2
        descends = end in headings and section and headings[end].level > section.level
        if bare and descends:
            continue
        yield begin, end
        begin = end
    if begin < len(notice.text):
        yield begin, len(notice.text)


def _pack(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Whole sentences, as many as fit; a sentence longer than a passage is cut at commas or hard."""
    begin = start
    for sentence_start, sentence_end in sentence_spans(text, start, end):
        if sentence_end - begin > longest and sentence_start > begin:
            yield begin, sentence_start
            begin = sentence_start
        last = sentence_start + len(text[sentence_start:sentence_end].rstrip()) - 1
        while sentence_end - begin > longest:
            cut = _cut(text, begin, begin + longest)
            cut = max(begin + 1, min(cut, last))  # a line break never stands alone
            yield begin, cut
            begin = cut
    if begin < end:
        yield begin, end


def _cut(text: str, start: int, stop: int) -> int:
    """The end of the last clause before `stop`, or `stop` where there is none in the second half."""
    best = max(text.rfind(mark, start, stop) for mark in "，、,：\t")
    return best + 1 if best > (start + stop) // 2 else stop
