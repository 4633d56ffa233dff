"""Put a backup in place of the registry and the uploaded files; what was there is kept."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, update

from index import schema
from index.backup.copying import replace_rows, replacing
from index.backup.manifest import REGISTRY, UPLOADS, Manifest, unusable
from index.backup.places import RESTORING, UNFINISHED, alone, flush, free, scratch, sweep
from index.backup.saving import Lock, is_occupied, make_whole, save_at_rest
from index.backup.unpacking import unpack
from index.errors import BackupError, StoreError
from index.opening import open_engine, sqlite_url
from index.transacting import frozen, transaction


@dataclass(frozen=True)
class Restored:
    """What a restore put in place, and where what was there is kept; None where nothing was.

    `saved` is a backup of all of it, or the registry's file as it was; `former` the folder of
    uploaded files as it was.
    """

    manifest: Manifest
    saved: Path | None
    former: Path | None


def restore(
    file: Path, engine: Engine, uploads: Path, lock: Lock, after: Callable[[], None]
) -> Restored:
    """Replace everything by what the backup holds, then call `after` to rebuild the followers.

    The service must not run. The backup is checked and unpacked first; then what is there is saved
    beside the uploaded files; then one transaction replaces the registry; then the folder of
    uploaded files is exchanged by renaming. A crash before the commit leaves everything as it was;
    after one behind it `finish`, or another restore, does the rest. The lock is not held while
    `after` runs. Raises BackupError, StoreError, and what the lock and `after` raise.
    """
    uploads = uploads.resolve()
    with alone(uploads.parent), _told(uploads), _unpacked(file, uploads) as (manifest, staged, own):
        with lock():
            _exchange(engine, uploads)
            sweep(uploads.parent, RESTORING, kept=staged)
            saved = _save_present(engine, uploads)
            with (
                _opened(staged, file) as source,
                frozen(source, "备份") as rows,
                replacing(engine) as target,
            ):
                replace_rows(rows, target)
                _settle_in(target, manifest, uploads, staged)
                own.pop_all()  # from here on the folder must outlive a crash
            former = _exchange(engine, uploads)
        after()
        _forget(engine)
    return Restored(manifest, saved, former)


def restore_anew(
    file: Path, database: Path, uploads: Path, lock: Lock, after: Callable[[], None]
) -> Restored:
    """As `restore`, where the SQLite file that holds the registry is lost or cannot be opened.

    What is left of the file is renamed and a new one takes its place by renaming; until then the
    registry stays one that is refused, never an empty one. `after` must not rely on an open engine.
    """
    uploads = uploads.resolve()
    with alone(uploads.parent), _told(uploads), _unpacked(file, uploads) as (manifest, staged, own):
        with _opened(staged, file) as source, transaction(source, "恢复") as target:
            _settle_in(target, manifest, uploads, staged)
        make_whole(staged / REGISTRY)
        with lock():
            os.sync()
            own.pop_all()
            saved = _set_aside(database)
            (staged / REGISTRY).rename(database)
            flush(database.parent)
            engine = open_engine(sqlite_url(database))
            try:
                former = _exchange(engine, uploads)
            finally:
                engine.dispose()
        after()
        _forget(engine)
        engine.dispose()
    return Restored(manifest, saved, former)


def finish(engine: Engine, uploads: Path, after: Callable[[], None]) -> bool:
    """Do the rest of a restore that a crash cut short behind its commit; says whether it had to.

    To be called before anything else works on the data folder. Raises BackupError, StoreError, and
    what `after` raises.
    """
    if not is_unfinished(engine):
        return False
    uploads = uploads.resolve()
    with alone(uploads.parent), _told(uploads):
        _exchange(engine, uploads)
        after()
        _forget(engine)
    return True


# --- before the commit ----------------------------------------------------------------------------


@contextmanager
def _told(uploads: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"{uploads.parent} 的恢复没有做完（{error}）。原来的内容都还在。"
            "请检查磁盘空间和文件夹权限，再恢复一次。"
        ) from error


@contextmanager
def _unpacked(file: Path, uploads: Path) -> Iterator[tuple[Manifest, Path, ExitStack]]:
    """The backup, checked, in a folder that is removed in the end unless the stack gave it up."""
    if os.path.ismount(uploads):
        raise BackupError(
            f"没有恢复：{uploads} 是单独挂载的磁盘，不能改名保留。"
            "请把它挂载到别处，在原处放一个链接，指向其中的文件夹，然后重试。"
        )
    with ExitStack() as own:
        staged = scratch(uploads.parent, RESTORING)
        own.callback(shutil.rmtree, staged)
        manifest = unpack(file, staged)
        os.sync()
        yield manifest, staged, own


@contextmanager
def _opened(staged: Path, file: Path) -> Iterator[Engine]:
    """The backup's registry, brought up to the tables of this version."""
    try:
        engine = open_engine(sqlite_url(staged / REGISTRY))
    except StoreError as error:
        raise unusable(file, f"里面的登记库无法打开（{error}）") from error
    try:
        yield engine
    finally:
        engine.dispose()


def _save_present(engine: Engine, uploads: Path) -> Path | None:
    if not is_occupied(engine, uploads):
        return None
    kept = free(uploads.parent, "before-restore-", ".tar.gz")
    save_at_rest(engine, uploads, kept, nullcontext)
    return kept


def _settle_in(target: Connection, manifest: Manifest, uploads: Path, staged: Path) -> None:
    """Say where uploaded files lie now, that all that is shown has changed, and what is yet to do.

    The data folder that the backup was made in keeps its own registry.
    """
    for table in schema.metadata.sorted_tables:
        if "root" in table.c:
            there = update(table).where(table.c.root == manifest.uploads)
            target.execute(there.values(root=str(uploads)))
    schema.set_fact(target, schema.LAST_FLIP, uuid.uuid4().hex)
    target.execute(delete(schema.facts).where(schema.facts.c.name == schema.OWNER))
    schema.set_fact(target, UNFINISHED, staged.name)


def _set_aside(database: Path) -> Path | None:
    """Rename a registry's file; last after what belongs to it, so that a crash is made good."""
    kept = free(database.parent, f"{database.stem}.damaged-", database.suffix)
    for ending in ("-shm", "-wal", ""):
        part = database.with_name(f"{database.name}{ending}")
        if part.exists():
            part.rename(kept.with_name(f"{kept.name}{ending}"))
    return kept if kept.exists() else None


# --- behind the commit; each may be done again after a crash --------------------------------------


def is_unfinished(engine: Engine) -> bool:
    """Whether a restore was cut short behind its commit. Raises StoreError."""
    return _unfinished(engine) is not None


def _unfinished(engine: Engine) -> str | None:
    with transaction(engine, "读取") as connection:
        return schema.fact(connection, UNFINISHED)


def _exchange(engine: Engine, uploads: Path) -> Path | None:
    """Put the uploaded files to come, if there are any, in place; returns the former folder."""
    name = _unfinished(engine)
    if name is None:
        return None
    staged, former = uploads.parent / Path(name).name, None
    if (staged / UPLOADS).exists():
        os.sync()  # SQLite's own commit may not be on the disk yet
        former = _put_away(uploads)
        (staged / UPLOADS).rename(uploads)
        flush(uploads.parent)
    if staged.exists():
        shutil.rmtree(staged)
    return former


def _put_away(uploads: Path) -> Path | None:
    if not uploads.exists():
        return None
    if not any(uploads.iterdir()):
        uploads.rmdir()
        return None
    return uploads.rename(free(uploads.parent, f"{uploads.name}.before-"))


def _forget(engine: Engine) -> None:
    with transaction(engine, "恢复") as connection:
        connection.execute(delete(schema.facts).where(schema.facts.c.name == UNFINISHED))
