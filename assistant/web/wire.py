"""The JSON shapes of the contract, as pydantic models."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, Citation, CitedDuty
from assistant.conversation import Turn
from index.catalogue import NoticeText, VersionRecord
from index.hit import CURRENT, Filters, Hit, NoticeRecord

Statuses = Literal["现行"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TurnIn(_In):
    """One turn of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=20_000)


class FiltersIn(_In):
    """Conditions on the notices that may answer."""

    issuer: str | None = Field(None, max_length=200)
    category: str | None = Field(None, max_length=200)
    party: str | None = Field(None, max_length=200)
    issued_from: date | None = None
    issued_to: date | None = None
    status: Statuses | None = None

    def to_filters(self) -> Filters:
        """The core's value."""
        return Filters(**self.model_dump())


class AskIn(_In):
    """A question."""

    question: str
    history: list[TurnIn] = Field(default_factory=list, max_length=50)
    conversation_id: str | None = Field(None, max_length=64)
    filters: FiltersIn | None = None
    stream: bool = False

    def turns(self) -> list[Turn]:
        """The history as the core's values."""
        return [Turn(turn.role, turn.content) for turn in self.history]


class CitationOut(BaseModel):
    """A place in a notice."""

    mark: int
    notice_id: str
    title: str
    document_number: str | None
    issuer: str | None
    issued_on: date | None
    published_on: date | None
    status: str
    source: str
    section: list[str]
    quote: str
    start: int
    end: int
    page: int | None
    url: str

    @classmethod
    def of(cls, citation: Citation) -> "CitationOut":
        """The wire form of a citation."""
        n = citation.notice
        return cls(
            mark=citation.mark,
            notice_id=n.id,
            title=n.title,
            document_number=n.document_number,
            issuer=n.issuer,
            issued_on=n.issued_on,
            published_on=n.published_on,
            status=n.status,
            source=n.source,
            section=list(citation.section),
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
            page=citation.page,
            url=f"/notices/{n.id}#{citation.start}-{citation.end}",
        )


class DutyOut(BaseModel):
    """An assignment: who does what."""

    task: str
    party: str | None
    role: str
    departments: list[str]
    deadline: str | None
    mark: int

    @classmethod
    def of(cls, cited: CitedDuty) -> "DutyOut":
        """The wire form of a duty in an answer."""
        duty = cited.duty
        return cls(
            task=duty.task,
            party=duty.party,
            role=duty.role,
            departments=list(duty.departments),
            deadline=duty.deadline,
            mark=cited.mark,
        )


class RegisteredDutyOut(BaseModel):
    """A row of the register."""

    notice_id: str
    source: str
    title: str
    document_number: str | None
    status: str
    issued_on: date | None
    heading: list[str]
    task: str
    party: str | None
    role: str
    departments: list[str]
    deadline: str | None
    quote: str
    start: int
    end: int


class RegisterOut(BaseModel):
    """The register, newest notice first."""

    duties: list[RegisteredDutyOut]


class AnswerOut(BaseModel):
    """An answer or a refusal."""

    status: str
    kind: str
    answer: str
    question: str
    conversation_id: str
    citations: list[CitationOut]
    duties: list[DutyOut] = []
    nearest: list[CitationOut] | None = None
    took_ms: float

    @classmethod
    def of(cls, answer: Answer, conversation_id: str, took_ms: float) -> "AnswerOut":
        """The wire form of an answer."""
        nearest = [CitationOut.of(c) for c in answer.nearest]
        return cls(
            status=answer.status,
            kind=answer.kind,
            answer=answer.text,
            question=answer.question,
            conversation_id=conversation_id,
            citations=[CitationOut.of(c) for c in answer.citations],
            duties=[DutyOut.of(duty) for duty in answer.duties],
            nearest=nearest or None,
            took_ms=round(took_ms, 1),
        )


class PassageOut(BaseModel):
    """A passage that a search found."""

    notice_id: str
    title: str
    source: str
    section: list[str]
    text: str
    start: int
    end: int
    score: float
    found_by: dict[str, int]
    url: str

    @classmethod
    def of(cls, hit: Hit) -> "PassageOut":
        """The wire form of a hit."""
        return cls(
            notice_id=hit.notice.id,
            title=hit.notice.title,
            source=hit.notice.source,
            section=list(hit.headings),
            text=hit.text,
            start=hit.start,
            end=hit.end,
            score=round(hit.score, 6),
            found_by=hit.found_by,
            url=f"/notices/{hit.notice.id}#{hit.start}-{hit.end}",
        )


class PassagesOut(BaseModel):
    """Search results, best first."""

    passages: list[PassageOut]


class NoticeOut(BaseModel):
    """A notice's masthead."""

    id: str
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
    source: str

    @classmethod
    def of(cls, record: NoticeRecord) -> "NoticeOut":
        """The wire form of a notice."""
        return cls.model_validate(record, from_attributes=True)


class NoticesOut(BaseModel):
    """A page of notices and how many there are."""

    notices: list[NoticeOut]
    total: int


class SectionOut(BaseModel):
    """A heading and the text under it."""

    heading: str
    level: int
    start: int
    end: int


class VersionOut(BaseModel):
    """One version of a notice."""

    id: str
    state: str
    fingerprint: str
    indexed_at: str


class NoticeTextOut(NoticeOut):
    """A notice with its words."""

    text: str
    outline: list[SectionOut]
    pages: list[int]
    versions: list[VersionOut]

    @classmethod
    def with_text(cls, notice: NoticeText, versions: list[VersionRecord]) -> "NoticeTextOut":
        """The wire form of a notice with its text and history."""
        return cls(
            **NoticeOut.of(notice.record).model_dump(),
            text=notice.text,
            outline=[SectionOut.model_validate(s, from_attributes=True) for s in notice.outline],
            pages=list(notice.pages),
            versions=[
                VersionOut(
                    id=v.id,
                    state=v.state,
                    fingerprint=v.fingerprint,
                    indexed_at=f"{v.indexed_at:%Y-%m-%dT%H:%M:%SZ}",
                )
                for v in versions
            ],
        )


class ErrorBody(BaseModel):
    """What went wrong: a code for programs, a Chinese message for people."""

    code: str
    message: str
    detail: object = None


class ErrorOut(BaseModel):
    """The shape of every error."""

    error: ErrorBody
