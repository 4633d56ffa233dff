"""Choose, from the weighed sentences, those that answer; word for word."""

import re
from collections.abc import Sequence

from assistant.kinds import ASSIGNMENT
from assistant.parties import asks_about_both, party_asked
from assistant.understanding import Question, Wants
from assistant.weighing import Evidence

_LONGEST = 320
_CANDIDATES, _MOST = 12, 6
_YEAR_WORTH = 2.0
_NEAR, _NEAR_TASKS = 0.8, 1.5
"""How much less likely, in log-odds, a sentence may be that is told beside the best."""
_PARTY_LABEL = re.compile(
    r"([\u4e00-\u9fff]{2,12}?)(?:落实|责任|牵头|配合|承办)(?:部门|单位)\s*[:：]"
)


def of_years_asked(question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """A year asked for must be named by the sentence, its headings, its notice's title or dates.

    Where one that names it itself is nearly as likely as the best, only such answer.
    """
    possible = [e for e in found if all(_year_stands(year, e) for year in question.years)]
    naming = [e for e in possible if all(_named(year, e) for year in question.years)]
    if question.years and naming and naming[0].score >= possible[0].score - _YEAR_WORTH:
        return naming
    return possible


def choose(question: Question, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence; of those that allot a task, each that says as much."""
    if not question.allots:
        return list(ranked[:1])
    candidates = _of_party_asked(question, ranked[:_CANDIDATES])
    best = _allotting(candidates)
    chosen, length = [best], len(best.text)
    for other in candidates:
        fits = length + len(other.text) <= _LONGEST and len(chosen) < _MOST
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
    asked = party_asked(question, set(labels.values()))
    return [e for e in found if asked is None or labels.get(e.span, asked) == asked]


def _allotting(ranked: Sequence[Evidence]) -> Evidence:
    """The best sentence; for 找谁, the line beside it that allots the task it describes."""
    best = ranked[0]
    if ASSIGNMENT.search(best.text):
        return best
    beside = (e for e in ranked if e.passage_id == best.passage_id and ASSIGNMENT.search(e.text))
    return next(beside, best)


def _belongs(question: Question, best: Evidence, other: Evidence) -> bool:
    if not ASSIGNMENT.search(other.text) or _says_less(question, best, other):
        return False
    if question.wants is Wants.TASKS:
        return other.coverage >= best.coverage * 0.95 and other.score >= best.score - _NEAR_TASKS
    return other.passage_id == best.passage_id and other.score >= best.score - _NEAR


def _says_less(question: Question, best: Evidence, other: Evidence) -> bool:
    """The best line names a place or body of the question that the other line does not."""
    return bool(best.own - other.own) and not asks_about_both(question)


def _year_stands(year: str, evidence: Evidence) -> bool:
    """A title's span of years (2024—2025年) names neither of them."""
    notice = evidence.span.notice
    days = [day for day in (notice.issued_on, notice.published_on) if day]
    titled = re.search(rf"(?<![—－–~至-]){year}(?!年?[—－–~至-])", notice.title)
    return bool(_named(year, evidence) or titled or any(year == str(day.year) for day in days))


def _named(year: str, evidence: Evidence) -> bool:
    return any(year in text for text in (evidence.text, *evidence.headings))
