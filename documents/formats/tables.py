"""Rows of a table as blocks: merged cells filled in, cells joined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.notice import CELL, Block


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell's words. A merged cell is the same object in every place of the grid it covers."""

    text: str


@dataclass(frozen=True)
class SpanningCell:
    """A cell as HTML writes it: how many columns and rows it covers, itself included."""

    cell: Cell
    columns: int = 1
    rows: int = 1


_WIDEST = 200
"""More columns than any notice has: a page that asks for a million is not obeyed."""


def spread(rows: Iterable[Sequence[SpanningCell]]) -> list[list[Cell]]:
    """The grid that rows of spanning cells stand for, merged cells in every place they cover."""
    grid: list[list[Cell]] = []
    hanging: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        line: list[Cell] = []
        for spanning in row:
            _take_hanging(line, hanging)
            for _ in range(min(spanning.columns, _WIDEST - len(line))):
                if spanning.rows > 1:
                    hanging[len(line)] = (spanning.cell, spanning.rows)
                line.append(spanning.cell)
        _take_hanging(line, hanging)
        grid.append(line)
        hanging = {i: (cell, left - 1) for i, (cell, left) in hanging.items() if left > 1}
    return grid


def _take_hanging(line: list[Cell], hanging: dict[int, tuple[Cell, int]]) -> None:
    """Append the cells that hang down from the rows above into the next columns."""
    while len(line) in hanging:
        line.append(hanging[len(line)][0])


def row_block(row: Sequence[Cell], page: int | None = None) -> Block | None:
    """The row as a block; None where it has no words.

    A row that is one merged cell says its words once. Empty cells keep their place, so that the
    columns of all rows agree; only those at the end are left out.
    """
    if all(cell is row[0] for cell in row):
        row = row[:1]
    text = CELL.join(cell.text for cell in row).rstrip(CELL)
    return Block(text, row=True, page=page) if text else None


def cell_text(lines: Sequence[str], header: bool = False) -> str:
    """The paragraphs of a cell as one text.

    Words set one below the other in a narrow column (序/号, and in the header 牵头/单位) are one word.
    """
    words = [line for line in lines if line]
    longest = max(map(len, words), default=0)
    return ("" if longest == 1 or (header and longest <= 4) else " ").join(words)
