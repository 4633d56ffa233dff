"""duikou audit and duikou conversations: who did what; conversations that are to go."""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from assistant.ledger import COLUMNS, cells, csv_of, jsonl_of
from assistant.settings import load_settings
from assistant.wiring import prepared_registry
from index.audit import Audit, Entry, Sought
from index.conversations import Conversations
from index.moments import end_of, now, start_of

app = typer.Typer(no_args_is_help=True, help="保存的对话。")
_out = Console(highlight=False, soft_wrap=True)
_SHOWN = 100
_DAY = ["%Y-%m-%d"]


class Form(StrEnum):
    """What the audit is printed as."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"


def audit(
    since: Annotated[datetime | None, typer.Option(formats=_DAY, help="从哪一天起")] = None,
    until: Annotated[datetime | None, typer.Option(formats=_DAY, help="到哪一天为止")] = None,
    action: Annotated[str | None, typer.Option(help="操作，如 ask、upload、key_create")] = None,
    owner: Annotated[str | None, typer.Option(help="谁做的，如 key:密钥编号")] = None,
    form: Annotated[Form, typer.Option("--format", help="输出格式")] = Form.TABLE,
) -> None:
    """审计记录：谁在什么时候做了什么。表格只列最近 100 条，csv 和 jsonl 是全部。"""
    first = start_of(since.date()) if since else None
    last = end_of(until.date()) if until else None
    sought = Sought(first, last, action, owner)
    with prepared_registry(load_settings()) as engine:
        kept = Audit(engine)
        if form is Form.TABLE:
            _print(*kept.page(sought, _SHOWN))
            return
        for line in (csv_of if form is Form.CSV else jsonl_of)(kept.each(sought)):
            sys.stdout.write(line)


@app.command()
def forget(
    before: Annotated[datetime, typer.Option(formats=_DAY, help="在这一天之前就没有新问答的对话")],
    owner: Annotated[str | None, typer.Option(help="只删谁的，如 key:密钥编号")] = None,
) -> None:
    """删除旧的对话，连同评价；不能恢复。"""
    with prepared_registry(load_settings()) as engine:
        count = Conversations(engine).forget_before(start_of(before.date()), owner)
        details = {"owner": owner, "before": f"{before:%Y-%m-%d}", "deleted": count}
        Audit(engine).note(by_command("conversations_delete", None, **details))
    _out.print(f"已删除 {count} 段对话。")


def by_command(action: str, target: str | None, **details: object) -> Entry:
    """What was done on the machine itself, with the command."""
    return Entry(now(), "", action, "ok", name="命令行", target=target, details=details)


def _print(entries: list[Entry], total: int) -> None:
    table = Table(*(Column(name, overflow="fold") for name in COLUMNS))
    for entry in entries:
        moment = f"{entry.at.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M:%S}"
        table.add_row(*map(escape, (moment, *cells(entry)[1:])))
    if entries:
        Console(highlight=False).print(table)
    _out.print(f"共 {total} 条" + ("，以上是最近的" if total > len(entries) else ""))
