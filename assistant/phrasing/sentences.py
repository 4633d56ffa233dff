"""Cut a text that comes in pieces into sentences, each with the marks behind it."""

import re
from collections.abc import Iterable, Iterator

from assistant.phrasing.marks import MARK

LONGEST = 400
"""Characters; a sentence that goes on has no end."""
_END = re.compile(rf"[。！？；!?;][”’」』）)》\"]*(?:[ ]*{MARK})*|\n+")
_MAY_GO_ON = re.compile(r"[”’」』）)》\"]*(?:[ ]*[\[【][\d\s,，、]*[\]】]?)*[ ]*")
_MARKED = re.compile(MARK)


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Each sentence as soon as it is whole.

    One without a mark before its full stop may get one behind it, and waits for the next character;
    a text without end comes as it is, at most 400 characters at a time.
    """
    waiting = ""
    for piece in pieces:
        waiting += piece
        found, waiting = _ended(waiting)
        yield from found
    found, rest = _ended(waiting, is_all=True)
    yield from found
    if rest.strip():
        yield rest


def _ended(text: str, *, is_all: bool = False) -> tuple[list[str], str]:
    """The sentences that are whole, and what is not."""
    found: list[str] = []
    begin = 0
    for end in _END.finditer(text):
        sentence = text[begin : end.end()]
        waits = not (is_all or _MARKED.search(text, begin, end.start()))
        if waits and _MAY_GO_ON.fullmatch(text, end.start() + 1):
            break
        if sentence.strip():  # a line break belongs to what follows
            found.append(sentence)
            begin = end.end()
    while len(text) - begin > LONGEST:
        found.append(text[begin : begin + LONGEST])
        begin += LONGEST
    return found, text[begin:]
