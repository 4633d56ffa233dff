"""Show notices and take them out, as files come, change and go: what a flip's transaction does."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, ScalarSelect, and_, delete, func, insert, select, update

from index import schema
from index.placing import (
    Arrival,
    Arriving,
    Place,
    follows,
    held,
    holders,
    is_at,
    is_read_anew,
    is_shown,
    move,
    own_id,
    place_of,
    shown_by,
)

_N, _V, _S, _F = schema.notices.c, schema.versions.c, schema.sources.c, schema.failures.c


def show(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Make arrivals current together.

    Files that join what is shown come before it changes, those that join what is new come last.
    """
    new = {a.notice_id: a for a in arrivals if a.version_id is not None}
    joining: dict[bool, list[Arrival]] = {True: [], False: []}
    for arrival in arrivals:
        if arrival.version_id is None:
            other = new.get(arrival.notice_id)
            joining[other is not None and other.digest == arrival.digest].append(arrival)
    _enter(connection, joining[False])
    for arrival in joining[False]:
        _revive(connection, arrival)
    late = [*new.values(), *joining[True]]
    moving = {arrival.file.place for arrival in late if arrival.file is not None}
    for arrival in new.values():
        _part(connection, arrival, moving, new.keys())
        retire(connection, arrival.notice_id)
        _make_live(connection, arrival.notice_id, str(arrival.version_id))
    _enter(connection, late)


def leave(connection: Connection, place: Place) -> bool:
    """A file is gone; says whether its notice went with it."""
    row = held(connection, place)
    connection.execute(delete(schema.sources).where(is_at(place)))
    return row is not None and _settle(connection, row.notice_id)


def retire(connection: Connection, nid: str) -> bool:
    """Show a notice no more; its versions stay on record. Says whether it was shown."""
    live = update(schema.versions).where(_V.notice_id == nid, _V.state == schema.LIVE)
    connection.execute(live.values(state=schema.RETIRING))
    shown = update(schema.notices).where(_N.id == nid, _N.current_version.is_not(None))
    return bool(connection.execute(shown.values(current_version=None)).rowcount)


def next_number(nid: str) -> ScalarSelect[Any]:
    """The number of a notice's next version, from 1."""
    last = select(func.coalesce(func.max(_V.number), 0) + 1).where(_V.notice_id == nid)
    return last.scalar_subquery()


# --- files ----------------------------------------------------------------------------------------


def _enter(connection: Connection, arrivals: Iterable[Arrival]) -> None:
    """Have files hold the notices they arrived at, and settle these and those that they left."""
    touched: dict[str, None] = {}
    for arrival in arrivals:
        if arrival.file is None:
            files = update(schema.sources).where(_S.notice_id == arrival.notice_id)
            if connection.execute(files.values(state=schema.RESTORED)).rowcount:
                touched[arrival.notice_id] = None
            continue
        before = held(connection, arrival.file.place)
        if before is not None:
            touched[before.notice_id] = None
        touched[arrival.notice_id] = None
        _record(connection, arrival.file, arrival.notice_id)
    for nid in touched:
        _settle(connection, nid)


def _record(connection: Connection, file: Arriving, nid: str) -> None:
    """What was read of a file, which fails no longer."""
    place = file.place
    connection.execute(delete(schema.sources).where(is_at(place)))
    connection.execute(
        insert(schema.sources).values(
            root=place.root,
            source=place.source,
            notice_id=nid,
            state=schema.INDEXED,
            fingerprint=file.fingerprint,
            reading=file.reading,
            signature=file.signature,
        )
    )
    failed = and_(_F.root == place.root, _F.source == place.source)
    connection.execute(delete(schema.failures).where(failed))


def _settle(connection: Connection, nid: str) -> bool:
    """Have a notice go by one of its files; without any it is retired. Says whether it was."""
    places = [place_of(row) for row in _showing(connection, nid)]
    if not places:
        return retire(connection, nid)
    if shown_by(connection, nid) not in places:
        move(connection, nid, places[0])
    return False


def _showing(connection: Connection, nid: str) -> list[Row[Any]]:
    """The files for which a notice is shown."""
    return [row for row in holders(connection, nid) if row.state != schema.WITHDRAWN]


# --- versions -------------------------------------------------------------------------------------


def _revive(connection: Connection, arrival: Arrival) -> None:
    """What a file joins may have gone since: by a person's wish, or with the last of its files."""
    nid = arrival.notice_id
    if arrival.file is None or is_shown(connection, nid):
        return
    file = update(schema.sources).where(is_at(arrival.file.place))
    if any(row.state == schema.WITHDRAWN for row in holders(connection, nid)):
        connection.execute(file.values(state=schema.WITHDRAWN))
        return
    same = (_V.notice_id == nid, _V.text_digest == arrival.digest, _V.state == schema.RETIRING)
    last = connection.scalar(select(_V.id).where(*same).order_by(_V.number.desc()).limit(1))
    if last is None:
        connection.execute(file.values(reading=schema.UNREAD))
    else:
        _make_live(connection, nid, last)


def _part(
    connection: Connection, arrival: Arrival, moving: Collection[Place], taken: Collection[str]
) -> None:
    """Files that still say what a changed one said before become a notice of their own.

    They keep the version that is shown, with its passages; the changed notice keeps a copy of it
    in its history.
    """
    live = select(schema.versions).where(
        _V.notice_id == arrival.notice_id, _V.state == schema.LIVE, _V.text_digest != arrival.digest
    )
    old = connection.execute(live).first()
    staying = _staying(connection, arrival, moving) if old is not None else []
    if old is None or not staying:
        return
    first, others = place_of(staying[0]), set(taken)
    while is_shown(connection, own := own_id(connection, first, old.text_digest, others)):
        others.add(own)  # a person restored it, whatever its file says
    move(connection, own, first)
    _give(connection, old, own)
    for row in staying:
        # the file for which a person restored this text says something else
        unread = {"state": schema.INDEXED, "reading": schema.UNREAD}
        known = unread if row.state == schema.RESTORED else {}
        file = update(schema.sources).where(is_at(place_of(row)))
        connection.execute(file.values(notice_id=own, **known))


def _staying(connection: Connection, arrival: Arrival, moving: Collection[Place]) -> list[Row[Any]]:
    """The files that say what their notice said before; with a new way of reading they follow."""
    file = arrival.file
    if file is None:
        return []
    staying = [r for r in _showing(connection, arrival.notice_id) if place_of(r) not in moving]
    if is_read_anew(held(connection, file.place), file):
        staying = [row for row in staying if not follows(row, file)]
    return staying


def _give(connection: Connection, version: Row[Any], own: str) -> None:
    """Let a version be another notice's, and leave a copy of it as history."""
    given = update(schema.versions).where(_V.id == version.id)
    connection.execute(given.values(notice_id=own, number=next_number(own)))
    copy = {**version._mapping, "id": uuid.uuid4().hex, "state": schema.RETIRED}
    connection.execute(insert(schema.versions).values(copy))
    _make_live(connection, own, version.id)


def _make_live(connection: Connection, nid: str, version_id: str) -> None:
    version = update(schema.versions).where(_V.id == version_id)
    connection.execute(version.values(state=schema.LIVE))
    notice = update(schema.notices).where(_N.id == nid)
    connection.execute(notice.values(current_version=version_id))
    place = shown_by(connection, nid)
    if place is not None:
        move(connection, nid, place)  # who sees it may be another since it was staged
