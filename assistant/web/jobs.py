"""GET /api/jobs and what becomes of them; the requests that ask for work on the whole index."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as PathPart
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from starlette.datastructures import State

from assistant import operating
from assistant.web.discretion import Discreet, Discretion
from assistant.web.faults import body_of
from assistant.web.job_records import (
    AcceptedOut,
    DismissIn,
    FailureOut,
    FailuresOut,
    JobFilesOut,
    JobOut,
    JobsOut,
    RetriedOut,
    RetryIn,
)
from assistant.web.noting import NotePart
from assistant.web.parts import Limit, Offset, WorkspacePart, events, refusals
from index.errors import IndexingError
from index.job import Job
from index.job import State as JobState
from index.report import What

router = APIRouter(prefix="/api", responses=refusals(422))
whole = APIRouter(prefix="/api", responses=refusals(422))
"""What concerns the whole index."""
LISTENERS = 32
"""Streams of events at a time."""
_FAILURES, _FILES = 100, 1000
_LOOK_S, _HEARTBEAT_S = 0.3, 15.0
JobId = Annotated[str, PathPart(pattern=r"^[0-9a-f]{32}$", description="任务编号")]
_STREAM = """event: progress
data: {"id": "5d0c0e2f6f2b4f0f8a3f8f1d5a8b7c61", "state": "running", "done": 3, "total": 15}

event: done
data: {"id": "5d0c0e2f6f2b4f0f8a3f8f1d5a8b7c61", "state": "done", "done": 15, "total": 15}

"""


@router.get("/jobs")
def list_jobs(
    known: Discreet,
    limit: Limit = 20,
    offset: Offset = 0,
    state: Annotated[list[JobState], Query(description="只列这些状态的任务，可重复")] = [],  # noqa: B006
) -> JobsOut:
    """列出任务，最新的在前；state 可为 waiting、running、done、failed、cancelled。"""
    jobs, total = known.page(limit, offset, state)
    return JobsOut(jobs=[JobOut.of(job) for job in jobs], total=total)


@router.get("/jobs/{job_id}", responses=refusals(404))
def read_job(
    job_id: JobId,
    known: Discreet,
    files_after: Annotated[
        int | None,
        Query(ge=-1, le=2**31 - 1, description="从这个序号之后列出每个文件的结果；从头列用 -1"),
    ] = None,
) -> JobFilesOut:
    """一个任务的进展和结果：状态、计数、失败的文件（前 100 个）和原因；files_after 逐页列出所有文件的结果。"""
    job = known.job(job_id)
    failed = known.files(job, -1, _FAILURES, What.FAILED)
    if files_after is None:
        return JobFilesOut.with_files(job, failed, None)
    files = known.files(job, files_after, _FILES)
    shown = JobFilesOut.with_files(job, failed, files)
    shown.files_next = files_after + len(files) if len(files) == _FILES else None
    return shown


@router.get(
    "/jobs/{job_id}/events",
    response_class=StreamingResponse,
    responses={
        200: {"content": events(_STREAM), "description": "事件流"},
        **refusals(404, 503),
    },
)
async def follow_job(job_id: JobId, request: Request, known: Discreet) -> StreamingResponse:
    """任务的进展，以事件流返回：有变化时发 progress，结束时发 done，内容与 GET /api/jobs/{job_id} 相同但不含文件。"""
    request.app.state.listening.require_free("查看任务进展")
    job = await run_in_threadpool(known.job, job_id)
    return StreamingResponse(
        _events(known, job, request.app.state),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.post("/jobs/{job_id}/cancel", responses=refusals(403, 404, 409))
def cancel_job(job_id: JobId, known: Discreet, workspace: WorkspacePart) -> JobOut:
    """停止一个任务：还没开始的立即取消，正在运行的做完手头的文件就停；已经读入的公文保留。"""
    known.job(job_id)
    operating.cancel(workspace, job_id)
    return JobOut.of(known.job(job_id))


@router.post("/jobs/{job_id}/retry", status_code=202, responses=refusals(403, 404, 409))
def retry_job(job_id: JobId, known: Discreet, workspace: WorkspacePart) -> JobOut:
    """把没有完成、已停止或已完成的任务再做一次。"""
    known.job(job_id)
    operating.again(workspace, job_id)
    return JobOut.of(known.job(job_id))


@router.post("/refresh", status_code=202, responses=refusals(403, 409))
def refresh(workspace: WorkspacePart, note: NotePart) -> AcceptedOut:
    """让索引与公文库一致；没有设置公文库时，更新所有已编入的文件夹。"""
    note.target = operating.refresh(workspace).id
    return AcceptedOut(job_id=note.target)


@whole.post("/rebuild", status_code=202)
def rebuild(
    workspace: WorkspacePart,
    note: NotePart,
    *,
    anew: Annotated[bool, Query(description="完好的索引也重做")] = False,
) -> AcceptedOut:
    """从登记库重建缺失、损坏或不一致的检索索引，期间照常回答；anew 为 true 时全部重做。"""
    note.target, note.details = operating.rebuild(workspace, anew=anew).id, {"anew": anew}
    return AcceptedOut(job_id=note.target)


@router.get("/failures")
def list_failures(
    known: Discreet,
    limit: Annotated[int, Query(ge=1, le=1000, description="最多几个")] = 100,
    dead: Annotated[
        bool | None, Query(description="true 只列不再自动重读的，false 只列还会重读的")
    ] = None,
) -> FailuresOut:
    """列出没能读入的文件：原因、读过几次、什么时候再读。"""
    failures = known.failures(limit, dead=dead)
    return FailuresOut(failures=[FailureOut.of(failed) for failed in failures])


@router.post("/failures/retry", status_code=202, responses=refusals(403, 404))
def retry_failures(
    known: Discreet, workspace: WorkspacePart, note: NotePart, body: RetryIn | None = None
) -> RetriedOut:
    """马上再读没能读入的文件：全部、某个文件夹的，或某一个。"""
    wanted = body or RetryIn()
    note.target = wanted.source or wanted.root
    known.require_failure(wanted.root, wanted.source)
    jobs, count = operating.retry(workspace, wanted.root, wanted.source)
    return RetriedOut(job_ids=[job.id for job in jobs], files=count)


@router.post("/failures/dismiss", status_code=204, responses=refusals(403, 404, 409))
def dismiss_failure(
    known: Discreet, workspace: WorkspacePart, body: DismissIn, note: NotePart
) -> None:
    """丢弃一个没能读入的上传文件；公文库文件夹里的文件不能丢弃，请改好或移走。"""
    note.target = body.source
    known.require_failure(body.root, body.source)
    operating.dismiss(workspace, body.root, body.source)


async def _events(known: Discretion, job: Job, state: State) -> AsyncIterator[str]:
    """Ends with the job, with the service, and soon after its client is gone."""
    told, told_at = "", time.monotonic()
    with state.listening.enter():
        try:
            while not (job.is_over or state.closing.is_set()):
                found = JobOut.of(job).model_dump_json()
                if found != told:
                    yield _event("progress", found)
                    told, told_at = found, time.monotonic()
                elif time.monotonic() - told_at > _HEARTBEAT_S:
                    yield ": 仍在进行\n\n"
                    told_at = time.monotonic()
                await asyncio.sleep(_LOOK_S)
                job = await run_in_threadpool(known.job, job.id)
            if job.is_over:
                yield _event("done", JobOut.of(job).model_dump_json())
        except IndexingError as error:
            yield _event("error", body_of(error)[1].model_dump_json())


def _event(name: str, content: str) -> str:
    return f"event: {name}\ndata: {content}\n\n"
