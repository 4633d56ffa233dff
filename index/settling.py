"""Keep the standing (效力状态) of every current version true, and tell it as of today."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Select,
    and_,
    bindparam,
    case,
    literal,
    or_,
    select,
    update,
)

from documents.notice import Bond
from index import schema
from index.hit import CURRENT, EXPIRED, PENDING
from index.validity import Claim, Known, Standing, standings

_N, _V, _L = schema.notices.c, schema.versions.c, schema.links.c
KNOWN = (
    _V.id, _V.notice_id, _V.title, _V.title_key, _V.lineage, _V.issuer, _V.document_number,
    _V.number_key, _V.version_on, _V.effective_from, _V.label,
)  # fmt: skip
CLAIM = (_V.notice_id, _L.kind, _L.title_key, _L.lineage, _L.number_key, _L.since)
_STANDING = (
    _V.status,
    _V.superseded_from,
    _V.successor_id,
    _V.successor_title,
    _V.successor_number,
)
_BEIJING = timezone(timedelta(hours=8))


def today() -> date:
    """The day in China, whose law the notices are."""
    return datetime.now(_BEIJING).date()


_TODAY = bindparam("today", callable_=today, type_=Date)
STATUS = case(
    (
        and_(
            _V.status != CURRENT,
            or_(_V.superseded_from.is_(None), _V.superseded_from <= _TODAY),
        ),
        _V.status,
    ),
    (_V.expires_on < _TODAY, literal(EXPIRED)),
    (_V.effective_from > _TODAY, literal(PENDING)),
    else_=literal(CURRENT),
).label("status")
"""The status as of the parameter `today`, the day in China unless a query is given another."""


def claim_of(row: Iterable[Any]) -> Claim:
    """A row of CLAIM."""
    notice_id, kind, *rest = row
    return Claim(notice_id, Bond(kind), *rest)


def settle(connection: Connection) -> None:
    """Judge all current versions again after some came or went; writes only what changed."""
    rows = connection.execute(_current(*KNOWN, *_STANDING)).all()
    known = [Known(*row[: len(KNOWN)]) for row in rows]
    taking = _current(*CLAIM).join(schema.links, _L.version_id == _V.id)
    claims = connection.execute(taking.where(_L.kind != Bond.RESTS_ON.value))
    judged = standings(known, map(claim_of, claims))
    for row in rows:
        now = _columns(judged[row.id])
        if now != tuple(row[len(KNOWN) :]):
            values = dict(zip((c.name for c in _STANDING), now, strict=True))
            connection.execute(update(schema.versions).where(_V.id == row.id).values(values))


def _columns(standing: Standing) -> tuple[Any, ...]:
    by = standing.by
    successor = (by.notice_id, by.title, by.document_number) if by else (None, None, None)
    return (standing.status, standing.since, *successor)


def _current(*columns: Any) -> Select[Any]:
    return select(*columns).join_from(schema.notices, schema.versions, _N.current_version == _V.id)
