"""Older stores are opened once and for all, whoever opens them and whatever goes wrong meanwhile."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert
from sqlalchemy.exc import IntegrityError

from index import opening, schema
from index.errors import StoreError, StoreOutdatedError
from index.opening import HEAD, open_engine
from tests.contracts.stores.loading import load, rows_of
from tests.contracts.stores.looking import connected, contents, copies, everything, migrated, opened
from tests.patience import PATIENCE_S

each_version = pytest.mark.parametrize("version", [1, 2], ids=["版本一", "版本二"])

# --- opening again, together, by others -----------------------------------------------------------


@each_version
def test_opening_again_changes_nothing(url: str, version: int, tmp_path: Path) -> None:
    with migrated(url, version) as connection:
        first = everything(connection)
    for copy in copies(tmp_path):
        copy.unlink()
    with opened(url) as connection:
        assert everything(connection) == first
    assert copies(tmp_path) == []


def test_alembic_is_not_loaded_for_a_store_that_is_up_to_date(url: str) -> None:
    open_engine(url).dispose()
    code = (
        "import sys; from index.opening import open_engine;"
        "open_engine(sys.argv[1]); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, url], capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]


@each_version
def test_processes_that_open_an_old_store_at_once_all_succeed(url: str, version: int) -> None:
    load(url, version)
    code = (
        "import sys; from index import migrating; from index.opening import open_engine;"
        "print('ready', flush=True); sys.stdin.readline(); open_engine(sys.argv[1])"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0
    with opened(url) as connection:
        assert len(everything(connection)["sources"]) == 4


@each_version
def test_threads_that_open_an_old_store_at_once_all_succeed(url: str, version: int) -> None:
    load(url, version)
    with ThreadPoolExecutor(6) as pool:
        for engine in pool.map(open_engine, [url] * 6):
            with engine.connect() as connection:
                assert len(everything(connection)["sources"]) == 4
            engine.dispose()


def newer_revision(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0999')")


def newer_fact(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE facts SET value = '999' WHERE name = 'schema'")


@pytest.mark.parametrize("change", [newer_revision, newer_fact], ids=["修订号", "版本记录"])
def test_store_of_a_newer_program_is_refused_and_left_alone(
    url: str, tmp_path: Path, change: Callable[[Connection], None]
) -> None:
    load(url, 2)
    with connected(url) as connection:
        change(connection)
    before = contents(url)
    with pytest.raises(
        StoreOutdatedError, match=rf"更新版本.*结构 0999，.*只到 {HEAD}.*换用较新的程序"
    ):
        open_engine(url)
    assert contents(url) == before
    assert copies(tmp_path) == []


# --- failing in the middle ------------------------------------------------------------------------

STEPS = (
    pytest.param("CREATE TABLE links", id="链接表"),
    pytest.param("UPDATE versions SET reading", id="补键"),
    pytest.param("CREATE TABLE jobs", id="任务表"),
    pytest.param("INSERT INTO sources", id="来源"),
    pytest.param("UPDATE passages", id="段落"),
    pytest.param("DROP TABLE vectors_before", id="旧向量表"),
    pytest.param("UPDATE alembic_version SET version_num='0004'", id="标记"),
)


@contextmanager
def failing_at(step: str) -> Iterator[None]:
    """Every engine raises at a statement."""

    def fail(*arguments: Any) -> None:
        if step in arguments[2]:
            raise RuntimeError("半途而废")

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)


@pytest.mark.parametrize("step", STEPS)
def test_failure_leaves_the_old_store_whole(url: str, step: str, tmp_path: Path) -> None:
    load(url, 1)
    before = contents(url)
    with (
        failing_at(step),
        pytest.raises(StoreError, match=f"升级到 {HEAD} 失败（半途而废）") as caught,
    ):
        open_engine(url)
    assert "登记库没有改动" in str(caught.value)
    if url.startswith("sqlite"):
        assert f"副本在 {tmp_path / 'registry.db.before-'}{HEAD}" in str(caught.value)
    else:
        assert "pg_dump" in str(caught.value)
    assert contents(url) == before
    with opened(url) as connection:
        assert len(everything(connection)["sources"]) == 4


def test_failure_at_the_very_end_leaves_the_old_store_whole(url: str) -> None:
    load(url, 2)
    before = contents(url)

    def fail(_connection: Connection) -> None:
        raise RuntimeError("写不下了")

    event.listen(Engine, "commit", fail)
    try:
        with pytest.raises(StoreError, match=rf"升级到 {HEAD} 失败（写不下了）。登记库没有改动"):
            open_engine(url)
    finally:
        event.remove(Engine, "commit", fail)
    assert contents(url) == before
    with opened(url) as connection:
        assert len(everything(connection)["sources"]) == 4


@pytest.mark.parametrize("step", STEPS[3::2])
def test_killed_process_leaves_the_old_store_whole(url: str, step: str) -> None:
    load(url, 1)
    before = contents(url)
    code = (
        "import os, sys; from sqlalchemy import Engine, event; from index.opening import open_engine\n"
        "def kill(*a):\n  if sys.argv[2] in a[2]: os.kill(os.getpid(), 9)\n"
        "event.listen(Engine, 'before_cursor_execute', kill); open_engine(sys.argv[1])"
    )
    assert subprocess.run([sys.executable, "-c", code, url, step], check=False).returncode == -9
    assert contents(url) == before
    with opened(url) as connection:
        assert len(everything(connection)["sources"]) == 4


def test_error_of_the_database_is_told(url: str) -> None:
    """A table that nobody expects stands in the way."""
    load(url, 2)
    with connected(url) as connection:
        connection.exec_driver_sql("CREATE TABLE jobs (id INTEGER)")
    before = contents(url)
    with pytest.raises(StoreError, match=rf"从结构 0002 升级到 {HEAD} 失败（.*already exists"):
        open_engine(url)
    assert contents(url) == before


def test_references_are_watched_after_a_migration(url: str) -> None:
    load(url, 2)
    engine = open_engine(url)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(
            insert(schema.sources).values(
                root="/",
                source="x",
                notice_id="没有",
                state=schema.INDEXED,
                fingerprint="",
                reading=0,
                signature="",
            )
        )
    engine.dispose()


def test_store_in_use_is_not_waited_for_without_end(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(url, 2)
    monkeypatch.setattr(opening, "BUSY_S", 0.2)
    with connected(url) as other:
        other.exec_driver_sql("DELETE FROM failures")
        with pytest.raises(StoreError, match=r"登记库.*停止.*重试"):
            open_engine(url)
    with opened(url) as connection:
        assert len(everything(connection)["sources"]) == 4


# --- the copy of a SQLite file --------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite store of version 2 that only its owner may read."""
    made = tmp_path / "数据 文件夹#" / "registry.db"
    made.parent.mkdir()
    load(f"sqlite:///{made}", 2)
    made.chmod(0o600)
    return made


def test_copy_is_the_old_store(file: Path) -> None:
    before = contents(f"sqlite:///{file}")
    open_engine(f"sqlite:///{file}").dispose()
    [copy] = copies(file.parent)
    assert copy.name == f"registry.db.before-{HEAD}"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert contents(f"sqlite:///{copy}") == before


def test_copy_put_back_is_migrated_again(file: Path) -> None:
    url = f"sqlite:///{file}"
    with opened(url) as connection:
        first = everything(connection)
    copies(file.parent)[0].replace(file)
    with opened(url) as connection:
        again = everything(connection)
    for row in first["vectors"] + again["vectors"]:
        del row["made_at"]
    assert again == first


def test_copy_holds_what_was_not_yet_written_into_the_file(file: Path) -> None:
    """The newest rows are in the write-ahead log when another process still has the store open."""
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("UPDATE turns SET question = '刚写的'")
        other.commit()
        open_engine(f"sqlite:///{file}").dispose()
    [copy] = copies(file.parent)
    with connected(f"sqlite:///{copy}") as connection:
        assert (
            connection.exec_driver_sql("SELECT DISTINCT question FROM turns").scalar() == "刚写的"
        )


def test_unfinished_copy_is_begun_anew(file: Path) -> None:
    part = file.with_name(f"registry.db.before-{HEAD}.part")
    part.write_bytes(b"half")
    part.with_name(f"{part.name}-journal").write_bytes(b"half")
    open_engine(f"sqlite:///{file}").dispose()
    [copy] = copies(file.parent)
    assert copy.name == f"registry.db.before-{HEAD}"


def test_nothing_is_migrated_without_a_copy(file: Path) -> None:
    before = contents(f"sqlite:///{file}")
    file.with_name(f"registry.db.before-{HEAD}.part").mkdir()
    with pytest.raises(StoreError, match=rf"副本 .*before-{HEAD} 无法写入.*没有改动.*磁盘空间"):
        open_engine(f"sqlite:///{file}")
    assert contents(f"sqlite:///{file}") == before


def test_full_disk_leaves_the_store_and_the_copy(file: Path) -> None:
    url = f"sqlite:///{file}"
    before = contents(url)

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 4}")

    event.listen(Engine, "connect", fill)
    try:
        with pytest.raises(
            StoreError, match=f"升级到 {HEAD} 失败（database or disk is full"
        ) as caught:
            open_engine(url)
    finally:
        event.remove(Engine, "connect", fill)
    [copy] = copies(file.parent)
    assert f"副本在 {copy}。请检查磁盘空间" in str(caught.value)
    assert contents(f"sqlite:///{copy}") == before
    assert contents(url) == before
    with opened(url) as connection:
        assert len(everything(connection)["sources"]) == 4


def test_rows_that_referred_to_nothing_are_kept(file: Path) -> None:
    """Somebody deleted notices by hand; SQLite does not mind by default."""
    with connected(f"sqlite:///{file}") as connection:
        connection.exec_driver_sql("DELETE FROM notices")
    with opened(f"sqlite:///{file}") as connection:
        after = everything(connection)
    assert len(after["duties"]) == len(rows_of(2)["duties"])
    assert len(after["versions"]) == 7


def test_rows_never_come_to_refer_to_nothing(file: Path) -> None:
    before = contents(f"sqlite:///{file}")

    def lose(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if "DROP TABLE vectors_before" in statement:
            connection.connection.cursor().execute("DELETE FROM notices")

    event.listen(Engine, "before_cursor_execute", lose)
    try:
        with pytest.raises(StoreError, match="失败（有记录失去了它所属的公文）。登记库没有改动"):
            open_engine(f"sqlite:///{file}")
    finally:
        event.remove(Engine, "before_cursor_execute", lose)
    assert contents(f"sqlite:///{file}") == before
