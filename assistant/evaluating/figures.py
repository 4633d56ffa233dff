"""Figures of an evaluation: shares of what is right, in all and by type, and what they must reach."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import GoldenError
from assistant.evaluating.judging import Outcome

_HAIR = 1e-9
"""Shares are quotients: 0.9 is reached by 9 of 10."""


class Measure(StrEnum):
    """What is counted; of every figure 1 is best."""

    RECALL_1 = "recall_1"
    RECALL_5 = "recall_5"
    RECALL_20 = "recall_20"
    EVIDENCE = "evidence"
    ANSWER = "answer"
    DEPARTMENTS = "departments"
    CITED = "cited"
    VERBATIM = "verbatim"
    REFUSED = "refused"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Figure:
    """How many are right of how many."""

    measure: Measure
    right: int
    of: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where nothing was asked that it could count."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True)
class Group:
    """The figures of some outcomes, in the order of Measure."""

    label: str
    count: int
    figures: tuple[Figure, ...]

    def figure(self, measure: Measure) -> Figure:
        """The figure of one measure."""
        return next(figure for figure in self.figures if figure.measure is measure)


@dataclass(frozen=True)
class Spread:
    """The middle of some numbers, and what 95 in a hundred stay under."""

    median: float
    p95: float


@dataclass(frozen=True)
class Summary:
    """All figures. `length` is of answers in characters, `seconds` of questions."""

    overall: Group
    types: tuple[Group, ...]
    length: Spread | None
    seconds: Spread | None

    @property
    def compared(self) -> tuple[Measure, ...]:
        """The measures by which types are compared: those that count anything, and one recall."""
        few = (m for m in Measure if m not in (Measure.RECALL_1, Measure.RECALL_20))
        return tuple(measure for measure in few if self.overall.figure(measure).of)


@dataclass(frozen=True)
class Minimum:
    """A share that a measure must reach."""

    measure: Measure
    share: float


@dataclass(frozen=True)
class Check:
    """A minimum and the figure that it is held against."""

    minimum: Minimum
    figure: Figure

    @property
    def reached(self) -> bool:
        """Whether the figure reaches the minimum; one that counts nothing does not."""
        share = self.figure.share
        return share is not None and share >= self.minimum.share - _HAIR


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """The figures in all and by type, types in the order of their names."""
    types = sorted({outcome.question.type for outcome in outcomes})
    return Summary(
        overall=_group("", outcomes),
        types=tuple(_group(t, [o for o in outcomes if o.question.type == t]) for t in types),
        length=spread(
            len(o.answer.text) for o in outcomes if o.question.answerable and not o.refused
        ),
        seconds=spread(o.seconds for o in outcomes),
    )


def spread(numbers: Iterable[float]) -> Spread | None:
    """None where there are no numbers."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    return Spread(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


def minimum(text: str) -> Minimum:
    """The minimum of name=0.9; raises GoldenError."""
    name, _, number = text.partition("=")
    try:
        wanted = Minimum(Measure(name.strip()), float(number))
    except ValueError as error:
        raise GoldenError(
            f"最低要求“{text}”看不懂。请写成 名称=小数，如 answer=0.9；名称有：{'、'.join(Measure)}。"
        ) from error
    if not 0 <= wanted.share <= 1:
        raise GoldenError(f"最低要求“{text}”应是 0 到 1 之间的小数，如九成写 0.9。")
    return wanted


def check(summary: Summary, minimums: Sequence[Minimum]) -> tuple[Check, ...]:
    """Each minimum with its figure."""
    return tuple(Check(each, summary.overall.figure(each.measure)) for each in minimums)


def _group(label: str, outcomes: Sequence[Outcome]) -> Group:
    return Group(label, len(outcomes), tuple(_figure(measure, outcomes) for measure in Measure))


def _figure(measure: Measure, outcomes: Sequence[Outcome]) -> Figure:
    marks = [mark for outcome in outcomes for mark in _MARKS[measure](outcome) if mark is not None]
    return Figure(measure, sum(marks), len(marks))


def _found_within(depth: int) -> Callable[[Outcome], Sequence[bool | None]]:
    def found(outcome: Outcome) -> Sequence[bool | None]:
        if not (outcome.question.answerable and outcome.question.relevant):
            return ()
        return (outcome.verdict.rank is not None and outcome.verdict.rank <= depth,)

    return found


_MARKS: dict[Measure, Callable[[Outcome], Sequence[bool | None]]] = {
    Measure.RECALL_1: _found_within(1),
    Measure.RECALL_5: _found_within(5),
    Measure.RECALL_20: _found_within(20),
    Measure.EVIDENCE: lambda o: (o.verdict.evidence,),
    Measure.ANSWER: lambda o: (o.verdict.answer,),
    Measure.DEPARTMENTS: lambda o: (o.verdict.departments,),
    Measure.CITED: lambda o: (o.verdict.cited,),
    Measure.VERBATIM: lambda o: o.verdict.verbatim,
    Measure.REFUSED: lambda o: (o.verdict.refused,),
    Measure.ANSWERED: lambda o: (o.verdict.answered,),
}
"""What each measure counts of an outcome; None is not counted."""
