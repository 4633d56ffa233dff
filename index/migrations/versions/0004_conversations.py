"""Version 4: conversations that are shown again, named, and judged."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Turns of before have no reply to show: their question and answer remain."""
    op.add_column("conversations", sa.Column("title", sa.Text))
    op.add_column("turns", sa.Column("reply", sa.JSON))
    op.add_column("turns", sa.Column("vote", sa.String(4)))
    op.add_column("turns", sa.Column("vote_reason", sa.Text))
    op.add_column("turns", sa.Column("voted_at", sa.DateTime))
    op.execute("UPDATE facts SET value = '4' WHERE name = 'schema'")
