"""/api/evaluation: measure the assistant on questions whose right answers are known."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import PurePath
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field, TypeAdapter

from assistant.errors import AssistantError, GoldenError
from assistant.evaluating.golden import GoldenSet
from assistant.evaluating.kept import Kept, is_kept_in, kept_in
from assistant.evaluating.question_files import LARGEST, questions_of, read_questions
from assistant.evaluating.report import Report
from assistant.evaluating.reporting import policy
from assistant.evaluating.sample_questions import sample_questions
from assistant.evaluating.starter_sheet import starter_sheet
from assistant.web.examiner import Attended, Examiner, Run
from assistant.web.faults import told
from assistant.web.noting import noting
from assistant.web.parts import WorkspacePart, events, files, refusals
from assistant.web.receiving import Allowance, name_of, received
from assistant.wiring import Workspace
from index.builtin_model.errors import ModelError
from index.errors import IndexingError

router = APIRouter(prefix="/api/evaluation")
MOST = 1000
"""Questions of an evaluation over HTTP; the command takes more."""
_ALLOWED = Allowance(
    files=1,
    largest=LARGEST,
    request=LARGEST + 2**20,
    wanted="填写好的问题表，放在字段 file 里",
    instead="请拆成几个文件分别评测。",
)
_LOOK_S, _HEARTBEAT_S = 0.3, 15.0
_LONGEST_NAME = 100
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REPORT = TypeAdapter(Report)
_STREAM = """event: progress
data: {"name": "问题.xlsx", "done": 3, "total": 40}

event: done
data: {"name": "问题.xlsx", "questions": 40, "right": 38}

"""
_FILE = {"type": "string", "format": "binary"}
_BODY = {
    "description": f"问题表（.xlsx 或 .jsonl，不超过 10 MB、{MOST} 个问题）；索引里只有示例公文时可以不带文件",
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}},
            "encoding": {"file": {"contentType": f"{_SHEET}, application/x-ndjson"}},
        }
    },
}


class RunOut(BaseModel):
    """How far an evaluation is."""

    name: str = Field(description="问题文件")
    done: int
    total: int

    @classmethod
    def of(cls, run: Run) -> "RunOut":
        """The wire form of a run."""
        return cls(name=run.golden.name, done=run.done, total=len(run.golden.questions))


class EvaluationStateOut(BaseModel):
    """Whether there is a report, what runs, and what may be asked for."""

    reported: bool = Field(description="有没有上一次的报告")
    running: RunOut | None
    needs_file: bool = Field(description="索引里不只有示例公文，评测要上传问题表")
    most: int = Field(description="一次最多评测多少个问题")


@router.get("", responses=refusals(404))
def read_evaluation(workspace: WorkspacePart) -> Report:
    """上一次评测的报告：什么时候、用哪个问题文件、各项指标、有出入的题和原因；也包括 duikou eval 做的。"""
    return _last(workspace).report


@router.get("/state")
def read_evaluation_state(request: Request, workspace: WorkspacePart) -> EvaluationStateOut:
    """有没有报告，是不是正在评测、做到哪里，可不可以不带文件。"""
    run = _examiner(request).run
    return EvaluationStateOut(
        reported=is_kept_in(workspace.settings.data_dir),
        running=RunOut.of(run) if run else None,
        needs_file=sample_questions(workspace) is None,
        most=MOST,
    )


@router.get(
    "/report",
    response_class=HTMLResponse,
    responses={200: {"description": "可以打印、转发的网页"}, **refusals(404)},
)
def read_report(workspace: WorkspacePart) -> HTMLResponse:
    """上一次评测的完整报告，一个独立的网页。"""
    page = _last(workspace).page
    allowed = f"{policy(page)}; frame-ancestors 'none'; sandbox"
    headers = {"Content-Security-Policy": allowed, "Cache-Control": "no-store"}
    return HTMLResponse(page, headers=headers)


@router.get(
    "/starter",
    response_class=Response,
    responses={200: {"content": files(_SHEET), "description": "空白问题表"}},
)
def read_starter() -> Response:
    """空白问题表（.xlsx），带例子和填写说明。"""
    name = quote("问题.xlsx")
    disposition = f"attachment; filename=\"questions.xlsx\"; filename*=UTF-8''{name}"
    headers = {"Content-Disposition": disposition}
    return Response(starter_sheet(), media_type=_SHEET, headers=headers)


@router.post(
    "",
    status_code=200,
    response_class=Attended,
    openapi_extra={"requestBody": _BODY},
    responses={
        200: {"content": events(_STREAM), "description": "事件流"},
        **refusals(400, 408, 413, 415, 422, 503),
    },
)
async def start_evaluation(request: Request, workspace: WorkspacePart) -> Attended:
    """评测：逐题提问并与标准答案比对。以事件流返回：progress 说做到第几题，done 是整份报告，error 说为什么没有做完；
    同时只做一个，连接断开就停下，不留报告。"""
    examiner = _examiner(request)
    with examiner.enter() as place:
        golden = await _golden(request, workspace)
        note = noting(request)
        note.target, note.details = golden.name, {"questions": len(golden.questions)}
        run = Run(golden, workspace)
        task = examiner.start(run, place.pop_all())
    return Attended(
        run,
        _events(run, task, request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _golden(request: Request, workspace: Workspace) -> GoldenSet:
    """The questions that were sent, or the samples' own. Raises GoldenError, HTTPException."""
    longest = workspace.settings.question_length
    if "content-type" not in request.headers:
        golden = await run_in_threadpool(_own, workspace, longest)
    else:
        async with received(request, _ALLOWED) as came:
            (file,) = came.files
            name, content = _named(name_of(file)), await file.read()
        golden = await run_in_threadpool(questions_of, name, lambda: content, longest)
    if len(golden.questions) > MOST:
        raise GoldenError(
            f"{golden.name} 有 {len(golden.questions)} 个问题，在页面上一次最多评测 {MOST} 个。"
            "请拆成几个文件分别评测，或在服务所在的机器上运行 duikou eval。"
        )
    return golden


def _own(workspace: Workspace, longest: int) -> GoldenSet:
    found = sample_questions(workspace)
    if found is None:
        raise GoldenError(
            "请选择问题表。还没有的话，先下载空白问题表填写好。（索引里只有示例公文时可以不选。）"
        )
    return read_questions(found, longest)


def _named(sent: str) -> str:
    """The file's name without its folders, of a length that fits a line."""
    path = PurePath(sent.replace("\\", "/").replace("\0", ""))
    return path.stem[:_LONGEST_NAME] + path.suffix[:_LONGEST_NAME]


async def _events(
    run: Run, task: "asyncio.Task[Report | None]", request: Request
) -> AsyncIterator[str]:
    """Ends with the run, and with the service."""
    progress, told_at = "", time.monotonic()
    while not (task.done() or request.app.state.closing.is_set()):
        found = RunOut.of(run).model_dump_json()
        if found != progress:
            yield _event("progress", found)
            progress, told_at = found, time.monotonic()
        elif time.monotonic() - told_at > _HEARTBEAT_S:
            yield ": 仍在进行\n\n"
            told_at = time.monotonic()
        await asyncio.wait([task], timeout=_LOOK_S)
    if not task.done():
        return
    try:
        if report := task.result():
            yield _event("done", _REPORT.dump_json(report).decode())
    except (AssistantError, IndexingError, ModelError) as error:
        yield _event("error", told(error, request.app.state.workspace)[1].model_dump_json())


def _event(name: str, content: str) -> str:
    return f"event: {name}\ndata: {content}\n\n"


def _last(workspace: Workspace) -> Kept:
    found = kept_in(workspace.settings.data_dir)
    if found is None:
        raise HTTPException(
            404, "还没有评测过。请在运行管理的“评测”里上传问题表评测，或运行 duikou eval。"
        )
    return found


def _examiner(request: Request) -> Examiner:
    examiner: Examiner = request.app.state.examiner
    return examiner
