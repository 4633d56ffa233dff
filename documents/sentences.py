"""Cut text into sentences without losing a character."""

import re
from collections import deque

_END = re.compile(r"[。！？!?；;]+[”’」』）)》]*|\n")
_BRACKET = re.compile(r"[（(][^（()）\n]{0,300}[）)]")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text[start:end]`, in order and without gaps.

    A sentence ends after 。！？； and closing marks, or after a line break; a mark inside brackets
    (牵头单位：甲局；配合单位：乙局) ends nothing. A table row, being a line, is one sentence. Blank
    pieces are joined to the sentence before them.
    """
    stop = len(text) if end is None else end
    brackets = deque(match.span() for match in _BRACKET.finditer(text, start, stop))
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, stop):
        while brackets and brackets[0][1] <= match.start():
            brackets.popleft()
        if brackets and brackets[0][0] < match.start() and match.end() < brackets[0][1]:
            continue
        if text[begin : match.end()].strip() or not spans:
            spans.append((begin, match.end()))
        else:
            spans[-1] = (spans[-1][0], match.end())
        begin = match.end()
    if begin < stop and spans and not text[begin:stop].strip():
        spans[-1] = (spans[-1][0], stop)
    elif begin < stop:
        spans.append((begin, stop))
    return spans
