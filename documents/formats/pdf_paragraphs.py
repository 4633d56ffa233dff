"""The lines and tables of all pages as blocks: paragraphs rejoined, tables over page breaks."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from documents.formats.pdf_lines import GAP, Line
from documents.formats.pdf_tables import PdfTable, continue_table, goes_on
from documents.formats.spacing import tidy
from documents.formats.tables import Cell, row_block
from documents.formats.wraps import group_lines, join_lines
from documents.notice import Block

Flow = Sequence[Line | PdfTable]

_INDENTED = (1.4, 2.6)  # widths of a character: the first line of a paragraph stands two in
_SAME_EDGE = 2  # points
_SENTENCE_END = ("。", "！", "？", "；", "：")


def flow_blocks(flow: Flow) -> Iterator[Block]:
    """Blocks in reading order; a paragraph's page is the one it begins on."""
    paragraphs = {group[0]: group for group in _paragraphs(flow)}
    for i, item in enumerate(_joined_tables(flow)):
        if isinstance(item, PdfTable):
            rows = (row_block(row, item.page) for row in item.rows)
            yield from (block for block in rows if block is not None)
        elif i in paragraphs:
            yield Block(_text(flow, paragraphs[i]), page=item.page)


def _text(flow: Flow, group: Sequence[int]) -> str:
    lines = [line.text for line in (flow[i] for i in group) if isinstance(line, Line)]
    return tidy(join_lines(lines).replace(GAP, " "))


def _joined_tables(flow: Flow) -> Iterator[Line | PdfTable]:
    """The same items, with tables that go on over a page break freed of the repeated header."""
    before: Line | PdfTable | None = None
    header: list[list[Cell]] = []
    for item in flow:
        if not isinstance(item, PdfTable):
            before = item
        elif isinstance(before, PdfTable) and goes_on(item, before):
            before = continue_table(item, before, header)
        else:
            before, header = item, item.rows
        yield before


def _paragraphs(flow: Flow) -> Iterator[list[int]]:
    """Indices of the lines of each paragraph: as their words say, and split where one is indented."""
    words = [item.text.replace(GAP, " ") if isinstance(item, Line) else "" for item in flow]
    margins = _margins([item for item in flow if isinstance(item, Line)])
    for group in group_lines(words):
        part: list[int] = []
        for i in group:
            if part and _begins(flow[i], flow[part[-1]], margins):
                yield part
                part = []
            part.append(i)
        yield part


def _begins(item: Line | PdfTable, before: Line | PdfTable, margins: dict[int, float]) -> bool:
    """Whether the line's indent marks a new paragraph; a block set in as a whole does not."""
    if isinstance(item, PdfTable) or isinstance(before, PdfTable):
        return True
    if not _is_indented(item, margins):
        return False
    return not _is_indented(before, margins) or before.text.endswith(_SENTENCE_END)


def _is_indented(line: Line, margins: dict[int, float]) -> bool:
    indent = line.x0 - margins.get(line.page, line.x0)
    return _INDENTED[0] * line.size <= indent <= _INDENTED[1] * line.size and indent > 0


def _margins(lines: Sequence[Line]) -> dict[int, float]:
    """The left edge of each page's text: where two full lines begin.

    Pages may be shifted for binding; a page that has only first lines, all set in, has the edge
    that the other pages have.
    """
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    common = _edge(lines)
    if common is None:
        return {}
    return {page: _page_edge(on, common) for page, on in pages.items()}


def _page_edge(lines: Sequence[Line], common: float) -> float:
    edge = _edge(lines)
    is_common = any(abs(line.x0 - common) < _SAME_EDGE for line in lines)
    return common if edge is None or (is_common and common < edge) else edge


def _edge(lines: Sequence[Line]) -> float | None:
    right = max((line.x1 for line in lines), default=0)
    starts = sorted(line.x0 for line in lines if line.x1 > right - 3 * line.size)
    return next((a for a, b in pairwise(starts) if b - a < _SAME_EDGE), None)
