"""Whether the figures, dates, numbers of documents and Latin words of a text stand in its sources. Pure."""

from collections.abc import Sequence

from assistant.grounding.counted import counts
from assistant.grounding.facts import Fact, Sort, facts, is_settled


def unfounded(said: str, its: Sequence[Fact], known: str) -> str:
    """The first fact of a plain text that is none of `its` nor, of Latin words, in the words `known`.

    It may count what it lists.
    """
    for fact in facts(said):
        if not (_stands(fact, its, known) or counts(fact, said)):
            return said[fact.start : fact.end]
    return ""


def _stands(fact: Fact, its: Sequence[Fact], known: str) -> bool:
    """As it is; or a day and, elsewhere, its year; or 1年 as 一年, but not a bare 1."""
    if any(map(fact.agrees, its)):
        return True
    if fact.sort is Sort.LATIN:
        return fact.value[0] in known
    if fact.sort is Sort.RELATIVE:
        return is_settled(fact, its)
    if fact.sort is Sort.FIGURE and fact.value[0] == "1":
        unit = fact.value[1]
        return bool(unit) and (f"一{unit}" in known or f"一个{unit}" in known)
    return fact.sort is Sort.DATE and all(fact.value[:2]) and _stands_apart(fact, its)


def _stands_apart(fact: Fact, its: Sequence[Fact]) -> bool:
    year = Fact(Sort.DATE, (fact.value[0], "", ""), 0, 0)
    day = Fact(Sort.DATE, ("", *fact.value[1:]), 0, 0)
    undated = [each for each in its if each.sort is Sort.DATE and not each.value[0]]
    return any(map(year.agrees, its)) and any(map(day.agrees, undated))
