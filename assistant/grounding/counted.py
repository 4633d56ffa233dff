"""Whether a figure only counts what the text itself lists: 三个县：甲县、乙县、丙县. Pure."""

import re

from assistant.grounding.facts import Fact, Sort

_COUNTERS = frozenset("个项种类家条点名位方面地级档次")
_MOST = 10
_MEMBERS = re.compile(r"[、,;；]")
_JOINS = re.compile(r"[和与及](?!以)")
_BEGINS = re.compile(r"[:为是有,]|包括|分得|分担")
_SENTENCE = re.compile(r"[^。！？!?\n]+")


def counts(fact: Fact, said: str) -> bool:
    """Whether the rest of its sentence has as many members, after 为, 是, 包括, 分别 or a colon."""
    if (
        fact.sort is not Sort.FIGURE
        or fact.value[1] not in _COUNTERS
        or said[fact.start] in "第0123456789"
    ):
        return False
    number = int(fact.value[0]) if fact.value[0].isdecimal() else 0
    found = _SENTENCE.match(said, fact.end)
    if not found or not 1 < number <= _MOST:
        return False
    lists = [found[0][mark.end() :] for mark in _BEGINS.finditer(found[0])]
    return any(number in _sizes(each) | _sizes(each.split(",")[0]) for each in lists)


def _sizes(words: str) -> set[int]:
    """How many members a list may have: a 和 in the last one may join two."""
    members = _MEMBERS.split(words.strip(",:"))
    return {len(members), len(members) + (len(members) > 1 and bool(_JOINS.search(members[-1])))}
