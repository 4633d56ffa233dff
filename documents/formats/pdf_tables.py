"""Ruled tables of a PDF page: their cells, merged ones filled in, also over a page break."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.formats.pdf_lines import GAP, Box, Char, Line, centre_in, lines_of
from documents.formats.tables import Cell, cell_text
from documents.formats.wraps import join_lines

_PADDING = 12  # points between a cell's borders and its words, both sides together
_SAME_EDGE = 5  # points
_HEADER_ROWS = 3


@dataclass(frozen=True)
class PdfTable:
    """A table on one page: where it stands, the left edges of its columns, its grid of cells."""

    page: int
    box: Box
    columns: tuple[float, ...]
    rows: list[list[Cell]]

    @property
    def top(self) -> float:
        return self.box[1]


def table_of(boxes: Sequence[Box], chars: Sequence[Char], page: int) -> PdfTable | None:
    """The table that the cells at `boxes` make up; None where it is only a frame around text."""
    columns = sorted({box[0] for box in boxes})
    tops = sorted({box[1] for box in boxes})
    cells = [(box, _cell(box, chars, page, header=box[1] == tops[0])) for box in boxes]
    if len(columns) < 2 or sum(bool(cell.text) for _, cell in cells) < 2:
        return None
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    rows = [
        [_cell_at(x, y, cells) for x in _middles(columns, right)] for y in _middles(tops, bottom)
    ]
    return PdfTable(page, (columns[0], tops[0], right, bottom), tuple(columns), rows)


def continue_table(table: PdfTable, before: PdfTable, header: Sequence[Sequence[Cell]]) -> PdfTable:
    """`table` as the rest of `before` on the page above: no repeated header, no cell cut in two.

    Cells at the row's beginning that are empty belong to merged cells, or rows, of the page before.
    """
    rows = table.rows
    for head in header[:_HEADER_ROWS]:
        if not rows or _texts(rows[0]) != _texts(head):
            break
        rows = rows[1:]
    if not rows or not any(_texts(rows[0])):
        return PdfTable(table.page, table.box, table.columns, rows)
    filled: dict[Cell, Cell] = {}
    for cell, above in zip(rows[0], before.rows[-1], strict=False):
        if cell.text:
            break
        filled[cell] = above
    rows = [[filled.get(cell, cell) for cell in row] for row in rows]
    return PdfTable(table.page, table.box, table.columns, rows)


def goes_on(table: PdfTable, before: PdfTable) -> bool:
    """Whether the two have the same columns and stand on successive pages."""
    return (
        table.page == before.page + 1
        and len(table.columns) == len(before.columns)
        and bool(before.rows)
        and all(abs(a - b) < _SAME_EDGE for a, b in zip(table.columns, before.columns, strict=True))
    )


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _middles(edges: Sequence[float], end: float) -> list[float]:
    return [(a + b) / 2 for a, b in zip(edges, [*edges[1:], end], strict=True)]


def _cell_at(x: float, y: float, cells: Sequence[tuple[Box, Cell]]) -> Cell:
    for box, cell in cells:
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            return cell
    return Cell("")


def _cell(box: Box, chars: Sequence[Char], page: int, header: bool) -> Cell:
    lines = lines_of([char for char in chars if centre_in(char, box)], page)
    paragraphs: list[list[str]] = []
    for i, line in enumerate(lines):
        if i == 0 or _broken_on_purpose(lines[i - 1], box):
            paragraphs.append([])
        paragraphs[-1].append(line.text)
    words = [join_lines(paragraph).replace(GAP, " ") for paragraph in paragraphs]
    return Cell(cell_text(words, header))


def _broken_on_purpose(line: Line, box: Box) -> bool:
    """Whether two more characters would have fitted on the line."""
    room = box[2] - box[0] - _PADDING
    return line.x1 - line.x0 + 2 * line.size <= room and not line.text.endswith(("、", "，"))
