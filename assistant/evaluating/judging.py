"""Judge one answer: what is right about it, and what went wrong first."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import Answer, Status
from assistant.evaluating.golden import GoldenQuestion
from assistant.evaluating.matching import bare_department, plain, stands
from index.catalogue import NoticeText
from index.hit import Hit

LONGEST_ANSWER = 400
"""Characters; a longer answer makes its reader search for what was asked."""
SEEN = 2000
"""Characters of the search results in which the evidence must stand."""

ReadNotice = Callable[[str], NoticeText | None]
"""A current notice by its id."""


class Cause(StrEnum):
    """What went wrong first, in the order of the way to an answer."""

    UNFOUND = "unfound"
    WRONG = "wrong"
    OVERBOLD = "overbold"
    TIMID = "timid"
    DEPARTMENTS = "departments"
    MISCITED = "miscited"


@dataclass(frozen=True)
class Verdict:
    """What is right; None where the question does not ask for it.

    `rank` is the place of the first passage of a relevant notice in the search, from 1. `verbatim`
    has one value for each quote whose notice still is as it was cited. `missing` are the gold
    answers that the answer does not give.
    """

    evidence: bool | None = None
    rank: int | None = None
    answer: bool | None = None
    cited: bool | None = None
    departments: bool | None = None
    refused: bool | None = None
    answered: bool | None = None
    verbatim: tuple[bool, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A question, what came back in how many seconds, and the verdict on it."""

    question: GoldenQuestion
    answer: Answer
    seconds: float
    verdict: Verdict

    @property
    def refused(self) -> bool:
        """Whether the assistant refused."""
        return self.answer.status is Status.REFUSED

    @property
    def cause(self) -> Cause | None:
        """What went wrong first; None where nothing did."""
        verdict = self.verdict
        if verdict.answered is None:
            unwanted = Cause.OVERBOLD if not self.refused else None
        elif not verdict.answer:
            unwanted = _of_no_answer(verdict.evidence, refused=self.refused)
        else:
            unwanted = Cause.DEPARTMENTS if verdict.departments is False else None
        miscited = verdict.cited is False or not all(verdict.verbatim)
        return unwanted or (Cause.MISCITED if miscited else None)


def judge(
    question: GoldenQuestion, answer: Answer, hits: Sequence[Hit], read: ReadNotice
) -> Verdict:
    """The verdict on an answer; `hits` are the search results for the same question."""
    refused = answer.status is Status.REFUSED
    verbatim = tuple(_verbatim(answer, read))
    if not question.answerable:
        return Verdict(refused=refused, verbatim=verbatim)
    given = "" if refused else plain(unmarked(answer))
    named = bool(question.relevant)
    return Verdict(
        evidence=contains(question, evidence(question, hits)),
        rank=rank(question, hits),
        answer=len(answer.text) <= LONGEST_ANSWER and not refused and contains(question, given),
        cited=any(question.means(c.notice) for c in answer.citations) if named else None,
        departments=_departments_right(question, answer),
        answered=not refused,
        verbatim=verbatim,
        missing=_missing(question, given),
    )


def unmarked(answer: Answer) -> str:
    """The answer's text without its marks: the 1 of [1] is no part of a number before it."""
    marks = "|".join(str(citation.mark) for citation in answer.citations)
    return re.sub(rf"\[(?:{marks})\]", "", answer.text) if marks else answer.text


def contains(question: GoldenQuestion, text: str) -> bool:
    """Whether a plain text gives one of `any_of`, or else every one of `answers`."""
    if question.any_of:
        return any(stands(gold, text) for gold in question.any_of)
    return all(stands(gold, text) for gold in question.answers)


def evidence(question: GoldenQuestion, hits: Sequence[Hit]) -> str:
    """What relevant notices say within the first SEEN characters of the results, as plain text."""
    left, seen = SEEN, ""
    for hit in hits:
        piece = hit.text[: max(left, 0)]
        left -= len(piece)
        if not question.relevant or question.means(hit.notice):
            seen += piece
    return plain(seen)


def rank(question: GoldenQuestion, hits: Sequence[Hit]) -> int | None:
    """The place of the first passage of a relevant notice, from 1; None where there is none."""
    return next((n for n, hit in enumerate(hits, start=1) if question.means(hit.notice)), None)


def expected_departments(question: GoldenQuestion) -> tuple[str, ...]:
    """The departments that must be listed: those given, or the answers where the type is resp…"""
    by_type = question.answers if question.type.startswith("resp") else ()
    return question.departments or by_type


def _departments_right(question: GoldenQuestion, answer: Answer) -> bool | None:
    """Whether the duties of all roles, or of one of them, have exactly the departments expected."""
    expected = {bare_department(name) for name in expected_departments(question)}
    if not expected:
        return None
    listed = [
        (cited.duty.role, bare_department(name))
        for cited in answer.duties
        for name in cited.duty.departments
    ]
    roles = {role for role, _ in listed}
    sets = [{name for _, name in listed}, *({n for r, n in listed if r == role} for role in roles)]
    return expected in sets


def _verbatim(answer: Answer, read: ReadNotice) -> list[bool]:
    checks = [(c, read(c.notice.id)) for c in answer.citations]
    return [
        notice.text[c.start : c.end] == c.quote
        for c, notice in checks
        if notice and notice.record.version_id == c.notice.version_id  # else replaced meanwhile
    ]


def _missing(question: GoldenQuestion, given: str) -> tuple[str, ...]:
    if question.any_of:
        return () if contains(question, given) else question.any_of
    return tuple(gold for gold in question.answers if not stands(gold, given))


def _of_no_answer(evidence_found: bool | None, *, refused: bool) -> Cause:
    if evidence_found is False:
        return Cause.UNFOUND
    return Cause.TIMID if refused else Cause.WRONG
