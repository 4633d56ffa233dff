"""The JSON shapes of jobs and of files that could not be read."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from pathlib import PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from index.job import FileOutcome, Job, State
from index.moments import now, stamp
from index.report import What
from index.sources import FailedFile

_ABOUT = 20
_EXAMPLE: dict[str, JsonValue] = {
    "id": "5d0c0e2f6f2b4f0f8a3f8f1d5a8b7c61",
    "number": 12,
    "kind": "upload",
    "lane": "urgent",
    "state": "done",
    "stopping": False,
    "root": "/data/uploads",
    "about": ["冷链通知.docx"],
    "attempts": 1,
    "requested_at": "2024-02-20T01:30:00Z",
    "started_at": "2024-02-20T01:30:00Z",
    "finished_at": "2024-02-20T01:30:02Z",
    "retry_at": None,
    "done": 1,
    "total": 1,
    "at": "",
    "seconds_left": None,
    "counts": {"added": 1, "changed": 0, "removed": 0, "unchanged": 0, "failed": 0},
    "reason": None,
}


class AcceptedOut(BaseModel):
    """A job that was asked for."""

    job_id: str = Field(description="任务编号，用 GET /api/jobs/{job_id} 查看进展")

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"job_id": "5d0c0e2f6f2b4f0f8a3f8f1d5a8b7c61"}]}
    )


class UploadedOut(AcceptedOut):
    """A job that reads uploaded files, and the names these are kept by."""

    files: list[str] = Field(description="保存所用的文件名，与上传的顺序相同")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"job_id": "5d0c0e2f6f2b4f0f8a3f8f1d5a8b7c61", "files": ["冷链通知.docx"]}]
        }
    )


class WithdrawnOut(AcceptedOut):
    """A notice that no answer shows any more, and the job that clears up."""

    notice_id: str

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"job_id": "5d0c0e2f6f2b4f0f8a3f8f1d5a8b7c61", "notice_id": "0f5b3c8d9e1a2b47"}
            ]
        }
    )


class RetriedOut(BaseModel):
    """The jobs that read failed files once more, and how many files these are."""

    job_ids: list[str]
    files: int


class RetryIn(BaseModel):
    """Which failed files to read once more; all of them where nothing is given."""

    root: str | None = Field(
        default=None, max_length=4096, description="公文库文件夹，如失败列表所示"
    )
    source: str | None = Field(
        default=None, max_length=4096, description="文件路径，如失败列表所示"
    )

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{}, {"source": "2024/冷链通知.docx"}]}
    )


class DismissIn(BaseModel):
    """Which uploaded file to drop."""

    root: str = Field(max_length=4096, description="公文库文件夹，如失败列表所示")
    source: str = Field(max_length=4096, description="文件路径，如失败列表所示")

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"root": "/data/uploads", "source": ".incoming/5d0c0e2f/冷链通知.docx"}]
        },
    )


class CountsOut(BaseModel):
    """How many files were added, changed, removed, left as they are, and could not be read."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: int = 0


class JobFileOut(BaseModel):
    """What became of a file: 新增, 更新, 撤下, 未变 or 失败."""

    source: str
    outcome: str
    notice_id: str | None
    reason: str | None

    @classmethod
    def of(cls, file: FileOutcome) -> "JobFileOut":
        """The wire form of an outcome."""
        return cls.model_validate(file, from_attributes=True)


class JobOut(BaseModel):
    """A job: how far it is and what it did; times are UTC."""

    id: str
    number: int
    kind: str = Field(description="refresh、files、upload、restore、withdraw 或 rebuild")
    lane: str = Field(description="urgent（先做）或 bulk")
    state: str = Field(description="waiting、running、done、failed 或 cancelled")
    stopping: bool = Field(description="正在停止，做完手头的文件就停")
    root: str
    about: list[str] = Field(description="要处理的文件或公文，最多列出 20 个")
    attempts: int
    requested_at: str
    started_at: str | None
    finished_at: str | None
    retry_at: str | None = Field(description="没有完成的任务在这个时间再试")
    done: int
    total: int | None
    at: str = Field(description="正在处理的文件")
    seconds_left: int | None = Field(description="按目前速度估计的剩余秒数")
    counts: CountsOut
    reason: str | None = Field(description="没有完成的原因")

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        """The wire form of a job."""
        return cls(
            id=job.id,
            number=job.number,
            kind=job.kind.value,
            lane=job.lane.name.lower(),
            state=job.state.value,
            stopping=job.stopping,
            root=job.root,
            about=_about(job),
            attempts=job.attempts,
            requested_at=stamp(job.requested_at),
            started_at=_stamp(job.started_at),
            finished_at=_stamp(job.finished_at),
            retry_at=_stamp(job.retry_at) if job.state is State.WAITING else None,
            done=job.done,
            total=job.total,
            at=job.at,
            seconds_left=_seconds_left(job),
            counts=CountsOut(**{what.name.lower(): job.counts.get(what, 0) for what in What}),
            reason=job.reason,
        )


class JobsOut(BaseModel):
    """A page of jobs, the newest first, and how many there are."""

    jobs: list[JobOut]
    total: int


class JobFilesOut(JobOut):
    """A job with its files: the first hundred that failed and, where asked for, a page of all."""

    failures: list[JobFileOut]
    files: list[JobFileOut] | None = None
    files_next: int | None = Field(None, description="下一页的 files_after；没有下一页时为空")

    @classmethod
    def with_files(
        cls, job: Job, failures: Sequence[FileOutcome], files: Sequence[FileOutcome] | None
    ) -> "JobFilesOut":
        """The wire form of a job with its files."""
        return cls(
            **JobOut.of(job).model_dump(),
            failures=[JobFileOut.of(file) for file in failures],
            files=None if files is None else [JobFileOut.of(file) for file in files],
        )


class FailureOut(BaseModel):
    """A file that could not be read; a dead one waits for the file to change or for a person."""

    root: str
    source: str
    name: str
    reason: str
    attempts: int
    failed_at: str | None
    retry_at: str | None = Field(description="会在这个时间自动再读；为空表示不会")
    dead: bool

    @classmethod
    def of(cls, failed: FailedFile) -> "FailureOut":
        """The wire form of a failure."""
        return cls(
            root=failed.root,
            source=failed.source,
            name=PurePosixPath(failed.source).name,
            reason=failed.reason,
            attempts=failed.attempts,
            failed_at=_stamp(failed.failed_at),
            retry_at=_stamp(failed.retry_at),
            dead=failed.is_dead,
        )


class FailuresOut(BaseModel):
    """Files that could not be read, by library and path."""

    failures: list[FailureOut]


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def _about(job: Job) -> list[str]:
    named = (job.details.get(name, ()) for name in ("files", "sources", "roots"))
    notice = job.details.get("title") or job.details.get("notice_id")
    return [str(name) for name in chain([notice] if notice else [], *named)][:_ABOUT]


def _seconds_left(job: Job) -> int | None:
    if job.state is not State.RUNNING or not (job.started_at and job.done and job.total):
        return None
    gone_s = (now() - job.started_at).total_seconds()
    return max(0, round(gone_s / job.done * (job.total - job.done)))
