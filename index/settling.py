"""Keep the standing (效力状态) of every current version true, and tell it as of today."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Row,
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
from index.validity import Claim, Known, Standing, about_key, standings

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
_BATCH = 1000
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
    """Judge current versions again after some came or went; writes only what changed."""
    taking = _current(*CLAIM).join(schema.links, _L.version_id == _V.id)
    taking = taking.where(_L.kind != Bond.RESTS_ON.value)
    claims = [claim_of(row) for row in connection.execute(taking)]
    rows = list(_rows(connection, _concerned(connection, claims)))
    judged = standings([Known(*row[: len(KNOWN)]) for row in rows], claims)
    for row in rows:
        now = _columns(judged[row.id])
        if now != tuple(row[len(KNOWN) :]):
            values = dict(zip((c.name for c in _STANDING), now, strict=True))
            connection.execute(update(schema.versions).where(_V.id == row.id).values(values))


def _concerned(connection: Connection, claims: Sequence[Claim]) -> list[str]:
    """Versions that are more than a notice by itself, which holds and which nobody speaks of.

    Those are few of many, and to fetch all of every one takes most of the time of a flip.
    """
    speaking = {claim.notice_id for claim in claims}
    titles = {claim.title_key for claim in claims}
    abouts = {about_key(title) for title in titles} - {""}
    numbers = {claim.number_key for claim in claims} - {None}
    judged = or_(_V.lineage != "", _V.label.is_not(None), _V.successor_id.is_not(None))
    query = _current(_V.id, _N.id, _V.title_key, _V.number_key, judged)
    return [
        version_id
        for version_id, notice_id, title, number, is_judged in connection.execute(query)
        if is_judged
        or notice_id in speaking
        or number in numbers
        or title in titles
        or about_key(title) in abouts
    ]


def _rows(connection: Connection, versions: Sequence[str]) -> Iterator[Row[Any]]:
    for i in range(0, len(versions), _BATCH):
        part = versions[i : i + _BATCH]
        yield from connection.execute(_current(*KNOWN, *_STANDING).where(_V.id.in_(part)))


def _columns(standing: Standing) -> tuple[Any, ...]:
    by = standing.by
    successor = (by.notice_id, by.title, by.document_number) if by else (None, None, None)
    return (standing.status, standing.since, *successor)


def _current(*columns: Any) -> Select[Any]:
    return select(*columns).join_from(schema.notices, schema.versions, _N.current_version == _V.id)
