"""GET /api/stores: what the service works with, and whether it is sound."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from assistant.examining import Finding, examined
from assistant.web.parts import WorkspacePart
from index.watching import Watcher

router = APIRouter(prefix="/api")


class FindingOut(BaseModel):
    """One thing that was checked."""

    subject: str = Field(description="登记库、关键词索引、向量索引、向量模型、公文库监视、磁盘空间")
    healthy: bool
    remark: str = Field(description="看到什么；不正常时，应当怎么办")

    @classmethod
    def of(cls, finding: Finding) -> "FindingOut":
        """The wire form of a finding."""
        return cls(subject=finding.subject, healthy=finding.healthy, remark=finding.remark)


class StoresOut(BaseModel):
    """Every finding."""

    stores: list[FindingOut]


@router.get("/stores")
def list_stores(request: Request, workspace: WorkspacePart) -> StoresOut:
    """逐项检查登记库、两个索引、向量模型、公文库监视和磁盘空间。"""
    watchers: Sequence[Watcher] = request.app.state.watchers
    remarks = [watcher.remark for watcher in watchers if watcher.remark]
    found = examined(workspace, remarks if watchers else None)
    return StoresOut(stores=[FindingOut.of(finding) for finding in found])
