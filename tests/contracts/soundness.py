"""What holds of the registry's tables, whatever happened to files."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, Row, Table, select

from index import schema

Rows = list[Row[Any]]


class Tables:
    """Everything that is in the registry at one moment, without what is staged."""

    def __init__(self, engine: Engine) -> None:
        with engine.connect() as connection:

            def rows(table: Table) -> Rows:
                return list(connection.execute(select(table)))

            self.notices, self.sources = rows(schema.notices), rows(schema.sources)
            self.versions, self.passages = rows(schema.versions), rows(schema.passages)

    @cached_property
    def shown(self) -> dict[str, Row[Any]]:
        """Notice → its current version."""
        versions = {version.id: version for version in self.versions}
        current = {n.id: n.current_version for n in self.notices if n.current_version is not None}
        return {nid: versions[version_id] for nid, version_id in current.items()}

    @cached_property
    def texts(self) -> dict[str, set[str]]:
        """Notice → what it says or said."""
        found = defaultdict(set)
        for version in self.versions:
            found[version.notice_id].add(said(version))
        return found

    @cached_property
    def files(self) -> dict[str, set[str]]:
        """Notice → the files for which it is shown."""
        found = defaultdict(set)
        for row in self.sources:
            if row.state != schema.WITHDRAWN:
                found[row.notice_id].add(row.source)
        return found


def said(version: Row[Any]) -> str:
    return str(version.text).removeprefix("通知\n")


def check_versions(tables: Tables) -> None:
    """One version of a shown notice is live, and it alone has passages; all have their number."""
    live = {v.id: v.notice_id for v in tables.versions if v.state == schema.LIVE}
    assert live == {version.id: nid for nid, version in tables.shown.items()}
    assert Counter(p.version_id for p in tables.passages) == Counter(list(live))
    numbers = Counter((v.notice_id, v.number) for v in tables.versions)
    assert set(numbers.values()) <= {1}


def check_files(tables: Tables, read: Mapping[str, str]) -> None:
    """A file shows a notice with its words; `read` is what was last read of each."""
    for row in tables.sources:
        if row.state == schema.INDEXED and row.reading >= 0:
            assert row.notice_id in tables.shown, f"{row.source} shows nothing"
            version = tables.shown[row.notice_id]
            is_to_be_read_anew = row.reading < version.reading
            assert is_to_be_read_anew or said(version) == read[row.source], row.source


def check_places(tables: Tables, restored: Set[str]) -> None:
    """A notice goes by one of its files; only one that a person restored is shown without any."""
    for notice in tables.notices:
        files = tables.files.get(notice.id)
        if notice.id in tables.shown and files:
            assert notice.source in files
        elif notice.id in tables.shown:
            assert notice.id in restored, "shown without a file"
