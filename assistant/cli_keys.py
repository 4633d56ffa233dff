"""duikou keys: create, list, revoke."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from assistant.cli_audit import by_command
from assistant.settings import load_settings
from assistant.wiring import prepared_registry
from index.audit import Audit, Entry
from index.keys import Budget, Key, Keys, Scope, Standing
from index.moments import end_of

app = typer.Typer(no_args_is_help=True, help="访问密钥：谁可以用这个服务，可以做什么。")
_out = Console(highlight=False, soft_wrap=True)
_STANDING = {
    Standing.USABLE: "可用",
    Standing.EXPIRED: "已到期",
    Standing.REVOKED: "已撤销",
}


@app.command()
def create(  # noqa: PLR0913  each is an option
    *,
    name: Annotated[str, typer.Option(help="给谁用，如 办公门户")],
    scopes: Annotated[
        list[Scope],
        typer.Option("--scope", help="ask 提问和查阅，index 收录和更新，admin 全部；可写多次"),
    ],
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="用到哪一天为止；不写则一直可用")
    ] = None,
    groups: Annotated[
        list[str] | None,
        typer.Option("--group", help="可见组：还能看只给这个组看的公文；可写多次；admin 能看全部"),
    ] = None,
    per_minute: Annotated[
        int | None, typer.Option(min=0, help="每分钟最多几个问题，0 不限；不写则按设置")
    ] = None,
    per_day: Annotated[
        int | None, typer.Option(min=0, help="每天最多几个问题，0 不限；不写则按设置")
    ] = None,
) -> None:
    """新建密钥；密钥只显示这一次。从第一个密钥起，页面和接口都要凭密钥使用。"""
    until = end_of(expires.date()) if expires else None
    with _keys() as (keys, note):
        is_first = not keys.required()
        key, secret = keys.create(name, scopes, until, Budget(per_minute, per_day), groups or ())
        details = {"name": key.name, "scopes": list(key.scopes), "first": is_first}
        if key.groups:
            details["groups"] = list(key.groups)
        note(by_command("key_create", key.id, **details))
    typer.echo(secret)
    said = f"密钥“{key.name}”（编号 {key.id}）已建立。请现在就存好，以后不再显示。"
    if is_first:
        said += (
            "\n从现在起，页面和接口都要凭密钥使用。要让其他机器访问，请重新启动服务并设置 --host。"
        )
    typer.echo(said, err=True)


@app.command("list")
def list_keys() -> None:
    """列出所有密钥；不含密钥本身。"""
    with _keys() as (keys, _):
        found = keys.all()
    if not found:
        _out.print("还没有密钥：服务只在本机开放，不用密钥。用 duikou keys create 建立。")
        return
    columns = ("编号", "名称", "权限", "可见组", "状态", "到期", "提问上限", "最近使用")
    table = Table(*(Column(name, overflow="fold") for name in columns))
    for key in found:
        table.add_row(*map(escape, _cells(key)))
    Console(highlight=False).print(table)


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="编号，见 duikou keys list")]) -> None:
    """撤销密钥，连同凭它的登录；立即生效，不能恢复。"""
    with _keys() as (keys, note):
        key = keys.revoke(key_id)
        note(by_command("key_revoke", key.id))
    _out.print(f"密钥“{key.name}”已撤销。", markup=False)


@contextmanager
def _keys() -> Iterator[tuple[Keys, Callable[[Entry], None]]]:
    with prepared_registry(load_settings()) as engine:
        yield Keys(engine), Audit(engine).note


def _cells(key: Key) -> tuple[str, ...]:
    return (
        key.id,
        key.name,
        "、".join(key.scopes),
        "、".join(key.groups) or "所有人可看的",
        _STANDING[key.standing],
        _day(key.expires_at) or "不到期",
        _budget(key),
        _day(key.used_at) or "没有用过",
    )


def _budget(key: Key) -> str:
    parts = (("每分钟", key.per_minute), ("每天", key.per_day))
    told = [f"{span}{most or '不限'}" for span, most in parts if most is not None]
    return "、".join(told) or "按设置"


def _day(moment: datetime | None) -> str:
    return f"{moment.replace(tzinfo=UTC).astimezone():%Y-%m-%d}" if moment else ""
