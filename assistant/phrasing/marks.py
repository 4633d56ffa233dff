"""The marks that a model puts behind its sentences: [1], [1][3], 【2】, [1, 2]."""

import re
from collections.abc import Iterable

MARK = r"[\[【]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]】]"
_MARK = re.compile(MARK)
_LEADING = re.compile(rf"^\s*(?:{MARK}\s*)+")
_LISTED = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}(?:、|[.．](?!\d)))\s*")
_DRESS = re.compile(r"\*\*|__|`+|^\s*#+\s*")


def parted(sentence: str) -> tuple[str, list[int]]:
    """A sentence without marks and Markdown, and the numbers of its marks, each once.

    Marks that it begins with belong to nothing.
    """
    sentence = _LEADING.sub("", sentence)
    numbers = (int(n) for mark in _MARK.findall(sentence) for n in re.findall(r"\d+", mark))
    return _DRESS.sub("", _MARK.sub("", sentence)).strip(), list(dict.fromkeys(numbers))


def unlisted(text: str, quotes: Iterable[str]) -> str:
    """A sentence without the number that it has in the model's own list, unless the notice has it."""
    number = _LISTED.match(text)
    if number is None or any(number[0].strip() in quote for quote in quotes):
        return text
    return text[number.end() :]
