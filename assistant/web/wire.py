"""The JSON shapes of questions, answers and errors, as pydantic models."""

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StrictBool
from pydantic_core import PydanticCustomError

from assistant.answer import Answer, Citation, CitedDuty
from assistant.conversation import Turn
from index.hit import Filters, NoticeRecord

Statuses = Literal["现行", "已修订", "已废止", "已失效", "尚未施行"]


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?"
)


def _written(value: object) -> object:
    """A day as people write it: no number of seconds, no time of the day."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_parsing", "not a day")


def _dated(value: object) -> object:
    """A moment as programs write it: no number of seconds."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return value
    raise PydanticCustomError("datetime_parsing", "not a moment")


def _whole(value: object) -> object:
    """A number as JSON knows it, 3 as well as 3.0: neither a word nor true."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("int_type", "not a number")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Day = Annotated[date, BeforeValidator(_written)]
Moment = Annotated[datetime, BeforeValidator(_dated)]
Words = Annotated[str, Field(max_length=200)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


NOT_BLANK: dict[str, JsonValue] = {"minLength": 1, "pattern": r"\S"}
"""What is told of words that may not be blank; the refusal says it better than a pattern."""


class TurnIn(_In):
    """One turn of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=20_000)


class FiltersIn(_In):
    """Conditions on the notices that may answer."""

    issuer: Words | None = Field(None, description="发文机关，一部分即可")
    category: Words | None = Field(None, description="分类，一部分即可")
    party: Words | None = Field(None, description="合作的一方，如 北屏区")
    issued_from: Day | None = Field(None, description="成文或发布不早于这一天")
    issued_to: Day | None = Field(None, description="成文或发布不晚于这一天")
    status: Statuses | None = Field(None, description="效力")

    def to_filters(self) -> Filters:
        """The core's value."""
        return Filters(**self.model_dump())


class AskIn(_In):
    """A question."""

    question: str = Field(json_schema_extra=NOT_BLANK)
    history: list[TurnIn] = Field(default_factory=list, max_length=50)
    conversation_id: str | None = Field(None, max_length=64, pattern=r"^[A-Za-z0-9_-]*$")
    filters: FiltersIn | None = None
    stream: StrictBool = False
    remember: StrictBool = Field(
        True, description="false 时不保存这一轮，用于试问；不计入反馈和没有答案的问题"
    )

    def turns(self) -> list[Turn]:
        """The history as the core's values."""
        return [Turn(turn.role, turn.content) for turn in self.history]


def place_of(notice: NoticeRecord, start: int, end: int) -> str:
    """The address at which the reader shows these very words, whatever the notice becomes."""
    return f"/notices/{notice.id}?version={notice.version_id}#{start}-{end}"


class CitationOut(BaseModel):
    """A place in a notice."""

    mark: int
    notice_id: str
    version_id: str
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
            version_id=n.version_id,
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
            url=place_of(n, citation.start, citation.end),
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
    note: str | None = Field(
        default=None, description="这个回答是怎样作出的，需要读者知道时才有，一句话"
    )
    took_ms: float
    turn: int | None = Field(
        default=None, description="这一轮在对话里的序号，从 0 起；没有保存时为空"
    )

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
            note=answer.note or None,
            took_ms=round(took_ms, 1),
        )


class ErrorBody(BaseModel):
    """What went wrong: a code for programs, a Chinese message for people."""

    code: str
    message: str
    detail: object = None


class ErrorOut(BaseModel):
    """The shape of every error."""

    error: ErrorBody
