"""Tell the office's own systems what became of notices: signed, in order, again until they take it."""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Mapping
from threading import Event
from urllib.parse import urlsplit

import httpx

from index.errors import StoreError
from index.outbox import Delivery, Outbox

_log = logging.getLogger("duikou.webhooks")
_POLL_S = 1.0
_REST_S = 10.0
"""How long to wait where the registry is out of reach."""
_LONGEST_S = 10.0
_PASSING = {408, 425, 429}
"""Answers of a receiver that takes nothing now, among those that refuse."""


class Courier:
    """Tells one receiver; it has a thread of its own, so that nobody waits for it."""

    def __init__(self, outbox: Outbox, url: str, secret: str) -> None:
        self._outbox = outbox
        self._url = url
        self._secret = secret

    @property
    def host(self) -> str:
        """What the log calls the receiver: its address may hold a secret."""
        return urlsplit(self._url).hostname or ""

    def run(self, stop: Event) -> None:
        """Until stopped."""
        with httpx.Client(timeout=_LONGEST_S, follow_redirects=False) as client:
            while not stop.is_set():
                try:
                    delivery = self._outbox.next(self._url)
                    if delivery is None:
                        stop.wait(_POLL_S)
                    else:
                        self._deliver(client, delivery)
                except StoreError as error:
                    _log.warning("事件通知暂停：%s", error)
                    stop.wait(_REST_S)

    def _deliver(self, client: httpx.Client, delivery: Delivery) -> None:
        content = json.dumps(delivery.body, ensure_ascii=False).encode()
        try:
            with client.stream(
                "POST", self._url, content=content, headers=self._headers(delivery, content)
            ) as response:
                status = response.status_code
        except httpx.HTTPError as error:
            self._put_off(delivery, type(error).__name__, refused=False)
            return
        if httpx.codes.is_success(status):
            self._outbox.told(delivery)
        else:
            refused = httpx.codes.is_client_error(status) and status not in _PASSING
            self._put_off(delivery, f"HTTP {status}", refused=refused)

    def _put_off(self, delivery: Delivery, reason: str, *, refused: bool) -> None:
        fields = {"delivery": delivery.id, "event": delivery.body["event"], "reason": reason}
        if self._outbox.put_off(delivery, reason, refused=refused):
            _log.info("%s 没有收下事件通知，稍后再试", self.host, extra={"fields": fields})
        else:
            said = "%s 三天没有收下事件通知，已放弃。请检查接收方"
            _log.error(said, self.host, extra={"fields": fields})

    def _headers(self, delivery: Delivery, content: bytes) -> Mapping[str, str]:
        moment = str(int(time.time()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "duikou",
            "X-Duikou-Event": str(delivery.body["event"]),
            "X-Duikou-Delivery": delivery.id,
            "X-Duikou-Timestamp": moment,
            "X-Duikou-Signature": f"sha256={signature(self._secret, moment, content)}",
        }


def signature(secret: str, moment: str, content: bytes) -> str:
    """HMAC-SHA256 of the moment, a dot and the body, in hexadecimal."""
    return hmac.new(secret.encode(), moment.encode() + b"." + content, hashlib.sha256).hexdigest()
