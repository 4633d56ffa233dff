"""duikou groups: which folders are for whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from assistant.settings import load_settings
from assistant.wiring import prepared_registry
from documents.library import name_of
from index.sight import groups_of
from index.visibility import Visibility

app = typer.Typer(no_args_is_help=True, help="可见范围：哪些文件夹里的公文只给哪些组看。")
_out = Console(highlight=False, soft_wrap=True)
_Folder = Annotated[
    Path, typer.Argument(help="公文库里的文件夹", exists=True, file_okay=False, resolve_path=True)
]


@app.command("set")
def limit(
    folder: _Folder,
    groups: Annotated[
        list[str] | None, typer.Option("--group", help="只给这个组看；可写多次；不写就是所有人可看")
    ] = None,
) -> None:
    """规定一个文件夹（连同下级文件夹）里的公文给谁看；立即生效，不用重新编入。"""
    with _visibility() as visibility:
        limited = visibility.limit(name_of(folder), "", groups or ())
    _out.print(f"{folder} 里的公文现在{_told(limited.audience)}。", markup=False)
    _out.print("同一内容如果也放在别的文件夹里，下一次更新时分成两份公文。")


@app.command()
def free(folder: _Folder) -> None:
    """取消对一个文件夹的规定，和它的上级文件夹一样。"""
    with _visibility() as visibility:
        visibility.free(name_of(folder), "")
    _out.print(f"{folder} 不再另有规定。", markup=False)


@app.command("list")
def list_folders() -> None:
    """列出有规定的文件夹；没有列出的和上级文件夹一样，最上级没有规定的，所有人可看。"""
    with _visibility() as visibility:
        found = visibility.folders()
    if not found:
        _out.print("没有任何规定：所有公文所有人可看。用 duikou groups set 规定。")
        return
    table = Table(*(Column(name, overflow="fold") for name in ("文件夹", "给谁看")))
    for each in found:
        table.add_row(escape(each.path), escape(_told(each.audience)))
    Console(highlight=False).print(table)


@contextmanager
def _visibility() -> Iterator[Visibility]:
    with prepared_registry(load_settings()) as engine:
        yield Visibility(engine)


def _told(audience: str) -> str:
    named = groups_of(audience)
    return f"只给{'、'.join(named)}看" if named else "所有人可看"
