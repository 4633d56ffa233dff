"""A report: what an evaluation found, in the words in which pages and programs are told it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.answer import Citation
from assistant.evaluating import wording
from assistant.evaluating.figures import Figure, Group, Measure, Spread, Summary
from assistant.evaluating.golden import Fault
from assistant.evaluating.judging import Cause, Outcome
from assistant.evaluating.reporting import HEADLINE, SHOWN, STAGES, Misses, misses, shortened
from assistant.evaluating.running import Evaluation

_QUOTED = 200
"""Characters of a passage."""


@dataclass(frozen=True)
class FigureLine:
    """A figure with its name; `share` is 0 to 1, and None where nothing was counted."""

    measure: Measure
    stage: str
    name: str
    meaning: str
    percent: str
    share: float | None
    right: int
    of: int


@dataclass(frozen=True)
class TypeLine:
    """The figures of one type of questions; a `name` that is empty means those without a type."""

    name: str
    count: int
    figures: tuple[FigureLine, ...]


@dataclass(frozen=True)
class Quoted:
    """A passage that was cited, or that came nearest."""

    title: str
    document_number: str | None
    source: str
    section: tuple[str, ...]
    quote: str


@dataclass(frozen=True)
class Miss:
    """A question that went wrong: what was expected and what was given.

    `asked` is the question made whole. `quoted` are the citations, or what came nearest to a
    refusal.
    """

    where: str
    id: str
    type: str
    question: str
    asked: str
    expected: str
    refused: bool
    answer: str
    remarks: tuple[str, ...]
    place: str
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True)
class CauseOfMisses:
    """What went wrong in `count` questions, of which the first are given."""

    cause: Cause
    name: str
    meaning: str
    advice: str
    count: int
    misses: tuple[Miss, ...]


@dataclass(frozen=True)
class Report:
    """`right` questions of all went as expected. The first of `unread` lines are `faults`.

    The first of the `not_indexed` notices that were named as relevant are `unknown`.
    """

    name: str
    began: datetime
    questions: int
    notices: int
    model: str
    right: int
    headline: tuple[Measure, ...]
    figures: tuple[FigureLine, ...]
    types: tuple[TypeLine, ...]
    length: Spread | None
    seconds: Spread | None
    unread: int
    faults: tuple[Fault, ...]
    not_indexed: int
    unknown: tuple[str, ...]
    causes: tuple[CauseOfMisses, ...]


def report_of(evaluation: Evaluation, summary: Summary) -> Report:
    """The report on an evaluation."""
    wrong = misses(evaluation.outcomes)
    golden, count = evaluation.golden, len(evaluation.outcomes)
    return Report(
        name=golden.name,
        began=evaluation.began,
        questions=count,
        notices=evaluation.notices,
        model=evaluation.model,
        right=count - sum(group.count for group in wrong),
        headline=HEADLINE,
        figures=_lines(summary.overall, [m for _, measures in STAGES for m in measures]),
        types=tuple(_type_line(group, summary.compared) for group in summary.types),
        length=summary.length,
        seconds=summary.seconds,
        unread=len(golden.faults),
        faults=golden.faults[:SHOWN],
        not_indexed=len(evaluation.unknown),
        unknown=evaluation.unknown[:SHOWN],
        causes=tuple(_cause(group) for group in wrong),
    )


def _type_line(group: Group, measures: Sequence[Measure]) -> TypeLine:
    return TypeLine(group.label, group.count, _lines(group, measures))


def _lines(group: Group, measures: Sequence[Measure]) -> tuple[FigureLine, ...]:
    return tuple(_line(group.figure(measure)) for measure in measures)


def _line(figure: Figure) -> FigureLine:
    measure, words = figure.measure, wording.MEASURES[figure.measure]
    return FigureLine(
        measure=measure,
        stage=next(stage for stage, measures in STAGES if measure in measures),
        name=words.name,
        meaning=words.meaning,
        percent=wording.percent(figure),
        share=figure.share,
        right=figure.right,
        of=figure.of,
    )


def _cause(group: Misses) -> CauseOfMisses:
    words = group.words
    shown = tuple(_miss(outcome) for outcome in group.outcomes[:SHOWN])
    return CauseOfMisses(group.cause, words.name, words.meaning, words.advice, group.count, shown)


def _miss(outcome: Outcome) -> Miss:
    question, answer = outcome.question, outcome.answer
    return Miss(
        where=question.where,
        id=question.id,
        type=question.type,
        question=question.text,
        asked=answer.question,
        expected=wording.expectation(question),
        refused=outcome.refused,
        answer=answer.text,
        remarks=wording.remarks(outcome),
        place=wording.place(outcome) if question.answerable else "",
        quoted=tuple(map(_quoted, answer.nearest if outcome.refused else answer.citations)),
    )


def _quoted(citation: Citation) -> Quoted:
    notice = citation.notice
    return Quoted(
        notice.title,
        notice.document_number,
        notice.source,
        citation.section,
        shortened(citation.quote, _QUOTED),
    )
