"""Put a store of an older version into a database."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, create_engine

_FOLDER = Path(__file__).parent
Rows = dict[str, list[dict[str, Any]]]
_STORED: dict[type, Callable[[Any], object]] = {
    bytes: bytes.fromhex,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
"""How a value that JSON does not know was written."""


def rows_of(version: int) -> Rows:
    """Table → rows, as `making.py` wrote them."""
    rows: Rows = _read(version)["rows"]
    return rows


def load(url: str, version: int, *, rows: bool = True) -> None:
    """Make the tables of a version in an empty database, with its rows."""
    engine = create_engine(url, json_serializer=lambda value: json.dumps(value, ensure_ascii=False))
    with engine.begin() as connection:
        for statement in _read(version)["definitions"][engine.dialect.name]:
            connection.exec_driver_sql(statement)
        if rows:
            fill(connection, rows_of(version))
        else:
            fill(connection, {"facts": [{"name": "schema", "value": str(version)}]})
    engine.dispose()


def fill(connection: Connection, rows: Rows) -> None:
    """Insert rows into tables that are there."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        for row in rows.get(table.name, ()):
            values = {name: _value(table.c[name], value) for name, value in row.items()}
            connection.execute(table.insert(), values)


def _value(column: Column[Any], value: Any) -> object:
    stored = _STORED.get(column.type.python_type)
    return stored(value) if stored and value is not None else value


def _read(version: int) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_FOLDER / f"version_{version}.json").read_bytes())
    return read
