"""A text cut into sentences, parts, clauses and members of lists, and what stands in them. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.grounding.facts import Fact, Sort
from assistant.grounding.names import Lexicon, is_short_for

SENTENCE, PART, CLAUSE, MEMBER = range(4)
"""Units from the largest to the smallest."""
NOT = frozenset("不未无非没")
_LABEL = r"(?:责任|牵头|配合|承办|协办|参与|完成|联系)(?:单位|部门|处室|科室|时限|时间|人)[:为]"
_UNITS = (
    re.compile(rf"(?:[^。！？!?\n]|。(?={_LABEL}))+"),
    re.compile(r"[^；;。]+"),
    re.compile(r"[^,，;；。]+"),
)
_AND = re.compile(r"、|以及|[和及与](?!以)")
_TITLE = re.compile(r"《([^《》]{4,})》")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_RANK = re.compile(r"[省市县区乡镇村]级")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "分别 之前 之后 以内 以上 以下 以及 其中 同时 根据 按照 通知 规定 有关 相关 可以 应当 应该 必须 需要 进行 开展"
        " 负责 牵头 配合 单位 部门 工作 要求 标准 每人 每年 每月 时间 情况 达到 共有 总共 合计 一共 累计 已经 完成 其他"
        " 其余 内容 方面 由于 因为",
    )
)
"""Words that stand beside anything."""


@dataclass(frozen=True)
class Item:
    """A fact, or a word that is none, in its text."""

    words: str
    start: int
    end: int
    fact: Fact | None = None

    @property
    def is_figure(self) -> bool:
        """Members of a list have figures of their own; bodies in a list have all in common."""
        return self.fact is not None and self.fact.sort in {Sort.FIGURE, Sort.DATE, Sort.RATE}

    def is_rival_of(self, other: "Item") -> bool:
        """Whether one could stand where the other does."""
        mine, its = self.fact, other.fact
        if mine is None or its is None or mine.sort is not its.sort:
            return False
        return mine.sort is not Sort.FIGURE or mine.value[1] == its.value[1]

    def is_same_as(self, other: "Item") -> bool:
        """Whether they name the same; a short name the long one."""
        mine, its = self.fact, other.fact
        if mine is None or its is None:
            return self.words == other.words
        if mine.sort not in {Sort.NAME, Sort.PLACE, Sort.PERSON}:
            return mine.agrees(its)
        one, two = mine.value[0], its.value[0]
        is_short = mine.sort is Sort.NAME and is_short_for(one, two)
        return mine.sort is its.sort and (one.endswith(two) or two.endswith(one) or is_short)


class Text:
    """A plain text with the facts found in it, to which come the titles that it names."""

    def __init__(self, words: str, facts: Iterable[Fact], lexicon: Lexicon) -> None:
        self.words = words
        self._lexicon = lexicon
        titles = (Fact(Sort.TITLE, (m[1],), *m.span()) for m in _TITLE.finditer(words))
        self.facts = list(_apart(words, [*titles, *facts]))

    def unit_of(self, item: Item, unit: int) -> tuple[int, int]:
        """The span of a unit around an item."""
        number = self._numbers[unit][item.start]
        return self._spans[unit][number] if number >= 0 else (item.start, item.end)

    def facts_in(self, span: tuple[int, int]) -> list[Item]:
        """The facts that begin in a span."""
        first, end = (bisect_left(self._starts, place) for place in span)
        return self.facts[first:end]

    def words_in(self, span: tuple[int, int]) -> list[Item]:
        """The words of a span that are no facts and not common, with the 不 before them."""
        return [item for item in self._words if span[0] <= item.start and item.end <= span[1]]

    def find(self, item: Item) -> list[Item]:
        """Where the text has what another text has; a word without 不 where it has none."""
        if item.fact is not None:
            return [its for its in self.facts if item.is_same_as(its)]
        return [
            Item(item.words, *match.span())
            for match in re.finditer(re.escape(item.words), self.words)
            if item.words[0] in NOT or self.words[match.start() - 1 : match.start()] not in NOT
        ]

    def closeness(self, one: Item, item: Item) -> int:
        """0 to 9: the smallest unit that has both, and whether nothing like the one lies between."""
        units = range(MEMBER + item.is_figure)
        shared = sum(
            self._numbers[unit][one.start] == self._numbers[unit][item.start] >= 0 for unit in units
        )
        if not shared or one.fact is None:
            return shared and 2 * shared + 1
        return 2 * shared + self.is_direct(one, item)

    def is_direct(self, one: Item, item: Item) -> bool:
        """Whether nothing that could stand in the place of the one lies between two items."""
        between = self.facts_in((min(one.end, item.end), max(one.start, item.start)))
        return not any(its.is_rival_of(one) and not its.is_same_as(one) for its in between)

    @cached_property
    def _starts(self) -> list[int]:
        return [item.start for item in self.facts]

    @cached_property
    def _words(self) -> list[Item]:
        found, start = list[Item](), 0
        taken = [False] * len(self.words)
        for item in self.facts:
            taken[item.start : item.end] = [True] * (item.end - item.start)
        for token in self._lexicon.tokens(self.words, guess=False):
            end = start + len(token)
            if not any(taken[start:end]):
                first = start - (self.words[start - 1 : start] in NOT)
                if _RANK.fullmatch(token):
                    found.append(Item(token[0], start, start + 1))
                elif _CHINESE.fullmatch(token) and token not in _COMMON:
                    found.append(Item(self.words[first:end], start, end))
            start = end
        return found

    @cached_property
    def _spans(self) -> list[list[tuple[int, int]]]:
        spans = [[match.span() for match in unit.finditer(self.words)] for unit in _UNITS]
        return [*spans, [member for clause in spans[CLAUSE] for member in self._members(*clause)]]

    @cached_property
    def _numbers(self) -> list[list[int]]:
        """Of each character, for each sort of unit, in the how many-th it stands; -1 in none."""
        numbers = [[-1] * (len(self.words) + 1) for _ in self._spans]
        for of_unit, spans in zip(numbers, self._spans, strict=True):
            for number, (start, end) in enumerate(spans):
                of_unit[start:end] = [number] * (end - start)
        return numbers

    def _members(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for mark in _AND.finditer(self.words, start, end):
            if not any(item.start < mark.end() and mark.start() < item.end for item in self.facts):
                yield start, mark.start()
                start = mark.end()
        yield start, end


def _apart(words: str, facts: Iterable[Fact]) -> Iterator[Item]:
    """In order; what overlaps one before it left out."""
    end = 0
    for fact in sorted(facts, key=lambda fact: (fact.start, -fact.end)):
        if fact.start >= end:
            yield Item(words[fact.start : fact.end], fact.start, fact.end, fact)
            end = fact.end
