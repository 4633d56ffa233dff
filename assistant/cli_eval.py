"""duikou eval: parse, measure, print."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from assistant.errors import GoldenError, ServiceError
from assistant.evaluating import wording
from assistant.evaluating.figures import (
    Check,
    Minimum,
    Summary,
    check,
    minimum,
    summarise,
)
from assistant.evaluating.golden import GoldenSet
from assistant.evaluating.judging import Outcome
from assistant.evaluating.kept import keep
from assistant.evaluating.listing import as_json as listed
from assistant.evaluating.question_files import read_questions
from assistant.evaluating.reporting import as_html, misses
from assistant.evaluating.running import Evaluation, evaluate
from assistant.evaluating.sample_questions import sample_questions
from assistant.evaluating.starter_sheet import starter_sheet
from assistant.settings import Settings, load_settings
from assistant.wiring import Workspace, open_workspace

_out = Console(highlight=False, soft_wrap=True)
_MISSED = 3
_FEW = 5
"""Questions of one cause on the terminal."""
_MANY = 20
"""Unread lines on standard error."""
_GIVEN = 80
"""Characters of an answer on the terminal."""
_PIPE_WIDTH = 120


def eval_questions(
    questions: Annotated[
        Path | None,
        typer.Argument(help="问题文件（.jsonl 或 .xlsx）；索引里只有示例公文时可以不写"),
    ] = None,
    *,
    html: Annotated[Path | None, typer.Option(help="另写一份网页报告")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出，供脚本使用")] = False,
    minimums: Annotated[
        list[str] | None,
        typer.Option("--minimum", help="最低要求，如 answer=0.9；可写多次，没有达到时退出码为 3"),
    ] = None,
    starter: Annotated[
        Path | None, typer.Option(help="不评测，只写一个可以填写的空白问题表（.xlsx）")
    ] = None,
) -> None:
    """用已知答案的问题评测：找没找到依据、答没答对、引文对不对、该不该拒答。"""
    if starter:
        _write_starter(starter)
        return
    wanted = _wanted(minimums or ())
    if html:
        _require_page(html)
    settings = load_settings()
    evaluation = _evaluation(questions, settings, quiet=as_json)
    summary = summarise(evaluation.outcomes)
    checks = check(summary, wanted)
    if html:
        _write(html, as_html(evaluation, summary, checks).encode("utf-8", "replace"))
    if as_json:
        typer.echo(listed(evaluation, summary, checks))
    else:
        _print(evaluation, summary)
        if html:
            _out.print(f"\n报告：{html}", markup=False)
    _keep(settings.data_dir, evaluation, summary, checks)
    _end(evaluation.golden, checks)


def _wanted(minimums: Sequence[str]) -> list[Minimum]:
    try:
        return [minimum(text) for text in minimums]
    except GoldenError as error:
        raise typer.TyperException(str(error)) from error


def _evaluation(questions: Path | None, settings: Settings, *, quiet: bool) -> Evaluation:
    golden = read_questions(questions, settings.question_length) if questions else None
    with open_workspace(settings) as workspace:
        golden = golden or read_questions(_own_questions(workspace), settings.question_length)
        return _run(golden, workspace, quiet=quiet)


def _own_questions(workspace: Workspace) -> Path:
    """The questions that come with the samples, where only these are indexed."""
    if (found := sample_questions(workspace)) is None:
        raise GoldenError(
            "请写明问题文件：duikou eval 问题.xlsx。还没有的话，先用 duikou eval --starter 问题.xlsx "
            "生成一个填写好。（索引里只有示例公文时可以不写。）"
        )
    return found


def _run(golden: GoldenSet, workspace: Workspace, *, quiet: bool) -> Evaluation:
    if quiet or not sys.stderr.isatty():
        return evaluate(golden, workspace)
    columns = (TextColumn("评测"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(golden.questions))
        return evaluate(golden, workspace, lambda done: bar.update(task, completed=done))


# --- files ---------------------------------------------------------------------------------------


def _write_starter(path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise GoldenError(f"空白问题表是 .xlsx 文件，不能写成 {path.name}。请把文件名改成 .xlsx。")
    if path.exists():
        raise GoldenError(f"{path} 已经存在，没有覆盖。请换一个文件名，或先移走它。")
    _write(path, starter_sheet())
    _out.print(f"已写好 {path}。填写后运行：duikou eval {path} --html 报告.html", markup=False)


def _require_page(html: Path) -> None:
    """Told before a long run, not after it."""
    if html.is_dir() or not html.absolute().parent.is_dir():
        raise GoldenError(f"报告不能写到 {html}。请写一个已有文件夹里的文件名，如 报告.html。")
    if html.suffix.lower() not in {".html", ".htm"}:
        raise GoldenError(
            f"报告是网页，不能写成 {html.name}。请用 .html 结尾的文件名，如 报告.html。"
        )


def _keep(folder: Path, evaluation: Evaluation, summary: Summary, checks: Sequence[Check]) -> None:
    """For the operators' page; what was measured is told whether or not it can be kept."""
    try:
        keep(folder, evaluation, summary, checks)
    except ServiceError as error:
        typer.echo(str(error), err=True)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise GoldenError(
            f"{path} 写不进去（{error.strerror}）。请检查文件夹是否存在、有没有写权限。"
        ) from error


# --- what is printed -----------------------------------------------------------------------------


def _print(evaluation: Evaluation, summary: Summary) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    count = len(evaluation.outcomes)
    _out.print(f"{evaluation.golden.name}：{count} 个问题，{evaluation.notices} 份公文")
    console.print(_table_of_figures(summary))
    console.print(_table_of_types(summary))
    if summary.length:
        _out.print(
            f"回答长度：中位数 {summary.length.median:.0f} 字，95% 不超过 {summary.length.p95:.0f} 字"
        )
    if summary.seconds:
        _out.print(
            f"每题用时：中位数 {summary.seconds.median:.2f} 秒，95% 不超过 {summary.seconds.p95:.2f} 秒"
        )
    if evaluation.unknown:
        _out.print(f"不在索引里的依据文件：{_some(evaluation.unknown)}", markup=False)
    for group in misses(evaluation.outcomes):
        _out.print(f"\n{group.words.name}：{group.count} 题。{group.words.meaning}")
        for outcome in group.outcomes[:_FEW]:
            _print_miss(outcome)
        if group.count > _FEW:
            _out.print(f"  其余 {group.count - _FEW} 题请加 --html 报告.html 查看")


def _table_of_figures(summary: Summary) -> Table:
    table = Table("指标", "名称", Column("结果", justify="right"), Column("符合/总数", justify="right"), "怎样算符合")  # fmt: skip
    for figure in summary.overall.figures:
        words = wording.MEASURES[figure.measure]
        table.add_row(
            words.name,
            figure.measure,
            wording.percent(figure),
            f"{figure.right}/{figure.of}",
            words.meaning,
        )
    return table


def _table_of_types(summary: Summary) -> Table:
    names = (
        Column(wording.MEASURES[m].name, justify="right", overflow="fold") for m in summary.compared
    )
    type_column = Column("类型", overflow="fold", min_width=12)
    table = Table(type_column, Column("题数", justify="right"), *names)
    for group in summary.types:
        shares = (wording.percent(group.figure(m)) for m in summary.compared)
        table.add_row(escape(group.label or "（未分类）"), str(group.count), *shares)
    return table


def _print_miss(outcome: Outcome) -> None:
    question, answer = outcome.question, outcome.answer
    given = "拒答" if outcome.refused else " ".join(answer.text.split())[:_GIVEN]
    lines = [f"  {question.where}  {question.text}", f"应当：{wording.expectation(question)}"]
    lines += [f"实际：{given}", *wording.remarks(outcome)]
    if question.answerable:
        lines.append(wording.place(outcome))
    _out.print("\n      ".join(lines), markup=False)


def _some(words: Sequence[str]) -> str:
    rest = f" 等 {len(words)} 份" if len(words) > _FEW else ""
    return "、".join(words[:_FEW]) + rest


def _end(golden: GoldenSet, checks: Sequence[Check]) -> None:
    """Tell on standard error what makes the exit status 3, and exit with it."""
    for fault in golden.faults[:_MANY]:
        typer.echo(f"没有读入 {golden.name} {fault.where}：{fault.reason}", err=True)
    if golden.faults:
        typer.echo(f"共有 {len(golden.faults)} 行没有读入，其余的题已经评测。", err=True)
    missed = [each for each in checks if not each.reached]
    for each in missed:
        typer.echo(f"没有达到最低要求：{wording.shortfall(each)}。", err=True)
    if golden.faults or missed:
        raise typer.Exit(_MISSED)
