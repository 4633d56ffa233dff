"""Ruled tables of a PDF page: their cells, merged ones filled in, also over a page break."""

from bisect import bisect_left, bisect_right
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
    placed = _Placed(chars)
    cells = [(box, _cell(box, placed.within(box), page, header=box[1] == tops[0])) for box in boxes]
    if len(columns) < 2 or sum(bool(cell.text) for _, cell in cells) < 2:
        return None
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    rows = _grid(cells, _middles(columns, right), _middles(tops, bottom))
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


def _grid(
    cells: Sequence[tuple[Box, Cell]], xs: Sequence[float], ys: Sequence[float]
) -> list[list[Cell]]:
    """For each row's and column's middle, the first cell that lies there; else an empty one."""
    found: dict[tuple[int, int], Cell] = {}
    for (x0, top, x1, bottom), cell in cells:
        for row in range(bisect_left(ys, top), bisect_right(ys, bottom)):
            for column in range(bisect_left(xs, x0), bisect_right(xs, x1)):
                found.setdefault((row, column), cell)
    return [
        [found.get((row, column)) or Cell("") for column in range(len(xs))]
        for row in range(len(ys))
    ]


class _Placed:
    """Characters, to be asked for many boxes."""

    def __init__(self, chars: Sequence[Char]) -> None:
        self._chars = chars
        self._order = sorted(range(len(chars)), key=lambda i: _height(chars[i]))
        self._heights = [_height(chars[i]) for i in self._order]

    def within(self, box: Box) -> list[Char]:
        """Those whose middle lies in the box, in the order given."""
        begin = bisect_left(self._heights, box[1])
        end = bisect_right(self._heights, box[3])
        near = (self._chars[i] for i in sorted(self._order[begin:end]))
        return [char for char in near if centre_in(char, box)]


def _height(char: Char) -> float:
    return float((char["top"] + char["bottom"]) / 2)


def _cell(box: Box, chars: Sequence[Char], page: int, header: bool) -> Cell:
    lines = lines_of(chars, page)
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
