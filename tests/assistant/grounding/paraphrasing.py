"""Sentences as language models write them about notices: some follow, some are subtly wrong.

In `paraphrases/` a case is "# about", the quote, "+ right sentence" and "- mistake：wrong sentence".
Places, bodies and figures are invented; the wording is that of notices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.grounding.source import Place

_FOLDER = Path(__file__).with_name("paraphrases")


@dataclass(frozen=True)
class Said:
    """A sentence, what it cites and, of a wrong one, what is wrong with it."""

    sentence: str
    place: Place
    mistake: str = ""


def said(name: str) -> tuple[Sequence[Said], Sequence[Said]]:
    """The right and the wrong sentences of a file."""
    every = list(_cases((_FOLDER / f"{name}.txt").read_text(encoding="utf-8")))
    return [each for each in every if not each.mistake], [each for each in every if each.mistake]


def _cases(text: str) -> list[Said]:
    found: list[Said] = []
    for case in text.strip().split("\n\n"):
        about, quote, *lines = case.splitlines()
        place = Place(quote, about.removeprefix("# "))
        for line in lines:
            sign, _, rest = line.partition(" ")
            mistake, _, sentence = rest.partition("：") if sign == "-" else ("", "", rest)
            found.append(Said(sentence, place, mistake))
    return found
