"""The registry's tables, and opening the database that holds them."""

import json
import re
import unicodedata
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    insert,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError

from index.errors import StoreError, StoreOutdatedError

_MARKS = re.compile(r"[\W_]")

VERSION = 2
"""Raised with every change of the tables; a store of another version is refused or migrated."""

metadata = MetaData()


def key(text: str) -> str:
    """How titles and document numbers are compared: letters and digits only, one width, one case."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the store is: schema version, embedding model, and a mark that every flip changes."""

LAST_FLIP = "last_flip"

notices = Table(
    "notices",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("root", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("current_version", String(32)),
    UniqueConstraint("root", "source"),
)

STAGED, LIVE, RETIRING, RETIRED = "staged", "current", "retiring", "retired"
"""A version's life. Staged and retiring ones still have work to do in the followers."""

versions = Table(
    "versions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("notice_id", String(16), ForeignKey("notices.id"), nullable=False, index=True),
    Column("state", String(10), nullable=False, index=True),
    Column("fingerprint", String(64), nullable=False),
    Column("reading", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("issuer", Text),
    Column("document_number", Text),
    Column("number_key", Text, index=True),
    Column("index_number", Text),
    Column("category", Text),
    Column("addressees", Text),
    Column("issued_on", Date),
    Column("published_on", Date),
    Column("origin", Text),
    Column("lineage", Text, nullable=False, index=True),
    Column("version_on", Date),
    Column("effective_from", Date),
    Column("expires_on", Date),
    Column("label", String(10)),
    Column("status", String(10), nullable=False),
    Column("superseded_from", Date),
    Column("successor_id", String(16)),
    Column("successor_title", Text),
    Column("successor_number", Text),
    Column("text", Text, nullable=False),
    Column("outline", JSON, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("indexed_at", DateTime, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("version_id", String(32), ForeignKey("versions.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("page", Integer),
    Column("text", Text, nullable=False),
    Column("vector", String(64), nullable=False),
    Index("passages_in_order", "version_id", "ordinal"),
    Index("passages_by_vector", "vector"),
)

duties = Table(
    "duties",
    metadata,
    Column("version_id", String(32), ForeignKey("versions.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("task", Text, nullable=False),
    Column("party", Text),
    Column("role", String(4), nullable=False),
    Column("departments", JSON, nullable=False),
    Column("deadline", Text),
    Column("deadline_at", JSON),
    Column("quote", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
)
"""The responsibility register (职责登记册)."""

links = Table(
    "links",
    metadata,
    Column("version_id", String(32), ForeignKey("versions.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("kind", String(4), nullable=False, index=True),
    Column("title", Text),
    Column("document_number", Text),
    Column("title_key", Text, nullable=False),
    Column("lineage", Text, nullable=False),
    Column("number_key", Text),
    Column("since", Date),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)
"""What a version says of other notices; which ones they are is told by `index.settling`."""

vectors = Table(
    "vectors",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("values", LargeBinary, nullable=False),
)
"""float32 vectors by hash of model and text, so that no passage is embedded twice."""

failures = Table(
    "failures",
    metadata,
    Column("root", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("failed_at", DateTime, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False, index=True),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", String(64), ForeignKey("conversations.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("question", Text, nullable=False),
    Column("standalone", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("citations", JSON, nullable=False),
    Column("asked_at", DateTime, nullable=False),
)
"""一轮对话: a question, the same made whole, its answer, and the ids of the notices it cites."""

_ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20181)"}
"""Makes processes that open a new store at the same moment wait for each other."""


def open_engine(url: str) -> Engine:
    """Connect and create missing tables. Raises StoreError, StoreOutdatedError."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(_ALONE[engine.dialect.name])
            metadata.create_all(connection)
            _check_version(connection)
    except DBAPIError as error:
        engine.dispose()
        raise _unopened(engine, error.orig) from error
    except StoreOutdatedError:
        engine.dispose()
        raise
    return engine


def fact(connection: Connection, name: str) -> str | None:
    """A fact about the store, None where it is not known yet."""
    value: str | None = connection.scalar(select(facts.c.value).where(facts.c.name == name))
    return value


def set_fact(connection: Connection, name: str, value: str) -> None:
    """Put a fact in place of what was known."""
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(insert(facts).values(name=name, value=value))


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(url, json_serializer=_json, pool_pre_ping=True)
    except (ArgumentError, ImportError) as error:
        raise StoreError(
            f"登记库地址无法使用（{error}）。请检查 DUIKOU_DATABASE_URL：不设置则用 SQLite，"
            "PostgreSQL 写作 postgresql+psycopg://用户:密码@主机/库名，并安装 duikou[postgresql]。"
        ) from error
    if engine.dialect.name not in _ALONE:
        raise StoreError(
            f"登记库不支持 {engine.dialect.name}。请改用 SQLite 或 PostgreSQL（DUIKOU_DATABASE_URL）。"
        )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
    return engine


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _configure_sqlite(connection: Any, _record: object) -> None:
    for pragma in (
        "busy_timeout=30000",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _check_version(connection: Connection) -> None:
    found = fact(connection, "schema")
    if found is None:
        set_fact(connection, "schema", str(VERSION))
    elif found != str(VERSION):
        raise StoreOutdatedError(
            f"索引由另一版本的对口通建立（结构 {found}，当前 {VERSION}）。"
            "请换用对应版本，或另设 DUIKOU_DATA_DIR 后重新运行 duikou index。"
        )


def _unopened(engine: Engine, reason: object) -> StoreError:
    """Where the registry is, without its password, and what may help."""
    if engine.dialect.name == "sqlite":
        place = engine.url.database
        remedy = "请检查文件夹是否可写、文件是否完好；损坏时请从备份恢复。"
    else:
        place = engine.url.render_as_string()
        remedy = (
            "请检查数据库服务是否在运行，地址、用户、密码和库名是否正确（DUIKOU_DATABASE_URL）。"
        )
    return StoreError(f"无法打开登记库 {place}（{reason}）。{remedy}")
