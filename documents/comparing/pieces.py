"""Cut a stretch of differing paragraphs into what a reader would name by itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from documents.comparing.aligning import Pair, increasing
from documents.comparing.parts import Line
from documents.comparing.resembling import alike, covered
from documents.comparing.stretches import Stretch, joined

_REWRITTEN = 0.3
"""Share of its words that a rewritten paragraph keeps."""
_TAKEN = 0.5
"""Share of its words with which a paragraph was a piece of another one, or has become one."""
_MOST_TAKEN = 20
_Span = tuple[int, int]


def pieces(stretch: Stretch) -> Iterator[Stretch]:
    """In turn a rewritten paragraph, or a run of removed or of new ones, each with its place.

    A rewritten paragraph may have been several, or be several now.
    """
    lost, gained = stretch.lost, stretch.gained
    i = j = 0
    for pair, limit in pairwise([*_rewritten(stretch), (len(lost), len(gained))]):
        before, after = _whole(stretch, pair, (i, j), limit)
        yield from _alone(stretch, (i, before[0]), (j, after[0]))
        ours, theirs = lost[slice(*before)], gained[slice(*after)]
        if joined(ours) != joined(theirs):
            yield replace(stretch, lost=ours, gained=theirs, at=theirs[0].start)
        i, j = before[1], after[1]
    yield from _alone(stretch, (i, len(lost)), (j, len(gained)))


def _rewritten(stretch: Stretch) -> list[Pair]:
    """Lines that are each other's, in order; two headings of one and the same section always are."""
    lost, gained = [line.key for line in stretch.lost], [line.key for line in stretch.gained]
    pairs = increasing(alike(lost, gained, _REWRITTEN))
    if stretch.begins_with_heading and not (pairs and 0 in pairs[0]):
        return [(0, 0), *pairs]
    return pairs


def _whole(stretch: Stretch, pair: Pair, begun: Pair, limit: Pair) -> tuple[_Span, _Span]:
    """What a rewritten line is in both versions, with the lines that it was joined from or cut into.

    `begun` and `limit` are where what is around it ends and begins, as indices into both sides.
    """
    n, m = pair
    ours, theirs = stretch.lost[n].key, stretch.gained[m].key
    if stretch.begins_with_heading and pair in {(0, 1), (1, 0)}:
        pair = (0, 0)
    before = _run(stretch.lost, (pair[0], n + 1), (begun[0], limit[0]), _taken(theirs, ours))
    after = _run(stretch.gained, (pair[1], m + 1), (begun[1], limit[1]), _taken(ours, theirs))
    return before, after


def _taken(whole: str, besides: str) -> Callable[[Line], bool]:
    return lambda line: covered(line.key, whole, besides) >= _TAKEN


def _run(
    lines: Sequence[Line], span: _Span, limits: _Span, belongs: Callable[[Line], bool]
) -> _Span:
    """The span with the lines next to it, in the text too, that belong to it."""
    start, end = span
    low, high = max(limits[0], start - _MOST_TAKEN), min(limits[1], end + _MOST_TAKEN)
    while start > low and _adjoin(lines, start) and belongs(lines[start - 1]):
        start -= 1
    while end < high and _adjoin(lines, end) and belongs(lines[end]):
        end += 1
    return start, end


def _adjoin(lines: Sequence[Line], i: int) -> bool:
    """Whether a line follows the one before it in the text too."""
    return lines[i].ordinal == lines[i - 1].ordinal + 1


def _alone(stretch: Stretch, lost: _Span, gained: _Span) -> Iterator[Stretch]:
    """Lines that only one version has, run by run."""
    at = stretch.gained[gained[0] - 1].end if gained[0] else stretch.at
    for run in _runs(stretch.lost[slice(*lost)]):
        yield replace(stretch, lost=run, gained=(), at=at)
    for run in _runs(stretch.gained[slice(*gained)]):
        yield replace(stretch, lost=(), gained=run, at=run[0].start)


def _runs(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    for _, run in groupby(enumerate(lines), key=lambda place: place[1].ordinal - place[0]):
        yield tuple(line for _, line in run)
