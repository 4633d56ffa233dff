"""Notices taken away, and former versions brought back."""

from fastapi import APIRouter

from assistant import operating
from assistant.web.job_records import AcceptedOut, WithdrawnOut
from assistant.web.parts import NoticeId, VersionId, WorkspacePart, refusals

router = APIRouter(prefix="/api/notices/{notice_id}", responses=refusals(404, 422))


@router.delete("")
def withdraw_notice(notice_id: NoticeId, workspace: WorkspacePart) -> WithdrawnOut:
    """撤下一份公文：立即不再出现在任何回答和检索里；上传的文件一并移走，历次版本保留，可以恢复。"""
    job = operating.withdraw(workspace, notice_id)
    return WithdrawnOut(job_id=job.id, notice_id=notice_id)


@router.post("/versions/{version_id}/restore", status_code=202, responses=refusals(409))
def restore_version(
    notice_id: NoticeId, version_id: VersionId, workspace: WorkspacePart
) -> AcceptedOut:
    """恢复一个旧版本，直到它的文件再有改动；已撤下的公文也能恢复。"""
    return AcceptedOut(job_id=operating.restore(workspace, notice_id, version_id).id)
