"""Walk a Word document's body: numbered paragraphs, tables, text boxes and notes as blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element

from documents.formats.docx_numbering import Numbering
from documents.formats.docx_package import WordParts
from documents.formats.docx_styles import Styles
from documents.formats.docx_text import note_ids, paragraph_lines, text_boxes
from documents.formats.spacing import tidy
from documents.formats.tables import Cell, cell_text, row_block
from documents.notice import CELL, Block

_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WRAPPERS = frozenset((
    *map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")),
    _CHOICE, _ALTERNATIVES,
))  # fmt: skip
_LONG = 200
"""Characters from which the only filled cell of a row is text laid out in a box, not a heading."""


def body_blocks(parts: WordParts) -> list[Block]:
    """The document's blocks in reading order; headers and footers are not there."""
    return list(_Body(parts, Styles(parts.styles), Numbering(parts.numbering)).blocks(parts.body))


@dataclass(frozen=True)
class _Body:
    parts: WordParts
    styles: Styles
    numbering: Numbering
    open_notes: set[str] = field(default_factory=set)
    """The notes being read: one that refers to itself is read once."""

    def blocks(self, container: _Element, in_cell: bool = False) -> Iterator[Block]:
        for child in _children(container):
            if child.tag == qn("w:p"):
                yield from self._paragraph(child, in_cell)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)

    def _paragraph(self, paragraph: _Element, in_cell: bool) -> Iterator[Block]:
        for box in text_boxes(paragraph):
            yield from self.blocks(box)
        lines = [line for line in map(tidy, paragraph_lines(paragraph)) if line]
        label = "" if not lines and _mark_deleted(paragraph) else self._label(paragraph)
        if lines:
            lines[0] = label + lines[0]
        elif in_cell and label:
            lines = [label.strip()]
        level = self.styles.heading_level(paragraph)
        yield from (Block(line, level=level) for line in lines)
        for kind, note_id in note_ids(paragraph):
            if kind + note_id not in self.open_notes:
                self.open_notes.add(kind + note_id)
                yield from self._note(kind, note_id)
                self.open_notes.discard(kind + note_id)

    def _label(self, paragraph: _Element) -> str:
        return self.styles.label(paragraph, self.numbering)

    def _note(self, kind: str, note_id: str) -> Iterator[Block]:
        root = self.parts.footnotes if kind == "footnote" else self.parts.endnotes
        for note in () if root is None else root.iterchildren(qn(f"w:{kind}")):
            if note.get(qn("w:id")) == note_id:
                yield from self.blocks(note)

    def _table(self, table: _Element) -> Iterator[Block]:
        above: list[Cell] = []
        rows: list[tuple[list[Cell], dict[Cell, list[Block]]]] = []
        for element in _rows(table):
            above, contents = self._row(element, above, header=not rows)
            rows.append((above, contents))
        is_layout = all(_filled(row) < 2 for row, _ in rows)
        for row, contents in rows:
            blocks = _only_blocks(row, contents)
            if blocks and (is_layout or sum(len(block.text) for block in blocks) > _LONG):
                yield from blocks
            elif block := row_block(row):
                yield block

    def _row(
        self, row: _Element, above: Sequence[Cell], header: bool
    ) -> tuple[list[Cell], dict[Cell, list[Block]]]:
        """The row's grid of cells, and what the cells that begin in it hold."""
        line = [Cell("")] * _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
        contents: dict[Cell, list[Block]] = {}
        for element in _children(row):
            if element.tag != qn("w:tc"):
                continue
            if _continues(element, "vMerge") and len(line) < len(above):
                cell = above[len(line)]
            elif _continues(element, "hMerge") and line:
                cell = line[-1]
            else:
                blocks = list(self.blocks(element, in_cell=True))
                cell = Cell(cell_text([b.text.replace(CELL, " ") for b in blocks], header))
                contents[cell] = blocks
            line += [cell] * max(1, _number(element.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1))
        return line, contents


def _children(container: _Element) -> Iterator[_Element]:
    """Paragraphs, tables, rows and cells, looking through what only wraps them."""
    for child in container.iterchildren():
        if child.tag in _WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _rows(table: _Element) -> Iterator[_Element]:
    for row in _children(table):
        deleted = row.find(f"{qn('w:trPr')}/{qn('w:del')}")
        if row.tag == qn("w:tr") and deleted is None:
            yield row


def _mark_deleted(paragraph: _Element) -> bool:
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _continues(cell: _Element, kind: str) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:' + kind)}")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _filled(row: Sequence[Cell]) -> int:
    return len({cell for cell in row if cell.text})


def _only_blocks(row: Sequence[Cell], contents: dict[Cell, list[Block]]) -> list[Block]:
    """What the row's only filled cell holds; nothing where there are more or it began above."""
    filled = {cell for cell in row if cell.text}
    return contents.get(filled.pop(), []) if len(filled) == 1 else []


def _number(element: _Element | None, default: int) -> int:
    value = element.get(qn("w:val"), "") if element is not None else ""
    return min(int(value), 63) if value.isascii() and value.isdigit() else default
