"""Cut text into sentences without losing a character."""

import re

_END = re.compile(r"[。！？!?；;]+[”’」』）)》]*|\n")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text[start:end]`, in order and without gaps.

    A sentence ends after 。！？； and closing marks, or after a line break; a table row, being a
    line, is one sentence. Blank pieces are joined to the sentence before them.
    """
    stop = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, stop):
        if text[begin : match.end()].strip() or not spans:
            spans.append((begin, match.end()))
        else:
            spans[-1] = (spans[-1][0], match.end())
        begin = match.end()
    if begin < stop:
        spans.append((begin, stop))
    return spans
