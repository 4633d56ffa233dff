"""duikou history, jobs, retry and rebuild: parse, call, print."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from threading import Event
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from assistant import operating
from assistant.cli_refresh import rebuild as rebuild_here
from assistant.errors import ServiceError
from assistant.history import changes_between
from assistant.serving import alone
from assistant.settings import load_settings
from assistant.wiring import Workspace, open_workspace, take_over_registry
from documents.comparing import as_text
from index.catalogue import VersionRecord
from index.errors import NoticeGoneError
from index.hit import NoticeRecord
from index.job import Job, Kind, State
from index.report import What
from index.schema import LIVE
from index.sources import FailedFile

_out = Console(highlight=False, soft_wrap=True)
_SOME_FAILED = 3
_LOOK_S = 0.3
_KINDS = {
    Kind.REFRESH: "更新公文库",
    Kind.FILES: "读入文件",
    Kind.UPLOAD: "上传",
    Kind.RESTORE: "恢复旧版本",
    Kind.WITHDRAW: "撤下公文",
    Kind.REBUILD: "重建索引",
}
_STATES = {
    State.WAITING: "等待",
    State.RUNNING: "运行中",
    State.DONE: "完成",
    State.FAILED: "失败",
    State.CANCELLED: "已停止",
}


def history(
    notice: Annotated[str, typer.Argument(help="公文的编号、文号、文件名或标题里的词")],
    version: Annotated[
        str | None, typer.Option("--restore", help="恢复这一版：第几版，或版本编号")
    ] = None,
) -> None:
    """一份公文的历次版本和每次改了什么；也可以恢复旧版本。已撤下的公文也能查、能恢复。"""
    with open_workspace(load_settings()) as workspace:
        record = _meant(workspace, notice)
        versions = workspace.catalogue.versions(record.id)
        if version is None:
            _print_history(workspace, record, versions)
            return
        chosen = _chosen(versions, version)
        job = operating.restore(workspace, record.id, chosen.id)
        carried_out(workspace, job)
        _out.print(f"已恢复《{record.title}》的第 {chosen.number} 版。", markup=False)


def list_jobs(
    *,
    failed: Annotated[bool, typer.Option("--failed", help="列出没能读入的文件和原因")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多列出多少")] = 20,
) -> None:
    """最近的任务：更新、上传、恢复、撤下、重建，各做到哪里。"""
    with open_workspace(load_settings()) as workspace:
        if failed:
            _print_failures(workspace.sources.failures(limit=limit))
        else:
            _print_jobs(*workspace.jobs.page(limit=limit))


def retry(
    source: Annotated[
        str | None, typer.Argument(help="文件名或路径，如 duikou jobs --failed 所列；不写则全部")
    ] = None,
) -> None:
    """马上再读没能读入的文件。"""
    with open_workspace(load_settings()) as workspace:
        jobs, count = _asked_again(workspace, source)
        over = [carried_out(workspace, job) for job in jobs]
        files = [file for job in over for file in workspace.jobs.files(job.id)]
    failed = [file for file in files if file.outcome == What.FAILED]
    for file in failed:
        _out.print(f"  失败  {file.source}：{file.reason}", markup=False)
    read = sum(file.outcome in {What.ADDED, What.CHANGED} for file in files)
    _out.print(
        f"再读了 {count} 个文件：读入 {read}，失败 {len(failed)}" if count else "没有要再读的文件。"
    )
    if failed:
        raise typer.Exit(_SOME_FAILED)


def rebuild(
    *,
    anew: Annotated[bool, typer.Option("--anew", help="完好的索引也重做")] = False,
    taking_over: Annotated[
        bool,
        typer.Option("--take-over", help="登记库改由这个数据文件夹使用；先停止原来那边的服务"),
    ] = False,
) -> None:
    """从登记库重建检索索引，期间照常回答；不用再读文件。换了向量模型后也用它。"""
    settings = load_settings()
    if taking_over:
        take_over_registry(settings)
    with open_workspace(settings) as workspace:
        try:
            with alone(workspace.settings.data_dir):
                worked = rebuild_here(workspace, quiet=False, anew=anew)
        except ServiceError:
            job = operating.rebuild(workspace, anew=anew)
            _out.print("服务正在运行，已请它重建，请稍候。（按 Ctrl+C 不再等，重建照常进行）")
            worked = _seen_through(workspace, job).total is not None
    _out.print("已重建。" if worked else "索引完好，不用重建；要全部重做请加 --anew。")


def carried_out(workspace: Workspace, job: Job) -> Job:
    """See a job through: here, unless a service takes it first. Raises ServiceError if it fails."""
    if not workspace.jobs.start(job.id):
        return _seen_through(workspace, job)
    try:
        workspace.worker.run(workspace.jobs.get(job.id), Event())
    except KeyboardInterrupt:
        workspace.jobs.finish(job.id, State.CANCELLED, "已中断。")
        raise
    found = workspace.jobs.get(job.id)
    if found.state is State.WAITING:  # to be tried again by a service, which may not be there
        workspace.jobs.cancel(job.id)
    return _succeeded(found)


def _seen_through(workspace: Workspace, job: Job) -> Job:
    while True:
        found = workspace.jobs.get(job.id)
        if found.is_over or (found.state is State.WAITING and found.reason):
            return _succeeded(found)
        time.sleep(_LOOK_S)


def _succeeded(job: Job) -> Job:
    if job.state is not State.DONE:
        raise ServiceError(job.reason or f"{_KINDS[job.kind]}没有完成：任务被停止。")
    return job


def _asked_again(workspace: Workspace, source: str | None) -> tuple[list[Job], int]:
    if source is None:
        return operating.retry(workspace)
    meant = operating.failed_by_name(workspace, source)
    if not meant:
        raise NoticeGoneError(f"失败的文件里没有 {source}。请用 duikou jobs --failed 查看文件名。")
    asked = [operating.retry(workspace, *each) for each in meant]
    return [job for jobs, _ in asked for job in jobs], len(meant)


# --- which notice, which version ------------------------------------------------------------------


def _meant(workspace: Workspace, words: str) -> NoticeRecord:
    found = workspace.catalogue.recorded(words)
    if not found:
        raise NoticeGoneError(f"没有找到公文 {words}。请给出编号、文号、文件名或标题里的词。")
    if len(found) > 1:
        listed = "\n".join(f"  {each.id}  《{each.title}》 {each.source}" for each in found[:20])
        raise NoticeGoneError(f"有 {len(found)} 份公文符合 {words}，请改用编号：\n{listed}")
    return found[0]


def _chosen(versions: Sequence[VersionRecord], wanted: str) -> VersionRecord:
    for version in versions:
        if wanted in {version.id, str(version.number)}:
            return version
    numbers = "、".join(str(version.number) for version in reversed(versions))
    raise NoticeGoneError(f"没有第 {wanted} 版。可用的版本有：{numbers}。")


# --- what is printed ------------------------------------------------------------------------------


def _print_history(
    workspace: Workspace, record: NoticeRecord, versions: Sequence[VersionRecord]
) -> None:
    number = f"　{record.document_number}" if record.document_number else ""
    _out.print(f"《{record.title}》{number}\n编号 {record.id}　文件 {record.source}", markup=False)
    if all(version.state != LIVE for version in versions):
        _out.print("这份公文已撤下。")
    for version, before in zip(versions, [*versions[1:], None], strict=True):
        state = "　现行" if version.state == LIVE else ""
        _out.print(f"\n第 {version.number} 版　{_when(version.indexed_at)}{state}　{version.id}")
        if before:
            changes = changes_between(workspace.catalogue, before.id, version.id)
            told = as_text(changes).replace("\n", "\n  ")
            _out.print(f"  与第 {before.number} 版相比：\n  {told}", markup=False)


def _print_jobs(jobs: Sequence[Job], total: int) -> None:
    table = _table("任务", "内容", "状态", "提出", "结束", "结果")
    for job in jobs:
        counts = "，".join(f"{name} {count}" for name, count in job.counts.items() if count)
        told = job.reason or counts
        table.add_row(
            *map(
                escape,
                (
                    str(job.number),
                    _KINDS[job.kind],
                    _state(job),
                    _when(job.requested_at),
                    _when(job.finished_at),
                    told,
                ),
            )
        )
    Console(highlight=False).print(table)
    _out.print(f"共 {total} 个任务")


def _state(job: Job) -> str:
    if job.state is State.RUNNING and job.total:
        return f"{_STATES[job.state]} {job.done}/{job.total}"
    if job.state is State.WAITING and job.retry_at:
        return f"{_when(job.retry_at)} 再试"
    return _STATES[job.state]


def _print_failures(failures: Sequence[FailedFile]) -> None:
    table = _table("文件", "原因", "读过", "再读")
    for failed in failures:
        waiting = PurePosixPath(failed.source)
        name = waiting.name if waiting.parts[0].startswith(".") else failed.source
        again = "改动后" if failed.is_dead else _when(failed.retry_at)
        reason = failed.reason.removeprefix(f"{Path(failed.source).name}：")
        table.add_row(*map(escape, (name, reason, f"{failed.attempts} 次", again)))
    if failures:
        Console(highlight=False).print(table)
    _out.print(f"共 {len(failures)} 个文件没能读入" if failures else "没有失败的文件。")


def _table(*names: str) -> Table:
    return Table(*(Column(name, overflow="fold") for name in names))


def _when(moment: datetime | None) -> str:
    """Local time of what the stores keep as UTC."""
    if moment is None:
        return ""
    return f"{moment.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"
