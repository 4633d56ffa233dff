"""Find each part of the older version in the newer one: renumbered, renamed, rewritten or moved."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from documents.comparing.aligning import Pair
from documents.comparing.matching import Matching
from documents.comparing.parts import Part
from documents.comparing.resembling import likeness

_ALIKE = 0.5
"""Share of its words that makes a part the same one wherever it stands."""
_ALIKE_BETWEEN = 0.2
"""The same for a part beside which another one is known to be the same."""
_KEYS: tuple[tuple[Callable[[Part], Hashable], bool], ...] = (
    (lambda part: (part.words, part.keys), False),
    (lambda part: part.keys, True),
    (lambda part: part.words if not part.words or part.words[-1] else None, False),
)
"""What makes two parts the same, and whether only where both versions have it once."""


@dataclass(frozen=True)
class Counterparts:
    """The parts of two versions, and the indices of those that are one and the same."""

    old: tuple[Part, ...]
    new: tuple[Part, ...]
    pairs: tuple[Pair, ...]


def pair_parts(old: Sequence[Part], new: Sequence[Part]) -> Counterparts:
    """Find the parts that are one and the same; the pairs are in order of the older version.

    In turn: the same headings and words; the same words; the same headings; much the same words;
    the same heading under another one; something of the same words beside a part that is found.
    """
    matching = Matching(len(old), len(new))
    for key, once in _KEYS:
        matching.by([key(part) for part in old], [key(part) for part in new], once=once)
    ours, theirs = [_words(part) for part in old], [_words(part) for part in new]
    matching.by_likeness(dict(enumerate(ours)), dict(enumerate(theirs)), _ALIKE)
    matching.by([_own_words(part) for part in old], [_own_words(part) for part in new], once=True)
    _by_neighbours(matching, ours, theirs)
    return Counterparts(tuple(old), tuple(new), tuple(sorted(matching.found.items())))


def _by_neighbours(matching: Matching, old: Sequence[str], new: Sequence[str]) -> None:
    """From the top what follows a known part, then from the bottom what comes before one."""
    for step, places in ((1, list(matching.open_old)), (-1, list(matching.open_old)[::-1])):
        for i in places:
            j = matching.found.get(i - step, -2) + step
            is_open = i in matching.open_old and j in matching.open_new
            if is_open and likeness(old[i], new[j]) >= _ALIKE_BETWEEN:
                matching.pair(i, j)


def _words(part: Part) -> str:
    return "".join(part.keys)


def _own_words(part: Part) -> str | None:
    return part.words[-1] or None if part.words else None
