"""The nouns of an answer: 回答, 引文."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from documents.notice import Duty
from index.hit import NoticeRecord

Tell = Callable[[str], None]
"""Is given a text in pieces, each as soon as it is certain; together they are the answer's text."""


class Status(StrEnum):
    """Whether the notices say what was asked."""

    ANSWERED = "answered"
    REFUSED = "refused"


class Kind(StrEnum):
    """How an answer was made."""

    DUTY = "duty"
    MASTHEAD = "masthead"
    EXTRACT = "extract"
    GENERATED = "generated"


@dataclass(frozen=True)
class Span:
    """A place in a current notice: character offsets into its stored text."""

    notice: NoticeRecord
    start: int
    end: int


@dataclass(frozen=True)
class Citation:
    """引文: `quote` is exactly the notice's text from `start` to `end`."""

    mark: int
    notice: NoticeRecord
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    page: int | None


@dataclass(frozen=True)
class Statement:
    """A piece of an answer and the places that say so; without any it is a connecting phrase."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class CitedDuty:
    """An assignment that an answer states, with the mark of its citation."""

    duty: Duty
    mark: int


@dataclass(frozen=True)
class LeftOut:
    """A sentence that a language model said and that was not told, and why (see phrasing.tally)."""

    text: str
    why: str


@dataclass(frozen=True)
class Answer:
    """回答: a text with [n] marks and the citations they name, or a refusal in one sentence.

    `question` is the question that was answered, a follow-up made whole; `note` what the reader
    is to know of how it was answered, if anything.
    """

    status: Status
    kind: Kind
    text: str
    question: str
    citations: tuple[Citation, ...] = ()
    duties: tuple[CitedDuty, ...] = ()
    nearest: tuple[Citation, ...] = ()
    note: str = ""
    left_out: tuple[LeftOut, ...] = ()
