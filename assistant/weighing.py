"""Weigh the sentences of the passages found: how well does each answer the question."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Span
from assistant.candidates import Sentence, sentences
from assistant.kinds import ASSIGNMENT, STRICT, TYPED, fits
from assistant.mastheads import word_stands
from assistant.sought import Sought
from index.hit import Hit
from index.linear import Linear, load

_ROLES = (
    ("牵头", "主办"),
    ("配合", "协办", "参与", "协同", "协助"),
    ("负责", "落实", "责任", "承办", "牵头"),
)
"""Words of one role; a question about 负责 is also answered by who leads."""
_CAUSE = re.compile(r"因为|由于|为了|为|原因|以便|从而|避免|防止")
_NEGATED = re.compile(r"不得|不能|不可|不准|不予|不再|不宜|禁止|严禁|不应")
_FRAME = re.compile(r"(?:通知|通告|公告|决定|意见)如下|责任编辑|来源[:：]")
"""Words around a notice, which answer nothing."""
_LISTED = re.compile(
    r"\s*(?:[一二三四五六七八九十]是|\d+[.、．]|（[一二三四五六七八九十]+）|[①-⑨])"
)
_BEGINNING = 400
_ROLE_BONUS = 2.0
_AFFIRMED = 2.0
"""What a sentence loses that says what may be done, where what may not be done is asked for."""


@dataclass(frozen=True)
class Evidence:
    """A sentence as a possible answer.

    `score` is the log-odds that it answers; `coverage` is the share, by rarity, of the question's
    words that the sentence, its headings, its passage and its notice's title hold together, 0 to 1.
    `own` are the question's words in the sentence itself, `missing` those found nowhere.
    """

    span: Span
    text: str
    headings: tuple[str, ...]
    passage_id: str
    score: float
    coverage: float
    own: frozenset[str]
    missing: tuple[str, ...]


def weigh(sought: Sought, hits: Sequence[Hit]) -> list[Evidence]:
    """The sentences of the best passages, best first."""
    places = sentences(sought.question, hits)
    return evidence_of(sought, places, load("assistant", "weighing.json"))


def evidence_of(sought: Sought, places: Sequence[Sentence], model: Linear) -> list[Evidence]:
    """The sentences as evidence, best first by the model."""
    found = [
        _weighed(sought, place, model.log_odds(features))
        for place, features in zip(places, features_of(sought, places), strict=True)
    ]
    return sorted(found, key=lambda e: -e.score)


def features_of(sought: Sought, places: Sequence[Sentence]) -> list[dict[str, float]]:
    """What the model looks at, for each sentence: alone, beside its neighbours and the best."""
    alone = [_features(sought, place) for place in places]
    best = {
        name: max((found[name] for found in alone), default=0.0) or 1.0
        for name in ("own", "together", "pairs")
    }
    return [
        {**found, **_beside(places, alone, i), **{f"{n}_of_best": found[n] / best[n] for n in best}}
        for i, found in enumerate(alone)
    ]


def _features(sought: Sought, place: Sentence) -> dict[str, float]:
    own, around, question = sought.covered(place.own), place.around, sought.question
    fitting, typed = fits(question, place.text), question.wants in TYPED
    title, length = sought.covered(around.title), math.log(len(place.text))
    headings = sought.covered(around.headings)
    return {
        "own": own,
        "near": sought.covered(place.near),
        "headings": headings,
        "title": title,
        "passage": sought.covered(around.body),
        "together": sought.covered(place.own + around.headings + around.title),
        "pairs": sought.shared(place.own),
        "places": sought.placed(place.own + around.headings + around.title),
        "relevance": around.hit.relevance,
        "rank": 1 / (1 + around.rank),
        "fits": float(typed and fitting),
        "misfit": float(question.wants in STRICT and not fitting),
        "untyped": float(not typed),
        "length": length,
        "tiny": float(len(place.text) < 12),
        "introduces": float(place.text.endswith(("：", ":"))),
        "frame": float(_FRAME.search(place.text) is not None),
        "manner_own": sought.manner * own,
        "manner_length": sought.manner * length,
        "cause": float(sought.reason and _CAUSE.search(place.text) is not None),
        "figures": sought.figured(place.own),
        "listed": float(_LISTED.match(place.text) is not None),
        "title_own": title * own,
        "headings_only": headings * (own < 0.3),
        "beginning": float(place.span.start < _BEGINNING),
    }


def _beside(
    places: Sequence[Sentence], alone: Sequence[Mapping[str, float]], i: int
) -> dict[str, float]:
    """What the sentences before and after it in the passage hold."""

    def neighbour(j: int) -> Mapping[str, float]:
        same = 0 <= j < len(places) and places[j].around is places[i].around
        return alone[j] if same else {}

    before, after = neighbour(i - 1), neighbour(i + 1)
    return {
        "before": before.get("own", 0.0),
        "after": after.get("own", 0.0),
        "first": float(not before),
        "after_colon": before.get("introduces", 0.0),
    }


def _weighed(sought: Sought, place: Sentence, log_odds: float) -> Evidence:
    question, weights = sought.question, sought.weights
    allots = question.allots and ASSIGNMENT.search(place.text) is not None
    covered = sum(weight * place.covered(word) for word, weight in weights.items()) / sought.total
    return Evidence(
        span=place.span,
        text=place.text,
        headings=place.around.hit.headings,
        passage_id=place.around.hit.passage_id,
        score=log_odds
        + (_role_credit(question.text, place.text) if allots else 0.0)
        - (_AFFIRMED if sought.negated and not _NEGATED.search(place.text) else 0.0),
        coverage=covered,
        own=frozenset(word for word in weights if word_stands(word, place.own)),
        missing=tuple(word for word in weights if place.covered(word) < 0.5),
    )


def _role_credit(question: str, text: str) -> float:
    """Lines of the role asked for come before those of another."""
    asked = next((role for role in _ROLES if any(verb in question for verb in role)), None)
    return _ROLE_BONUS if asked is None or any(verb in text for verb in asked) else 0.0
