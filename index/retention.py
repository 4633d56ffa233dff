"""What is kept for a time only is dropped when that is over, once a day."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy import Engine

from index.audit import Audit
from index.conversations import Conversations
from index.errors import StoreError
from index.moments import now
from index.outbox import LASTING, Outbox
from index.usage import Usage

_log = logging.getLogger("duikou.retention")
_DAY_S = 86_400.0
_AGAIN_S = 600.0
"""How soon it is tried again where the registry was out of reach."""
_GRACE = timedelta(days=1)
"""Who tells events drops those that he could not tell; the rest are for nobody any more."""
_USAGE = timedelta(days=40)
"""How many questions were asked on a day is of interest for a month."""


@dataclass(frozen=True)
class Limits:
    """Days; conversations are kept for ever where none are given."""

    audit: int
    conversations: int | None


class Retention:
    """Drops what is too old."""

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self._audit = Audit(engine)
        self._conversations = Conversations(engine)
        self._outbox = Outbox(engine)
        self._usage = Usage(engine)
        self._limits = limits

    def run(self, stop: Event) -> None:
        """Once a day until stopped; give it a thread of its own."""
        while not stop.is_set():
            try:
                self.drop(now())
                stop.wait(_DAY_S)
            except StoreError as error:
                _log.warning("没有清理到期的记录：%s", error)
                stop.wait(_AGAIN_S)

    def drop(self, moment: datetime) -> None:
        """What was too old at a moment (UTC without zone). Raises StoreError."""
        entries = self._audit.forget_before(moment - timedelta(days=self._limits.audit))
        conversations = 0
        if self._limits.conversations is not None:
            resting = moment - timedelta(days=self._limits.conversations)
            conversations = self._conversations.forget_before(resting)
        self._usage.forget_before((moment - _USAGE).date())
        events = self._outbox.drop_before(moment - LASTING - _GRACE)
        if events:
            _log.error("有 %d 个事件通知三天没有人收，已放弃", events)
        if entries or conversations:
            _log.info("已清理到期的审计记录 %d 条、对话 %d 段", entries, conversations)
