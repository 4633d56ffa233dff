"""Version 3: a row for every file, numbered versions, vectors by model, work as jobs."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_BATCH = 500
"""Rows read and written in one go, so that a large store needs little memory."""
_VERSIONS = sa.table(
    "versions",
    sa.column("id", sa.String),
    sa.column("title", sa.Text),
    sa.column("text", sa.Text),
    sa.column("text_digest", sa.String),
)
_PASSAGES = sa.table(
    "passages",
    sa.column("id", sa.String),
    sa.column("version_id", sa.String),
    sa.column("headings", sa.JSON),
    sa.column("text", sa.Text),
    sa.column("vector", sa.String),
)


def upgrade() -> None:
    """Everything stays, and no passage has to be embedded again."""
    connection = op.get_bind()
    _complete_duties(connection)
    _make_jobs()
    _extend_failures()
    _extend_versions(connection)
    _list_sources()
    _free_notices()
    _key_vectors(connection)
    # programs of version 2 know no Alembic: this is what makes them refuse the store
    op.execute("DELETE FROM facts WHERE name = 'schema'")
    op.execute("INSERT INTO facts (name, value) VALUES ('schema', '3')")


def _complete_duties(connection: sa.Connection) -> None:
    """The first programs of version 2 kept no dates of deadlines; the files are read again."""
    if "deadline_at" not in {c["name"] for c in sa.inspect(connection).get_columns("duties")}:
        op.add_column("duties", sa.Column("deadline_at", sa.JSON))
        op.execute("UPDATE versions SET reading = 0")


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False, unique=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("lane", sa.Integer, nullable=False),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("stopping", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("requested_at", sa.DateTime, nullable=False),
        sa.Column("started_at", sa.DateTime),
        sa.Column("finished_at", sa.DateTime),
        sa.Column("retry_at", sa.DateTime),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "job_files",
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("notice_id", sa.String(16)),
        sa.Column("reason", sa.Text),
    )


def _extend_failures() -> None:
    filled = (
        sa.Column("reading", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("signature", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("passing", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("1")),
    )
    for column in filled:
        op.add_column("failures", column)
    op.add_column("failures", sa.Column("retry_at", sa.DateTime))
    with op.batch_alter_table("failures") as batch:
        for column in filled:
            batch.alter_column(column.name, existing_type=column.type, server_default=None)


def _extend_versions(connection: sa.Connection) -> None:
    op.add_column("versions", sa.Column("number", sa.Integer))
    op.add_column("versions", sa.Column("text_digest", sa.String(64)))
    op.execute(
        "UPDATE versions SET number = (SELECT count(*) FROM versions AS other"
        " WHERE other.notice_id = versions.notice_id"
        " AND (other.indexed_at, other.id) <= (versions.indexed_at, versions.id))"
    )
    c = _VERSIONS.c
    digesting = sa.update(_VERSIONS).where(c.id == sa.bindparam("at"))
    for rows in _pages(connection, sa.select(c.id, c.title, c.text), c.id):
        digests = [{"at": r.id, "text_digest": _hash(f"{r.title}\n{r.text}")} for r in rows]
        connection.execute(digesting, digests)
    with op.batch_alter_table("versions") as batch:
        batch.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("text_digest", existing_type=sa.String(64), nullable=False)
        batch.create_index("ix_versions_text_digest", ["text_digest"])


def _list_sources() -> None:
    notice = sa.ForeignKey("notices.id")
    op.create_table(
        "sources",
        sa.Column("root", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("notice_id", sa.String(16), notice, nullable=False, index=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reading", sa.Integer, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
    )
    op.execute(
        "INSERT INTO sources (root, source, notice_id, state, fingerprint, reading, signature)"
        " SELECT n.root, n.source, n.id, 'indexed', v.fingerprint, v.reading, ''"
        " FROM notices AS n JOIN versions AS v ON v.id = n.current_version"
    )


def _free_notices() -> None:
    """A notice may have several files; SQLite never named the constraint that goes."""
    naming = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}
    with op.batch_alter_table("notices", naming_convention=naming) as batch:
        batch.drop_constraint("notices_root_source_key", type_="unique")
        batch.create_index("ix_notices_current_version", ["current_version"])
        batch.create_index("ix_notices_source", ["source"])


# --- vectors by model -----------------------------------------------------------------------------

_KEEP_VECTOR = sa.text(
    'INSERT INTO vectors (model, hash, "values", made_at)'
    ' SELECT :model, :new, "values", :now FROM vectors_before WHERE hash = :old'
    " ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("now", type_=sa.DateTime()))


def _key_vectors(connection: sa.Connection) -> None:
    """The hash was of model and text, and is of the text; only vectors in use are kept."""
    op.rename_table("vectors", "vectors_before")
    if connection.dialect.name == "postgresql":
        op.execute("ALTER INDEX vectors_pkey RENAME TO vectors_before_pkey")
    op.create_table(
        "vectors",
        sa.Column("model", sa.String(120), primary_key=True),
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("values", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    p, v = _PASSAGES.c, _VERSIONS.c
    query = sa.select(p.id, v.title, p.headings, p.text, p.vector).join_from(
        _PASSAGES, _VERSIONS, p.version_id == v.id
    )
    model = connection.scalar(sa.text("SELECT value FROM facts WHERE name = 'model'")) or ""
    now = datetime.now(UTC).replace(tzinfo=None)
    for rows in _pages(connection, query, p.id):
        _rekey(connection, rows, {"model": model, "now": now})
    op.drop_table("vectors_before")


def _rekey(connection: sa.Connection, rows: Sequence[sa.Row[Any]], made: dict[str, object]) -> None:
    """A vector whose hash tells that it was made from another text stays under that hash."""
    found = []
    for row in rows:
        text = "\n".join([row.title, " ".join(row.headings), row.text.strip()])
        known = row.vector == _hash(f"{made['model']}\n{text}")
        found.append((row.id, row.vector, _hash(text) if known else row.vector))
    pointing = sa.update(_PASSAGES).where(_PASSAGES.c.id == sa.bindparam("at"))
    connection.execute(pointing, [{"at": at, "vector": new} for at, _, new in found])
    pairs = sorted({(old, new) for _, old, new in found})
    connection.execute(_KEEP_VECTOR, [{**made, "old": old, "new": new} for old, new in pairs])


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _pages(
    connection: sa.Connection, query: sa.Select[Any], key: sa.ColumnClause[Any]
) -> Iterator[Sequence[sa.Row[Any]]]:
    """The rows of a query in the order of a key."""
    query, after = query.order_by(key).limit(_BATCH), ""
    while rows := connection.execute(query.where(key > after)).all():
        yield rows
        after = rows[-1].id
