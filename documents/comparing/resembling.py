"""Find the texts that resemble each other, wherever they stand, without comparing all with all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from documents.comparing.aligning import Pair

_COMMON = 8
"""Texts in which three characters may stand and still lead from one text to another."""
_CANDIDATES = 3


def alike(old: Sequence[str], new: Sequence[str], least: float) -> list[Pair]:
    """Pairs of texts of which `least` (0-1) is the same or more; each text once, the likest first.

    Near linear in the characters: a text is measured against the three others with which it shares
    the most runs of three characters that are rare, and against the one in its own place.
    """
    ours, theirs = [_pairs_of(text) for text in old], [_pairs_of(text) for text in new]
    scored = sorted(
        (-score, abs(i - j), i, j)
        for i, j in _candidates(old, new)
        if (score := _share(ours[i], theirs[j])) >= least
    )
    return _each_once((i, j) for _, _, i, j in scored)


def likeness(old: str, new: str) -> float:
    """How much of two texts is the same, 0-1: Dice's coefficient of their pairs of characters."""
    return _share(_pairs_of(old), _pairs_of(new))


def covered(text: str, whole: str, besides: str) -> float:
    """How much of a text (0-1) stands in a whole, without what the whole has from another text."""
    words = _pairs_of(text)
    return (words & (_pairs_of(whole) - _pairs_of(besides))).total() / words.total()


def _each_once(pairs: Iterable[Pair]) -> list[Pair]:
    ours: set[int] = set()
    theirs: set[int] = set()
    chosen: list[Pair] = []
    for i, j in pairs:
        if i not in ours and j not in theirs:
            ours.add(i)
            theirs.add(j)
            chosen.append((i, j))
    return chosen


def _pairs_of(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(max(1, len(text) - 1)))


def _share(ours: Counter[str], theirs: Counter[str]) -> float:
    if len(ours) > len(theirs):
        ours, theirs = theirs, ours
    both = sum(min(count, theirs[pair]) for pair, count in ours.items() if pair in theirs)
    return 2 * both / (ours.total() + theirs.total())


def _candidates(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(new):
        for run in _runs(text):
            if len(places[run]) <= _COMMON:
                places[run].append(j)
    for i, text in enumerate(old):
        found = (places.get(run, ()) for run in _runs(text))
        shared = Counter(chain.from_iterable(each for each in found if len(each) <= _COMMON))
        chosen = {j for j, _ in shared.most_common(_CANDIDATES)}
        if i < len(new):
            chosen.add(i)
        yield from ((i, j) for j in chosen)


def _runs(text: str) -> set[str]:
    return {text[i : i + 3] for i in range(max(1, len(text) - 2))}
