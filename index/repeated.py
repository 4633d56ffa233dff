"""Questions that are the same but for marks, widths and case, counted together."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

_MARKS = re.compile(r"(?!(?<=\d)\.(?=\d))[^\w%]|_")
"""What does not count; a decimal point and a per cent sign do."""


@dataclass(frozen=True)
class Tally:
    """How often the very same words were asked with the same outcome, and when last."""

    question: str
    refused: bool
    count: int
    last_at: datetime


def sameness(question: str) -> str:
    """What questions that are the same have in common; marks alone are taken as they stand."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", question).casefold())
    return _MARKS.sub("", folded) or folded.strip()


def unanswered(tallies: Iterable[Tally]) -> list[Tally]:
    """The questions refused and not answered since, in their latest words and counted together.

    Most asked first, then the latest.
    """
    found = list(tallies)
    groups: dict[str, list[Tally]] = {}
    for each in found:
        if each.refused:
            groups.setdefault(sameness(each.question), []).append(each)
    answered: dict[str, datetime] = {}
    for each in found if groups else ():
        if not each.refused and (key := sameness(each.question)) in groups:
            answered[key] = max(each.last_at, answered.get(key, each.last_at))
    still = [
        each
        for key, group in groups.items()
        if (each := _together(group)).last_at >= answered.get(key, each.last_at)
    ]
    return sorted(still, key=lambda each: (each.count, each.last_at, each.question), reverse=True)


def _together(group: list[Tally]) -> Tally:
    last = max(group, key=lambda each: each.last_at)
    return replace(last, count=sum(each.count for each in group))
