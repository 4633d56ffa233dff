"""What the service remembers of a conversation: read before a question, added to after its answer."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.answer import Answer
from assistant.conversation import Turn
from index.conversations import Conversations, StoredTurn
from index.errors import StoreError

_log = logging.getLogger("duikou.conversation")


class Memory:
    """The stored conversations, as turns of a history."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    def history(self, conversation_id: str, given: Sequence[Turn]) -> list[Turn]:
        """What was said: the history given if there is one, else what is stored.

        A history from outside says what was answered but not from which notices; that is told by
        the stored turn with the same answer, where the history does not say it itself. Raises
        StoreError: answered without its history, a follow-up would be answered wrongly.
        """
        stored = self._conversations.recent(conversation_id)
        if not given:
            return [turn for one in stored for turn in _turns(one)]
        titles = {one.answer: one.titles for one in stored}
        return [
            replace(turn, titles=titles.get(turn.content, turn.titles))
            if turn.role == "assistant"
            else turn
            for turn in given
        ]

    def is_anothers(self, conversation_id: str, owner: str | None, *, nobodys: bool = True) -> bool:
        """Whether a conversation is not this owner's (`index.conversations`). Raises StoreError."""
        return self._conversations.is_anothers(conversation_id, owner, nobodys=nobodys)

    def add(
        self,
        conversation_id: str,
        question: str,
        answer: Answer,
        reply: Mapping[str, Any] | None = None,
        *,
        owner: str | None = None,
    ) -> int | None:
        """Store a turn; returns its number, from 0. Raises ConversationTakenError.

        Any other failure is logged only, and gives None: the answer is right without it and is not lost.
        """
        turn = StoredTurn(
            question=question,
            standalone=answer.question,
            answer=answer.text,
            status=answer.status,
            notice_ids=tuple(citation.notice.id for citation in answer.citations),
            reply=reply,
        )
        try:
            return self._conversations.append(conversation_id, turn, owner)
        except StoreError as error:
            _log.error("对话 %s 的这一轮没有保存：%s", conversation_id, error)
            return None

    def forget_before(self, moment: datetime, owner: str | None = None) -> int:
        """Forget what rests since then (UTC), of one owner only if so wanted; returns how many.

        Raises StoreError.
        """
        return self._conversations.forget_before(moment, owner)


def _turns(stored: StoredTurn) -> tuple[Turn, Turn]:
    return (
        Turn("user", stored.question, whole=stored.standalone),
        Turn("assistant", stored.answer, titles=stored.titles),
    )
