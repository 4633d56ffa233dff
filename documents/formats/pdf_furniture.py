"""Page numbers, running heads and feet: what stands on a page but not in the notice."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from documents.formats.pdf_lines import Line
from documents.formats.wraps import MARKER

_DASHES = r"[-—–－―─－·•\s]*"
_DECORATED = re.compile(
    rf"[-—–－―─·•]{_DASHES}\d{{1,4}}{_DASHES}|第?\s*\d{{1,4}}\s*/\s*(?:共\s*)?\d{{1,4}}\s*页?"
    r"|第\s*[\d一二三四五六七八九十百]{1,5}\s*页[\s,，/（(]*(?:共\s*[\d一二三四五六七八九十百]{1,5}\s*页)?[）)]?"
    r"|(?:Page|P\.?)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|https?://\S+(?:\s+\d+/\d+)?",
    re.IGNORECASE,
)
_MARGIN = 0.15  # of the page's height, above and below
_OUTERMOST = 2
_SAME_PLACE = 6  # points


def body_lines(lines: Sequence[Line], height: float, heads: frozenset[str]) -> list[Line]:
    """The page's lines without those that `running_lines` found and without its number."""
    rest = list(lines)
    for end in (0, -1):
        while rest and _in_margin(rest[end], height) and _is_furniture(rest[end], heads):
            rest.pop(end)
    return rest


def running_lines(pages: Sequence[tuple[Sequence[Line], float]]) -> frozenset[str]:
    """The texts of running heads and feet in a document's pages (lines, height).

    One stands at the same height in the margin of many pages, two at least, with the same words;
    a bare number is a page number where it grows with the pages.
    """
    places: dict[str, list[Line]] = defaultdict(list)
    for lines, height in pages:
        for line in _outermost(lines, height):
            places[line.text].append(line)
    needed = max(2, min(len(pages) * 0.4, 3 + len(pages) * 0.1))
    repeated = {
        text
        for text, found in places.items()
        if not MARKER.match(text) and _at_one_height(found) >= needed
    }
    return frozenset(repeated | set(_page_numbers(pages)))


def _page_numbers(pages: Sequence[tuple[Sequence[Line], float]]) -> Iterator[str]:
    """Bare numbers that are a fixed distance from the page's own count on two pages or more."""
    numbered = [
        (line.text, int(line.text) - line.page)
        for lines, height in pages
        for line in _outermost(lines, height)
        if line.text.isascii() and line.text.isdigit() and len(line.text) < 5
    ]
    offsets = Counter(offset for _, offset in numbered)
    return (text for text, offset in numbered if offsets[offset] > 1 or offset == 0)


def _outermost(lines: Sequence[Line], height: float) -> list[Line]:
    ends = [*lines[:_OUTERMOST], *lines[max(_OUTERMOST, len(lines) - _OUTERMOST) :]]
    return [line for line in ends if _in_margin(line, height)]


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom < height * _MARGIN or line.top > height * (1 - _MARGIN)


def _at_one_height(lines: Sequence[Line]) -> int:
    """On how many different pages the lines stand at the height of most of them."""
    tops = Counter(round(line.top / _SAME_PLACE) for line in lines)
    top = tops.most_common(1)[0][0]
    return len({line.page for line in lines if abs(line.top / _SAME_PLACE - top) <= 1})


def _is_furniture(line: Line, heads: frozenset[str]) -> bool:
    return line.text in heads or bool(_DECORATED.fullmatch(line.text))
