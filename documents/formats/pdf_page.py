"""What one PDF page holds: lines of text and tables, upright whatever way the page lies."""

from collections.abc import Sequence
from dataclasses import dataclass

from pdfplumber.page import Page

from documents.formats.pdf_lines import Box, Char, Line, centre_in, lines_of
from documents.formats.pdf_tables import PdfTable, table_of


@dataclass(frozen=True)
class PageContent:
    """The lines outside tables and the tables; `height` in points."""

    lines: list[Line]
    tables: list[PdfTable]
    height: float
    is_empty: bool
    """Whether the page has no characters at all, as a scan has none."""


def page_content(page: Page) -> PageContent:
    """The page's lines and tables, turned upright and without its watermark."""
    chars = [char for char in page.chars if not _is_oblique(char)]
    boxes = [table.cells for table in page.find_tables()]
    height = float(page.height)
    turn = _turn(chars)
    if turn:
        width, height = height, float(page.width)
        chars = [char | _named(_turned(_box(char), turn, (height, width))) for char in chars]
        boxes = [[_turned(cell, turn, (height, width)) for cell in cells] for cells in boxes]
    found = (table_of(cells, _inside(chars, cells), page.page_number) for cells in boxes)
    tables = [table for table in found if table is not None]
    rest = [char for char in chars if not any(centre_in(char, table.box) for table in tables)]
    lines = lines_of(rest, page.page_number)
    return PageContent(lines, tables, height, is_empty=not chars)


def _inside(chars: Sequence[Char], cells: Sequence[Box]) -> list[Char]:
    box = (
        min(cell[0] for cell in cells),
        min(cell[1] for cell in cells),
        max(cell[2] for cell in cells),
        max(cell[3] for cell in cells),
    )
    return [char for char in chars if centre_in(char, box)]


def _is_oblique(char: Char) -> bool:
    """Set neither along nor across the page: a watermark."""
    a, b = char["matrix"][:2]
    return bool(min(abs(a), abs(b)) > 0.1 * max(abs(a), abs(b)))


def _turn(chars: Sequence[Char]) -> int:
    """1 where most characters read upwards, -1 where downwards, 0 where the page is upright."""
    turns = [0 if char["upright"] else (1 if char["matrix"][1] > 0 else -1) for char in chars]
    return max((0, 1, -1), key=turns.count)


def _turned(box: Box, turn: int, size: tuple[float, float]) -> Box:
    """The box on the page of `size` (width, height) turned so that its text is upright."""
    x0, top, x1, bottom = box
    width, height = size
    if turn > 0:
        return (height - bottom, x0, height - top, x1)
    return (top, width - x1, bottom, width - x0)


def _box(char: Char) -> Box:
    return (char["x0"], char["top"], char["x1"], char["bottom"])


def _named(box: Box) -> Char:
    x0, top, x1, bottom = box
    return {"x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top, "upright": True}
