"""The JSON shapes of notices, passages and the register."""

from datetime import date

from pydantic import BaseModel, Field

from assistant.web.version_records import VersionOut
from assistant.web.wire import place_of
from index.catalogue import NoticeText
from index.hit import CURRENT, Hit, LinkRecord, NoticeRecord


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


class LinkOut(BaseModel):
    """A notice that another names: 废止, 替代, 修订 or 依据; `notice_id` where the index holds it."""

    kind: str
    title: str | None
    document_number: str | None
    notice_id: str | None
    start: int
    end: int

    @classmethod
    def of(cls, record: LinkRecord) -> "LinkOut":
        """The wire form of a link."""
        link = record.link
        return cls(
            kind=link.kind,
            title=link.title,
            document_number=link.document_number,
            notice_id=record.notice_id,
            start=link.start,
            end=link.end,
        )


class NoticeTextOut(NoticeOut):
    """A notice with its words, as the version at hand has them."""

    version: VersionOut
    text: str
    outline: list[SectionOut]
    pages: list[int]
    versions: list[VersionOut] = Field(description="历次版本，最新的在前")
    sources: list[str] = Field(description="内容相同的所有文件；旧版本不列")
    links: list[LinkOut] = Field(description="它提到的其他公文；旧版本不列")

    @classmethod
    def with_text(
        cls,
        notice: NoticeText,
        version: VersionOut,
        *,
        versions: list[VersionOut],
        sources: list[str],
        links: list[LinkRecord],
    ) -> "NoticeTextOut":
        """The wire form of a notice with its text, its history and the notices it names."""
        return cls(
            **NoticeOut.of(notice.record).model_dump(),
            version=version,
            text=notice.text,
            outline=[SectionOut.model_validate(s, from_attributes=True) for s in notice.outline],
            pages=list(notice.pages),
            versions=versions,
            sources=sources,
            links=[LinkOut.of(link) for link in links],
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
    due: date | None
    quote: str
    start: int
    end: int


class RegisterOut(BaseModel):
    """The register, newest notice first."""

    duties: list[RegisteredDutyOut]


class ConflictOut(BaseModel):
    """A task that notices of one place allot differently."""

    task: str
    duties: list[RegisteredDutyOut]


class ConflictsOut(BaseModel):
    """Every such task."""

    conflicts: list[ConflictOut]
