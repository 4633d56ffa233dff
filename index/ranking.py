"""Order the passages that both searches found by how well they answer, with a small trained model."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.hit import Hit
from index.linear import load
from index.words import STOP_WORDS, Words, normalise

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
        asked = _Asked(question, self.words, self.rarity)
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


class _Asked:
    """The question's words with their weights, and its pairs of characters."""

    def __init__(self, question: str, words: Words, rarity: Rarity) -> None:
        content = words.content_words(question)
        self._weights = {w: rarity(w) * (0.5 if len(w) == 1 else 1.0) for w in content}
        self._total = sum(self._weights.values()) or 1.0
        self._pairs = pairs(question)
        self._places = words.places(question)

    def covered(self, text: str) -> float:
        """Share of the words, by rarity, that stand in the text."""
        return sum(weight for w, weight in self._weights.items() if w in text) / self._total

    def placed(self, text: str) -> float:
        """Share of the places asked about that stand in the text; 1 where none is asked about."""
        return share_of_places(self._places, text)

    def shared(self, text: str) -> float:
        """Share of the pairs of characters that stand in the text."""
        return sum(pair in text for pair in self._pairs) / (len(self._pairs) or 1)


def share_of_places(places: Sequence[str], text: str) -> float:
    """静海区 also stands where 静海 does; 1 where there are no places."""
    if not places:
        return 1.0
    short = (
        place[:-1] if len(place) > 2 and place[-1] in "省市县区州旗" else place for place in places
    )
    return sum(place in text for place in short) / len(places)


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


def _words_of(asked: _Asked, hit: Hit) -> Mapping[str, float]:
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
