"""Version 2: what still holds, links between notices, deadlines as dates, conversations."""

import re
import unicodedata
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BATCH = 500
_VERSIONS = sa.table(
    "versions",
    sa.column("id", sa.String),
    sa.column("reading", sa.Integer),
    sa.column("title", sa.Text),
    sa.column("document_number", sa.Text),
    sa.column("number_key", sa.Text),
    sa.column("issued_on", sa.Date),
    sa.column("published_on", sa.Date),
    sa.column("lineage", sa.Text),
    sa.column("version_on", sa.Date),
)


def upgrade() -> None:
    """What a file alone can tell (links, terms) is found when it is read again, which `reading` 0
    makes sure of; keys and dates are worked out here."""
    _make_tables()
    _complete_duties()
    for column in (
        sa.Column("lineage", sa.Text),
        sa.Column("version_on", sa.Date),
        sa.Column("effective_from", sa.Date),
        sa.Column("expires_on", sa.Date),
        sa.Column("label", sa.String(10)),
        sa.Column("superseded_from", sa.Date),
        sa.Column("successor_id", sa.String(16)),
        sa.Column("successor_title", sa.Text),
        sa.Column("successor_number", sa.Text),
    ):
        op.add_column("versions", column)
    _fill_versions(op.get_bind())
    with op.batch_alter_table("versions") as batch:
        batch.alter_column("lineage", existing_type=sa.Text(), nullable=False)
        batch.create_index("ix_versions_lineage", ["lineage"])


def _make_tables() -> None:
    op.create_table(
        "links",
        sa.Column("version_id", sa.String(32), sa.ForeignKey("versions.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(4), nullable=False, index=True),
        sa.Column("title", sa.Text),
        sa.Column("document_number", sa.Text),
        sa.Column("title_key", sa.Text, nullable=False),
        sa.Column("lineage", sa.Text, nullable=False),
        sa.Column("number_key", sa.Text),
        sa.Column("since", sa.Date),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False, index=True),
    )
    conversation = sa.ForeignKey("conversations.id")
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.String(64), conversation, primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("standalone", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("citations", sa.JSON, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
    )


def _complete_duties() -> None:
    """The first programs of version 1 had no duties; they may have made the store."""
    if sa.inspect(op.get_bind()).has_table("duties"):
        op.add_column("duties", sa.Column("deadline_at", sa.JSON))
        return
    op.create_table(
        "duties",
        sa.Column("version_id", sa.String(32), sa.ForeignKey("versions.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("party", sa.Text),
        sa.Column("role", sa.String(4), nullable=False),
        sa.Column("departments", sa.JSON, nullable=False),
        sa.Column("deadline", sa.Text),
        sa.Column("deadline_at", sa.JSON),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
    )


def _fill_versions(connection: sa.Connection) -> None:
    c = _VERSIONS.c
    query = sa.select(c.id, c.title, c.document_number, c.issued_on, c.published_on)
    query, after = query.order_by(c.id).limit(_BATCH), ""
    filling = sa.update(_VERSIONS).where(c.id == sa.bindparam("at"))
    while rows := connection.execute(query.where(c.id > after)).all():
        connection.execute(filling, [{"at": row.id, **_keys(*row[1:])} for row in rows])
        after = rows[-1].id


def _keys(
    title: str, document_number: str | None, issued_on: date | None, published_on: date | None
) -> dict[str, Any]:
    return {
        "number_key": _number_key(document_number or "") or None,
        "lineage": _lineage(title),
        "version_on": issued_on or published_on,
        "reading": 0,
    }


# --- as version 2 compared titles and numbers; not to be changed with index.lineage ---------------

_MARKS = re.compile(r"[\W_]")
_HANDED_OUT = re.compile(
    r"(?:关于)?(?:重新|修订|联合)?(?:印发|发布|公布|颁布|下发|颁发)(?:《(?P<named>[^《》]+)》|(?P<plain>[^《》]+?))"
    r"(?:的(?:通知|公告|通告|令|函|决定))(?P<after>\([^()]*\))?$"
)
_EDITION = re.compile(
    r"\((?:[12]\d{3}年?(?:\d{1,2}月)?(?:\d{1,2}日)?)?(?:第?[一二三四五六七八九十\d]+次)?"
    r"(?:修订|修正|修改|修订稿|新修订|试行|暂行|重新发布|公布|本|版|最新|现行有效|已废止|已失效|废止|失效)*版?本?\)$"
    r"|\([12]\d{3}[-./]\d{1,2}[-./]\d{1,2}\)$"
)
_DRAFT = re.compile(r"征求意见|草案|送审稿|讨论稿|草稿|解读|说明")
_RULES = re.compile(
    r"(?:条例|规定|办法|细则|章程|方案|规则|规程|制度|准则|规范|预案|法典|(?<![办方做立执司])法)$"
)
_GENERIC = re.compile(
    r"(?:实施|工作|管理|行动|暂行|试行|总体|专项|具体|若干|有关|内部|单位|本市|我市)*(?:方案|办法|细则|规定|制度|规则|规程|规范|预案|章程)"
)


def _key(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _number_key(document_number: str) -> str:
    return re.sub(r"^(?:中华人民共和国)?国务院令", "国令", _key(document_number))


def _lineage(title: str) -> str:
    name = unicodedata.normalize("NFKC", title).replace("〈", "《").replace("〉", "》")
    name = name.replace("<", "《").replace(">", "》").replace(" ", "")
    if _DRAFT.search(name):
        return ""
    if handed_out := _HANDED_OUT.search(_without_edition(name)):
        name = handed_out["named"] or handed_out["plain"]
    name = _without_edition(name.strip("《》")).removeprefix("中华人民共和国")
    found = _key(name)
    return found if _RULES.search(name) and not _GENERIC.fullmatch(found) else ""


def _without_edition(name: str) -> str:
    while (shorter := _EDITION.sub("", name)) != name:
        name = shorter
    return name
