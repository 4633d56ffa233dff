"""Which tables of a page are tables to the reader, and what their rows say."""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from documents.formats.spacing import flow, tidy
from documents.formats.tables import Cell, SpanningCell, cell_text, spread

_PARAGRAPHS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4")
_LINE_ENDS = frozenset((*_PARAGRAPHS, "td", "th", "ul", "ol", "dd", "dt", "table"))


def data_rows(table: _Element, total: int) -> dict[_Element, list[Cell]]:
    """The rows that hold data, each with its cells; rows that only lay out the page are not there.

    A row lays out the page when one of its cells holds several paragraphs and half of the page
    (`total` characters), or when it is the only filled cell of its row and long.
    """
    rows = [row for row in table.iterdescendants("tr") if _owner(row, "table") is table]
    cells = {row: list(_cells(row)) for row in rows}
    if all(len([c for c in cells[row] if _words(c)]) < 2 for row in rows):
        return {}
    grid = spread([_spanning(cell, row is rows[0]) for cell in cells[row]] for row in rows)
    return {
        row: line for row, line in zip(rows, grid, strict=True) if not _lays_out(cells[row], total)
    }


def _owner(element: _Element, tag: str) -> _Element | None:
    return next(element.iterancestors(tag), None)


def _cells(row: _Element) -> Iterator[_Element]:
    return (cell for cell in row.iterdescendants("td", "th") if _owner(cell, "tr") is row)


def _lays_out(cells: list[_Element], total: int) -> bool:
    filled = [cell for cell in cells if _words(cell)]
    if len(filled) == 1:
        return len(_words(filled[0])) > 200 or _paragraphs(filled[0]) >= 3
    return any(
        (len(_words(cell)) > total * 0.5 and _paragraphs(cell) >= 3)
        or (_has_table(cell) and len(filled) <= 3)
        for cell in filled
    )


def _words(cell: _Element) -> str:
    return tidy("".join(map(str, cell.itertext())))


def _paragraphs(cell: _Element) -> int:
    return sum(1 for _ in cell.iterdescendants(*_PARAGRAPHS))


def _has_table(cell: _Element) -> bool:
    return next(cell.iterdescendants("table"), None) is not None


def _spanning(cell: _Element, header: bool) -> SpanningCell:
    text = cell_text(_cell_lines(cell), header or cell.tag == "th")
    return SpanningCell(Cell(text), _span(cell, "colspan"), _span(cell, "rowspan"))


def _cell_lines(cell: _Element) -> list[str]:
    lines: list[list[str]] = [[]]
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element.tag in _LINE_ENDS and element is not cell:
            lines.append([])
        if event == "start":
            lines[-1].append(element.text or "")
        elif element is not cell:
            lines[-1].append(element.tail or "")
    return [flow("".join(pieces)) for pieces in lines]


def _span(cell: _Element, name: str) -> int:
    value = cell.get(name, "").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 4 else 1
