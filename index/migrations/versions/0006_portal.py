"""Version 6: who sees, asks, did and is told what."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """What was there is for everybody, and conversations are nobody's in particular."""
    op.add_column("notices", sa.Column("audience", sa.Text, nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("owner", sa.Text))
    op.create_index("ix_conversations_owner", "conversations", ["owner"])
    op.add_column("keys", sa.Column("groups", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("keys", sa.Column("per_minute", sa.Integer))
    op.add_column("keys", sa.Column("per_day", sa.Integer))
    op.create_table(
        "folders",
        sa.Column("root", sa.Text, primary_key=True),
        sa.Column("folder", sa.Text, primary_key=True),
        sa.Column("audience", sa.Text, nullable=False),
    )
    op.create_table(
        "usage",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("questions", sa.Integer, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("request", sa.String(32), nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("target", sa.Text),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_action", "audit", ["action"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("event", sa.JSON, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("reason", sa.Text),
    )
    op.create_index("ix_deliveries_due_at", "deliveries", ["due_at"])
    op.execute("UPDATE facts SET value = '6' WHERE name = 'schema'")
