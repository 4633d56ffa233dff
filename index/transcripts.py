"""Conversations for people: shown whole, named, judged, forgotten."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    delete,
    func,
    or_,
    select,
    true,
    update,
)

from index import moments, schema
from index.repeated import Tally, unanswered
from index.transacting import transaction

_C, _T = schema.conversations.c, schema.turns.c
_BATCH = 100
"""Conversations that are looked up at a time."""
_TURN = (
    _T.conversation_id, _T.ordinal, _T.question, _T.standalone, _T.answer, _T.status, _T.reply,
    _T.asked_at, _T.vote, _T.vote_reason,
)  # fmt: skip


class Vote(StrEnum):
    """What an asker thought of an answer."""

    UP = "up"
    DOWN = "down"


class Which(StrEnum):
    """Turns that an operator looks through."""

    REFUSED = "refused"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class ShownTurn:
    """A turn as it was shown; `standalone` is its question made whole. Times are UTC.

    `reply` is None for turns stored by older programs.
    """

    conversation_id: str
    number: int
    question: str
    standalone: str
    answer: str
    status: str
    reply: Mapping[str, Any] | None
    asked_at: datetime
    vote: str | None
    vote_reason: str | None


@dataclass(frozen=True)
class Unanswered:
    """A question that was refused `count` times and not answered since; `last` asked it last."""

    last: ShownTurn
    count: int


@dataclass(frozen=True)
class Transcript:
    """A whole conversation."""

    id: str
    title: str | None
    created_at: datetime
    turns: tuple[ShownTurn, ...]


class Transcripts:
    """What was said, read from the stored conversations. All raise StoreError."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine)

    def whole(self, conversation_id: str) -> Transcript | None:
        """A conversation with all the turns that are kept, oldest first."""
        head = select(_C.title, _C.created_at).where(_C.id == conversation_id)
        turns = select(*_TURN).where(_T.conversation_id == conversation_id).order_by(_T.ordinal)
        with self._begin("对话读取") as connection:
            found = connection.execute(head).one_or_none()
            if found is None:
                return None
            rows = connection.execute(turns).all()
        shown = tuple(_shown(row) for row in rows)
        return Transcript(conversation_id, found.title, found.created_at, shown)

    def each(
        self,
        owner: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
    ) -> Iterator[tuple[Transcript, str | None]]:
        """Conversations and whose they are, in order of id; moments (UTC) are of the last turn."""
        conditions = (
            true() if owner is None else _C.owner == owner,
            true() if since is None else _C.updated_at >= since,
            true() if before is None else _C.updated_at < before,
        )
        last = ""
        while True:
            query = select(_C.id, _C.owner).where(*conditions, _C.id > last).order_by(_C.id)
            with self._begin("对话读取") as connection:
                rows = connection.execute(query.limit(_BATCH)).all()
            if not rows:
                return
            for row in rows:
                if found := self.whole(row.id):  # not forgotten meanwhile
                    yield found, row.owner
            last = rows[-1].id

    def rename(self, conversation_id: str, title: str) -> bool:
        """Says whether there is such a conversation."""
        named = update(schema.conversations).where(_C.id == conversation_id).values(title=title)
        with self._begin("对话改名") as connection:
            return bool(connection.execute(named).rowcount)

    def forget(self, conversation_id: str) -> bool:
        """Delete a conversation with all its turns; says whether it was there."""
        with self._begin("对话删除") as connection:
            connection.execute(delete(schema.turns).where(_T.conversation_id == conversation_id))
            gone = delete(schema.conversations).where(_C.id == conversation_id)
            return bool(connection.execute(gone).rowcount)

    def judge(self, conversation_id: str, number: int, vote: Vote | None, reason: str = "") -> bool:
        """Note what the asker thought of an answer, or that he thinks it no more."""
        now = moments.now()
        values = {
            "vote": vote.value if vote else None,
            "vote_reason": (reason.replace("\0", "") or None) if vote else None,
            "voted_at": now if vote else None,
        }
        turn = (_T.conversation_id == conversation_id, _T.ordinal == number)
        with self._begin("评价保存") as connection:
            return bool(
                connection.execute(update(schema.turns).where(*turn).values(values)).rowcount
            )

    def turns(self, which: Which, limit: int, offset: int = 0) -> tuple[list[ShownTurn], int]:
        """Turns of one kind, newest first, and how many there are."""
        wanted = _KINDS[which]
        query = select(*_TURN).where(wanted).order_by(_T.asked_at.desc(), _T.ordinal.desc())
        count = select(func.count()).select_from(schema.turns).where(wanted)
        with self._begin("对话读取") as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).all()
            total = int(connection.scalars(count).one())
        return [_shown(row) for row in rows], total

    def unanswered(self, limit: int, offset: int = 0) -> tuple[list[Unanswered], int]:
        """Questions refused and not answered since, each once, and how many there are.

        Most asked first. The same but for marks, widths and case is the same question.
        """
        refused = _KINDS[Which.REFUSED]
        counted = select(_T.standalone, refused, func.count(), func.max(_T.asked_at))
        with self._begin("对话读取") as connection:
            rows = connection.execute(counted.group_by(_T.standalone, _T.status))
            found = unanswered(Tally(*row) for row in rows)
            page = found[offset : offset + limit]
            turns = _last_refused(connection, page)
        kept = [each for each in page if each.question in turns]  # not forgotten meanwhile
        return [Unanswered(turns[each.question], each.count) for each in kept], len(found)


def _shown(row: Row[*tuple[Any, ...]]) -> ShownTurn:
    return ShownTurn(*row)


def _last_refused(connection: Connection, tallies: Sequence[Tally]) -> dict[str, ShownTurn]:
    """The last turns that refused these questions, by their words."""
    if not tallies:
        return {}
    last = (and_(_T.standalone == each.question, _T.asked_at == each.last_at) for each in tallies)
    query = select(*_TURN).where(_KINDS[Which.REFUSED], or_(*last))
    return {row.standalone: _shown(row) for row in connection.execute(query)}


_KINDS: dict[Which, ColumnElement[bool]] = {
    Which.REFUSED: _T.status == "refused",
    Which.UP: _T.vote == Vote.UP.value,
    Which.DOWN: _T.vote == Vote.DOWN.value,
}
