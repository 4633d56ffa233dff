"""Which notice a file belongs to: identity by place, one notice for files that say the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select, update

from index import schema
from index.audiences import Limited, audience_at, limited_folders

_N, _V, _S = schema.notices.c, schema.versions.c, schema.sources.c


@dataclass(frozen=True)
class Place:
    """Where a file lies: the library's root, and the path below it."""

    root: str
    source: str


class Arriving(Protocol):
    """What is asked of a file that comes in."""

    @property
    def place(self) -> Place:
        """Where it lies."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its content."""

    @property
    def reading(self) -> int:
        """By which way of reading it was read."""

    @property
    def signature(self) -> str:
        """What the file system says of it."""


@dataclass(frozen=True)
class Arrival:
    """A file on its way into the index, or a former version on its way back (then without a file).

    Without a version it joins a notice that says the same.
    """

    file: Arriving | None
    notice_id: str
    version_id: str | None
    digest: str


def notice_id(root: str, source: str) -> str:
    """The id that a file's first notice gets: 16 hexadecimal digits."""
    return sha256(f"{root}\n{source}".encode()).hexdigest()[:16]


# --- where to -------------------------------------------------------------------------------------


def destination(
    connection: Connection, file: Arriving, digest: str, beside: Sequence[Arrival]
) -> tuple[str, bool]:
    """The notice a file belongs to, and whether that says the same already.

    Files that say the same to other readers are other notices. `beside` are the files that arrive
    in the same flip.
    """
    folders = limited_folders(connection)
    audience = audience_at(folders, file.place.root, file.place.source)
    alike = (a for a in beside if a.digest == digest)
    arriving = next((a for a in alike if _audience(connection, folders, a) == audience), None)
    if arriving is not None:
        return arriving.notice_id, True
    taken = {a.notice_id for a in beside if a.version_id is not None}
    before = held(connection, file.place)
    if before is not None and _audience_of(connection, before.notice_id) != audience:
        before = None  # who sees it is another now, and so is the notice
    same = _saying(connection, (digest, audience), file.reading, before)
    if same is not None and same.reading == file.reading and not _is_saved_anew(same, before, file):
        return str(same.id), True
    if same is not None and same.id not in taken:
        return str(same.id), False
    if before is not None and before.notice_id not in taken and _keeps(connection, before, file):
        return str(before.notice_id), False
    return own_id(connection, file.place, digest, taken), False


def claim(connection: Connection, nid: str, place: Place) -> None:
    """Have a notice to write a version of; a new one goes by the file's place."""
    if shown_by(connection, nid) is None:
        move(connection, nid, place)


def own_id(connection: Connection, place: Place, digest: str, taken: Collection[str]) -> str:
    """A notice for the file at a place: one that went by it and said the same, at the end or before.

    Otherwise the one written last of those that went by it, or a free id, by the place.
    """
    versions = select(_V.text_digest).where(_V.notice_id == _N.id)
    last_said = versions.order_by(_V.number.desc()).limit(1).scalar_subquery()
    said = versions.where(_V.text_digest == digest).exists()
    written = select(func.max(_V.indexed_at)).where(_V.notice_id == _N.id).scalar_subquery()
    last = (
        select(_N.id)
        .where(_N.root == place.root, _N.source == place.source)
        .order_by((func.coalesce(last_said, "") == digest).desc(), said.desc())
        .order_by(written.desc().nulls_last(), _N.id)
    )
    for found in connection.scalars(last).all():
        if found not in taken:
            return str(found)
    nid, turn = notice_id(place.root, place.source), 0
    while nid in taken or _is_used(connection, nid):
        turn += 1
        nid = notice_id(place.root, f"{place.source}\n{turn}")
    return nid


def is_read_anew(before: Row[Any] | None, file: Arriving) -> bool:
    """Whether a file is as it was and only the way of reading is another."""
    return before is not None and before.fingerprint == file.fingerprint and follows(before, file)


def follows(row: Row[Any], file: Arriving) -> bool:
    """Whether a file is still to be read in the way that another was."""
    return bool(row.reading != file.reading)


def _audience(connection: Connection, folders: Sequence[Limited], arrival: Arrival) -> str | None:
    """Who sees what arrives."""
    if arrival.file is None:
        return _audience_of(connection, arrival.notice_id)
    return audience_at(folders, arrival.file.place.root, arrival.file.place.source)


def _audience_of(connection: Connection, nid: str) -> str | None:
    return connection.scalar(select(_N.audience).where(_N.id == nid))


def _saying(
    connection: Connection, said: tuple[str, str], reading: int, before: Row[Any] | None
) -> Any:
    """A current notice with this text for these readers (digest, audience).

    Rather one that was read the same way, or the file's own.
    """
    digest, audience = said
    found = connection.execute(
        select(_N.id, _N.root, _N.source, _V.reading)
        .join_from(schema.notices, schema.versions, _N.current_version == _V.id)
        .where(_V.text_digest == digest, _N.audience == audience)
    ).all()
    own = before.notice_id if before else None
    return min(found, key=lambda n: (n.reading != reading, n.id != own, n.id), default=None)


def _is_saved_anew(notice: Any, before: Row[Any] | None, file: Arriving) -> bool:
    """Whether a notice's own file has other bytes for the same words, which its history tells."""
    return (
        before is not None
        and notice.id == before.notice_id
        and place_of(notice) == file.place
        and before.fingerprint != file.fingerprint
    )


def _keeps(connection: Connection, before: Row[Any], file: Arriving) -> bool:
    """Whether a file takes its notice along to what it says now."""
    others = [row for row in holders(connection, before.notice_id) if place_of(row) != file.place]
    if not others or shown_by(connection, before.notice_id) == file.place:
        return True
    return is_read_anew(before, file) and all(follows(row, file) for row in others)


def _is_used(connection: Connection, nid: str) -> bool:
    """Whether a notice that began at a place goes on at another."""
    staged = select(_V.id).where(_V.notice_id == nid, _V.state == schema.STAGED).limit(1)
    return (
        is_shown(connection, nid)
        or connection.scalar(staged) is not None
        or bool(holders(connection, nid))
    )


# --- what is known --------------------------------------------------------------------------------


def held(connection: Connection, place: Place) -> Row[Any] | None:
    """What the file at a place was when last read, and the notice it holds, withdrawn or not."""
    return connection.execute(select(schema.sources).where(is_at(place))).first()


def holders(connection: Connection, nid: str) -> Sequence[Row[Any]]:
    """The files that hold a notice, withdrawn or not."""
    rows = select(schema.sources).where(_S.notice_id == nid)
    return connection.execute(rows.order_by(_S.root, _S.source)).all()


def is_shown(connection: Connection, nid: str) -> bool:
    """Whether a notice is current."""
    return connection.scalar(select(_N.current_version).where(_N.id == nid)) is not None


def shown_by(connection: Connection, nid: str) -> Place | None:
    """The place that a notice goes by, None for an unknown one."""
    row = connection.execute(select(_N.root, _N.source).where(_N.id == nid)).first()
    return place_of(row) if row else None


def move(connection: Connection, nid: str, place: Place) -> None:
    """Let a notice, new or not, go by the file at a place."""
    audience = audience_at(limited_folders(connection), place.root, place.source)
    at = {"root": place.root, "source": place.source, "audience": audience}
    if not connection.execute(update(schema.notices).where(_N.id == nid).values(at)).rowcount:
        connection.execute(insert(schema.notices).values(id=nid, **at))


def place_of(row: Any) -> Place:
    """The place in a row."""
    return Place(row.root, row.source)


def is_at(place: Place) -> ColumnElement[bool]:
    """The condition that a row of files is of the one at a place."""
    return and_(_S.root == place.root, _S.source == place.source)
