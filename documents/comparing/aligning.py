"""Line two sequences up: what is equal and in the same order in both (patience diff)."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

_DEEPEST = 30
"""Divisions after which a stretch is not divided further, which bounds the work."""

Pair = tuple[int, int]
"""Indices into the older and the newer sequence."""
_Stretch = tuple[int, int, int, int]


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pairs of equal things, both indices growing, in O(n log n).

    Each stretch is divided at the things that occur once in both of its sides, or, where nothing
    does, at the first, second, … occurrence of each. Not always the most pairs that there could be.
    """
    found: list[Pair] = []
    open_stretches = [((0, len(old), 0, len(new)), 0)]
    while open_stretches:
        stretch, depth = open_stretches.pop()
        same, (a, b, c, d) = _trimmed(old, new, stretch)
        found += same
        anchors = increasing(_anchors(old[a:b], new[c:d])) if a < b and c < d else []
        anchors = [(a + i, c + j) for i, j in anchors]
        found += anchors
        if anchors and depth < _DEEPEST:
            bounds = [(a - 1, c - 1), *anchors, (b, d)]
            gaps = ((i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(bounds))
            open_stretches += [(gap, depth + 1) for gap in gaps]
    return sorted(found)


def increasing(pairs: Iterable[Pair]) -> list[Pair]:
    """The longest selection of pairs in which both indices grow."""
    ends: list[int] = []  # the smallest new index that a selection of each length can end with
    last: list[int] = []
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    previous: list[int] = []
    for n, (_, j) in enumerate(ordered):
        at = bisect_left(ends, j)
        previous.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [j]
        last[at : at + 1] = [n]
    chosen: list[Pair] = []
    n = last[-1] if last else -1
    while n >= 0:
        chosen.append(ordered[n])
        n = previous[n]
    return chosen[::-1]


def _trimmed(
    old: Sequence[str], new: Sequence[str], stretch: _Stretch
) -> tuple[list[Pair], _Stretch]:
    """What is equal at both ends of a stretch, and what is left between."""
    a, b, c, d = stretch
    same: list[Pair] = []
    while a < b and c < d and old[a] == new[c]:
        same.append((a, c))
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
        same.append((b, d))
    return same, (a, b, c, d)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    counts, others = Counter(old), Counter(new)
    once = {thing for thing, count in counts.items() if count == 1 == others[thing]}
    if once:
        places = {thing: j for j, thing in enumerate(new) if thing in once}
        return [(i, places[thing]) for i, thing in enumerate(old) if thing in once]
    numbered = {occurrence: j for j, occurrence in enumerate(_numbered(new))}
    return [(i, numbered[each]) for i, each in enumerate(_numbered(old)) if each in numbered]


def _numbered(things: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each thing with how often it occurred before."""
    seen: defaultdict[str, int] = defaultdict(int)
    for thing in things:
        yield thing, seen[thing]
        seen[thing] += 1
