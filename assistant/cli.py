"""The duikou command: parse, call, print."""

import json
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from assistant.answer import Answer
from assistant.cli_audit import app as conversations
from assistant.cli_audit import audit
from assistant.cli_backup import backup, finish_restore, restore
from assistant.cli_eval import eval_questions
from assistant.cli_groups import app as groups
from assistant.cli_keys import app as keys
from assistant.cli_library import history, list_jobs, rebuild, retry
from assistant.cli_mcp import mcp
from assistant.cli_refresh import follow_model, keep_watching, refresh
from assistant.doctor import examine
from assistant.errors import AssistantError
from assistant.logs import keep_log
from assistant.serving import alone
from assistant.serving import serve as run_service
from assistant.settings import load_settings
from assistant.sheets import as_csv, as_jsonl, as_xlsx
from assistant.web.wire import AnswerOut
from assistant.wiring import open_workspace, prepared
from documents.errors import DocumentsError
from documents.library import name_of
from index.builtin_model.errors import ModelError
from index.conflicts import conflicts
from index.errors import IndexingError
from index.hit import DutyRecord
from index.register import DutyQuery
from index.report import Report

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="对口通：对口合作公文问答。",
)
_out = Console(highlight=False, soft_wrap=True)
_SOME_FAILED = 3


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(help="公文库文件夹，或单个文件")],
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出报告")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="之后一直看着文件夹，有变化就更新（按 Ctrl+C 停止）")
    ] = False,
) -> None:
    """让索引与文件夹一致：读入新增和改动的公文，撤下已删除的。"""
    with open_workspace(load_settings()) as workspace:
        follow_model(workspace, quiet=as_json)
        reports = [refresh(workspace, path, quiet=as_json) for path in paths]
        _report(reports, as_json=as_json)
        if watch:
            keep_watching(workspace, paths)
    if any(report.failures for report in reports):
        raise typer.Exit(_SOME_FAILED)


def _report(reports: Sequence[Report], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([asdict(report) for report in reports], ensure_ascii=False))
    else:
        for report in reports:
            _print_report(report)


@app.command()
def forget(path: Annotated[Path, typer.Argument(help="要从索引中移除的公文库文件夹")]) -> None:
    """把一个文件夹的公文全部移出索引；文件本身不动。"""
    with open_workspace(load_settings()) as workspace:
        count = workspace.tools.replacer.forget(name_of(path))
    _out.print(f"已移出 {count} 份公文。" if count else f"索引里没有来自 {path} 的公文。")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="要问的问题")],
    as_json: Annotated[
        bool, typer.Option("--json", help="输出与 POST /api/ask 相同的 JSON")
    ] = False,
) -> None:
    """回答一个问题，并列出依据的原文。"""
    began = time.perf_counter()
    is_watched = _out.is_terminal and not as_json
    with open_workspace(load_settings()) as workspace:
        answer = workspace.assistant.ask(question, tell=_print_piece if is_watched else None)
    took_ms = (time.perf_counter() - began) * 1000
    if as_json:
        typer.echo(AnswerOut.of(answer, uuid.uuid4().hex, took_ms).model_dump_json())
    else:
        _out.print("" if is_watched else answer.text, markup=False)
        _print_grounds(answer)


class Form(StrEnum):
    """What the register is printed as."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


@app.command()
def duties(  # noqa: PLR0913  each is an option of the command
    *,
    department: Annotated[str | None, typer.Option(help="单位名称，简称也可")] = None,
    party: Annotated[str | None, typer.Option(help="合作的一方，如某区")] = None,
    task: Annotated[str | None, typer.Option(help="任务里的词")] = None,
    notice: Annotated[str | None, typer.Option(help="公文标题、文号或文件名")] = None,
    role: Annotated[str | None, typer.Option(help="牵头、负责或配合")] = None,
    place: Annotated[str | None, typer.Option(help="地方，如某市")] = None,
    due_by: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="时限不晚于哪一天")
    ] = None,
    differing: Annotated[
        bool, typer.Option("--conflicts", help="只列不同公文分工不一致的任务")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="输出格式")] = Form.TABLE,
) -> None:
    """职责登记册：哪项任务由谁牵头、负责、配合，以及原文依据。"""
    until = due_by.date() if due_by else None
    query = DutyQuery(department, party, task, notice, role, place, due_to=until)
    with open_workspace(load_settings()) as workspace:
        records = workspace.register.find(query)
    if differing:
        records = [record for conflict in conflicts(records) for record in conflict.records]
    if form is Form.XLSX:
        sys.stdout.buffer.write(as_xlsx(records))
    elif form is Form.TABLE:
        _print_register(records)
    else:
        typer.echo(as_csv(records) if form is Form.CSV else as_jsonl(records), nl=False)


app.command("eval")(eval_questions)
app.command()(history)
app.command("jobs")(list_jobs)
app.command()(retry)
app.command()(rebuild)
app.add_typer(keys, name="keys")
app.add_typer(groups, name="groups")
app.command()(mcp)
app.command()(audit)
app.add_typer(conversations, name="conversations")
app.command()(backup)
app.command()(restore)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口")] = None,
) -> None:
    """启动服务：问答页面和接口。"""
    settings = load_settings()
    keep_log(settings.log_level, settings.log_format)
    with alone(prepared(settings.data_dir)):
        finish_restore(settings)
        with open_workspace(settings) as workspace:
            address = f"http://{host or settings.host}:{port or settings.port}"
            _out.print(f"对口通正在启动：{address}（按 Ctrl+C 停止）")
            run_service(workspace, host or settings.host, port or settings.port)


@app.command()
def doctor() -> None:
    """检查存储、模型和设置，逐项说明怎样修复。"""
    healthy = True
    for finding in examine(load_settings()):
        healthy = healthy and finding.healthy
        _out.print(
            f"{'正常' if finding.healthy else '异常'}  {finding.subject}：{finding.remark}",
            markup=False,
        )
    if not healthy:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; every failure is one Chinese message on standard error."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        sys.exit(130)
    except typer.TyperException as error:
        _fail(f"命令用法有误：{error.format_message()} 请运行 duikou --help 查看用法。", 2)
    except (AssistantError, DocumentsError, IndexingError, ModelError) as error:
        _fail(str(error), 1)
    else:
        sys.exit(code or 0)


def _fail(message: str, code: int) -> None:
    typer.echo(f"错误：{message}", err=True)
    sys.exit(code)


def _print_register(records: Sequence[DutyRecord]) -> None:
    table = Table(
        *(Column(n, overflow="fold") for n in ("任务", "一方", "角色", "单位", "时限", "公文"))
    )
    for record in records:
        duty = record.duty
        task = duty.headings[-1] if duty.headings else duty.task[:40]
        cells = (
            task,
            duty.party or "",
            duty.role,
            "、".join(duty.departments),
            duty.deadline or "",
        )
        table.add_row(*map(escape, (*cells, record.notice.document_number or record.notice.title)))
    Console(highlight=False).print(table)
    _out.print(f"共 {len(records)} 条")


def _print_report(report: Report) -> None:
    _out.print(
        f"{report.root}：新增 {report.added}，更新 {report.changed}，撤下 {report.removed}，"
        f"未变 {report.unchanged}，失败 {len(report.failures)}；用时 {report.seconds:.1f} 秒",
        markup=False,
    )
    for failure in report.failures:
        reason = failure.reason.removeprefix(f"{Path(failure.source).name}：")
        _out.print(f"  失败  {failure.source}：{reason}", markup=False)


def _print_piece(piece: str) -> None:
    _out.print(piece, end="", markup=False)


def _print_grounds(answer: Answer) -> None:
    if answer.note:
        _out.print(f"\n说明：{answer.note}", markup=False)
    _print_sources("依据", answer)
    if answer.nearest:
        _out.print("\n最接近的内容：")
        for citation in answer.nearest:
            _out.print(f"  《{citation.notice.title}》{citation.quote[:60]}…", markup=False)


def _print_sources(label: str, answer: Answer) -> None:
    if answer.citations:
        _out.print(f"\n{label}：")
    for c in answer.citations:
        named: Sequence[str] = [
            part for part in (c.notice.document_number, c.notice.issuer) if part
        ]
        path = " › ".join(c.section)
        _out.print(f"  [{c.mark}] 《{c.notice.title}》{'，'.join(named)}　{path}", markup=False)
        _out.print(f"      {c.quote}", markup=False)


if __name__ == "__main__":
    main()
