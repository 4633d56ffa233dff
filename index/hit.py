"""The nouns of a search: what may be asked for, and what is found."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from documents.duties.deadlines import due_date
from documents.notice import Duty, Link

CURRENT, REVISED, REPEALED, EXPIRED, PENDING = "现行", "已修订", "已废止", "已失效", "尚未施行"
"""The statuses (效力状态) of a notice: in force, superseded by a later edition, repealed, run out, not yet in force."""


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
class Successor:
    """The notice that repealed, replaced or revised another."""

    notice_id: str
    title: str
    document_number: str | None


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
    version_on: date | None = None
    effective_from: date | None = None
    expires_on: date | None = None
    successor_id: str | None = None
    successor_title: str | None = None
    successor_number: str | None = None
    audience: str = ""
    successor_audience: str | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that it is for, none where it is for everybody."""
        return tuple(filter(None, self.audience.split(",")))

    @property
    def superseded_by(self) -> Successor | None:
        """The notice that took its force, once it has."""
        if not self.successor_id or not self.successor_title or self.status in {CURRENT, PENDING}:
            return None
        return Successor(self.successor_id, self.successor_title, self.successor_number)


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
    trained: float | None = None
    """The trained order's score, where a reranker's own stands in `score`."""

    @property
    def relevance(self) -> float:
        """The trained order's score, whatever order the hits stand in: answering was trained on it."""
        return self.score if self.trained is None else self.trained


@dataclass(frozen=True)
class LinkRecord:
    """A link of a current notice, and the notice it names where the index holds it."""

    link: Link
    notice_id: str | None


@dataclass(frozen=True)
class DutyRecord:
    """An assignment of a current notice."""

    notice: NoticeRecord
    duty: Duty

    @cached_property
    def due(self) -> date | None:
        """The last day that the deadline allows."""
        return due_date(self.duty.deadline, self.notice.issued_on or self.notice.published_on)
