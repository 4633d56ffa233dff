"""Notices taken away, and former versions brought back."""

from fastapi import APIRouter

from assistant import operating
from assistant.web.access import Seen
from assistant.web.job_records import AcceptedOut, WithdrawnOut
from assistant.web.noting import NotePart
from assistant.web.parts import NoticeId, VersionId, WorkspacePart, refusals
from index.errors import NoticeGoneError

router = APIRouter(prefix="/api/notices/{notice_id}", responses=refusals(404, 422))


@router.delete("")
def withdraw_notice(
    notice_id: NoticeId, seen: Seen, workspace: WorkspacePart, note: NotePart
) -> WithdrawnOut:
    """撤下一份公文：立即不再出现在任何回答和检索里；上传的文件一并移走，历次版本保留，可以恢复。"""
    _require_seen(notice_id, seen)
    job = operating.withdraw(workspace, notice_id)
    note.details = {"job_id": job.id}
    return WithdrawnOut(job_id=job.id, notice_id=notice_id)


@router.post("/versions/{version_id}/restore", status_code=202, responses=refusals(409))
def restore_version(
    notice_id: NoticeId,
    version_id: VersionId,
    seen: Seen,
    workspace: WorkspacePart,
    note: NotePart,
) -> AcceptedOut:
    """恢复一个旧版本，直到它的文件再有改动；已撤下的公文也能恢复。"""
    _require_seen(notice_id, seen)
    job = operating.restore(workspace, notice_id, version_id)
    note.details = {"job_id": job.id}
    return AcceptedOut(job_id=job.id)


def _require_seen(notice_id: str, seen: Seen) -> None:
    """Raises NoticeGoneError for a notice that is not, or not for the caller's eyes."""
    if not seen.catalogue.versions(notice_id):
        raise NoticeGoneError("没有这份公文，可能已被撤下。请刷新列表后重试。")
