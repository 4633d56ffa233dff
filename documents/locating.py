"""Find where words of a notice stand on a page of its PDF."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from documents.comparing.aligning import align
from documents.formats.radicals import ordinary

_GRAM = 3
"""Characters that are compared together: one alone says nothing of where it stands."""
_ENOUGH = 0.9
"""Share of the words that is found where the page was drawn in the order of reading."""
_SAME_LINE = 0.5
_GAP = 2.0
"""Widths of a character between two of one line that are marked as one."""
_MOST = 20_000
"""Characters of text that are looked for."""


@dataclass(frozen=True)
class Character:
    """A character of a page and its box, as fractions of the page's width and height."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Box:
    """A part of a line that is to be marked, as fractions of the page's width and height."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class _Letters:
    """A text without blanks, in one form, and the index of what each letter was."""

    text: str
    places: tuple[int, ...]


def window(text: str, pages: Sequence[int], number: int) -> tuple[int, int]:
    """Offsets of what may stand on page `number`: its own lines, and one that may run on onto it.

    `pages` are the offsets at which pages begin, as a notice has them.
    """
    begin = pages[number - 1] if number <= len(pages) else len(text)
    end = pages[number] if number < len(pages) else len(text)
    before = text.rfind("\n", 0, max(begin - 1, 0)) + 1
    return before, max(end, before)


def boxes(characters: Sequence[Character], text: str, start: int, end: int) -> tuple[Box, ...]:
    """Where on the page `text[start:end]` is, a box for each line; nothing where that is not sure.

    `text` is what may stand on the page, in its order; the page may have more, such as its number.
    """
    if len(text) > _MOST:
        begin = max(0, start - _MOST // 2)
        text, start, end = text[begin : begin + _MOST], start - begin, end - begin
    letters = _letters(text)
    wanted = {i for i, place in enumerate(letters.places) if start <= place < end}
    if not wanted:
        return ()
    found: list[Character] = []
    for order in (_as_drawn, _as_seen):
        ordered = order(characters)
        here = _found(letters, wanted, ordered)
        found = max(found, here, key=len)
        if len(found) >= _ENOUGH * len(wanted):
            break
    return tuple(_merged(found))


def _letters(text: str) -> _Letters:
    kept = [
        (letter, i)
        for i, character in enumerate(text)
        for letter in unicodedata.normalize("NFKC", ordinary(character))
        if letter.strip() and unicodedata.category(letter)[0] != "C"
    ]
    return _Letters("".join(letter for letter, _ in kept), tuple(i for _, i in kept))


def _as_drawn(characters: Sequence[Character]) -> Sequence[Character]:
    return characters


def _as_seen(characters: Sequence[Character]) -> Sequence[Character]:
    """Line by line, each from the left."""
    rows: list[list[Character]] = []
    for character in sorted(characters, key=lambda c: (c.top + c.bottom, c.left)):
        if rows and _level(rows[-1][0], character):
            rows[-1].append(character)
        else:
            rows.append([character])
    return [character for row in rows for character in sorted(row, key=lambda c: c.left)]


def _found(letters: _Letters, wanted: set[int], characters: Sequence[Character]) -> list[Character]:
    """The characters that are the wanted letters, in their order."""
    page = _letters("".join(character.text[:1] or " " for character in characters))
    found: dict[int, int] = {}
    for i, j in align(_grams(letters.text), _grams(page.text)):
        for k in range(_GRAM):
            found.setdefault(i + k, j + k)
    places = dict.fromkeys(page.places[found[i]] for i in sorted(wanted & found.keys()))
    return [characters[place] for place in places]


def _grams(text: str) -> list[str]:
    return [text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1)]


def _merged(characters: Sequence[Character]) -> Iterator[Box]:
    """One box for what stands on one line without a gap."""
    parts = [0]
    for before, character in pairwise(characters):
        width = max(before.right - before.left, character.right - character.left)
        close = -width < character.left - before.right < _GAP * width
        parts.append(parts[-1] + (not (close and _level(before, character))))
    for _, run in groupby(zip(parts, characters, strict=False), key=lambda part: part[0]):
        line = [character for _, character in run]
        yield Box(
            min(c.left for c in line),
            min(c.top for c in line),
            max(c.right for c in line),
            max(c.bottom for c in line),
        )


def _level(one: Character, other: Character) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > _SAME_LINE * min(one.bottom - one.top, other.bottom - other.top)
