"""Rows written in place of those of the same key, whichever database they lie in."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""Insertions by dialect, that may meet a row of the same key."""


def put(
    connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Write a row in place of the one with the same key, whoever else writes it at the same moment."""
    made = INSERT[connection.dialect.name](table).values({**key, **values})
    connection.execute(made.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
