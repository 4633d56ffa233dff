"""notice://{id}: current notices as resources that a person may attach to what he asks."""

from mcp_types import (
    ListResourcesResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from index.catalogue import Catalogue
from index.errors import FilterError, NoticeGoneError
from index.hit import NoticeRecord

_SCHEME = "notice://"
_PLAIN = "text/plain"
_PAGE = 100


def template() -> ResourceTemplate:
    """How a notice's address is made."""
    return ResourceTemplate(
        name="notice",
        title="公文",
        uri_template=f"{_SCHEME}{{notice_id}}",
        description="一份现行公文的正文，notice_id 是 16 位编号",
        mime_type=_PLAIN,
    )


def listed(catalogue: Catalogue, cursor: str | None) -> ListResourcesResult:
    """A page of notices, the newest first. Raises FilterError for a cursor of somebody else's."""
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 8):
        raise FilterError("cursor 不是上一页给出的 next_cursor。请从头列起。")
    offset = int(cursor or 0)
    records, total = catalogue.notices(limit=_PAGE, offset=offset)
    following = str(offset + _PAGE) if offset + _PAGE < total else None
    return ListResourcesResult(
        resources=[_resource(record) for record in records], next_cursor=following
    )


def read(catalogue: Catalogue, uri: str) -> ReadResourceResult:
    """The text of a notice. Raises NoticeGoneError."""
    notice = catalogue.notice(uri.removeprefix(_SCHEME)) if uri.startswith(_SCHEME) else None
    if notice is None:
        raise NoticeGoneError(f"没有 {uri} 这份公文，可能已被撤下或替换。请重新列出或检索。")
    content = TextResourceContents(uri=uri, mime_type=_PLAIN, text=notice.text)
    return ReadResourceResult(contents=[content])


def _resource(record: NoticeRecord) -> Resource:
    facts = (record.document_number, record.issuer, record.issued_on, record.status)
    return Resource(
        uri=f"{_SCHEME}{record.id}",
        name=record.title,
        title=record.title,
        description="，".join(str(fact) for fact in facts if fact),
        mime_type=_PLAIN,
    )
