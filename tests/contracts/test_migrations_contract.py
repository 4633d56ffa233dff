"""A store of an older version opens as one of this version, whole, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text

from index import schema
from index.opening import HEAD
from tests.contracts.stores.loading import load, rows_of
from tests.contracts.stores.looking import connected, everything, migrated, opened, shape

MODEL = "字对计数"
ROOT = "/tmp/duikou-old/公文库"
NEWER = "关于印发澄川云岭对口合作实施方案的通知"
each_version = pytest.mark.parametrize("version", [1, 2], ids=["版本一", "版本二"])


def shape_of_new_store(url: str) -> dict[str, object]:
    """Empties the database, and makes a new store in it."""
    with connected(url) as connection:
        schema.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    with opened(url) as connection:
        return shape(connection)


def digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()


# --- the tables -----------------------------------------------------------------------------------


def test_newest_revision_is_the_one_opening_knows() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def config(connection: Connection | None = None) -> Config:
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", "index:migrations")
    return made


def without_duties(connection: Connection) -> None:
    """The first programs of version 1 had no duties."""
    connection.exec_driver_sql("DROP TABLE duties")


def without_dates_of_deadlines(connection: Connection) -> None:
    """The first programs of version 2 did not tell when a deadline is."""
    connection.exec_driver_sql("ALTER TABLE duties DROP COLUMN deadline_at")


def without_version(connection: Connection) -> None:
    """The first programs of version 1 made the tables before they noted the version."""
    connection.exec_driver_sql("DELETE FROM facts WHERE name = 'schema'")


@pytest.mark.parametrize("rows", [True, False], ids=["有内容", "空"])
@pytest.mark.parametrize(
    ("version", "change"),
    [
        (1, None),
        (1, without_duties),
        (1, without_version),
        (2, None),
        (2, without_dates_of_deadlines),
    ],
    ids=["版本一", "版本一无职责表", "版本一未注明", "版本二", "版本二无期限日期"],
)
def test_tables_become_those_of_a_new_store(
    url: str, version: int, change: Callable[[Connection], None] | None, rows: bool
) -> None:
    load(url, version, rows=rows)
    if change:
        with connected(url) as connection:
            change(connection)
    with opened(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
        found = shape(connection)
    assert found == shape_of_new_store(url)


def test_migrations_alone_make_the_same_tables(url: str) -> None:
    with connected(url) as connection:
        command.upgrade(config(connection), "head")
    with opened(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
        found = shape(connection)
    assert found == shape_of_new_store(url)


def test_new_store_is_marked(url: str) -> None:
    with opened(url) as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
        assert schema.fact(connection, "schema") == str(schema.VERSION)


# --- what was in them -----------------------------------------------------------------------------


@each_version
def test_every_row_is_still_there(url: str, version: int) -> None:
    """Apart from what the new tables call otherwise: hashes of vectors, and when to read again."""
    before = rows_of(version)
    with migrated(url, version) as connection:
        after = everything(connection)
    renamed = {"hash", "vector", "schema", "reading", "number_key"}
    for table in before.keys() - {"facts"}:
        old = [{k: v for k, v in row.items() if k not in renamed} for row in before[table]]
        new = [{name: row[name] for name in old[0]} for row in after[table]] if old else []
        assert sorted(new, key=repr) == sorted(old, key=repr), table
    facts = {row["name"]: row["value"] for row in before["facts"]}
    assert {row["name"]: row["value"] for row in after["facts"]} == {
        **facts,
        "schema": str(schema.VERSION),
    }


@each_version
def test_current_notices_have_a_source(url: str, version: int) -> None:
    with migrated(url, version) as connection:
        after = everything(connection)
    current = {v["id"]: v for v in after["versions"] if v["state"] == "current"}
    expected = [
        {
            "root": ROOT,
            "source": notice["source"],
            "notice_id": notice["id"],
            "state": schema.INDEXED,
            "fingerprint": current[notice["current_version"]]["fingerprint"],
            "reading": {1: 0, 2: 4}[version],
            "signature": "",
        }
        for notice in after["notices"]
        if notice["current_version"]
    ]
    assert [row["source"] for row in expected] == [
        "乙/茶叶.txt",
        "方案.txt",
        "条例.txt",
        "甲/茶叶.txt",
    ]
    assert after["sources"] == expected


@each_version
def test_versions_are_numbered_and_have_a_digest(url: str, version: int) -> None:
    with migrated(url, version) as connection:
        versions = everything(connection)["versions"]
    numbered = {(v["title"], v["state"]): v["number"] for v in versions}
    assert numbered[NEWER, "retired"] == 1
    assert numbered[NEWER, "current"] == 2
    assert sorted(v["number"] for v in versions) == [1, 1, 1, 1, 1, 1, 2]
    for row in versions:
        assert row["text_digest"] == digest(f"{row['title']}\n{row['text']}")


def test_version_1_gets_the_keys_that_version_2_had(url: str) -> None:
    keys = ("number_key", "lineage", "version_on", "status", "successor_id", "title_key")
    with migrated(url, 1) as connection:
        made = everything(connection)["versions"]
    found = sorted(str([row["title"], *(row[key] for key in keys)]) for row in made)
    had = sorted(str([row["title"], *(row[key] for key in keys)]) for row in rows_of(2)["versions"])
    assert found == had
    assert any(
        "'对口合作资金管理条例', '国令第9999号', '对口合作资金管理条例'" in row for row in found
    )


def test_spellings_of_a_number_become_one(url: str) -> None:
    load(url, 1)
    with connected(url) as connection:
        connection.exec_driver_sql("UPDATE versions SET document_number = '国务院令 第9999号'")
        connection.exec_driver_sql("UPDATE versions SET number_key = '国务院令第9999号'")
    with opened(url) as connection:
        assert {v["number_key"] for v in everything(connection)["versions"]} == {"国令第9999号"}


def test_files_without_deadlines_are_read_again(url: str) -> None:
    load(url, 2)
    with connected(url) as connection:
        without_dates_of_deadlines(connection)
    with opened(url) as connection:
        after = everything(connection)
    assert {row["reading"] for row in after["sources"] + after["versions"]} == {0}


@each_version
def test_failures_wait_for_the_file_to_change(url: str, version: int) -> None:
    with migrated(url, version) as connection:
        [failure] = everything(connection)["failures"]
    new = ("reading", "signature", "passing", "attempts", "retry_at")
    assert [failure[name] for name in new] == [0, "", False, 1, None]
    assert failure["source"] == "坏文件.pdf"


# --- vectors --------------------------------------------------------------------------------------


@each_version
def test_no_passage_has_to_be_embedded_again(url: str, version: int) -> None:
    before = rows_of(version)
    values = {row["hash"]: row["values"] for row in before["vectors"]}
    expected = {p["id"]: values[p["vector"]] for p in before["passages"] if p["vector"] in values}
    with migrated(url, version) as connection:
        after = everything(connection)
    titles = {v["id"]: v["title"] for v in after["versions"]}
    kept = {(row["model"], row["hash"]): row["values"] for row in after["vectors"]}
    found = {}
    for p in after["passages"]:
        words = "\n".join([titles[p["version_id"]], " ".join(p["headings"]), p["text"].strip()])
        if (MODEL, digest(words)) in kept:
            assert p["vector"] == digest(words)
            found[p["id"]] = kept[MODEL, digest(words)]
    assert found == expected
    assert len(found) == 9
    assert len(kept) == 8  # two files have the same passage


def test_vector_of_another_text_is_never_taken_for_this_one(url: str) -> None:
    load(url, 2)
    foreign = "f" * 64
    [old] = {p["vector"] for p in rows_of(2)["passages"] if "茶叶产销" in p["text"]}
    with connected(url) as connection:
        connection.exec_driver_sql(f"UPDATE vectors SET hash = '{foreign}' WHERE hash = '{old}'")
        connection.exec_driver_sql(
            f"UPDATE passages SET vector = '{foreign}' WHERE vector = '{old}'"
        )
    with opened(url) as connection:
        after = everything(connection)
    assert sum(p["vector"] == foreign for p in after["passages"]) == 2
    assert [v["model"] for v in after["vectors"] if v["hash"] == foreign] == [MODEL]
    assert len(after["vectors"]) == 8


def test_unused_vectors_are_dropped_and_the_others_dated(url: str) -> None:
    load(url, 2)
    with connected(url) as connection:
        connection.execute(
            text('INSERT INTO vectors (hash, "values") VALUES (:hash, :values)'),
            {"hash": "0" * 64, "values": b"unused"},
        )
    with opened(url) as connection:
        rows = connection.execute(select(schema.vectors)).all()
    assert len(rows) == 8
    now = datetime.now(UTC).replace(tzinfo=None)
    assert all(timedelta(0) <= now - row.made_at < timedelta(minutes=1) for row in rows)


def test_more_passages_than_one_batch(url: str) -> None:
    """Ids and hashes in no particular order, 1,200 of them."""
    load(url, 2)
    with connected(url) as connection:
        version_id = connection.scalar(text("SELECT id FROM versions WHERE state = 'current'"))
        title = connection.scalar(
            text("SELECT title FROM versions WHERE id = :id"), {"id": version_id}
        )
        texts = [f"第{i}段" for i in range(1200)]
        old = [digest(f"{MODEL}\n{title}\n\n{words}") for words in texts]
        connection.execute(
            text('INSERT INTO vectors (hash, "values") VALUES (:hash, :values)'),
            [{"hash": h, "values": words.encode()} for h, words in zip(old, texts, strict=True)],
        )
        connection.execute(
            insert(schema.passages),
            [
                {
                    "id": f"{h[:30]}:{i}",
                    "version_id": version_id,
                    "ordinal": 100 + i,
                    "start": 0,
                    "end": 1,
                    "headings": [],
                    "text": f" {words}\n",
                    "vector": h,
                }
                for i, (h, words) in enumerate(zip(old, texts, strict=True))
            ],
        )
    p, v = schema.passages.c, schema.vectors.c
    query = select(p.text, v["values"]).join_from(
        schema.passages, schema.vectors, p.vector == v.hash
    )
    with opened(url) as connection:
        found = connection.execute(query.where(p.ordinal >= 100)).all()
    assert len(found) == 1200
    assert all(row[0].strip().encode() == row[1] for row in found)
