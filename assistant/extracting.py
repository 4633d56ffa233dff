"""Choose, from the weighed sentences, those that answer; word for word."""

import re
from collections.abc import Callable, Sequence

from assistant.parties import asks_about_both, party_asked
from assistant.understanding import Question, Wants
from assistant.weighing import ASSIGNMENT, Evidence, typed_answer_stands

_ENOUGH = 0.6
"""Share of the question's words, by rarity, that the evidence must hold; below it is a refusal."""
_NOTHING = "公文库里没有与这个问题有关的内容。"
_LONGEST = 320
_CANDIDATES = 12
_PARTY_LABEL = re.compile(
    r"([\u4e00-\u9fff]{2,12}?)(?:落实|责任|牵头|配合|承办)(?:部门|单位)\s*[:：]"
)


def of_years_asked(question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """A year asked for must be named by the sentence, its headings, its notice's title or dates."""
    return [e for e in found if all(_year_stands(year, e) for year in question.years)]


def reason_to_refuse(
    question: Question, ranked: Sequence[Evidence], is_word: Callable[[str], bool]
) -> str | None:
    """Why the evidence does not answer, in a sentence for the asker; None where it does.

    `is_word` tells words that may be shown from what only the segmentation made.
    """
    if not ranked:
        years = "、".join(f"{year}年" for year in question.years)
        return f"现有公文里没有找到{years}的相关内容。" if years else _NOTHING
    best = ranked[0]
    if best.coverage < _ENOUGH:
        shown = [f"“{word}”" for word in best.missing if len(word) > 1 and is_word(word)]
        detail = f"，其中没有提到{'、'.join(shown[:2])}" if shown else ""
        return f"现有公文里没有找到这个问题的答案{detail}。"
    if question.attribute and any(word in question.attribute for word in best.missing):
        return f"现有公文提到了相关事项，但没有写明{question.attribute}。"
    if not typed_answer_stands(question, best.text):
        return "现有公文提到了相关事项，但没有写明所问的数字、时间或联系方式。"
    return None


def choose(question: Question, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The shortest set of sentences that answers: the best, and those that say as much beside it."""
    candidates = _of_party_asked(question, ranked[:_CANDIDATES])
    best = _allotting(question, candidates)
    chosen, length = [best], len(best.text)
    most = 6 if question.allots else 2
    for other in candidates:
        fits = length + len(other.text) <= _LONGEST and len(chosen) < most
        if fits and _belongs(question, best, other) and all(other.text != c.text for c in chosen):
            chosen.append(other)
            length += len(other.text)
    return sorted(
        chosen,
        key=lambda e: (e.span.notice.id != best.span.notice.id, e.span.notice.id, e.span.start),
    )


def _of_party_asked(question: Question, found: Sequence[Evidence]) -> Sequence[Evidence]:
    """Without the lines of another party than the one asked about: 静海区找谁 is not 莲花山落实部门：…."""
    labels = {e.span: match[1] for e in found if (match := _PARTY_LABEL.match(e.text))}
    asked = party_asked(question, set(labels.values())) if question.allots else None
    return [e for e in found if asked is None or labels.get(e.span, asked) == asked]


def _allotting(question: Question, ranked: Sequence[Evidence]) -> Evidence:
    """The best sentence; for 找谁, the line beside it that allots the task it describes."""
    best = ranked[0]
    if not question.allots or ASSIGNMENT.search(best.text):
        return best
    beside = (e for e in ranked if e.passage_id == best.passage_id and ASSIGNMENT.search(e.text))
    return next(beside, best)


def _belongs(question: Question, best: Evidence, other: Evidence) -> bool:
    if not question.allots:
        return other.score >= best.score * 0.92
    if not ASSIGNMENT.search(other.text) or _says_less(question, best, other):
        return False
    if question.wants is Wants.TASKS:
        return other.coverage >= best.coverage * 0.95 and other.score >= best.score * 0.6
    return other.passage_id == best.passage_id and other.score >= best.score * 0.88


def _says_less(question: Question, best: Evidence, other: Evidence) -> bool:
    """The best line names a place or body of the question that the other line does not."""
    return bool(best.own - other.own) and not asks_about_both(question)


def _year_stands(year: str, evidence: Evidence) -> bool:
    """A title's span of years (2024—2025年) names neither of them."""
    notice = evidence.span.notice
    days = [day for day in (notice.issued_on, notice.published_on) if day]
    titled = re.search(rf"(?<![—－–~至-]){year}(?!年?[—－–~至-])", notice.title)
    stated = any(year in text for text in (evidence.text, *evidence.headings))
    return bool(stated or titled or any(year == str(day.year) for day in days))
