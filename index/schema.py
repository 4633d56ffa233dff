"""The registry's tables."""

import re
import unicodedata

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

_MARKS = re.compile(r"[\W_]")

VERSION = 1
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
"""What the store is: schema version, embedding model."""

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
    Column("status", String(10), nullable=False),
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
