"""Bring a store made by an older version up to date, in one transaction; home of Alembic."""

import shutil
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from index.errors import StoreError, StoreOutdatedError

_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps the migration at hand in a global."""


def stamp(connection: Connection, revision: str) -> None:
    """Note that the store's tables are of a revision."""
    with _ONE_AT_A_TIME:
        command.stamp(_config(connection), revision)


def migrate(connection: Connection, found: str, place: str) -> None:
    """Run the migrations that come after a revision, and commit the transaction at hand.

    A SQLite store is first copied to `<file>.before-<revision>`. Raises StoreOutdatedError for a
    revision that is not known, StoreError otherwise; nothing is changed then.
    """
    scripts = ScriptDirectory.from_config(_config(connection))
    head = str(scripts.get_current_head())
    if found not in {script.revision for script in scripts.walk_revisions()}:
        other = "DUIKOU_DATA_DIR" if connection.dialect.name == "sqlite" else "DUIKOU_DATABASE_URL"
        raise StoreOutdatedError(
            f"登记库 {place} 由更新版本的对口通建立（结构 {found}，当前程序只到 {head}）。"
            f"请换用较新的程序，或另设 {other} 后重新运行 duikou index。"
        )
    copy = _copied(connection, head)
    try:
        _upgrade(connection, found)
        connection.commit()  # here, since the disk may be full only now
    except Exception as error:
        raise _unmigrated(error, f"登记库 {place} 从结构 {found} 升级到 {head}", copy) from error


def _upgrade(connection: Connection, found: str) -> None:
    orphans = _orphans(connection)
    stamp(connection, found)
    with _ONE_AT_A_TIME:
        command.upgrade(_config(connection), "head")
    if _orphans(connection) > orphans:
        raise StoreError("有记录失去了它所属的公文")


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "index:migrations")
    return config


def _orphans(connection: Connection) -> int:
    """How many rows refer to nothing; SQLite does not look while tables are remade."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def _copied(connection: Connection, head: str) -> Path | None:
    """A consistent copy of a SQLite file beside it; a server has its own means. Raises StoreError."""
    if connection.dialect.name != "sqlite":
        return None
    file = Path(connection.exec_driver_sql("PRAGMA database_list").all()[0].file)
    copy = file.with_name(f"{file.name}.before-{head}")
    part = file.with_name(f"{copy.name}.part")
    try:
        _copy(file, part)
        part.replace(copy)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink()
        raise StoreError(
            f"登记库 {file} 需要升级，但升级前的副本 {copy} 无法写入（{error}）。登记库没有改动。"
            "请检查磁盘空间（约需登记库的三倍）和文件夹权限后重试。"
        ) from error
    return copy


def _copy(file: Path, part: Path) -> None:
    """Nobody may read the copy who may not read the file."""
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
    shutil.copymode(file, part)


def _unmigrated(error: Exception, what: str, copy: Path | None) -> StoreError:
    reason = error.orig if isinstance(error, DBAPIError) else error
    if copy is None:
        safe = "请先用 pg_dump 备份这个数据库，停止其他正在使用它的对口通"
    else:
        safe = (
            f"升级前的副本在 {copy}。请检查磁盘空间（约需登记库的三倍），停止其他正在使用它的对口通"
        )
    return StoreError(
        f"{what} 失败（{reason}）。登记库没有改动；{safe}，然后重试。"
        "仍不行请先换回原来版本的对口通，并把这条消息告诉维护人员。"
    )
