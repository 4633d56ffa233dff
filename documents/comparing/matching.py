"""Pair the things of two sequences step by step, from the surest likeness to the faintest."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from documents.comparing.resembling import alike


class Matching:
    """What is paired so far, as indices into an older and a newer sequence; each index once."""

    def __init__(self, old: int, new: int) -> None:
        """Nothing yet, of sequences of these lengths."""
        self.found: dict[int, int] = {}
        self.open_old = dict.fromkeys(range(old))
        self.open_new = dict.fromkeys(range(new))

    def pair(self, i: int, j: int) -> None:
        """These two are one."""
        self.found[i] = j
        del self.open_old[i], self.open_new[j]

    def by(self, old: Sequence[Hashable], new: Sequence[Hashable], *, once: bool = False) -> None:
        """Pair, in order, what has the same key, where both sides have equally many of it.

        With `once` only where both have one. The keys stand for the whole sequences; None is none.
        """
        theirs = _grouped(new, self.open_new)
        for key, ours in _grouped(old, self.open_old).items():
            others = theirs.get(key, [])
            if len(ours) == len(others) and not (once and len(ours) > 1):
                for i, j in zip(ours, others, strict=True):
                    self.pair(i, j)

    def by_likeness(self, old: Mapping[int, str], new: Mapping[int, str], least: float) -> None:
        """Pair what is still open of these texts, by index, where `least` (0-1) is the same."""
        ours = [i for i in old if i in self.open_old]
        theirs = [j for j in new if j in self.open_new]
        for i, j in alike([old[i] for i in ours], [new[j] for j in theirs], least):
            self.pair(ours[i], theirs[j])


def _grouped(
    keys: Sequence[Hashable], places: Mapping[int, None]
) -> defaultdict[Hashable, list[int]]:
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for i in places:
        if keys[i] is not None:
            groups[keys[i]].append(i)
    return groups
