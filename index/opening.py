"""Open the database that holds the registry: new, up to date, or made by an older version."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from index.errors import StoreError
from index.schema import VERSION, fact, facts, metadata, set_fact

HEAD = f"{VERSION:04}"
"""The newest revision in `index.migrations`; a store says its own in Alembic's table."""
BUSY_S: float = 30
"""How long a statement waits for another program that holds the database."""
_ALONE = {
    # to change a table SQLite remakes it, which must not touch the rows that refer to it
    "sqlite": ("PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE"),
    "postgresql": ("SELECT pg_advisory_xact_lock(20181)", "SET LOCAL lock_timeout = {ms}"),
}
"""Makes processes that make or change the tables at the same moment wait for each other."""
_FOLLOWERS = ("keywords", "vectors")
_CORRUPT = ("malformed", "not a database")
_LOCKED = ("database is locked", "lock timeout")


def open_engine(url: str) -> Engine:
    """Connect; make the tables of a new store, bring those of an old one up to date.

    Raises StoreError, and StoreOutdatedError for a store of a newer program.
    """
    engine = _engine(url)
    with ExitStack() as closing:
        closing.callback(engine.dispose)
        _refuse_loss(engine, _emptiness(engine))
        try:
            with engine.connect() as connection:
                found = _revision(connection)
            if found != HEAD:
                _bring_up_to_date(engine)
        except DBAPIError as error:
            raise _unopened(engine, error) from error
        _hold_to_file(engine)
        closing.pop_all()
    return engine


def sqlite_url(file: Path) -> str:
    """Of a SQLite file, whose path may hold any character."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


def _bring_up_to_date(engine: Engine) -> None:
    from index import migrating  # Alembic takes 0.3 s to load, and hardly ever has to

    with _alone(engine) as connection:
        found = _revision(connection)
        if found is None:
            _refuse_loss(engine, "里没有数据表")
            metadata.create_all(connection)
            set_fact(connection, "schema", str(VERSION))
            migrating.stamp(connection, HEAD)
        elif found != HEAD:
            migrating.migrate(connection, found, _place(engine))


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else makes or changes tables."""
    with engine.connect() as connection:
        with connection.begin():
            for statement in _ALONE[engine.dialect.name]:
                connection.exec_driver_sql(statement.format(ms=_busy_ms()))
            yield connection
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _revision(connection: Connection) -> str | None:
    """What the tables are, None where there are none; before version 3 a fact told it."""
    tables = inspect(connection)
    if tables.has_table("alembic_version"):
        stamped: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return stamped
    if tables.has_table(facts.name):
        return (fact(connection, "schema") or "1").zfill(4)
    return None


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(
            url, json_serializer=_json, pool_pre_ping=True, hide_parameters=True
        )  # no error quotes what somebody asked
    except (ArgumentError, ImportError) as error:
        raise StoreError(
            f"登记库地址无法使用（{error}）。请检查 DUIKOU_DATABASE_URL：不设置则用 SQLite，"
            "PostgreSQL 写作 postgresql+psycopg://用户:密码@主机/库名，并安装 duikou[postgresql]。"
        ) from error
    if engine.dialect.name not in _ALONE:
        raise StoreError(
            f"登记库不支持 {engine.dialect.name}。请改用 SQLite 或 PostgreSQL（DUIKOU_DATABASE_URL）。"
        )
    event.listen(engine, "connect", _CONFIGURE[engine.dialect.name])
    return engine


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _busy_ms() -> int:
    return int(BUSY_S * 1000)


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={_busy_ms()}").close()
    _keep_log(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _configure_postgresql(connection: Any, _record: object) -> None:
    connection.execute(f"SET lock_timeout = {_busy_ms()}").close()
    connection.commit()


_CONFIGURE = {"sqlite": _configure_sqlite, "postgresql": _configure_postgresql}


def _keep_log(connection: sqlite3.Connection) -> None:
    """Write ahead. SQLite does not wait when two programs ask a file for this for the first time."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


# --- what must not be opened ----------------------------------------------------------------------


def _refuse_loss(engine: Engine, empty: str | None) -> None:
    """An empty registry beside its own followers was lost and is not new. Raises StoreError."""
    file = _file(engine)
    if empty and file and any(_holds_something(file.parent / name) for name in _FOLLOWERS):
        raise StoreError(
            f"登记库 {file} {empty}，而同一文件夹里还有它的索引。请用 duikou restore 从备份恢复；"
            "确实要重新开始，请先删除 keywords、vectors 文件夹。"
        )


def _emptiness(engine: Engine) -> str | None:
    file = _file(engine)
    try:
        return None if file is None or file.stat().st_size else "是空的（0 字节）"
    except FileNotFoundError:
        return "不见了"
    except OSError:  # connecting will tell what is wrong
        return None


def _file(engine: Engine) -> Path | None:
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name.startswith((":memory:", "file:")):
        return None
    return Path(name)


def _holds_something(folder: Path) -> bool:
    try:
        return next(folder.iterdir(), None) is not None
    except OSError:
        return False


def _hold_to_file(engine: Engine) -> None:
    """Work on no other file than the one at hand: SQLite would go on with one that was deleted, to
    no avail, and put an empty one in its place.
    """
    file = _file(engine)
    if file is None:
        return
    opened = file.stat()

    def require_same(*_: object) -> None:
        try:
            is_same = os.path.samestat(opened, file.stat())
        except OSError:
            is_same = False
        if not is_same:
            raise StoreError(
                f"登记库 {file} 在使用中被删除、移走或换掉了。请把原来的文件放回去，就能接着使用；"
                "找不回来时请停止服务，用 duikou restore 从备份恢复。"
            )

    for moment in ("do_connect", "checkout"):
        event.listen(engine, moment, require_same)


# --- what went wrong ------------------------------------------------------------------------------


def _unopened(engine: Engine, error: DBAPIError) -> StoreError:
    """Where the registry is, and what may help."""
    reason = str(error.orig)
    if any(mark in reason for mark in _LOCKED):
        remedy = (
            "另一个程序一直占用着它（可能正在升级它的结构）。请等那个程序完成，或停止它后重试。"
        )
    elif any(mark in reason for mark in _CORRUPT):
        remedy = "文件已损坏或不是登记库；本程序没有改动它。请用 duikou restore 从备份恢复。"
    elif engine.dialect.name == "sqlite":
        remedy = "请检查文件夹是否可写、磁盘是否已满、文件是否完好；损坏时请从备份恢复。"
    else:
        remedy = (
            "请检查数据库服务是否在运行，地址、用户、密码和库名是否正确（DUIKOU_DATABASE_URL）。"
        )
    return StoreError(f"无法打开登记库 {_place(engine)}（{reason}）。{remedy}")


def _place(engine: Engine) -> str:
    """A file, or an address without its password."""
    return str(_file(engine) or engine.url.render_as_string())
