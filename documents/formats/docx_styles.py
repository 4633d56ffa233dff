"""What Word's paragraph styles add to a paragraph: its list, its level in the outline."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from docx.oxml.ns import qn
from lxml.etree import _Element

from documents.formats.docx_numbering import Numbering

_LONGEST_CHAIN = 20
"""Styles based on each other; Word itself allows eleven."""


@dataclass(frozen=True)
class Styles:
    """The style definitions; None where the document has none."""

    definitions: _Element | None

    @cached_property
    def _by_id(self) -> dict[str | None, _Element]:
        found: dict[str | None, _Element] = {}
        if self.definitions is not None:
            for style in self.definitions.iterchildren(qn("w:style")):
                found.setdefault(style.get(qn("w:styleId")), style)
        return found

    def heading_level(self, paragraph: _Element) -> int | None:
        """The outline level, from 1, that the paragraph or its style has; None for body text."""
        for properties in self._properties(paragraph):
            level = _number(properties, "outlineLvl")
            if level is not None:
                return level + 1 if 0 <= level < 9 else None
        return None

    def label(self, paragraph: _Element, numbering: Numbering) -> str:
        """Count the paragraph in its list and say its label; empty where it has no list."""
        number_id, depth = None, None
        for properties in self._properties(paragraph):
            list_properties = properties.find(qn("w:numPr"))
            if list_properties is not None:
                number_id = number_id or _text(list_properties, "numId")
                depth = _number(list_properties, "ilvl") if depth is None else depth
        if number_id is None or number_id == "0":
            return ""
        if depth is None:
            depth = numbering.depth_of_styles(number_id, self._chain(paragraph))
        return numbering.label(number_id, depth)

    def _properties(self, paragraph: _Element) -> Iterator[_Element]:
        """The paragraph's own properties, then its style's, then those the style is based on."""
        own = paragraph.find(qn("w:pPr"))
        if own is not None:
            yield own
        for style_id in self._chain(paragraph):
            style = self._by_id.get(style_id)
            properties = style.find(qn("w:pPr")) if style is not None else None
            if properties is not None:
                yield properties

    def _chain(self, paragraph: _Element) -> list[str]:
        own = paragraph.find(qn("w:pPr"))
        style_id = _text(own, "pStyle") if own is not None else None
        chain: list[str] = []
        while style_id and style_id not in chain and len(chain) < _LONGEST_CHAIN:
            chain.append(style_id)
            style = self._by_id.get(style_id)
            style_id = _text(style, "basedOn") if style is not None else None
        return chain


def _text(parent: _Element, tag: str) -> str | None:
    child = parent.find(qn(f"w:{tag}"))
    return child.get(qn("w:val")) if child is not None else None


def _number(parent: _Element, tag: str) -> int | None:
    text = _text(parent, tag)
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
