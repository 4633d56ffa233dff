"""Decide from the evidence whether the notices say what was asked."""

from collections.abc import Callable, Mapping, Sequence

from assistant.kinds import typed_answer_stands
from assistant.sought import Sought
from assistant.understanding import Question, Wants
from assistant.weighing import Evidence
from index.hit import Hit
from index.linear import as_probability, load
from index.ranking import KEYWORDS, VECTORS
from index.words import normalise

DOUBTFUL = 0.4
"""Above this chance of being unanswerable a question is refused; README.md shows the whole curve."""
_KINDS = {Wants.FIGURE: "所问的数字", Wants.WHEN: "所问的时间", Wants.PHONE: "联系方式"}
_NOTHING = "公文库里没有与这个问题有关的内容。"


def reason_to_refuse(
    question: Question,
    ranked: Sequence[Evidence],
    chance: float,
    is_word: Callable[[str], bool],
) -> str | None:
    """Why the evidence does not answer, in a sentence for the asker; None where it does.

    `chance` is that of `doubt`; `is_word` tells words that may be shown from what only the
    segmentation made.
    """
    if not ranked:
        years = "、".join(f"{year}年" for year in question.years)
        return f"现有公文里没有找到{years}的相关内容。" if years else _NOTHING
    best = ranked[0]
    if chance > DOUBTFUL:
        shown = [f"“{word}”" for word in best.missing if len(word) > 1 and is_word(word)]
        if shown:
            return f"现有公文里没有找到这个问题的答案，其中没有提到{'、'.join(shown[:2])}。"
        return "现有公文里没有找到这个问题的答案。"
    return None


def not_of_the_kind(question: Question) -> str:
    """The refusal where the best words have no figure, date or number, and one was asked for."""
    asked = question.attribute or _KINDS.get(question.wants, "所问的内容")
    return f"现有公文提到了相关事项，但没有写明{asked}。"


def doubt(sought: Sought, ranked: Sequence[Evidence], hits: Sequence[Hit]) -> float:
    """The chance, 0 to 1, that nothing in the notices answers."""
    if not ranked:
        return 1.0
    return load("assistant", "refusing.json").probability(doubt_features(sought, ranked, hits))


def doubt_features(
    sought: Sought, ranked: Sequence[Evidence], hits: Sequence[Hit]
) -> Mapping[str, float]:
    """What the model looks at: how good the best sentence is, and what of the question is missing."""
    best, weights, question = ranked[0], sought.weights, sought.question
    notice = normalise(
        " ".join(
            f"{h.notice.title}{h.notice.issuer or ''}{h.text}"
            for h in hits
            if h.notice.id == best.span.notice.id
        )
    )
    missing = [weights[word] for word in best.missing]
    trained = sorted(hits, key=lambda hit: -hit.relevance)
    fourth = as_probability(ranked[3].score) if len(ranked) > 3 else 0.0
    return {
        "best": best.score,
        "lead": as_probability(best.score) - fourth,
        "coverage": best.coverage,
        "own": sum(weights[word] for word in best.own) / sought.total,
        "notice": sought.covered(notice),
        "places": sought.placed(notice),
        "missing": float(len(missing)),
        "rarest_missing": max(missing, default=0.0) / (max(weights.values(), default=0.0) or 1.0),
        "misfit": float(not typed_answer_stands(question, best.text)),
        "unnamed": float(any(word in question.attribute for word in best.missing)),
        "similarity": max((hit.similarity or 0.0 for hit in hits), default=0.0),
        "relevance": max((hit.relevance for hit in hits), default=0.0),
        "agreement": sum(len(hit.found_by) == 2 for hit in trained[:5]) / 5,
        "first_in_both": float(bool(hits) and trained[0].found_by == {KEYWORDS: 1, VECTORS: 1}),
    }
