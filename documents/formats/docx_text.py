"""The words of one Word paragraph as Word shows them."""

from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_UNSEEN = frozenset((
    *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:txbxContent", "w:rt", "w:instrText",
              "w:delText", "w:delInstrText", "w:pict")),
    f"{_COMPATIBILITY}Fallback",
))  # fmt: skip
"""Tracked deletions, field codes, pronunciation guides; text boxes are read on their own."""

_BREAKS = frozenset(map(qn, ("w:br", "w:cr")))
_TEXTS = frozenset((qn("w:t"), _MATH_TEXT))
_FIXED = {qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:noBreakHyphen"): "-"}
_SYMBOLS = {"A8": "□", "6F": "□", "71": "□", "FE": "☑", "52": "☑", "FD": "☒", "54": "☒"}
"""The boxes of the Wingdings fonts, which forms are full of."""


def paragraph_lines(paragraph: _Element) -> list[str]:
    """The paragraph's words, one string for each line that a soft break begins."""
    lines: list[list[str]] = [[]]
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        if element.tag in _UNSEEN or _is_hidden(element):
            walker.skip_subtree()
        elif element.tag in _BREAKS:
            lines.append([])
        else:
            lines[-1].append(_words(element))
    return ["".join(words) for words in lines]


def text_boxes(paragraph: _Element) -> Iterator[_Element]:
    """The contents of text boxes (文本框) anchored in the paragraph, each once."""
    for box in paragraph.iterdescendants(qn("w:txbxContent")):
        home = next(box.iterancestors(qn("w:p")), None)
        copied = next(box.iterancestors(f"{_COMPATIBILITY}Fallback"), None)
        deleted = next(box.iterancestors(qn("w:del"), qn("w:moveFrom")), None)
        if home is paragraph and copied is None and deleted is None:
            yield box


def note_ids(paragraph: _Element) -> list[tuple[str, str]]:
    """Which notes (脚注, 尾注) the paragraph refers to: ("footnote" or "endnote", id)."""
    return [
        (kind, mark.get(qn("w:id"), ""))
        for kind in ("footnote", "endnote")
        for mark in paragraph.iterdescendants(qn(f"w:{kind}Reference"))
        if next(mark.iterancestors(qn("w:del"), qn("w:txbxContent")), None) is None
    ]


def _words(element: _Element) -> str:
    if element.tag in _TEXTS:
        return element.text or ""
    if element.tag == qn("w:sym"):
        return _SYMBOLS.get(element.get(qn("w:char"), "").upper().removeprefix("F0"), "")
    return _FIXED.get(str(element.tag), "")


def _is_hidden(element: _Element) -> bool:
    if element.tag != qn("w:r"):
        return False
    vanish = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "1") not in {"0", "false", "off"}
