"""The conversations (对话) of the service: what was asked and answered, turn by turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select, true

from index import moments, schema
from index.errors import ConversationTakenError
from index.transacting import transaction
from index.upserting import INSERT

_C, _T = schema.conversations.c, schema.turns.c
_N, _V = schema.notices.c, schema.versions.c
_KEPT = 200
"""Turns of one conversation that are kept, the newest."""


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

    def is_anothers(self, conversation_id: str, owner: str | None, *, nobodys: bool = True) -> bool:
        """Whether a conversation is not this owner's; an unknown one is anybody's.

        One that is nobody's in particular is anybody's too if `nobodys`. Raises StoreError.
        """
        query = select(_C.owner).where(_C.id == conversation_id)
        with self._begin("对话读取") as connection:
            found = connection.execute(query).one_or_none()
        if found is None or found.owner == owner:
            return False
        return found.owner is not None or not nobodys

    def append(self, conversation_id: str, turn: StoredTurn, owner: str | None = None) -> int:
        """Add a turn, to a new conversation if it is unknown; returns its number, from 0.

        The first statement takes the conversation's row, so that turns asked at the same moment
        wait for each other and none is lost. Raises StoreError, and ConversationTakenError where
        it became another's meanwhile.
        """
        now = moments.now()
        number = select(func.coalesce(func.max(_T.ordinal) + 1, 0)).where(
            _T.conversation_id == conversation_id
        )
        with self._begin("对话写入") as connection:
            self._touch(connection, conversation_id, owner, now)
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

    def forget_before(self, moment: datetime, owner: str | None = None) -> int:
        """Forget the conversations that rest since then, with all votes on them; of one owner only,
        if so wanted.

        The moment is UTC where it has no zone. Returns how many. Raises StoreError.
        """
        at = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
        resting = and_(_C.updated_at < at, true() if owner is None else _C.owner == owner)
        with self._begin("对话清理") as connection:
            ids = select(_C.id).where(resting)
            connection.execute(delete(schema.turns).where(_T.conversation_id.in_(ids)))
            return connection.execute(delete(schema.conversations).where(resting)).rowcount

    def _touch(
        self, connection: Connection, conversation_id: str, owner: str | None, now: datetime
    ) -> None:
        row = {"id": conversation_id, "created_at": now, "updated_at": now, "owner": owner}
        added = INSERT[connection.dialect.name](schema.conversations).values(**row)
        whose = {"updated_at": now, "owner": func.coalesce(_C.owner, owner)}
        connection.execute(added.on_conflict_do_update(index_elements=[_C.id], set_=whose))
        found = connection.scalar(select(_C.owner).where(_C.id == conversation_id))
        if found != owner:
            raise ConversationTakenError("没有这段对话，可能已被删除。请开始新的对话。")


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
