"""The conversations (对话) of the service: what was asked and answered, turn by turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from index import schema
from index.transacting import transaction

_C, _T = schema.conversations.c, schema.turns.c
_N, _V = schema.notices.c, schema.versions.c
_KEPT = 200
"""Turns of one conversation that are kept, the newest."""
_INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@dataclass(frozen=True)
class StoredTurn:
    """一轮对话. `titles` are those the cited notices have now; they are read, never written.

    `reply` is the answer as it is shown, for `index.transcripts`; it is written, never read here.
    """

    question: str
    standalone: str
    answer: str
    status: str
    notice_ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    reply: Mapping[str, Any] | None = field(default=None, compare=False)


class Conversations:
    """Appends and reads turns; any number of processes may do so at once."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine)

    def recent(self, conversation_id: str, limit: int = 10) -> list[StoredTurn]:
        """The last turns, oldest first; none of an unknown conversation. Raises StoreError."""
        columns = (_T.question, _T.standalone, _T.answer, _T.status, _T.citations)
        query = select(*columns).where(_T.conversation_id == conversation_id)
        with self._begin("对话读取") as connection:
            rows = connection.execute(query.order_by(_T.ordinal.desc()).limit(limit)).all()[::-1]
            titles = _titles(connection, {nid for row in rows for nid in row.citations})
        return [
            StoredTurn(
                row.question,
                row.standalone,
                row.answer,
                row.status,
                tuple(row.citations),
                tuple(titles[nid] for nid in row.citations if nid in titles),
            )
            for row in rows
        ]

    def append(self, conversation_id: str, turn: StoredTurn) -> int:
        """Add a turn, to a new conversation if it is unknown; returns its number, from 0.

        The first statement takes the conversation's row, so that turns asked at the same moment
        wait for each other and none is lost. Raises StoreError.
        """
        now = datetime.now(UTC).replace(tzinfo=None)
        number = select(func.coalesce(func.max(_T.ordinal) + 1, 0)).where(
            _T.conversation_id == conversation_id
        )
        with self._begin("对话写入") as connection:
            self._touch(connection, conversation_id, now)
            ordinal = int(connection.scalars(number).one())
            connection.execute(
                insert(schema.turns).values(
                    conversation_id=conversation_id,
                    ordinal=ordinal,
                    question=_storable(turn.question),
                    standalone=_storable(turn.standalone),
                    answer=_storable(turn.answer),
                    status=turn.status,
                    citations=list(dict.fromkeys(turn.notice_ids)),
                    asked_at=now,
                    reply=None if turn.reply is None else storable(turn.reply),
                )
            )
            connection.execute(
                delete(schema.turns).where(
                    _T.conversation_id == conversation_id, _T.ordinal <= ordinal - _KEPT
                )
            )
        return ordinal

    def forget_before(self, moment: datetime) -> int:
        """Forget the conversations that rest since then; returns how many. Raises StoreError."""
        resting = _C.updated_at < moment.astimezone(UTC).replace(tzinfo=None)
        with self._begin("对话清理") as connection:
            ids = select(_C.id).where(resting)
            connection.execute(delete(schema.turns).where(_T.conversation_id.in_(ids)))
            return connection.execute(delete(schema.conversations).where(resting)).rowcount

    def _touch(self, connection: Connection, conversation_id: str, now: datetime) -> None:
        row = {"id": conversation_id, "created_at": now, "updated_at": now}
        added = _INSERT[connection.dialect.name](schema.conversations).values(**row)
        connection.execute(
            added.on_conflict_do_update(index_elements=[_C.id], set_={"updated_at": now})
        )


def _titles(connection: Connection, notice_ids: set[str]) -> dict[str, str]:
    """The titles that current notices have."""
    query = select(_N.id, _V.title).join_from(
        schema.notices, schema.versions, _N.current_version == _V.id
    )
    return {row.id: row.title for row in connection.execute(query.where(_N.id.in_(notice_ids)))}


def storable(value: Any) -> Any:
    """JSON whose texts any database takes."""
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, Mapping):
        return {key: storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    return value


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL, and no database half a character."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")
