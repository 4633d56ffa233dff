"""Version 1: notices with their versions, passages, duties and vectors."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; a store of version 1 has them already and is only marked as such."""
    _make_notices()
    _make_parts()
    op.create_table(
        "vectors",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("values", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "failures",
        sa.Column("root", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("failed_at", sa.DateTime, nullable=False),
    )


def _make_notices() -> None:
    op.create_table(
        "facts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("current_version", sa.String(32)),
        sa.UniqueConstraint("root", "source"),
    )
    op.create_table(
        "versions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "notice_id", sa.String(16), sa.ForeignKey("notices.id"), nullable=False, index=True
        ),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reading", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_key", sa.Text, nullable=False, index=True),
        sa.Column("issuer", sa.Text),
        sa.Column("document_number", sa.Text),
        sa.Column("number_key", sa.Text, index=True),
        sa.Column("index_number", sa.Text),
        sa.Column("category", sa.Text),
        sa.Column("addressees", sa.Text),
        sa.Column("issued_on", sa.Date),
        sa.Column("published_on", sa.Date),
        sa.Column("origin", sa.Text),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outline", sa.JSON, nullable=False),
        sa.Column("pages", sa.JSON, nullable=False),
        sa.Column("indexed_at", sa.DateTime, nullable=False),
    )


def _make_parts() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("version_id", sa.String(32), sa.ForeignKey("versions.id"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("vector", sa.String(64), nullable=False),
        sa.Index("passages_in_order", "version_id", "ordinal"),
        sa.Index("passages_by_vector", "vector"),
    )
    op.create_table(
        "duties",
        sa.Column("version_id", sa.String(32), sa.ForeignKey("versions.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("party", sa.Text),
        sa.Column("role", sa.String(4), nullable=False),
        sa.Column("departments", sa.JSON, nullable=False),
        sa.Column("deadline", sa.Text),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
    )
