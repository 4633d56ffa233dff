"""What a sentence of a language model is judged by: the words that it cites, read once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.grounding.context import Placed, placed
from assistant.grounding.exchanging import clauses
from assistant.grounding.facts import Fact, Sort, facts, plain
from assistant.grounding.names import Lexicon, named
from assistant.grounding.people import people
from assistant.grounding.spreading import spread
from assistant.grounding.units import Text

_LEAST = 3
"""Characters of a place that is looked for as it stands."""
_STOPS = re.compile(r"[。；;！？!?\n]+")


@dataclass(frozen=True)
class Place:
    """What a mark stands for: the words quoted, and what is known of where they stand.

    `about` is the notice's title, issuer, number and dates and the headings above the quote.
    """

    quote: str
    about: str


class Source:
    """A place in its plain spelling, with the facts and names that it has."""

    def __init__(self, place: Place, lexicon: Lexicon) -> None:
        self._place, self._lexicon = place, lexicon
        self.quote, self.about = plain(place.quote), plain(place.about)
        self.words = f"{self.quote}\n{self.about}"

    def has(self, said: str) -> bool:
        """Whether all sentences of a plain text stand there word by word."""
        return all(part in self._sentences for part in _STOPS.split(said) if part)

    @cached_property
    def _sentences(self) -> set[str]:
        return {plain(part) for part in _STOPS.split(self._place.quote)}

    @cached_property
    def facts(self) -> list[Fact]:
        """Figures, dates, numbers of documents and Latin words."""
        return list(facts(self.words))

    @cached_property
    def people(self) -> set[str]:
        """Their names."""
        return {fact.value[0] for fact in people(self.words, self._lexicon)}

    @cached_property
    def names(self) -> list[Fact]:
        """Bodies and places."""
        return list(named(self.words, self._lexicon))

    @cached_property
    def spread(self) -> str:
        """Its words, each member of a list with its own."""
        return spread(self.words)

    @cached_property
    def clauses(self) -> list[list[str]]:
        """Their words."""
        return clauses(self.spread, self._lexicon)

    @cached_property
    def placed(self) -> list[Placed]:
        """Its facts and names among their words."""
        return placed(self.spread, facts_and_names(self.spread, self._lexicon))

    @cached_property
    def text(self) -> Text:
        """Only what is quoted: a notice's issuer and title are next to nothing in it."""
        words = spread(self.quote)
        return Text(words, facts_and_names(words, self._lexicon), self._lexicon)


def facts_and_names(words: str, lexicon: Lexicon, sources: Sequence[Source] = ()) -> list[Fact]:
    """All facts of a plain text, with the people and places that it or its sources name elsewhere."""
    own = list(named(words, lexicon))
    names = [*own, *(fact for source in sources for fact in source.names)]
    places = {f.value[0] for f in names if f.sort is Sort.PLACE and len(f.value[0]) >= _LEAST}
    again = [
        Fact(Sort.PLACE, (place,), *match.span())
        for place in places
        for match in re.finditer(re.escape(place), words)
    ]
    known = {name for source in sources for name in source.people}
    return [*facts(words), *own, *again, *people(words, lexicon, known)]
