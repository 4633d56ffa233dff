"""Walk a page's element tree in reading order: its paragraphs and table rows as lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from documents.formats.html_tables import data_rows
from documents.formats.spacing import flow, tidy
from documents.formats.tables import Cell, row_block
from documents.notice import Block

_BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd",
    "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar)$", re.IGNORECASE)
_DEEPEST_TABLE = 12
"""Tables in tables beyond this are not examined: no page is laid out in so many."""
_KEEPS_BREAKS = re.compile(r"white-space\s*:\s*pre")


@dataclass(frozen=True, eq=False)
class Line:
    """A block and what the page tells about it."""

    block: Block
    element: _Element
    """The element that the words stand in; the `tr` of a row."""
    linked: float = 0.0
    """Share of its characters that are links, 0 to 1."""
    attached: bool = False
    """Whether it links to a document to download."""

    @property
    def text(self) -> str:
        return self.block.text


def page_lines(root: _Element, total: int) -> list[Line]:
    """All lines under `root`; `total` is the page's number of characters (see data_rows)."""
    walk = _Walk(root, total)
    return list(walk.lines())


@dataclass
class _Walk:
    root: _Element
    total: int
    rows: dict[_Element, list[Cell]] = field(default_factory=dict)
    counts: dict[_Element, int] = field(default_factory=dict)
    """For each ordered list, the number that its next item has."""
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0  # depth of open <a>
    tables: int = 0  # depth of open <table>
    attached: bool = False
    place: _Element | None = None
    number: str = ""  # of the list item whose words are still to come

    def lines(self) -> Iterator[Line]:
        walker = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walker:
            tag = str(element.tag)
            if tag in _BREAKING:
                yield from self._flush()
            if event == "end":
                self._close(element, tag)
            elif element in self.rows:
                walker.skip_subtree()
                block = row_block(self.rows[element])
                if block:
                    yield Line(block, element)
            else:
                self._open(element, tag)
        yield from self._flush()

    def _open(self, element: _Element, tag: str) -> None:
        if tag == "table":
            self.tables += 1
            if self.tables <= _DEEPEST_TABLE:
                self.rows.update(data_rows(element, self.total))
        elif tag == "li":
            self.number = self._item_number(element)
        elif tag == "a":
            self.links += 1
            self.attached |= bool(_FILE.search(element.get("href", "")))
        self._say(element.text, element)

    def _item_number(self, item: _Element) -> str:
        """What a browser shows before an item of an ordered list; empty for other items."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or _unmarked(parent) or _unmarked(item):
            return ""
        due = self.counts.get(parent, _whole(parent.get("start"), 1))
        number = _whole(item.get("value"), due)
        self.counts[parent] = number + 1
        return f"{_numeral(number, parent.get('type', '1'))}. "

    def _close(self, element: _Element, tag: str) -> None:
        self.links -= tag == "a"
        self.tables -= tag == "table"
        parent = element.getparent()
        if element is not self.root and parent is not None:
            self._say(element.tail, parent)

    def _say(self, words: str | None, place: _Element) -> None:
        if not words:
            return
        if words.strip():
            self.place = self.place if self.place is not None else place
            self.linked += len(words.strip()) if self.links else 0
        self.pieces.append(words)

    def _flush(self) -> Iterator[Line]:
        place, words, linked, attached = (
            self.place,
            "".join(self.pieces),
            self.linked,
            self.attached,
        )
        self.pieces, self.linked, self.place, self.attached = [], 0, None, False
        if place is None:
            return
        home = _block_element(place)
        texts = map(tidy, words.splitlines()) if _keeps_breaks(home) else [flow(words)]
        for text in filter(None, texts):
            block = Block(self.number + text, level=_level(home))
            self.number = ""
            yield Line(block, home, linked / max(1, len(words.strip())), attached)


def _block_element(element: _Element) -> _Element:
    while element.tag not in _BREAKING and (parent := element.getparent()) is not None:
        element = parent
    return element


def _keeps_breaks(element: _Element) -> bool:
    return element.tag == "pre" or bool(_KEEPS_BREAKS.search(element.get("style", "")))


def _level(element: _Element) -> int | None:
    tag = str(element.tag)
    return int(tag[1]) if re.fullmatch("h[1-6]", tag) else None


def _unmarked(element: _Element) -> bool:
    return bool(re.search(r"list-style[^;]*:\s*none", element.get("style", "")))


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"-?\d{1,6}", value.strip()) else default


def _numeral(number: int, kind: str) -> str:
    if kind in {"a", "A"} and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    return str(number)
