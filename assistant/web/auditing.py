"""Put down in the audit who asked or changed something, in one place for all routes."""

import logging
import time
from collections import deque

import anyio
from pydantic import JsonValue
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answer import Status
from assistant.web.noting import Note
from index.audit import Audit, Entry
from index.errors import StoreError
from index.moments import now

ACTIONS = {
    ("POST", "/api/ask"): "ask",
    ("POST", "/v1/chat/completions"): "ask",
    ("POST", "/mcp"): "tool",
    ("GET", "/api/search"): "search",
    ("POST", "/api/feedback"): "feedback",
    ("PATCH", "/api/conversations/{conversation_id}"): "conversation_rename",
    ("DELETE", "/api/conversations/{conversation_id}"): "conversation_delete",
    ("DELETE", "/api/conversations"): "conversations_delete",
    ("GET", "/api/conversations/export"): "conversations_export",
    ("POST", "/api/notices"): "upload",
    ("DELETE", "/api/notices/{notice_id}"): "withdraw",
    ("POST", "/api/notices/{notice_id}/versions/{version_id}/restore"): "restore",
    ("PUT", "/api/visibility"): "visibility_limit",
    ("DELETE", "/api/visibility"): "visibility_free",
    ("POST", "/api/refresh"): "refresh",
    ("POST", "/api/rebuild"): "rebuild",
    ("POST", "/api/jobs/{job_id}/cancel"): "cancel",
    ("POST", "/api/jobs/{job_id}/retry"): "retry",
    ("POST", "/api/failures/retry"): "retry_files",
    ("POST", "/api/failures/dismiss"): "dismiss",
    ("POST", "/api/evaluation"): "evaluate",
    ("POST", "/api/keys"): "key_create",
    ("DELETE", "/api/keys/{key_id}"): "key_revoke",
    ("POST", "/api/widget/tokens"): "pass_create",
    ("POST", "/api/session"): "sign_in",
    ("DELETE", "/api/session"): "sign_out",
    ("GET", "/api/audit/export"): "audit_export",
}
"""What a route does, by its method and template; at most 20 characters."""
REFUSED = "key_refused"
"""The action of who shows a wrong key elsewhere."""
_OK, _UNANSWERED = "ok", "refused"
_log = logging.getLogger("duikou.audit")
_STRANGERS = 120
"""Refusals of callers without a key that are put down in a minute: a flood must not fill the disk."""
_MINUTE_S = 60.0


class Audited:
    """Writes the entry when all is done and before the last of the answer is sent.

    What is done cannot be undone where the entry cannot be written: then the log says so.
    """

    def __init__(self, app: ASGIApp, audit: Audit, *, keeps_questions: bool) -> None:
        self._app = app
        self._audit = audit
        self._keeps_questions = keeps_questions
        self._strangers: deque[float] = deque(maxlen=_STRANGERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, and put it down once."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        note: Note = scope["state"]["note"]
        is_noted = False

        async def put_down() -> None:
            nonlocal is_noted
            if not is_noted:
                is_noted = True
                await self._put_down(scope, note)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                await put_down()
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            with anyio.CancelScope(shield=True):
                await put_down()

    async def _put_down(self, scope: Scope, note: Note) -> None:
        route = getattr(scope.get("route"), "path", "")
        action = ACTIONS.get((note.method, route))
        details: dict[str, JsonValue] = {}
        if action is None and note.outcome == REFUSED:
            action, details = REFUSED, {"method": note.method, "route": route}
        if action is None or not (note.is_act or note.failed) or not self._is_worth_it(note):
            return
        entry = self._entry(action, note, scope.get("path_params", {}), details)
        try:
            await anyio.to_thread.run_sync(self._audit.note, entry)
        except StoreError as error:
            _log.error("审计记录没有写入：%s", error, extra={"fields": _without_texts(entry)})

    def _is_worth_it(self, note: Note) -> bool:
        """Whoever has no key and is refused may come any number of times."""
        if note.holder is not None or not note.failed:
            return True
        at = time.monotonic()
        if len(self._strangers) == _STRANGERS and at - self._strangers[0] < _MINUTE_S:
            return False
        self._strangers.append(at)
        return True

    def _entry(
        self,
        action: str,
        note: Note,
        parts: dict[str, str],
        details: dict[str, JsonValue],
    ) -> Entry:
        holder = note.holder
        if note.question is not None and self._keeps_questions:
            details["question"] = note.question
        elif note.question is not None:
            details["question_length"] = len(note.question)
        # of what was refused the address may hold anything, a key put into it by mistake too
        known = parts if not note.failed or note.status in {404, 409} else {}
        return Entry(
            at=now(),
            request=note.id,
            action=action,
            outcome=_outcome(note),
            owner=holder.owner if holder else None,
            name=holder.name if holder else None,
            address=note.address,
            target=note.target or next(iter(known.values()), None),
            details={**details, **dict(list(known.items())[1:]), **note.details},
        )


def _outcome(note: Note) -> str:
    if note.outcome or note.failed:
        return note.outcome or str(note.status)
    return _UNANSWERED if note.answer and note.answer[1] == Status.REFUSED else _OK


def _without_texts(entry: Entry) -> dict[str, str | None]:
    names = ("action", "outcome", "owner", "target")
    return {name: getattr(entry, name) for name in names}
