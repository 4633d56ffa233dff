"""So many questions a minute and a day: of a key, or of an address where no key is needed.

What stands for a key, a sign-in or a visitor's pass, has a minute of its own and shares the key's
day: nobody who visits the portal can take the others' turns.
"""

import ipaddress
import logging
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from fastapi import HTTPException
from fastapi.concurrency import run_in_threadpool

from index.errors import StoreError
from index.keys import Holder
from index.usage import Usage

PER_MINUTE = 120
"""Questions of a key in a minute, where nothing else is set."""
OF_A_PERSON = 30
"""Questions of a sign-in or a pass in a minute, at most: nobody reads faster."""
_MINUTE_S = 60.0
_CALLERS = 10_000
"""Callers whose last minute is known; who asked longest ago is forgotten first."""
_log = logging.getLogger("duikou.web")


class Minutes:
    """Who asked when within the last minute, to the question."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._alone = Lock()

    def wait_s(self, caller: str, most: int) -> float:
        """Note one more question unless `most` came within the last minute; seconds to wait then."""
        with self._alone:
            now = self._clock()
            asked = self._asked.setdefault(caller, deque())
            self._asked.move_to_end(caller)
            if len(self._asked) > _CALLERS:
                self._asked.popitem(last=False)
            while asked and asked[0] <= now - _MINUTE_S:
                asked.popleft()
            if len(asked) >= most:
                return asked[-most] + _MINUTE_S - now
            asked.append(now)
            return 0.0


@dataclass(frozen=True)
class _Limits:
    """Who is counted, in a minute and on a day, and how many questions he may ask; 0 without limit."""

    of_minute: str
    of_day: str
    per_minute: int
    per_day: int


class Budget:
    """What everybody may still ask. `per_minute` and `per_day` hold where a key has no own numbers:
    0 is without limit, None is what is usual.
    """

    def __init__(self, usage: Usage, per_minute: int | None, per_day: int) -> None:
        self._usage = usage
        self._per_minute = per_minute
        self._per_day = per_day
        self._minutes = Minutes()

    async def spend(self, holder: Holder | None, host: str | None) -> None:
        """Count a question of whoever holds a key, or comes from an address where none is needed.

        Raises HTTPException 429 that says when to ask again.
        """
        limits = self._of_key(holder) if holder else self._of_address(host)
        if limits.per_minute:
            wait_s = self._minutes.wait_s(limits.of_minute, limits.per_minute)
            if wait_s > 0:
                seconds = math.ceil(wait_s)
                raise _too_many(
                    f"提问太频繁（每分钟最多 {limits.per_minute} 次）。请在 {seconds} 秒后再试。",
                    seconds,
                )
        if holder or limits.per_day:
            await run_in_threadpool(self._count_for_today, limits)

    def _of_key(self, holder: Holder) -> _Limits:
        key = holder.key
        of_key = (key.per_minute, key.per_day) if key else (None, None)
        per_minute = _first(of_key[0], self._per_minute, PER_MINUTE)
        per_day = _first(of_key[1], self._per_day)
        if key and not holder.by_pass:
            return _Limits(holder.owner, holder.owner, per_minute, per_day)
        own = min(per_minute or OF_A_PERSON, OF_A_PERSON)
        person = f"pass:{holder.shown}" if key else holder.owner
        return _Limits(person, holder.owner, own, per_day)

    def _of_address(self, host: str | None) -> _Limits:
        """Programs on the machine itself are not held up unless the settings say so."""
        place = _place(host)
        otherwise = PER_MINUTE if place else 0
        per_minute = _first(self._per_minute, otherwise)
        counted = f"address:{place or 'local'}"
        return _Limits(counted, counted, per_minute, self._per_day)

    def _count_for_today(self, limits: _Limits) -> None:
        """A disk that is full counts nothing, and is no reason to refuse."""
        now = datetime.now().astimezone()
        try:
            counted = self._usage.count(limits.of_day, now.date(), limits.per_day or None)
        except StoreError as error:
            _log.warning("没有记下今天的提问次数：%s", error)
            return
        if not counted:
            raise _too_many(
                f"今天的提问次数已经用完（每天最多 {limits.per_day} 次）。请在明天 0 时以后再试，或请管理员调高上限。",
                math.ceil((_midnight(now) - now).total_seconds()),
            )


def _place(host: str | None) -> str | None:
    """An address as it is counted, None for this machine; a household's IPv6 network is one."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _midnight(now: datetime) -> datetime:
    """When the next day begins by the clock of this machine."""
    tomorrow = (now + timedelta(days=1)).date()
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day).astimezone()


def _first(*numbers: int | None) -> int:
    return next((number for number in numbers if number is not None), 0)


def _too_many(said: str, seconds: int) -> HTTPException:
    return HTTPException(429, said, headers={"Retry-After": str(seconds)})
