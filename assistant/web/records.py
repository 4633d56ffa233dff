"""The JSON shapes of notices, passages and the register."""

from datetime import date

from pydantic import BaseModel, Field

from assistant.explaining import Explained
from assistant.web.wire import place_of
from index.hit import CURRENT, Hit, NoticeRecord
from index.tallying import Tally


class PassageOut(BaseModel):
    """A passage that a search found."""

    notice_id: str
    version_id: str
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
            version_id=hit.notice.version_id,
            title=hit.notice.title,
            source=hit.notice.source,
            section=list(hit.headings),
            text=hit.text,
            start=hit.start,
            end=hit.end,
            score=round(hit.score, 6),
            found_by=hit.found_by,
            url=place_of(hit.notice, hit.start, hit.end),
        )


class PassagesOut(BaseModel):
    """Search results, best first."""

    passages: list[PassageOut]


class ContributionOut(BaseModel):
    """What speaks for a passage, above 0, or against it."""

    name: str
    weight: float = Field(description="与找到的段落的平均值相比；大于 0 使它靠前，小于 0 使它靠后")


class ExplainedOut(PassageOut):
    """A passage with the reasons for its place."""

    status: str
    similarity: float | None = Field(description="与问题的余弦相似度；按意思查找没有找到时为空")
    contributions: list[ContributionOut] = Field(description="影响名次最大的几项，最大的在前")
    matched: list[str] = Field(description="段落里出现的检索词，包括问题里的词的别称和同义词")

    @classmethod
    def explaining(cls, found: Explained) -> "ExplainedOut":
        """The wire form of an explained hit."""
        hit = found.hit
        return cls(
            **PassageOut.of(hit).model_dump(),
            status=hit.notice.status,
            similarity=None if hit.similarity is None else round(hit.similarity, 4),
            contributions=[
                ContributionOut(name=each.name, weight=round(each.weight, 2))
                for each in found.contributions
            ],
            matched=list(found.matched),
        )


class ExplainedPassagesOut(BaseModel):
    """Search results with reasons, best first."""

    passages: list[ExplainedOut]


class SuccessorOut(BaseModel):
    """The notice that took another's force."""

    notice_id: str
    title: str
    document_number: str | None


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
    superseded_by: SuccessorOut | None = None
    version_on: date | None = None
    effective_from: date | None = None
    expires_on: date | None = None
    source: str
    groups: list[str] = Field([], description="只给这些可见组看；空着就是所有人可看")

    @classmethod
    def of(cls, record: NoticeRecord) -> "NoticeOut":
        """The wire form of a notice."""
        return cls.model_validate(record, from_attributes=True)


class NoticesOut(BaseModel):
    """A page of notices and how many there are."""

    notices: list[NoticeOut]
    total: int


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
    due: date | None
    quote: str
    start: int
    end: int


class RegisterOut(BaseModel):
    """Rows of the register, and how many there are in all."""

    duties: list[RegisteredDutyOut]
    total: int


class LoadOut(BaseModel):
    """How many assignments of each role a department has."""

    department: str
    roles: dict[str, int]


class MonthOut(BaseModel):
    """How many assignments are due in a month, as 2024-12."""

    month: str
    count: int


class TallyOut(BaseModel):
    """Counts over the register."""

    total: int
    notices: int
    undated: int = Field(description="没有写明时限，或时限不是日期的")
    departments: list[LoadOut] = Field(description="承担最多的单位，最多的在前")
    more_departments: int = Field(description="没有列出的单位数")
    months: list[MonthOut]
    parties: list[str]
    roles: list[str]

    @classmethod
    def of(cls, counted: Tally) -> "TallyOut":
        """The wire form of a tally."""
        return cls(
            total=counted.total,
            notices=counted.notices,
            undated=counted.undated,
            departments=[
                LoadOut(department=d.department, roles=d.roles) for d in counted.departments
            ],
            more_departments=counted.more_departments,
            months=[MonthOut(month=month, count=count) for month, count in counted.months],
            parties=list(counted.parties),
            roles=list(counted.roles),
        )


class ConflictOut(BaseModel):
    """A task that notices of one place allot differently."""

    task: str
    duties: list[RegisteredDutyOut]


class ConflictsOut(BaseModel):
    """Every such task."""

    conflicts: list[ConflictOut]
