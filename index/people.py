"""The registry's tables of people: what they said, with which keys, how often, and what they did."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False, index=True),
    Column("title", Text),
    Column("owner", Text, index=True),
)
"""对话. `owner` is whose it is: a key by `key:<id>`, a person signed in elsewhere by `user:<name>`."""

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
    Column("reply", JSON),
    Column("vote", String(4)),
    Column("vote_reason", Text),
    Column("voted_at", DateTime),
)
"""一轮对话: a question, the same made whole, its answer, and the ids of the notices it cites.

`reply` is the answer as the page shows it; `vote` (up, down) is what the asker thought of it.
"""

keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("expires_at", DateTime),
    Column("revoked_at", DateTime),
    Column("used_at", DateTime),
    Column("groups", JSON, nullable=False, server_default="[]"),
    Column("per_minute", Integer),
    Column("per_day", Integer),
)
"""访问密钥: who may use the service, and for what. Of the secret only its SHA-256 is kept.

`groups` are the visibility groups whose notices it sees beside those for everybody; `per_minute` and
`per_day` how many questions it may ask, NULL for what the settings say.
"""

passes = Table(
    "passes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("key_id", String(16), ForeignKey("keys.id"), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("expires_at", DateTime, nullable=False, index=True),
)
"""What stands for a key for some hours or minutes: a sign-in, or one visitor of the portal's page."""

usage = Table(
    "usage",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("questions", Integer, nullable=False),
)
"""How many questions were asked on a day, by whom (as `owner` of a conversation)."""

audit = Table(
    "audit",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("request", String(32), nullable=False),
    Column("owner", Text),
    Column("name", Text),
    Column("address", Text),
    Column("action", String(20), nullable=False, index=True),
    Column("target", Text),
    Column("outcome", String(20), nullable=False),
    Column("details", JSON, nullable=False),
)
"""审计记录: who did what, when, from where, with what result. Rows are added, and dropped by age only."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("event", JSON, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", DateTime, nullable=False, index=True),
    Column("reason", Text),
)
"""Events that wait to be told to the office's own systems (webhooks)."""
