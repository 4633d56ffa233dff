"""Order the passages that both searches found by how well they answer, with a small trained model."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from index.hit import Hit
from index.linear import load
from index.words import STOP_WORDS, Words, bare_place, normalise

Rarity = Callable[[str], float]
KEYWORDS, VECTORS = "keywords", "vectors"
_SENTENCE = re.compile(r"(?<=[。!?;\n])")
_FAR = -0.06
"""How much less alike a passage counts that only the keywords found."""
_PLAIN = re.compile(r"\W")


class Ranker:
    """Scores are probabilities that a passage holds the answer."""

    def __init__(self, words: Words, rarity: Rarity) -> None:
        self.words = words
        self.rarity = rarity

    def rank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits again, best first, with their probability as score."""
        model = load("index", "ranking.json")
        scored = (
            replace(hit, score=model.probability(features))
            for hit, features in zip(hits, self.features(question, hits), strict=True)
        )
        return sorted(scored, key=lambda hit: -hit.score)

    def features(self, question: str, hits: Sequence[Hit]) -> list[dict[str, float]]:
        """What the model looks at, for each hit. The hits come in the order of the fused ranks."""
        words = self.words
        asked = Measure(
            question, words.content_words(question), words.places(question), self.rarity
        )
        alike = max((hit.similarity for hit in hits if hit.similarity is not None), default=0.0)
        notices: dict[str, float] = defaultdict(float)
        texts: dict[str, str] = defaultdict(str)
        for rank, hit in enumerate(hits):
            notices[hit.notice.id] += 1 / (5 + rank)
            texts[hit.notice.id] += normalise(
                f"{hit.notice.title}{hit.notice.issuer or ''}{hit.text}"
            )
        most = max(notices.values(), default=1.0)
        return [
            {
                **_found(hit, alike),
                **_words_of(asked, hit),
                "notice": notices[hit.notice.id] / most,
                "notice_places": asked.placed(texts[hit.notice.id]),
                "rank": 1 / (1 + rank),
            }
            for rank, hit in enumerate(hits)
        ]


def contains(word: str, text: str) -> bool:
    """Whether a text has a word just so."""
    return word in text


class Measure:
    """How much of a question a text holds: its words by rarity, its pairs of characters, its places.

    `weights` are by rarity, a single character counting half; `stands` says whether a word stands
    in a text.
    """

    def __init__(
        self,
        question: str,
        content: Iterable[str],
        places: Sequence[str],
        rarity: Rarity,
        stands: Callable[[str, str], bool] = contains,
    ) -> None:
        self.weights = {
            w: rarity(w) * (0.5 if len(w) == 1 else 1.0) for w in dict.fromkeys(content)
        }
        self.total = sum(self.weights.values()) or 1.0
        self.places = places
        self._pairs = pairs(question)
        self._stands = stands

    def covered(self, text: str) -> float:
        """Share of the words, by rarity, that stand in the text."""
        found = (weight for word, weight in self.weights.items() if self._stands(word, text))
        return sum(found) / self.total

    def shared(self, text: str) -> float:
        """Share of the pairs of characters that stand in the text."""
        return sum(pair in text for pair in self._pairs) / (len(self._pairs) or 1)

    def placed(self, text: str) -> float:
        """Share of the places asked about that stand in the text, 静海区 also as 静海; 1 without any."""
        if not self.places:
            return 1.0
        return sum(bare_place(place) in text for place in self.places) / len(self.places)


def pairs(text: str) -> frozenset[str]:
    """Adjoining characters of a text, without marks and words of asking."""
    plain = _PLAIN.sub("", normalise(text))
    found = (plain[i : i + 2] for i in range(len(plain) - 1))
    return frozenset(pair for pair in found if not any(c in STOP_WORDS for c in pair))


def _found(hit: Hit, alike: float) -> Mapping[str, float]:
    by_words, by_meaning = hit.found_by.get(KEYWORDS), hit.found_by.get(VECTORS)
    return {
        "by_words": 1 / (10 + by_words) if by_words else 0.0,
        "by_meaning": 1 / (10 + by_meaning) if by_meaning else 0.0,
        "similarity": _FAR if hit.similarity is None else hit.similarity - alike,
        "words_only": float(hit.similarity is None),
    }


def _words_of(asked: Measure, hit: Hit) -> Mapping[str, float]:
    body = normalise(hit.text)
    headings = normalise(" ".join(hit.headings))
    title = normalise(f"{hit.notice.title} {hit.notice.issuer or ''}")
    sentences = _SENTENCE.split(body)
    return {
        "body": asked.covered(body),
        "headings": asked.covered(headings),
        "title": asked.covered(title),
        "together": asked.covered(body + headings + title),
        "sentence": max(map(asked.covered, sentences)),
        "headed_sentence": max(asked.covered(s + headings + title) for s in sentences),
        "pairs": asked.shared(body),
        "sentence_pairs": max(map(asked.shared, sentences)),
        "places": asked.placed(body + headings + title),
        "length": math.log(len(body) + 1),
    }
