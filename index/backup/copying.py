"""Copy every row of one registry into another, whichever databases they live in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Engine,
    Insert,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from index.backup.manifest import Progress, silent
from index.errors import BackupError, StoreError
from index.opening import BUSY_S
from index.schema import metadata
from index.transacting import begin, failure

_BATCH = 200
"""Rows in memory at a time; a version's text may be a million characters."""


@contextmanager
def replacing(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else writes. Raises StoreError, and BackupError for rows that
    the tables do not take.
    """
    try:
        with engine.begin() as connection:
            begin(connection, "BEGIN IMMEDIATE")
            if engine.dialect.name == "postgresql":
                names = ", ".join(table.name for table in metadata.sorted_tables)
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_S}s'")
                connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
            yield connection
    except (DataError, IntegrityError) as error:
        raise BackupError(
            f"备份里的内容放不进登记库（{error.orig}）。登记库没有改动。请换用另一个备份。"
        ) from error
    except SQLAlchemyError as error:
        raise failure(error, "恢复") from error


def count_rows(connection: Connection) -> Mapping[str, int]:
    """Name → number of rows, of every table."""
    return {
        table.name: connection.scalars(select(func.count()).select_from(table)).one()
        for table in metadata.sorted_tables
    }


def replace_rows(source: Connection, target: Connection, progress: Progress = silent) -> None:
    """Make the target's rows those of the source. Raises StoreError where one cannot be read."""
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    total, done = sum(count_rows(source).values()), 0
    try:
        for table in metadata.sorted_tables:
            for copied in _copied(table, source, target):
                done += copied
                progress(done, total, "登记库")
    except (ValueError, TypeError) as error:  # what is no date where a date should be
        raise StoreError(
            f"登记库的表 {table.name} 有读不出的内容（{error}）。请停止服务，用 duikou restore 从完好的备份恢复。"
        ) from error


def _copied(table: Table, source: Connection, target: Connection) -> Iterator[int]:
    """Copies batch by batch; yields how many rows each had."""
    names = [f"c{number}" for number in range(len(table.c))]
    insertion = _insertion(table, names, target.dialect.name)
    with source.execute(_selection(table).execution_options(yield_per=_BATCH)) as rows:
        for batch in rows.partitions():
            target.execute(insertion, [dict(zip(names, row, strict=True)) for row in batch])
            yield len(batch)


def _selection(table: Table) -> Select[Any]:
    """JSON is read as the text it is, so that NULL and null stay two things."""
    return select(*(cast(c, Text) if isinstance(c.type, JSON) else c for c in table.c))


def _insertion(table: Table, names: list[str], dialect: str) -> Insert:
    values: dict[str, ColumnElement[Any]] = {}
    for column, name in zip(table.c, names, strict=True):
        if not isinstance(column.type, JSON):
            values[column.name] = bindparam(name, type_=column.type)
        elif dialect == "postgresql":
            values[column.name] = cast(bindparam(name, type_=Text()), JSON)
        else:  # SQLite would cast a text to a number
            values[column.name] = bindparam(name, type_=Text())
    return insert(table).values(values)
