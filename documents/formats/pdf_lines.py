"""Characters on a page → the lines a reader sees, top to bottom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.utils.text import extract_words

from documents.formats.radicals import ordinary

Char = dict[str, Any]
"""A character or word of pdfplumber: text, x0, x1, top, bottom in points from the top left."""

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the page's top left corner."""

GAP = "\ue000"
"""Stands in a line for a gap as wide as a character, which joining lines must not close."""

_SAME_WORD = 0.25  # of the character's size: farther apart are two words
_WIDE = 0.9


@dataclass(frozen=True)
class Line:
    """One line: its words and its box in points from the page's top left corner."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        """The height of its characters, in points."""
        return self.bottom - self.top


def lines_of(chars: Sequence[Char], page: int) -> list[Line]:
    """Lines in reading order. Characters drawn twice for boldness are read once."""
    words = extract_words(_once(chars), x_tolerance_ratio=_SAME_WORD, expand_ligatures=False)
    return [_line(row, page) for row in _rows(words)]


def centre_in(char: Char, box: Box) -> bool:
    """Whether the middle of the character or word lies in the box."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _once(chars: Sequence[Char]) -> list[Char]:
    kept: list[Char] = []
    places: set[tuple[str, int, int]] = set()
    for char in chars:
        x, y = round(char["x0"]), round(char["top"])
        near = {(char["text"], x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        if char["text"].isspace() or not near & places:
            kept.append(char)
            places.add((char["text"], x, y))
    return kept


def _rows(words: Iterable[Char]) -> list[list[Char]]:
    """Words whose heights overlap by more than half stand on one line."""
    rows: list[list[Char]] = []
    for word in sorted(words, key=lambda w: (w["top"] + w["bottom"], w["x0"])):
        row = next((row for row in reversed(rows[-3:]) if _level_with(row[0], word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    for row in rows:
        row.sort(key=lambda w: w["x0"])
    return sorted(rows, key=lambda row: min(word["top"] for word in row))


def _level_with(a: Char, b: Char) -> bool:
    overlap = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
    return bool(overlap > 0.5 * min(a["bottom"] - a["top"], b["bottom"] - b["top"]))


def _line(row: Sequence[Char], page: int) -> Line:
    text = row[0]["text"]
    for before, word in pairwise(row):
        text += _gap(before, word) + word["text"]
    return Line(
        text=ordinary(text).replace("\xad", "-"),  # the soft hyphen of a PDF is drawn
        page=page,
        x0=row[0]["x0"],
        x1=max(word["x1"] for word in row),
        top=min(word["top"] for word in row),
        bottom=max(word["bottom"] for word in row),
    )


def _gap(before: Char, word: Char) -> str:
    """A wide gap sets two words apart; between single characters (通　知) it only spreads a word."""
    distance = word["x0"] - before["x1"]
    is_wide = distance >= _WIDE * min(
        before["bottom"] - before["top"], word["bottom"] - word["top"]
    )
    return GAP if is_wide and len(before["text"]) + len(word["text"]) > 2 else " "
