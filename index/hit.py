"""The nouns of a search: what may be asked for, and what is found."""

from dataclasses import dataclass
from datetime import date

from documents.notice import Duty

CURRENT = "现行"


@dataclass(frozen=True)
class Filters:
    """Conditions on the notice; None means any. Names are matched as parts of the notice's own words."""

    issuer: str | None = None
    category: str | None = None
    party: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    status: str | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True)
class NoticeRecord:
    """A notice as the registry holds it, without its text."""

    id: str
    version_id: str
    root: str
    source: str
    title: str
    issuer: str | None
    document_number: str | None
    index_number: str | None
    category: str | None
    addressees: str | None
    issued_on: date | None
    published_on: date | None
    origin: str | None
    status: str = CURRENT


@dataclass(frozen=True)
class Hit:
    """命中: a passage that a search found.

    `score` is the fused score, comparable within one search; `found_by` names the searches that
    found it (keywords, vectors) with its rank in each, from 1.
    """

    passage_id: str
    notice: NoticeRecord
    headings: tuple[str, ...]
    text: str
    start: int
    end: int
    page: int | None
    score: float
    found_by: dict[str, int]
    similarity: float | None = None
    """Cosine to the question, -1 to 1; None where only the keywords found it."""


@dataclass(frozen=True)
class DutyRecord:
    """An assignment of a current notice."""

    notice: NoticeRecord
    duty: Duty
