"""The stretches of paragraphs in which two versions differ, section by section."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from documents.comparing.aligning import align
from documents.comparing.pairing import Counterparts
from documents.comparing.parts import Line, Part
from documents.comparing.resembling import alike
from documents.duties.wording import LABEL

_MOVED = 0.6
"""Share of its words that a paragraph keeps under another heading."""
_SHORTEST_MOVED = 20
"""Characters of a paragraph that is looked for under another heading; shorter ones recur."""


@dataclass(frozen=True)
class Stretch:
    """Older lines and the newer ones in their place; a part is None that only one version has.

    `at` is where it belongs in the newer text.
    """

    old: Part | None
    new: Part | None
    lost: tuple[Line, ...]
    gained: tuple[Line, ...]
    at: int

    @property
    def begins_with_heading(self) -> bool:
        """Whether both sides begin with the heading of what is one and the same section."""
        if not (self.old and self.new and self.lost and self.gained):
            return False
        return (
            self.old.headed
            and self.new.headed
            and self.lost[0] == self.old.lines[0]
            and self.gained[0] == self.new.lines[0]
        )


def stretches(parts: Counterparts) -> list[Stretch]:
    """All that differs, each line once, in no particular order; some are empty on both sides.

    A paragraph that left one section for another stands by itself if rewritten, and is left out if
    not, where one of the two sections is in one version only: else its place is what changed.
    """
    found = list(_found(parts))
    lost = [(each, line) for each in found for line in each.lost if _may_move(line)]
    gained = [(each, line) for each in found for line in each.gained if _may_move(line)]
    moved = [
        Stretch(here.old, there.new, (before,), (after,), after.start)
        for i, j in alike([line.key for _, line in lost], [line.key for _, line in gained], _MOVED)
        for (here, before), (there, after) in [(lost[i], gained[j])]
        if here.new is None or there.old is None
    ]
    left = {each.lost[0].ordinal for each in moved}
    came = {each.gained[0].ordinal for each in moved}
    stayed = [_without(each, left, came) for each in found]
    return [*stayed, *(each for each in moved if each.lost[0].key != each.gained[0].key)]


def _found(parts: Counterparts) -> Iterator[Stretch]:
    pairs, old, new = dict(parts.pairs), parts.old, parts.new
    at = 0
    for i, part in enumerate(old):
        if i in pairs:
            yield from _between_equals(part, new[pairs[i]])
            at = new[pairs[i]].lines[-1].end
        else:
            yield Stretch(part, None, part.lines, (), at)
    for j in set(range(len(new))) - set(pairs.values()):
        yield Stretch(None, new[j], (), new[j].lines, new[j].lines[0].start)


def _between_equals(old: Part, new: Part) -> Iterator[Stretch]:
    bounds = [(-1, -1), *align(old.keys, new.keys), (len(old.lines), len(new.lines))]
    for (i, j), (k, m) in pairwise(bounds):
        lost, gained = old.lines[i + 1 : k], new.lines[j + 1 : m]
        if joined(lost) != joined(gained):  # else only the breaks between paragraphs differ
            at = new.lines[j].end if j >= 0 else new.lines[0].start
            yield Stretch(old, new, lost, gained, at)


def joined(lines: Sequence[Line]) -> str:
    """The words of some lines, the same wherever the breaks between them are."""
    return "".join(line.key for line in lines)


def _may_move(line: Line) -> bool:
    """A long paragraph; one that says who is to do the task above it means nothing elsewhere."""
    return len(line.key) >= _SHORTEST_MOVED and not LABEL.match(line.key.lstrip("（【["))


def _without(stretch: Stretch, left: set[int], came: set[int]) -> Stretch:
    lost = tuple(line for line in stretch.lost if line.ordinal not in left)
    gained = tuple(line for line in stretch.gained if line.ordinal not in came)
    return replace(stretch, lost=lost, gained=gained)
