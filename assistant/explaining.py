"""Why hits stand in their order: what the trained model counts for and against each of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.duties.aliases import other_names
from index.hit import Hit
from index.linear import load
from index.ranking import Ranker
from index.synonyms import synonyms
from index.words import Words

CANDIDATES = 30
"""At least so many of what both searches found are put in order, however few are shown."""
NAMES = {
    "by_words": "按词查找的名次",
    "by_meaning": "按意思查找的名次",
    "rank": "两种查找合起来的名次",
    "similarity": "意思与问题接近",
    "words_only": "意思与问题接近",
    "body": "字词与问题相同",
    "headings": "字词与问题相同",
    "title": "字词与问题相同",
    "together": "字词与问题相同",
    "sentence": "字词与问题相同",
    "headed_sentence": "字词与问题相同",
    "pairs": "字词与问题相同",
    "sentence_pairs": "字词与问题相同",
    "places": "地名相符",
    "notice_places": "地名相符",
    "length": "段落长短",
    "notice": "同一公文里找到得多",
}
"""Features by what a person would call them. Those of one name measure the same thing and partly
cancel each other, so that only together they say something."""
_MOST = 5
_LEAST = 0.05


@dataclass(frozen=True)
class Contribution:
    """What speaks for a hit (above 0) or against it, in log odds beside the average candidate."""

    name: str
    weight: float


@dataclass(frozen=True)
class Explained:
    """A hit, what decided its place most, and the words sought that stand in its text."""

    hit: Hit
    contributions: tuple[Contribution, ...]
    matched: tuple[str, ...]


def explained(
    question: str, hits: Sequence[Hit], candidates: Sequence[Hit], ranker: Ranker
) -> list[Explained]:
    """The hits with their reasons. `candidates` are all that were put in order, by fused rank.

    A hit that is not among them, since its notice was replaced meanwhile, has no contributions.
    """
    features = ranker.features(question, candidates)
    several = len(features) or 1
    common = {name: sum(each[name] for each in features) / several for name in NAMES}
    reasons = {
        candidate.passage_id: _contributions(each, common)
        for candidate, each in zip(candidates, features, strict=True)
    }
    asked = _sought(question, ranker.words)
    return [
        Explained(hit, reasons.get(hit.passage_id, ()), _matched(asked, hit.text, ranker.words))
        for hit in hits
    ]


def _contributions(
    features: Mapping[str, float], common: Mapping[str, float]
) -> tuple[Contribution, ...]:
    """The strongest first."""
    weights: defaultdict[str, float] = defaultdict(float)
    for feature, weight in load("index", "ranking.json").weights.items():
        weights[NAMES[feature]] += weight * (features[feature] - common[feature])
    found = (Contribution(name, weight) for name, weight in weights.items())
    strong = [each for each in found if abs(each.weight) >= _LEAST]
    return tuple(sorted(strong, key=lambda each: -abs(each.weight))[:_MOST])


def _sought(question: str, words: Words) -> list[str]:
    """The words that the keyword search looks for."""
    cut = words.cut(" ".join((question, *other_names(question))))
    return list(dict.fromkeys((*cut, *(other for word in cut for other in synonyms(word)))))


def _matched(asked: Sequence[str], text: str, words: Words) -> tuple[str, ...]:
    """Single characters such as 市 only where nothing longer matched: they stand everywhere."""
    held = set(words.cut(text))
    found = [word for word in asked if word in held]
    return tuple([word for word in found if len(word) > 1] or found)
