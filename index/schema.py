"""The registry's tables, and what is known about the store as a whole."""

import re
import unicodedata

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    select,
)

from index.people import audit, conversations, deliveries, keys, metadata, passes, turns, usage
from index.upserting import put

__all__ = [
    "audit",
    "conversations",
    "deliveries",
    "keys",
    "metadata",
    "passes",
    "turns",
    "usage",
]
_MARKS = re.compile(r"[\W_]")

VERSION = 6
"""Raised with every change of the tables; a store of another version is refused or migrated."""


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
OWNER = "owner"

UNREAD = -1
"""The reading of a file that has to be read again to know what it says."""

notices = Table(
    "notices",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("root", Text, nullable=False),
    Column("source", Text, nullable=False, index=True),
    Column("current_version", String(32), index=True),
    Column("audience", Text, nullable=False, server_default=""),
)
"""A notice's root and source are those of the file that it is shown by; there may be others.

`audience` is who may see it, by where that file lies, as `index.visibility` writes it.
"""

folders = Table(
    "folders",
    metadata,
    Column("root", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("audience", Text, nullable=False),
)
"""可见范围: who may see the notices below a folder of a root; the deepest folder that is named decides."""

INDEXED, WITHDRAWN, RESTORED = "indexed", "withdrawn", "restored"

sources = Table(
    "sources",
    metadata,
    Column("root", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("notice_id", String(16), ForeignKey("notices.id"), nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("reading", Integer, nullable=False),
    Column("signature", Text, nullable=False),
)
"""The files that hold a notice, as they were when last read. What a person withdrew, or restored in
place of what the file says, stays so until the file changes; several files with the same text are
one notice."""

STAGED, LIVE, RETIRING, RETIRED = "staged", "current", "retiring", "retired"
"""A version's life. Staged and retiring ones still have work to do in the followers."""

versions = Table(
    "versions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("notice_id", String(16), ForeignKey("notices.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("fingerprint", String(64), nullable=False),
    Column("reading", Integer, nullable=False),
    Column("text_digest", String(64), nullable=False, index=True),
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
    Column("model", String(120), primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("values", LargeBinary, nullable=False),
    Column("made_at", DateTime, nullable=False),
)
"""float32 vectors by model and hash of the text embedded, so that no passage is embedded twice."""

failures = Table(
    "failures",
    metadata,
    Column("root", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("reading", Integer, nullable=False),
    Column("signature", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("passing", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failed_at", DateTime, nullable=False),
    Column("retry_at", DateTime),
)
"""Files whose content at hand could not be read. What may pass is tried again at `retry_at`; a row
without one is a dead letter (死信), which waits for the file to change or for a person to ask."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("lane", Integer, nullable=False),
    Column("root", Text, nullable=False),
    Column("details", JSON, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("stopping", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("requested_at", DateTime, nullable=False),
    Column("started_at", DateTime),
    Column("finished_at", DateTime),
    Column("retry_at", DateTime),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("at", Text, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("reason", Text),
)
"""Work asked for (任务): in order of lane, then of number. `details` are what the kind needs to know."""

job_files = Table(
    "job_files",
    metadata,
    Column("job_id", String(32), ForeignKey("jobs.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("notice_id", String(16)),
    Column("reason", Text),
)
"""What became of each file that a job touched; unchanged ones are only counted."""


def fact(connection: Connection, name: str) -> str | None:
    """A fact about the store, None where it is not known yet."""
    value: str | None = connection.scalar(select(facts.c.value).where(facts.c.name == name))
    return value


def set_fact(connection: Connection, name: str, value: str) -> None:
    """Put a fact in place of what was known; who sets the same one waits for the transaction's end."""
    put(connection, facts, {"name": name}, {"value": value})
