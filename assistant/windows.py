"""Widen the best sentence to what stands around it and answers too, word for word."""

from collections.abc import Mapping, Sequence

from documents.notice import CELL
from documents.sentences import sentence_spans

_AROUND = 500
"""Characters before and after the sentence that are looked at."""
_FOLLOWING = 0.02
"""How much likelier an answer goes on than that it began before."""


def widened(
    text: str,
    span: tuple[int, int],
    chances: Mapping[int, float],
    longest: int,
    enough: float,
) -> tuple[int, int]:
    """The span with the sentences beside it whose chance (by their start) is enough.

    At most `longest` characters; the likelier side first; never into a table, nor past one or past
    a sentence that was not weighed.
    """
    spans = _sentences(text, max(0, span[0] - _AROUND), min(len(text), span[1] + _AROUND))
    first = last = next((i for i, (a, b) in enumerate(spans) if a <= span[0] < b), -1)
    if first < 0 or CELL in text[slice(*spans[first])]:
        return span
    chances = {a: chances[a] for a, b in spans if a in chances and CELL not in text[a:b]}
    start, end = span
    while True:
        beside = []
        if last + 1 < len(spans):
            chance = chances.get(spans[last + 1][0], 0.0)
            beside.append((chance + _FOLLOWING if chance else 0.0, 0, (start, spans[last + 1][1])))
        if first > 0:
            beside.append((chances.get(spans[first - 1][0], 0.0), 1, (spans[first - 1][0], end)))
        fitting = [b for b in beside if b[0] >= enough and b[2][1] - b[2][0] <= longest]
        if not fitting:
            return start, end
        _, back, (start, end) = max(fitting, key=lambda b: (b[0], -b[1]))
        first, last = first - back, last + 1 - back


def _sentences(text: str, begin: int, end: int) -> Sequence[tuple[int, int]]:
    """Sentences without the space around them; rows of tables with it, for a cell may be empty."""
    begin = text.rfind("\n", 0, begin) + 1
    found = []
    for a, b in sentence_spans(text, begin, end):
        words = text[a:b]
        if CELL in words:
            found.append((a, b))
        elif words.strip():
            found.append((a + len(words) - len(words.lstrip()), a + len(words.rstrip())))
    return found
