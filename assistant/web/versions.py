"""The history of a notice: its versions, what changed between them, and back to a former one."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.history import changes_between, chosen
from assistant.web.access import Seen
from assistant.web.parts import NoticeId, VersionQuery, refusals
from assistant.web.version_records import ChangesOut, VersionOut, VersionsOut
from index.catalogue import VersionRecord
from index.errors import NoticeGoneError

router = APIRouter(prefix="/api/notices/{notice_id}", responses=refusals(404, 422))


@router.get("/versions")
def list_versions(notice_id: NoticeId, seen: Seen) -> VersionsOut:
    """一份公文的历次版本，最新的在前；已撤下的公文也能查。"""
    versions = [VersionOut.of(version) for version in _history(notice_id, seen)]
    return VersionsOut(notice_id=notice_id, versions=versions)


@router.get("/changes")
def read_changes(
    notice_id: NoticeId,
    seen: Seen,
    before: Annotated[VersionQuery, Query(alias="from", description="较旧的版本")] = None,
    after: Annotated[VersionQuery, Query(alias="to", description="较新的版本")] = None,
) -> ChangesOut:
    """两个版本之间改了什么：版头、章节、职责和数字；不指定版本时比较最近两版。"""
    compared = chosen(_history(notice_id, seen), before, after)
    changes = changes_between(seen.catalogue, compared[0].id, compared[1].id)
    return ChangesOut.of(notice_id, compared, changes)


def _history(notice_id: str, seen: Seen) -> list[VersionRecord]:
    versions = seen.catalogue.versions(notice_id)
    if not versions:
        raise NoticeGoneError("没有这份公文。请检查编号，或返回重新检索。")
    return versions
