"""duikou backup and restore: parse, ask, call, print."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from assistant.cli_refresh import rebuild
from assistant.errors import ServiceError
from assistant.serving import alone
from assistant.settings import Settings, load_settings
from assistant.wiring import open_registry, open_workspace, prepared
from index.backup.manifest import Manifest
from index.backup.manifest import Progress as Show
from index.backup.restoring import Restored, finish, restore_anew
from index.backup.restoring import restore as restore_into
from index.backup.saving import save
from index.backup.unpacking import inspect
from index.catalogue import Catalogue
from index.errors import StoreError
from index.locking import WriteLock

_out = Console(highlight=False, soft_wrap=True)


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件，如 /备份/对口通-2026-11-22.tar.gz")],
) -> None:
    """把登记库和上传的文件存成一个备份文件；服务可以照常运行。"""
    settings = load_settings()
    _refuse_nothing(settings)
    with open_registry(settings) as engine, _bar() as show:
        manifest = save(engine, _uploads(settings), file, _lock(settings), show)
    _out.print(f"已备份到 {file.absolute()}（{_size(file)}）：{_told(manifest)}", markup=False)
    if not manifest.shown:
        _out.print("注意：索引里没有公文。请确认 DUIKOU_DATA_DIR 是服务所用的数据文件夹。")


def restore(
    file: Annotated[Path, typer.Argument(help="duikou backup 存的备份文件")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问")] = False,
    damaged: Annotated[
        bool,
        typer.Option("--damaged", help="现有的登记库已损坏或丢失、打不开；坏文件会改名留在旁边"),
    ] = False,
) -> None:
    """用备份替换现有的全部内容；先停止服务。现有内容会另存，不会删除。"""
    settings = load_settings()
    folder = prepared(settings.data_dir)
    manifest = inspect(file)
    made = manifest.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
    _out.print(f"备份 {file}（{made} 保存）：{_told(manifest)}", markup=False)
    with _alone(folder):
        restored = (_renewed if damaged else _replaced)(settings, file, yes=yes)
    _print_restored(restored, folder)


def finish_restore(settings: Settings) -> None:
    """Do the rest of a restore that was cut short, before a service starts."""
    with open_registry(settings) as engine:
        if finish(engine, _uploads(settings), partial(_rebuild, settings)):
            _out.print("上次恢复没有做完，现在已经做完。")


# --- what restore does ----------------------------------------------------------------------------


def _replaced(settings: Settings, file: Path, *, yes: bool) -> Restored:
    with _hinted(settings), open_registry(settings) as engine:
        _, count = Catalogue(engine).notices(limit=1)
        _ask(f"将替换 {_place(settings)} 现有的 {count} 份公文和全部其他内容", yes=yes)
        after = partial(_rebuild, settings)
        return restore_into(file, engine, _uploads(settings), _lock(settings), after)


def _renewed(settings: Settings, file: Path, *, yes: bool) -> Restored:
    if settings.database_url:
        raise ServiceError(
            "--damaged 只用于 SQLite。请由数据库管理员另建一个空库，"
            "把 DUIKOU_DATABASE_URL 指向它，再运行 duikou restore。"
        )
    _ask(f"将把 {_place(settings)} 打不开的登记库改名，换成备份里的", yes=yes)
    database = settings.data_dir.resolve() / "registry.db"
    after = partial(_rebuild, settings)
    return restore_anew(file, database, _uploads(settings), _lock(settings), after)


def _rebuild(settings: Settings) -> None:
    """Nothing is embedded anew: the vectors came with the registry."""
    with open_workspace(settings, restoring=True) as workspace:
        rebuild(workspace, quiet=False)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(alone(folder))
        except ServiceError as error:
            raise ServiceError(
                f"没有恢复：服务正在使用数据文件夹 {folder.resolve()}。请先停止服务，再恢复。"
            ) from error
        yield


@contextmanager
def _hinted(settings: Settings) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        if settings.database_url:
            raise
        raise StoreError(
            f"{error}如果是现有的登记库已经损坏或丢失，请加上 --damaged 再运行一次。"
        ) from error


def _ask(what: str, *, yes: bool) -> None:
    if yes:
        return
    if not _is_asked():
        raise ServiceError(f"没有恢复：{what}，需要确认。不在终端里运行时请加上 --yes。")
    typer.confirm(f"{what}（会先另存）。继续吗？", abort=True)


def _is_asked() -> bool:
    return sys.stdin.isatty()


# --- where things are -----------------------------------------------------------------------------


def _refuse_nothing(settings: Settings) -> None:
    folder = settings.data_dir
    is_there = settings.database_url or (folder / "registry.db").exists()
    if not (is_there and folder.is_dir()):
        raise ServiceError(
            f"没有备份：{folder.absolute()} 里没有登记库。请检查 DUIKOU_DATA_DIR，或在服务所用的文件夹里运行。"
        )


def _uploads(settings: Settings) -> Path:
    return settings.data_dir / "uploads"


def _lock(settings: Settings) -> WriteLock:
    return WriteLock(settings.data_dir / "refresh.lock")


def _place(settings: Settings) -> str:
    return str(settings.data_dir.resolve())


# --- what is printed ------------------------------------------------------------------------------


def _told(manifest: Manifest) -> str:
    kept = f"（另有 {manifest.hidden} 个旧文件）" if manifest.hidden else ""
    rows = manifest.rows
    return (
        f"{manifest.shown} 份公文、{rows.get('versions', 0)} 个版本、"
        f"{rows.get('passages', 0)} 个段落，{manifest.uploaded} 个上传文件{kept}，"
        f"{rows.get('conversations', 0)} 段对话"
    )


def _print_restored(restored: Restored, folder: Path) -> None:
    _out.print(f"已恢复到 {folder.resolve()}：{_told(restored.manifest)}", markup=False)
    if restored.saved:
        _out.print(f"原来的内容留在 {restored.saved}", markup=False)
    if restored.former:
        _out.print(f"原来的上传文件夹留在 {restored.former}", markup=False)


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 10**6:.1f} MB"


@contextmanager
def _bar() -> Iterator[Show]:
    if not sys.stderr.isatty():
        yield lambda _done, _total, _what: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total, description=what
        )
