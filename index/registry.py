"""The only truth: notices with their versions, passages and vectors, in SQLite or PostgreSQL."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from documents.notice import NO_TERM, Duty, Link, Masthead, Notice, Passage, Section, Term
from index import flipping, moments, placing, schema
from index.placing import Arrival, Place
from index.rows import duty_rows, keys_of, link_rows, passage_rows, text_digest
from index.settling import settle
from index.transacting import transaction
from index.upserting import INSERT

_N, _V, _P, _S = schema.notices.c, schema.versions.c, schema.passages.c, schema.sources.c
_BATCH = 500
_VECTORS_KEPT = timedelta(days=1)
"""How long a vector stays that no passage needs: what is undone soon is not embedded again."""


@dataclass(frozen=True)
class StagedFile:
    """A file's new version, ready to be written: the notice, its passages, their vectors' hashes."""

    root: str
    source: str
    fingerprint: str
    reading: int
    notice: Notice
    passages: Sequence[Passage]
    vector_hashes: Sequence[str]
    duties: Sequence[Duty] = ()
    term: Term = NO_TERM
    links: Sequence[Link] = ()
    signature: str = ""

    @property
    def place(self) -> Place:
        """Where the file lies."""
        return Place(self.root, self.source)


@dataclass(frozen=True)
class StoredPassage:
    """A passage as the followers index it."""

    id: str
    version_id: str
    title: str
    headings: tuple[str, ...]
    text: str
    vector_hash: str


class Registry:
    """Writes: staging, flipping, sweeping. Reading for people is in `index.catalogue`."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine, "读写")

    # --- a version's life -----------------------------------------------------------------------

    def stage(self, file: StagedFile, beside: Sequence[Arrival] = ()) -> Arrival:
        """Write a file's new version, which nothing shows before `make_current`.

        A file that says the same as a current notice, or as one of those staged `beside` it,
        becomes one more source of that notice and needs no version.
        """
        digest = text_digest(file.notice)
        with self._begin() as connection:
            nid, joins = placing.destination(connection, file, digest, beside)
            version_id = None if joins else self._write(connection, file, nid, digest)
        return Arrival(file, nid, version_id, digest)

    def stage_again(self, nid: str, file: StagedFile) -> Arrival:
        """Write a former version of a notice once more; it is no file's."""
        digest = text_digest(file.notice)
        with self._begin() as connection:
            version_id = self._write(connection, file, nid, digest)
        return Arrival(None, nid, version_id, digest)

    def stored(self, nid: str, version_id: str) -> StagedFile | None:
        """A version of a notice as it was read; its passages and duties are to be found again."""
        columns = (*(_V[f.name] for f in fields(Masthead)), _V.text, _V.outline, _V.pages)
        query = select(_N.root, _N.source, _V.fingerprint, _V.reading, *columns)
        query = query.join_from(schema.notices, schema.versions, _N.id == _V.notice_id)
        known = (_N.id == nid, _V.id == version_id, _V.state != schema.STAGED)
        with self._begin() as connection:
            row = connection.execute(query.where(*known)).first()
        if row is None:
            return None
        *masthead, text, outline, pages = row[4:]
        sections = tuple(Section(**section) for section in outline)
        notice = Notice(Masthead(*masthead), text, sections, tuple(pages))
        return StagedFile(row.root, row.source, row.fingerprint, row.reading, notice, (), ())

    def _write(self, connection: Connection, file: StagedFile, nid: str, digest: str) -> str:
        version_id = uuid.uuid4().hex
        placing.claim(connection, nid, file.place)
        masthead = file.notice.masthead
        connection.execute(
            insert(schema.versions).values(
                id=version_id,
                notice_id=nid,
                number=flipping.next_number(nid),
                state=schema.STAGED,
                fingerprint=file.fingerprint,
                reading=file.reading,
                text_digest=digest,
                **asdict(masthead),
                **keys_of(masthead, file.term),
                text=file.notice.text,
                outline=[asdict(s) for s in file.notice.sections],
                pages=list(file.notice.pages),
                indexed_at=moments.now(),
            )
        )
        for table, made in (
            (schema.passages, passage_rows(version_id, file.passages, file.vector_hashes)),
            (schema.duties, duty_rows(version_id, file.duties)),
            (schema.links, link_rows(version_id, file.links)),
        ):
            if made:
                connection.execute(insert(table), made)
        return version_id

    def make_current(self, arrivals: Sequence[Arrival]) -> None:
        """The flip: in one transaction staged versions are shown and those before them are not."""
        with self._flip() as connection:
            flipping.show(connection, arrivals)

    def remove(self, root: str, sources: Sequence[str]) -> int:
        """Files are gone; a notice without any is shown no more. Returns how many notices went."""
        with self._flip() as connection:
            return sum(flipping.leave(connection, Place(root, source)) for source in sources)

    def withdraw(self, nid: str) -> bool:
        """Take a notice out of every answer until its file changes; False if it is not shown."""
        files = update(schema.sources).where(_S.notice_id == nid)
        with self._flip() as connection:
            connection.execute(files.values(state=schema.WITHDRAWN))
            return flipping.retire(connection, nid)

    def forget(self, root: str) -> int:
        """Take everything of a root out; returns how many notices went."""
        files = select(_S.source).where(_S.root == root)
        alone = select(_N.id).where(_N.root == root, _N.current_version.is_not(None))
        with self._flip() as connection:
            gone = sum(
                flipping.leave(connection, Place(root, source))
                for source in connection.scalars(files).all()
            )
            gone += sum(flipping.retire(connection, nid) for nid in connection.scalars(alone).all())
            connection.execute(delete(schema.failures).where(schema.failures.c.root == root))
        return gone

    def unfinished(self) -> list[tuple[str, list[str]]]:
        """Versions that the followers must forget, each with its passages' ids."""
        query = select(_V.id).where(_V.state.in_([schema.STAGED, schema.RETIRING]))
        with self._begin() as connection:
            return [
                (vid, list(connection.scalars(select(_P.id).where(_P.version_id == vid))))
                for vid in connection.scalars(query).all()
            ]

    def sweep(self, version_id: str) -> None:
        """After the followers forgot a version: a staged one is gone, a retiring one is history."""
        with self._begin() as connection:
            for table in (schema.passages, schema.duties, schema.links):
                connection.execute(delete(table).where(table.c.version_id == version_id))
            connection.execute(
                delete(schema.versions).where(_V.id == version_id, _V.state == schema.STAGED)
            )
            connection.execute(
                update(schema.versions).where(_V.id == version_id).values(state=schema.RETIRED)
            )

    @contextmanager
    def _flip(self) -> Iterator[Connection]:
        """A transaction in which notices come and go, one at a time: the mark is held from the start."""
        with self._begin() as connection:
            schema.set_fact(connection, schema.LAST_FLIP, uuid.uuid4().hex)
            yield connection
            settle(connection)

    # --- passages and vectors -------------------------------------------------------------------

    def current_versions(self) -> list[str]:
        """The ids of the versions that are shown."""
        shown = select(_N.current_version).where(_N.current_version.is_not(None))
        with self._begin() as connection:
            return [str(version_id) for version_id in connection.scalars(shown)]

    def current_passages(
        self, version_ids: Sequence[str] | None = None
    ) -> Iterator[list[StoredPassage]]:
        """Passages for the followers in batches: of some versions, or of every current one."""
        query = select(_P.id, _P.version_id, _V.title, _P.headings, _P.text, _P.vector).join_from(
            schema.passages, schema.versions, _P.version_id == _V.id
        )
        everything = query.join(schema.notices, _N.current_version == _V.id)
        query = everything if version_ids is None else query.where(_V.id.in_(version_ids))
        with self._begin() as connection:
            result = connection.execution_options(yield_per=_BATCH).execute(query.order_by(_P.id))
            for rows in result.partitions():
                yield [_passage(row) for row in rows]

    def count_current(self) -> int:
        """How many passages the followers should hold once nothing is unfinished."""
        query = (
            select(func.count())
            .select_from(schema.passages)
            .join(schema.notices, _N.current_version == _P.version_id)
        )
        with self._begin() as connection:
            return connection.scalar(query) or 0

    def vectors(self, model: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """Hash → float32 vector, for those that are known of a model."""
        found: dict[str, bytes] = {}
        c = schema.vectors.c
        with self._begin() as connection:
            for i in range(0, len(hashes), _BATCH):
                wanted = c.hash.in_(hashes[i : i + _BATCH])
                query = select(c.hash, c["values"]).where(c.model == model, wanted)
                found.update((row[0], row[1]) for row in connection.execute(query))
        return found

    def add_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors by hash; those already there stay."""
        now = moments.now()
        rows = [
            {"model": model, "hash": h, "values": v, "made_at": now}
            for h, v in sorted(vectors.items())  # one order, so that nobody waits in a circle
        ]
        if rows:
            with self._begin() as connection:
                added = INSERT[connection.dialect.name](schema.vectors)
                connection.execute(added.on_conflict_do_nothing(), rows)

    def forget_unused_vectors(self, model: str) -> None:
        """Drop the vectors of other models, and those that no passage has needed for a day."""
        c = schema.vectors.c
        before = moments.now() - _VECTORS_KEPT
        unused = (c.hash.not_in(select(_P.vector))) & (c.made_at < before)
        with self._begin() as connection:
            connection.execute(delete(schema.vectors).where((c.model != model) | unused))


def _passage(row: Any) -> StoredPassage:
    passage_id, version_id, title, headings, text, vector_hash = row
    return StoredPassage(passage_id, version_id, title, tuple(headings), text, vector_hash)
