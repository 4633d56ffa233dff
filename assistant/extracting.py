"""Choose, from the weighed sentences, those that answer; word for word."""

import re
from collections.abc import Sequence

from assistant.answer import Statement
from assistant.understanding import Question, Wants
from assistant.weighing import ASSIGNMENT, Evidence, typed_answer_stands

_ENOUGH = 0.62
"""Share of the question's words, by rarity, that the evidence must hold; below it is a refusal."""
_LONGEST = 320
_CANDIDATES = 12
_ALLOTTING = {Wants.WHO, Wants.TASKS}
_PARTY_LABEL = re.compile(r"([\u4e00-\u9fff]{2,12}?)(?:落实|责任|牵头|配合|承办)(?:部门|单位)\s*[:：]")
_TOGETHER = re.compile(r"两边|双方|分别|各自|两地|两市|两区|各方")


def reason_to_refuse(question: Question, ranked: Sequence[Evidence]) -> str | None:
    """Why the evidence does not answer, in a sentence for the asker; None where it does."""
    if not ranked:
        return "公文库里没有与这个问题有关的内容。"
    best = ranked[0]
    year = next((year for year in question.years if not _year_stands(year, best)), None)
    if year:
        return f"现有公文里没有找到与{year}年有关的内容。"
    if best.coverage < _ENOUGH:
        missing = "、".join(f"“{word}”" for word in best.missing[:3])
        return f"现有公文里没有找到关于{missing or '这个问题'}的内容。"
    if not typed_answer_stands(question, best.text):
        return "现有公文提到了相关事项，但没有写明所问的数字、时间或联系方式。"
    return None


def choose(question: Question, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The shortest set of sentences that answers: the best, and those that say as much beside it."""
    candidates = _of_party_asked(question, ranked[:_CANDIDATES])
    best = _allotting(question, candidates)
    chosen, length = [best], len(best.text)
    most = 6 if question.wants in _ALLOTTING else 2
    for other in candidates:
        fits = length + len(other.text) <= _LONGEST and len(chosen) < most
        if fits and _belongs(question, best, other) and all(other.text != c.text for c in chosen):
            chosen.append(other)
            length += len(other.text)
    return sorted(
        chosen,
        key=lambda e: (e.span.notice.id != best.span.notice.id, e.span.notice.id, e.span.start),
    )


def state(question: Question, chosen: Sequence[Evidence]) -> list[Statement]:
    """Sentences as they stand; one that allots a task with the heading that names the task."""
    named = question.wants in _ALLOTTING
    return [
        Statement(f"{e.headings[-1]}——{e.text}" if named and e.headings else e.text, (e.span,))
        for e in chosen
    ]


def _of_party_asked(question: Question, found: Sequence[Evidence]) -> Sequence[Evidence]:
    """Without the lines of another party than the one asked about: 静海区找谁 is not 莲花山落实部门：…."""
    if question.wants is not Wants.WHO or _TOGETHER.search(question.text):
        return found
    parties = {match[1] for e in found if (match := _PARTY_LABEL.match(e.text))}
    distances = {p: _distance(question, p) for p in parties if p in question.text}
    if not distances:
        return found
    asked = min(distances, key=lambda p: distances[p])
    return [e for e in found if not (m := _PARTY_LABEL.match(e.text)) or m[1] == asked]


def _distance(question: Question, party: str) -> int:
    """How far a party's nearest mention stands from the asking words."""
    places = (m.start() for m in re.finditer(re.escape(party), question.text))
    return min(abs(place - question.asked_at) for place in places)


def _allotting(question: Question, ranked: Sequence[Evidence]) -> Evidence:
    """The best sentence; for 找谁, the line beside it that allots the task it describes."""
    best = ranked[0]
    if question.wants is not Wants.WHO or ASSIGNMENT.search(best.text):
        return best
    beside = (e for e in ranked if e.passage_id == best.passage_id and ASSIGNMENT.search(e.text))
    return next(beside, best)


def _belongs(question: Question, best: Evidence, other: Evidence) -> bool:
    if question.wants not in _ALLOTTING:
        return other.score >= best.score * 0.92
    if not ASSIGNMENT.search(other.text) or _says_less(question, best, other):
        return False
    if question.wants is Wants.TASKS:
        return other.coverage >= best.coverage * 0.95 and other.score >= best.score * 0.6
    return other.passage_id == best.passage_id and other.score >= best.score * 0.88


def _says_less(question: Question, best: Evidence, other: Evidence) -> bool:
    """The best line names a place or body of the question that the other line does not."""
    return bool(best.own - other.own) and not _TOGETHER.search(question.text)


def _year_stands(year: str, best: Evidence) -> bool:
    """A year asked for must be named by the best sentence, its headings or its notice."""
    notice = best.span.notice
    days = [day for day in (notice.issued_on, notice.published_on) if day]
    known = [best.text, *best.headings, notice.title, *(str(day.year) for day in days)]
    return any(year in text for text in known)
