"""Save the registry and the uploaded files in one archive, while the service runs."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from sqlite3 import connect
from typing import Any, Self

from sqlalchemy import Connection, Engine, func, select

from index import schema
from index.backup.copying import count_rows, replace_rows
from index.backup.freezing import freeze
from index.backup.manifest import FORMAT, REGISTRY, UPLOADS, Manifest, Progress, silent
from index.backup.packing import listed, pack, refuse_existing
from index.backup.places import SAVING, UNFINISHED, alone, scratch, sweep
from index.errors import BackupError, StoreError
from index.opening import open_engine, sqlite_url
from index.transacting import frozen, transaction

Lock = Callable[[], AbstractContextManager[Any]]
"""Keeps every other program from changing notices and uploaded files while it is entered."""


def save(
    engine: Engine, uploads: Path, target: Path, lock: Lock, progress: Progress = silent
) -> Manifest:
    """Make the backup `target`; it appears whole, or not at all.

    The registry and the uploaded files are taken as they are at one moment: the lock is held only
    while this moment is fixed, not while they are copied. Raises BackupError, StoreError, and what
    the lock raises.
    """
    uploads = uploads.resolve()
    with alone(uploads.parent):
        _refuse_mixture(engine)
        return save_at_rest(engine, uploads, target, lock, progress)


def save_at_rest(
    engine: Engine, uploads: Path, target: Path, lock: Lock, progress: Progress = silent
) -> Manifest:
    """As `save`, for a caller that is alone already."""
    target = target.absolute()
    with _told(target):
        _refuse(target, uploads)
        folder = scratch(uploads.parent, SAVING)
        sweep(uploads.parent, SAVING, kept=folder)
        try:
            manifest = _taken(engine, uploads, folder, lock, progress)
            pack(folder, manifest, target, progress)
        finally:
            shutil.rmtree(folder)
    return manifest


def is_occupied(engine: Engine, uploads: Path) -> bool:
    """Whether there is anything at all that a restore would replace. Raises StoreError."""
    with frozen(engine, "备份") as connection:
        rows = count_rows(connection)
    if any(rows[name] for name in rows if name != schema.facts.name):
        return True
    return any(path.is_file() for path in uploads.rglob("*"))


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"没有备份到 {target}（{error}）。请检查文件夹是否存在、可写，磁盘空间是否足够，然后重试。"
        ) from error


def _refuse_mixture(engine: Engine) -> None:
    with transaction(engine, "读取") as connection:
        if schema.fact(connection, UNFINISHED) is not None:
            raise BackupError(
                "没有备份：上一次恢复没有做完，登记库和上传的文件还对不上。请重新启动服务，或再恢复一次，然后重试。"
            )


def _refuse(target: Path, uploads: Path) -> None:
    refuse_existing(target)
    if target.resolve().is_relative_to(uploads):
        raise BackupError(
            f"没有备份：{target} 在上传文件夹里，以后会被自己备份。请换一个文件夹，最好在另一块磁盘上。"
        )


def _taken(engine: Engine, uploads: Path, folder: Path, lock: Lock, progress: Progress) -> Manifest:
    with ExitStack() as reading:
        with lock():
            connection = reading.enter_context(frozen(engine, "备份"))
            created_at = datetime.now(UTC)
            freeze(uploads, folder / UPLOADS)
        _copy_out(connection, folder / REGISTRY, progress)
        known = _Known.of(connection)
    paths = sorted(path for path in (folder / UPLOADS).rglob("*") if path.is_file())
    names = [REGISTRY, *(path.relative_to(folder).as_posix() for path in paths)]
    return Manifest(
        format=FORMAT,
        program=version("duikou"),
        schema=schema.VERSION,
        created_at=created_at,
        uploads=str(uploads),
        models=known.models,
        shown=known.shown,
        rows=known.rows,
        members=tuple(listed(folder, name) for name in names),
    )


@dataclass(frozen=True)
class _Known:
    """What the manifest says of the registry; see there."""

    rows: Mapping[str, int]
    shown: int
    models: tuple[str, ...]

    @classmethod
    def of(cls, connection: Connection) -> Self:
        current = schema.notices.c.current_version
        model = schema.vectors.c.model
        return cls(
            rows=count_rows(connection),
            shown=connection.scalars(select(func.count(current))).one(),
            models=tuple(connection.scalars(select(model).distinct().order_by(model))),
        )


def _copy_out(connection: Connection, path: Path, progress: Progress) -> None:
    try:
        engine = open_engine(sqlite_url(path))
    except StoreError as error:
        raise BackupError(
            f"没有备份：数据文件夹 {path.parents[1]} 里写不下登记库的副本。请检查磁盘空间后重试。"
        ) from error
    try:
        with engine.begin() as target:
            replace_rows(connection, target, progress)
    finally:
        engine.dispose()
    make_whole(path)


def make_whole(registry: Path) -> None:
    """Have a SQLite file that nobody has open hold everything itself, with no log beside it."""
    with closing(connect(registry)) as last:
        last.execute("PRAGMA journal_mode=DELETE")
