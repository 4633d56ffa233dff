"""The gate: what an answer states must stand in what it cites. Pure functions."""

import re
import unicodedata
from collections.abc import Iterable

_MARK = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}[〔\[(](?:19|20)\d{2}[〕\])]第?\d{1,5}号")


def stated_facts(text: str) -> set[str]:
    """Figures, the parts of dates, and document numbers in a text, in one spelling."""
    plain = _plain(text)
    return {*(_figure(n) for n in _NUMBER.findall(plain)), *_DOCUMENT_NUMBER.findall(plain)}


def unsupported_facts(text: str, quotes: Iterable[str]) -> set[str]:
    """The facts of a text that stand in none of the quotes."""
    evidence = _plain("\n".join(quotes))
    known = {_figure(n) for n in _NUMBER.findall(evidence)}
    return {fact for fact in stated_facts(text) if fact not in known and fact not in evidence}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _MARK.sub("", text))
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", folded)
    return re.sub(r"\s", "", folded)


def _figure(number: str) -> str:
    """02 and 2 are one figure; 2.50 and 2.5 too."""
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")
