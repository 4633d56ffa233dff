"""Right sentences made wrong: another figure, year, place or department in them."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from documents.duties.aliases import other_names

_NUMBER = re.compile(r"(?<![\d.(（])\d+(?:\.\d+)?(?![\d.])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")


@dataclass(frozen=True)
class Altered:
    """A sentence that is wrong now, and how it was made so."""

    how: str
    text: str
    was: str
    is_now: str


@dataclass(frozen=True)
class Altering:
    """Alters with what other notices name; `places_of` finds the places that a text names."""

    departments: Sequence[str]
    places: Sequence[str]
    places_of: Callable[[str], list[str]]

    def each(self, text: str, quote: str, chance: random.Random) -> Iterator[Altered]:
        """One alteration of every kind that the sentence allows."""
        ways = (self._figure, self._figure_nearby, self._year, self._place, self._place_nearby)
        for way in (*ways, self._department, self._department_nearby):
            if altered := way(text, quote, chance):
                yield altered

    def _figure(self, text: str, quote: str, chance: random.Random) -> Altered | None:
        found = [
            m for m in _NUMBER.finditer(text) if not re.match(r"[年.、)）\]]", text[m.end() :])
        ]
        if not found:
            return None
        match = chance.choice(found)
        whole, dot, part = match[0].partition(".")
        now = f"{int(whole) + chance.choice((1, 2, 3, 10, 100))}{dot}{part}"
        if re.search(rf"(?<!\d){now}(?!\d)", quote):
            return None
        return _put("figure", text, match.span(), now)

    def _figure_nearby(self, text: str, quote: str, chance: random.Random) -> Altered | None:
        """With a figure that its own source has elsewhere, of the same unit."""
        found = [
            (m, other)
            for m in _NUMBER.finditer(text)
            for other in _NUMBER.finditer(quote)
            if other[0] != m[0]
            and (unit := text[m.end() : m.end() + 1])
            not in ("", "年", "月", "日", "号", ".", "、", ")", "]")
            and quote[other.end() : other.end() + 1] == unit
        ]
        if not found:
            return None
        match, other = chance.choice(found)
        return _put("figure nearby", text, match.span(), other[0])

    def _year(self, text: str, quote: str, chance: random.Random) -> Altered | None:
        found = list(_YEAR.finditer(text))
        if not found:
            return None
        match = chance.choice(found)
        return _put(
            "year", text, match.span(), str(int(match[0]) + chance.choice((-2, -1, 1, 2, 3)))
        )

    def _place(self, text: str, quote: str, chance: random.Random) -> Altered | None:
        return self._other("place", text, self.places_of(text), self.places, quote, chance)

    def _place_nearby(self, text: str, quote: str, chance: random.Random) -> Altered | None:
        nearby = [place for place in self.places_of(quote) if place in self.places]
        return self._other("place nearby", text, self.places_of(text), nearby, "", chance)

    def _department(self, text: str, quote: str, chance: random.Random) -> Altered | None:
        return self._other("department", text, self._named(text), self.departments, quote, chance)

    def _department_nearby(self, text: str, quote: str, chance: random.Random) -> Altered | None:
        return self._other(
            "department nearby", text, self._named(text), self._named(quote), "", chance
        )

    def _named(self, text: str) -> list[str]:
        return [name for name in self.departments if name in text]

    @staticmethod
    def _other(  # noqa: PLR0917  what is altered, by what, in what
        how: str,
        text: str,
        own: Sequence[str],
        others: Sequence[str],
        quote: str,
        chance: random.Random,
    ) -> Altered | None:
        left = [o for o in others if not quote or o not in quote]
        pairs = [
            (a, b) for a in own for b in chance.sample(left, min(len(left), 5)) if _differ(a, b)
        ]
        if not pairs:
            return None
        one, two = chance.choice(pairs)
        start = text.index(one)
        return _put(how, text, (start, start + len(one)), two)


def _differ(one: str, two: str) -> bool:
    """Beyond the spelling: 发改委 for 省发展改革委, without a place of its own, is nothing wrong."""
    alike = one[:2] == two[:2] or one in two or two in one
    return not alike and not two.startswith(other_names(one))


def _put(how: str, text: str, span: tuple[int, int], now: str) -> Altered:
    return Altered(how, f"{text[: span[0]]}{now}{text[span[1] :]}", text[slice(*span)], now)
