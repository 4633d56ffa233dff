"""Moments as the stores have them, UTC without zone, and ids that sort by them."""

import secrets
import time
from datetime import UTC, date, datetime
from datetime import time as clock


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC).replace(tzinfo=None)


def start_of(day: date) -> datetime:
    """The first moment of a day by the clock of this machine."""
    return _utc(datetime.combine(day, clock.min))


def end_of(day: date) -> datetime:
    """The last second of a day by the clock of this machine."""
    return _utc(datetime.combine(day, clock.max.replace(microsecond=0)))


def stamp(moment: datetime) -> str:
    """As ISO 8601, to the second."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def sortable_id() -> str:
    """32 hexadecimal digits that sort by when they were made."""
    return f"{time.time_ns():016x}{secrets.token_hex(8)}"


def _utc(local: datetime) -> datetime:
    return local.astimezone(UTC).replace(tzinfo=None)
