"""Whether what a text says keeps the company that it has in its sources. Pure.

Beside 60% a text says 面试, which its sources say beside 40%: then the words are of another figure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.grounding.units import CLAUSE, MEMBER, NOT, PART, Item, Text

_MOSTLY = 2
"""By how many more words that speak for another it is taken for that, whatever stands next to it."""
_MANY = 12
"""A word that stands in so many places says nothing of any."""
_OF_FIGURE = re.compile("不?(?:超过|超出|少于|多于|高于|低于|早于|晚于|迟于|大于|小于)")
"""Words that say 不 of a figure, and nothing of what stands beside it."""
_PART_OF = re.compile("其中|含")
_WITH_PARTS = re.compile("其中|包括|在内|等|含")

At = tuple[Text, Item]


@dataclass
class Company:
    """`stranger` is the first item that stands in another's company.

    `beaten` has the starts of figures, each with the start and the words of one that fits less well.
    """

    stranger: Item | None = None
    beaten: set[tuple[int, int, str]] = field(default_factory=set)


def company(said: Text, sources: Sequence[Text]) -> Company:
    """What is beside each fact and each denied word of a text, by its sources."""
    found = Company()
    for item, own, rivals in (*_facts(said, sources), *_denials(said, sources)):
        beside = sorted(_beside(said, item), key=lambda anchor: _gap(anchor, item))
        anchors = [places for each in beside if len(places := _places(each, sources)) <= _MANY]
        mine = [_closest(places, own) for places in anchors]
        for rival in rivals:
            theirs = [_closest(places, [rival]) for places in anchors]
            leaning = _leaning(mine, theirs, is_part=_is_part(rival, own))
            if leaning < 0:
                found.stranger = item
                return found
            if leaning > 0 and item.is_figure:
                found.beaten.add((item.start, rival[1].start, rival[1].words))
    return found


def _facts(said: Text, sources: Sequence[Text]) -> Iterator[tuple[Item, list[At], list[At]]]:
    """Each fact, where the sources have it, and what they have that could stand in its place."""
    for item in said.facts:
        own = _places(item, sources)
        unit = _unit(said, item)
        beside = said.facts_in(unit)
        rivals = [
            (text, its)
            for text in sources
            for its in text.facts
            if its.is_rival_of(item) and not any(other.is_same_as(its) for other in [item, *beside])
        ]
        if _WITH_PARTS.search(said.words, *unit):
            rivals = [at for at in rivals if not _is_part(at, own)]
        if own:
            yield item, own, rivals


def _denials(said: Text, sources: Sequence[Text]) -> Iterator[tuple[Item, list[At], list[At]]]:
    """Each word, where the sources have it, and where they have its contrary: 合格, 不合格."""
    for item in said.words_in((0, len(said.words))):
        if _OF_FIGURE.fullmatch(item.words):
            continue
        is_denied = item.words[0] in NOT
        contrary = [item.words[1:]] if is_denied else [f"{no}{item.words}" for no in sorted(NOT)]
        own = _places(item, sources)
        if own and len(contrary[0]) > 1:
            yield (
                item,
                own,
                [at for words in contrary for at in _places(Item(words, 0, 0), sources)],
            )


def _places(item: Item, sources: Sequence[Text]) -> list[At]:
    return [(text, its) for text in sources for its in text.find(item)]


def _unit(said: Text, item: Item) -> tuple[int, int]:
    """Its member of a list, where anything stands there beside it, or else its clause."""
    member = said.unit_of(item, MEMBER)
    return member if _beside_in(said, item, member) else said.unit_of(item, CLAUSE)


def _beside(said: Text, item: Item) -> list[Item]:
    return _beside_in(said, item, _unit(said, item))


def _beside_in(said: Text, item: Item, unit: tuple[int, int]) -> list[Item]:
    others = [its for its in said.facts_in(unit) if its != item and not its.is_rival_of(item)]
    facts = [its for its in others if said.is_direct(its, item)]
    return [*facts, *(its for its in said.words_in(unit) if its.start != item.start)]


def _leaning(mine: Sequence[int], theirs: Sequence[int], *, is_part: bool) -> int:
    """1 where the words beside an item are, in the sources, closer to it than to its rival; -1, 0.

    The word next to it decides, unless most of the others say otherwise; of a whole and its part
    (共5人，其中甲县2人) any word decides that is closer to the part.
    """
    leanings = [_sign(one - two) for one, two in zip(mine, theirs, strict=True)]
    is_clear = sum(leanings) <= -_MOSTLY or (is_part and -1 in leanings)
    return -1 if is_clear else next(filter(None, leanings), 0)


def _closest(anchor: Sequence[At], places: Sequence[At]) -> int:
    return max(
        (text.closeness(at, its) for text, its in places for same, at in anchor if same is text),
        default=0,
    )


def _is_part(part: At, wholes: Sequence[At]) -> bool:
    """Whether 其中 stands between one of the figures and one behind it, in one part of a sentence."""
    text, item = part
    return item.is_figure and any(
        text.unit_of(whole, PART) == text.unit_of(item, PART)
        and _PART_OF.search(text.words, whole.end, item.start) is not None
        for same, whole in wholes
        if same is text
    )


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _gap(one: Item, two: Item) -> int:
    return max(one.start, two.start) - min(one.end, two.end)
