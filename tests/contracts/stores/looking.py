"""Look into stores of any version."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, select
from sqlalchemy.pool import NullPool

from index import schema
from index.opening import open_engine
from tests.contracts.stores.loading import Rows, load


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Look into a store without opening it as the program does."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


@contextmanager
def migrated(url: str, version: int) -> Iterator[Connection]:
    """A store of an older version, opened by this one."""
    load(url, version)
    with opened(url) as connection:
        yield connection


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A store, opened as the program does."""
    engine = open_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def plain(value: object) -> object:
    """A value as `making.py` wrote it."""
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date | datetime) else value


def everything(connection: Connection) -> Rows:
    """Every row of the tables of today."""
    return {
        table.name: [
            {name: plain(value) for name, value in row.items()}
            for row in connection.execute(select(table)).mappings()
        ]
        for table in schema.metadata.sorted_tables
    }


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every table that is there with its rows, whatever the version."""
    with connected(url) as connection:
        names = inspect(connection).get_table_names()
        return {
            name: sorted(
                map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr
            )
            for name in names
        }


def shape(connection: Connection) -> dict[str, object]:
    """Every table as the database describes it; Alembic compares neither primary keys nor defaults."""
    found = inspect(connection)
    return {
        table: (
            {c["name"]: (repr(c["type"]), c["nullable"], c["default"]) for c in columns},
            found.get_pk_constraint(table)["constrained_columns"],
            found.get_pk_constraint(table)["name"],
            sorted(str(key) for key in found.get_foreign_keys(table)),
            sorted(str(unique["column_names"]) for unique in found.get_unique_constraints(table)),
            sorted((str(i["name"]), str(i["column_names"])) for i in found.get_indexes(table)),
        )
        for table, columns in ((name, found.get_columns(name)) for name in found.get_table_names())
    }


def copies(folder: Path) -> list[Path]:
    """What was put beside SQLite stores before they were migrated."""
    return sorted(folder.rglob("registry.db.before*"))
