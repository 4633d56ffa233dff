"""What a backup promises, from and to SQLite and PostgreSQL alike."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    Text,
    cast,
    delete,
    insert,
    null,
    select,
    update,
)

from index import schema
from index.backup.manifest import REGISTRY, Manifest
from index.backup.packing import listed, pack
from index.backup.restoring import restore
from index.backup.saving import save
from index.backup.unpacking import unpack
from index.errors import BackupError, StoreError
from index.opening import open_engine
from tests.contracts.conftest import _new_database
from tests.contracts.stores.loading import load

RARE = "𠮷林省“对口合作”100%_完成\\'；--🎉\n\t\u200b\uffff"
LONG_AGO = (date(1949, 10, 1), date(2026, 11, 22), date(1, 1, 1))
MOMENTS = tuple(datetime(day.year, 3, 4, 23, 59, 59, 999999) for day in LONG_AGO)  # noqa: DTZ001
BLOBS = (bytes(range(256)) * 4000, b"", b"\0")
TREES = ([RARE, None, {"甲": [1.5, -3, True]}, "\\u4e2d"], [], {})
Lock = threading.Lock


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Where it is restored: another registry than `engine`."""
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    if request.param == "PostgreSQL":
        url = _new_database(request.getfixturevalue("cluster"))
    opened = open_engine(url)
    yield opened
    opened.dispose()


def fill(engine: Engine) -> None:
    """Three rows of everything in every table, whatever tables there are."""
    with engine.begin() as connection:
        for table in schema.metadata.sorted_tables:
            for number in range(3):
                values = {column.name: value(column, number) for column in table.c}
                connection.execute(insert(table).values(values))


def value(column: Column[Any], number: int) -> Any:
    """The first row has all, the second NULLs, the third JSON's own null."""
    for key in column.foreign_keys:
        return value(key.column, number)
    if column.nullable and number == 1:
        return null()
    if isinstance(column.type, Integer) and (column.primary_key or column.unique):
        return number
    if isinstance(column.type, JSON) and column.nullable and number == 2:
        return JSON.NULL
    kept = [values[number] for kind, values in VALUES.items() if isinstance(column.type, kind)]
    return kept[0] if kept else f"{number}{RARE}"[: getattr(column.type, "length", None)]


VALUES: dict[type, tuple[Any, ...]] = {
    JSON: TREES,
    Integer: (-(2**31), 2**31 - 1, 0),
    Boolean: (True, False, True),
    DateTime: MOMENTS,
    Date: LONG_AGO,
    LargeBinary: BLOBS,
}


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Table → its rows; JSON is compared as it is written, so that null is not NULL."""
    with engine.connect() as connection:
        return {
            table.name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(
                        select(*(cast(c, Text) if isinstance(c.type, JSON) else c for c in table.c))
                    )
                    if row[0] != schema.LAST_FLIP
                ),
                key=repr,
            )
            for table in schema.metadata.sorted_tables
        }


def moved(source: Engine, target: Engine, folder: Path) -> Manifest:
    """Saved from one registry and restored into another."""
    backup = folder / "对口通.tar.gz"
    manifest = save(source, folder / "甲" / "uploads", backup, Lock)
    restored = restore(backup, target, folder / "乙" / "uploads", Lock, lambda: None)
    assert restored.manifest == manifest
    return manifest


# --- all of it ------------------------------------------------------------------------------------


def test_every_row_of_every_table_comes_back(
    engine: Engine, target: Engine, tmp_path: Path
) -> None:
    fill(engine)
    manifest = moved(engine, target, tmp_path)
    assert contents(target) == contents(engine)
    assert all(rows >= 3 for rows in manifest.rows.values())
    assert set(manifest.rows) == set(schema.metadata.tables)


def test_empty_registry_comes_back(engine: Engine, target: Engine, tmp_path: Path) -> None:
    manifest = moved(engine, target, tmp_path)
    assert contents(target) == contents(engine)
    assert (manifest.shown, manifest.uploaded, manifest.models) == (0, 0, ())


def test_what_was_there_goes_and_is_saved(engine: Engine, target: Engine, tmp_path: Path) -> None:
    moved(engine, target, tmp_path)
    fill(target)
    before, empty = contents(target), contents(engine)
    again = restore(tmp_path / "对口通.tar.gz", target, tmp_path / "乙/uploads", Lock, lambda: None)
    assert contents(target) == empty
    assert again.saved == tmp_path / "乙/before-restore-1.tar.gz"
    restore(again.saved, target, tmp_path / "乙/uploads", Lock, lambda: None)
    assert contents(target) == before


def test_more_rows_than_a_batch_come_back(engine: Engine, target: Engine, tmp_path: Path) -> None:
    rows = [
        {"model": "甲", "hash": f"{i:x}", "values": b"\x01" * i, "made_at": MOMENTS[0]}
        for i in range(1001)
    ]
    with engine.begin() as connection:
        connection.execute(insert(schema.vectors), rows)
    seen: list[tuple[int, int, str]] = []
    save(engine, tmp_path / "uploads", tmp_path / "备份.tar.gz", Lock, lambda *at: seen.append(at))
    restore(tmp_path / "备份.tar.gz", target, tmp_path / "uploads", Lock, lambda: None)
    assert contents(target) == contents(engine)
    assert (1002, 1002, "登记库") in seen


def test_no_column_counts_by_itself() -> None:
    """PostgreSQL would count on from 1 after a restore."""
    assert [
        t.name for t in schema.metadata.tables.values() if t.autoincrement_column is not None
    ] == []


# --- from an older version ------------------------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2])
def test_backup_of_an_older_version_is_brought_up_to_date(
    target: Engine, tmp_path: Path, version: int
) -> None:
    backup = old_backup(tmp_path, version)
    restore(backup, target, tmp_path / "乙/uploads", Lock, lambda: None)
    migrated = open_engine(f"sqlite:///{tmp_path / '旧' / REGISTRY}")
    for engine in (target, migrated):
        with engine.begin() as connection:  # the moment of the migration
            connection.execute(update(schema.vectors).values(made_at=MOMENTS[0]))
    expected = contents(migrated)
    migrated.dispose()
    assert contents(target) == expected
    assert len(expected["notices"]) > 3


def old_backup(folder: Path, version: int) -> Path:
    """As the program of that version would have made it."""
    old = folder / "旧"
    old.mkdir()
    load(f"sqlite:///{old / REGISTRY}", version)
    backup = folder / "旧备份.tar.gz"
    manifest = Manifest(
        format=1,
        program="0.1.0",
        schema=version,
        created_at=datetime.fromisoformat("2026-11-22T08:00:00+00:00"),
        uploads="/srv/duikou/uploads",
        models=(),
        shown=0,
        rows={},
        members=(listed(old, REGISTRY),),
    )
    pack(old, manifest, backup, lambda *_: None)
    return backup


# --- while the service runs -----------------------------------------------------------------------


@dataclass
class Writer:
    """Replaces a notice's version and its uploaded file, over and over."""

    engine: Engine
    uploads: Path
    lock: threading.Lock = field(default_factory=threading.Lock)
    turns: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Writer":
        self.uploads.mkdir()
        with self.engine.begin() as connection:
            for number in range(3):
                connection.execute(
                    insert(schema.notices).values(
                        id=f"n{number}", root="上传", source=f"{number}.txt"
                    )
                )
        for _ in range(3):
            self.write()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self.ended.is_set():
            self.write()

    def write(self) -> None:
        """One replacement, whole."""
        notice, name = f"n{self.turns % 3}", f"{self.turns % 3}.txt"
        content = f"第{self.turns}版".encode()
        with self.lock:
            (self.uploads / f".{name}").write_bytes(content)
            with self.engine.begin() as connection:
                self._replace(connection, notice, sha256(content).hexdigest())
            (self.uploads / f".{name}").replace(self.uploads / name)
        self.turns += 1

    def _replace(self, connection: Any, notice: str, fingerprint: str) -> None:
        versions, passages = schema.versions, schema.passages
        old = select(versions.c.id).where(versions.c.notice_id == notice)
        version = {column.name: value(column, 0) for column in versions.c}
        version |= {"id": f"v{self.turns}", "notice_id": notice, "number": self.turns}
        version |= {"state": schema.LIVE, "fingerprint": fingerprint}
        connection.execute(
            update(schema.notices)
            .where(schema.notices.c.id == notice)
            .values(current_version=version["id"])
        )
        connection.execute(delete(passages).where(passages.c.version_id.in_(old)))
        connection.execute(delete(versions).where(versions.c.notice_id == notice))
        connection.execute(insert(versions).values(version))
        row = {column.name: value(column, 0) for column in passages.c}
        for ordinal in range(20):
            row |= {"id": f"v{self.turns}-{ordinal}", "version_id": version["id"]}
            connection.execute(insert(passages).values(row | {"ordinal": ordinal}))

    def wait(self, *_: object) -> None:
        """Until one more replacement was begun and ended."""
        begun = self.turns
        while self.turns < begun + 2:
            threading.Event().wait(0.002)


def test_backup_is_one_state_while_notices_are_replaced(engine: Engine, tmp_path: Path) -> None:
    with Writer(engine, tmp_path / "uploads") as writer:
        for number in range(3):
            backup = tmp_path / f"{number}.tar.gz"
            before = writer.turns
            save(engine, writer.uploads, backup, lambda: writer.lock, writer.wait)
            assert writer.turns > before + 5
            assert_whole(backup, tmp_path / str(number))


def assert_whole(backup: Path, folder: Path) -> None:
    """Each notice shows one version, with all its passages and the very file it was read from."""
    folder.mkdir()
    unpack(backup, folder)
    with closing(connect(folder / REGISTRY)) as registry:
        assert registry.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert registry.execute("PRAGMA foreign_key_check").fetchall() == []
        shown = registry.execute(
            "SELECT n.source, v.fingerprint, count(*) FROM notices n JOIN versions v "
            "ON v.id = n.current_version JOIN passages p ON p.version_id = v.id GROUP BY n.id"
        ).fetchall()
        assert registry.execute("SELECT count(*) FROM versions").fetchone() == (3,)
    assert [row[2] for row in shown] == [20, 20, 20]
    for source, fingerprint, _ in shown:
        content = (folder / "uploads" / source).read_bytes()
        assert sha256(content).hexdigest() == fingerprint


def test_nothing_is_written_between_the_old_and_the_restored(
    engine: Engine, tmp_path: Path
) -> None:
    """Who reads sees the old or the new, who writes waits."""
    fill(engine)
    empty = open_engine(f"sqlite:///{tmp_path / '空.db'}")
    save(empty, tmp_path / "uploads", tmp_path / "空.tar.gz", Lock)
    empty.dispose()
    counts: list[int] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            counts.append(len(contents(engine)["versions"]))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        restore(tmp_path / "空.tar.gz", engine, tmp_path / "uploads", Lock, lambda: None)
    finally:
        ended.set()
        reader.join()
    assert set(counts) <= {3, 0}
    assert len(contents(engine)["versions"]) == 0


# --- a registry that cannot be taken over ---------------------------------------------------------


def test_registry_with_what_is_no_date_is_refused(target: Engine, tmp_path: Path) -> None:
    source = open_engine(f"sqlite:///{tmp_path / '源.db'}")
    fill(source)
    save(source, tmp_path / "uploads", tmp_path / "备份.tar.gz", Lock)
    source.dispose()
    broken = altered(
        tmp_path / "备份.tar.gz", tmp_path, "UPDATE versions SET issued_on = '不是日期'"
    )
    fill(target)
    before = contents(target)
    with pytest.raises(StoreError, match="versions 有读不出的内容"):
        restore(broken, target, tmp_path / "uploads", Lock, lambda: None)
    assert contents(target) == before


def altered(backup: Path, folder: Path, statement: str) -> Path:
    """The same backup after a change of its registry, with sums that fit."""
    inside = folder / "内"
    inside.mkdir()
    manifest = unpack(backup, inside)
    with closing(connect(inside / REGISTRY)) as registry:
        registry.execute(statement)
        registry.commit()
    broken = folder / "改过.tar.gz"
    pack(inside, replace(manifest, members=(listed(inside, REGISTRY),)), broken, lambda *_: None)
    return broken


def test_registry_with_rows_that_refer_to_nothing_is_refused(
    target: Engine, tmp_path: Path
) -> None:
    source = open_engine(f"sqlite:///{tmp_path / '源.db'}")
    fill(source)
    save(source, tmp_path / "uploads", tmp_path / "备份.tar.gz", Lock)
    source.dispose()
    broken = altered(tmp_path / "备份.tar.gz", tmp_path, "DELETE FROM notices")
    before = contents(target)
    with pytest.raises(BackupError, match=r"(?s)备份里的内容放不进登记库.*登记库没有改动"):
        restore(broken, target, tmp_path / "uploads", Lock, lambda: None)
    assert contents(target) == before
