"""The gate: what an answer states must stand in what it cites. Pure functions."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_MARK = re.compile(r"\[\d{1,2}\]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DOCUMENT_NUMBER = re.compile(
    r"([\u4e00-\u9fffA-Za-z]{2})[〔\[(]((?:19|20)\d{2})[〕\])]第?(\d{1,5})号"
)
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日|(\d{4})-(\d{1,2})-(\d{1,2})")


def stated_facts(text: str) -> set[str]:
    """Figures, dates and document numbers in a text, in one spelling."""
    plain = _plain(text)
    numbers = {f"{m[1]}〔{m[2]}〕{_figure(m[3])}号" for m in _DOCUMENT_NUMBER.finditer(plain)}
    return {*(_figure(n) for n in _NUMBER.findall(plain)), *_dates(plain), *numbers}


def unsupported_facts(text: str, quotes: Iterable[str]) -> set[str]:
    """The facts of a text that stand in none of the quotes."""
    return stated_facts(text) - {fact for quote in quotes for fact in stated_facts(quote)}


def _dates(plain: str) -> Iterator[str]:
    """6月5日 is one fact, not a 6 and a 5; its year is a figure of its own."""
    for match in _DATE.finditer(plain):
        month, day = match[2] or match[5], match[3] or match[6]
        yield f"{int(month)}月{int(day)}日"


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _MARK.sub("", text))
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", folded)
    return re.sub(r"\s", "", folded)


def _figure(number: str) -> str:
    """02 and 2 are one figure; 2.50 and 2.5 too."""
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")
