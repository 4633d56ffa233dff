"""GET /api/notices, one notice as it is or was, and taking one out."""

from fastapi import APIRouter

from assistant.web.access import Seen
from assistant.web.notice_records import NoticeTextOut
from assistant.web.parts import (
    FiltersPart,
    Limit,
    NoticeId,
    Offset,
    Sought,
    VersionQuery,
    refusals,
)
from assistant.web.records import NoticeOut, NoticesOut
from assistant.web.version_records import VersionOut
from index.catalogue import NoticeText, VersionRecord
from index.errors import NoticeGoneError
from index.schema import LIVE

router = APIRouter(prefix="/api/notices", responses=refusals(422))


@router.get("")
def list_notices(
    seen: Seen,
    filters: FiltersPart,
    limit: Limit = 20,
    offset: Offset = 0,
    q: Sought = "",
) -> NoticesOut:
    """列出现行公文，最新的在前；q 按标题、文号、发文机关、文件名查找。"""
    records, total = seen.catalogue.notices(
        limit=limit, offset=offset, containing=q, filters=filters
    )
    return NoticesOut(notices=[NoticeOut.of(record) for record in records], total=total)


@router.get("/{notice_id}", responses=refusals(404))
def read_notice(notice_id: NoticeId, seen: Seen, version: VersionQuery = None) -> NoticeTextOut:
    """一份公文的版头信息、效力、正文、目录、历次版本，它废止、修订和依据的公文，以及提到它的公文；version 给出某一旧版。"""
    notice, shown = found_notice(notice_id, version, seen)
    catalogue, own_id = seen.catalogue, notice.record.id
    is_current = shown.state == LIVE
    told = NoticeTextOut.with_text(
        notice,
        VersionOut.of(shown),
        versions=[VersionOut.of(each) for each in catalogue.versions(own_id)],
        sources=catalogue.sources(own_id) if is_current else [],
    )
    if not is_current:
        return told
    return told.naming(catalogue.links(own_id), catalogue.referring(own_id))


def found_notice(
    notice_id: str, version_id: str | None, seen: Seen
) -> tuple[NoticeText, VersionRecord]:
    """A notice as it is shown, or as a version of it has it; raises NoticeGoneError.

    A version may by now be that of another notice, which began as a copy of this one.
    """
    catalogue = seen.catalogue
    notice = catalogue.version(version_id) if version_id else catalogue.notice(notice_id)
    if notice is None and version_id:
        raise NoticeGoneError("没有公文的这个版本。请打开它的现行版本，或返回重新检索。")
    if notice is None:
        raise NoticeGoneError("没有这份公文，可能已被撤下或替换。请返回重新检索。")
    record = notice.record
    versions = catalogue.versions(record.id)
    shown = next((each for each in versions if each.id == record.version_id), None)
    if shown is None:
        raise NoticeGoneError("这份公文刚刚更新。请刷新后重试。")
    return notice, shown
