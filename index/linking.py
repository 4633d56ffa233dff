"""Which current notices name which: links looked up by what they say, in both directions."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from documents.notice import Link
from index import schema
from index.audiences import VISIBLE
from index.hit import LinkRecord
from index.settling import CLAIM, KNOWN, claim_of
from index.validity import Claim, Known, Names, about_key

_N, _V, _L = schema.notices.c, schema.versions.c, schema.links.c
_WORDS = (_L.title, _L.document_number, _L.start, _L.end)

Rows = Callable[[Select[Any]], list[tuple[Any, ...]]]
"""How a query is answered."""


def links(rows: Rows, notice_id: str) -> list[LinkRecord]:
    """What a current notice says of others, in the order of its text, and which ones these are."""
    by = _known(rows, notice_id)
    if by is None:
        return []
    query = _links(*_WORDS, *CLAIM).where(_N.id == notice_id).order_by(_L.ordinal)
    found = [_read(row) for row in rows(query)]
    names = Names(_named(rows, [claim for _, claim in found]))
    return [LinkRecord(link, _meant(names, claim, by)) for link, claim in found]


def referring(rows: Rows, notice_id: str) -> list[tuple[str, Link]]:
    """The ids of the current notices whose links name this one, each with the link that does."""
    this = _known(rows, notice_id)
    if this is None:
        return []
    columns = (*_WORDS, *CLAIM, *KNOWN)
    query = _links(*columns).where(or_(*_naming(this))).order_by(_L.ordinal)
    found = [(*_read(row[: -len(KNOWN)]), Known(*row[-len(KNOWN) :])) for row in rows(query)]
    names = Names(_named(rows, [claim for _, claim, _ in found]))
    return [
        (by.notice_id, link) for link, claim, by in found if _meant(names, claim, by) == notice_id
    ]


def _known(rows: Rows, notice_id: str) -> Known | None:
    found = rows(_current(*KNOWN).where(_N.id == notice_id))
    return Known(*found[0]) if found else None


def _naming(this: Known) -> list[ColumnElement[bool]]:
    """What a link may have in common with the notice it means."""
    about = about_key(this.title_key)
    return [
        _L.title_key == this.title_key,
        *([_L.number_key == this.number_key] if this.number_key else []),
        *([_L.lineage == this.lineage] if this.lineage else []),
        *([_L.title_key.endswith(about, autoescape=True)] if about else []),
    ]


def _named(rows: Rows, claims: Sequence[Claim]) -> list[Known]:
    """The notices that links may mean, the newest first."""
    about = {about_key(claim.title_key) for claim in claims}
    query = _current(*KNOWN).where(
        or_(
            _V.number_key.in_([claim.number_key for claim in claims if claim.number_key]),
            _V.title_key.in_([claim.title_key for claim in claims if claim.title_key]),
            _V.lineage.in_([claim.lineage for claim in claims if claim.lineage]),
            *(_V.title_key.endswith(x, autoescape=True) for x in about if x),
        )
    )
    return [Known(*row) for row in rows(query.order_by(_V.version_on.desc().nulls_last()))]


def _meant(names: Names, claim: Claim, by: Known) -> str | None:
    return next((known.notice_id for known in names.meant(claim, by)), None)


def _read(row: Sequence[Any]) -> tuple[Link, Claim]:
    title, number, start, end, *rest = row
    claim = claim_of(rest)
    return Link(claim.kind, title, number, start, end, claim.since), claim


def _links(*columns: ColumnElement[Any]) -> Select[Any]:
    return _current(*columns).join(schema.links, _L.version_id == _V.id)


def _current(*columns: ColumnElement[Any]) -> Select[Any]:
    shown = select(*columns).join_from(schema.notices, schema.versions, _N.current_version == _V.id)
    return shown.where(VISIBLE)
