"""The gate for what a language model says: each sentence must follow from the places it cites."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.grounding.company import company
from assistant.grounding.conditions import both_for_either, crossed
from assistant.grounding.context import misplaced, placed
from assistant.grounding.exceptions import exceptions, included
from assistant.grounding.exchanging import exchanged
from assistant.grounding.facts import plain
from assistant.grounding.founded import unfounded
from assistant.grounding.names import Lexicon, foreign_names
from assistant.grounding.people import wrong_number
from assistant.grounding.source import Place, Source, facts_and_names
from assistant.grounding.spreading import spread
from assistant.grounding.stance import contradiction
from assistant.grounding.titled import titled, wrong_title
from assistant.grounding.units import Text
from assistant.grounding.wording import missing_words

_ODD = re.compile(r"[\ufffd\u0000-\u0008\u000b-\u001f\u007f\ud800-\udfff\ue000-\uf8ff]")
_CAUSE = re.compile(r"(?:由于|因为|鉴于|因(?!此|素|[地人材企城][制施而]))(?P<why>[^,。;:，；：]+)")
_PART = re.compile(r"[^。；;]+[。；;]?")
_LIST_NUMBER = re.compile(r"^(?:[-*•·#]+|\d{1,2}[.、)](?!\d)|[(（]\d{1,2}[)）])")


class Flaw(StrEnum):
    """Why a sentence is not shown."""

    UNREADABLE = "unreadable"
    FACT = "fact"
    NAME = "name"
    PLACE = "place"
    DENIAL = "denial"
    WORDS = "words"


@dataclass(frozen=True)
class Verdict:
    """`flaw` is None where the sentence may be shown; `what` is what was wrong."""

    flaw: Flaw | None = None
    what: str = ""


class Gate:
    """Judges sentences by the places they cite.

    `own_words` is the share of a sentence's words, by length, that its places need not have.
    """

    def __init__(self, lexicon: Lexicon, question: str = "", own_words: float = 0.4) -> None:
        self._lexicon = lexicon
        self._asked = plain(question)
        self._own_words = own_words
        self._sources: dict[Place, Source] = {}

    def verdict(self, sentence: str, cited: Sequence[Place]) -> Verdict:
        """Whether a sentence, with or without its marks, follows from places; it needs one at least."""
        if _ODD.search(sentence):
            return Verdict(Flaw.UNREADABLE)
        said = _LIST_NUMBER.sub("", plain(sentence))
        sources = [self._source(place) for place in cited]
        for flaw, find in (
            (Flaw.FACT, _unfounded),
            (Flaw.NAME, self._foreign),
            (Flaw.PLACE, self._misplaced),
            (Flaw.DENIAL, _denial),
            (Flaw.WORDS, self._missing),
        ):
            if what := find(said, sources):
                return Verdict(flaw, what)
        return Verdict()

    def _source(self, place: Place) -> Source:
        """Each is read once, for all sentences that cite it."""
        if place not in self._sources:
            self._sources[place] = Source(place, self._lexicon)
        return self._sources[place]

    def _foreign(self, said: str, sources: Sequence[Source]) -> str:
        return next(foreign_names(said, _words(sources), self._lexicon), "")

    def _misplaced(self, said: str, sources: Sequence[Source]) -> str:
        """What its sources say of something else; a sentence of theirs is right as it stands."""
        if any(source.has(said) for source in sources):
            return ""
        words = [source.spread for source in sources]
        said = spread(said)
        checks: tuple[Callable[[], str], ...] = (
            lambda: wrong_title(said, [s.quote for s in sources], [s.about for s in sources]),
            lambda: included(said, [s.words for s in sources]),
            lambda: exchanged(said, [s.clauses for s in sources], self._lexicon),
            lambda: self._out_of_company(said, sources),
            lambda: wrong_number(said, words, self._lexicon),
            lambda: crossed(said, words) or both_for_either(said, words),
        )
        return next(filter(None, (check() for check in checks)), "")

    def _out_of_company(self, said: str, sources: Sequence[Source]) -> str:
        found = facts_and_names(said, self._lexicon, sources)
        kept = company(Text(said, found, self._lexicon), [source.text for source in sources])
        if kept.stranger:
            return kept.stranger.words
        theirs = [each for source in sources for each in source.placed]
        wrong = misplaced(placed(said, found), theirs, kept.beaten, titled(said))
        return said[wrong.start : wrong.end] if wrong else ""

    def _missing(self, said: str, sources: Sequence[Source]) -> str:
        """The words that the places do not have, where they are too many."""
        known = _words(sources)
        for part in (*(cause["why"] for cause in _CAUSE.finditer(said)), said):
            missing, share = missing_words(part, known, self._asked, self._lexicon)
            if share > self._own_words:
                return missing
        return ""


def _words(sources: Sequence[Source]) -> str:
    return "\n".join(source.words for source in sources)


def _unfounded(said: str, sources: Sequence[Source]) -> str:
    return unfounded(said, [each for s in sources for each in s.facts], _words(sources))


def _denial(said: str, sources: Sequence[Source]) -> str:
    """What it turns round; of what is excepted the contrary of the rule is said rightly."""
    words = [source.words for source in sources]
    excepted = list(exceptions(words))
    parts = [p for p in _PART.findall(said) if not any(e.is_named_in(p) for e in excepted)]
    return contradiction("".join(parts), words)
