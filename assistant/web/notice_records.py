"""The JSON shapes of one notice: its words, its outline, and the notices around it."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from assistant.web.records import NoticeOut
from assistant.web.version_records import VersionOut
from assistant.web.wire import place_of
from documents.notice import Link
from index.catalogue import NoticeText
from index.hit import LinkRecord, NoticeRecord


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


class ReferenceOut(BaseModel):
    """A current notice that names another one, and where its words say so."""

    kind: str
    notice_id: str
    version_id: str
    title: str
    document_number: str | None
    issued_on: date | None
    status: str
    start: int
    end: int
    url: str

    @classmethod
    def of(cls, record: NoticeRecord, link: Link) -> "ReferenceOut":
        """The wire form of a link, seen from the notice that it names."""
        return cls(
            kind=link.kind,
            notice_id=record.id,
            version_id=record.version_id,
            title=record.title,
            document_number=record.document_number,
            issued_on=record.issued_on,
            status=record.status,
            start=link.start,
            end=link.end,
            url=place_of(record, link.start, link.end),
        )


class NoticeTextOut(NoticeOut):
    """A notice with its words, as the version at hand has them."""

    version: VersionOut
    text: str
    outline: list[SectionOut]
    pages: list[int]
    versions: list[VersionOut] = Field(description="历次版本，最新的在前")
    sources: list[str] = Field(description="内容相同的所有文件；旧版本不列")
    links: list[LinkOut] = Field([], description="它提到的其他公文；旧版本不列")
    referred_by: list[ReferenceOut] = Field([], description="提到它的现行公文；旧版本不列")

    @classmethod
    def with_text(
        cls,
        notice: NoticeText,
        version: VersionOut,
        *,
        versions: list[VersionOut],
        sources: list[str],
    ) -> "NoticeTextOut":
        """The wire form of a notice with its text and its history."""
        return cls(
            **NoticeOut.of(notice.record).model_dump(),
            version=version,
            text=notice.text,
            outline=[SectionOut.model_validate(s, from_attributes=True) for s in notice.outline],
            pages=list(notice.pages),
            versions=versions,
            sources=sources,
        )

    def naming(
        self, links: Iterable[LinkRecord], references: Iterable[tuple[NoticeRecord, Link]]
    ) -> "NoticeTextOut":
        """The same with the notices that it names and those that name it."""
        self.links = [LinkOut.of(link) for link in links]
        self.referred_by = [ReferenceOut.of(*reference) for reference in references]
        return self
