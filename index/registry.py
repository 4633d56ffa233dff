"""The only truth: notices with their versions, passages and vectors, in SQLite or PostgreSQL."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from documents.notice import NO_TERM, Duty, Link, Notice, Passage, Term
from index import schema
from index.errors import StoreError, StoreOutdatedError
from index.rows import duty_rows, keys_of, link_rows, passage_rows
from index.settling import settle

_N, _V, _P = schema.notices.c, schema.versions.c, schema.passages.c
_BATCH = 500


@dataclass(frozen=True)
class Filed:
    """What the registry knows about a file: its notice and the content last indexed."""

    notice_id: str
    fingerprint: str
    reading: int


@dataclass(frozen=True)
class FailedFile:
    """A file that could not be read, and why (Chinese)."""

    root: str
    source: str
    fingerprint: str
    reason: str


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


@dataclass(frozen=True)
class StoredPassage:
    """A passage as the followers index it."""

    id: str
    version_id: str
    title: str
    headings: tuple[str, ...]
    text: str
    vector_hash: str


def notice_id(root: str, source: str) -> str:
    """A notice keeps its id as long as its file keeps its place: 16 hexadecimal digits."""
    return sha256(f"{root}\n{source}".encode()).hexdigest()[:16]


class Registry:
    """Writes: staging, flipping, sweeping. Reading for people is in `index.catalogue`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim_model(self, model: str) -> None:
        """Bind the store to an embedding model, once. Raises StoreOutdatedError on another."""
        with self._begin() as connection:
            found = schema.fact(connection, "model")
            if found is None:
                connection.execute(insert(schema.facts).values(name="model", value=model))
            elif found != model:
                raise StoreOutdatedError(
                    f"索引由模型 {found} 建立，当前设置为 {model}。"
                    "请改回原模型（DUIKOU_EMBEDDING_MODEL），或另设 DUIKOU_DATA_DIR 后重新运行 duikou index。"
                )

    def filed(self, root: str) -> dict[str, Filed]:
        """Source → what is indexed, for every current notice under a root."""
        query = (
            select(_N.source, _N.id, _V.fingerprint, _V.reading)
            .join_from(schema.notices, schema.versions, _N.current_version == _V.id)
            .where(_N.root == root)
        )
        with self._begin() as connection:
            return {
                r.source: Filed(r.id, r.fingerprint, r.reading) for r in connection.execute(query)
            }

    def roots(self) -> list[str]:
        """Every library root that was ever indexed, forgotten ones included."""
        roots = select(_N.root).union(select(schema.failures.c.root))
        with self._begin() as connection:
            return sorted(connection.scalars(roots))

    # --- a version's life -----------------------------------------------------------------------

    def stage(self, file: StagedFile) -> str:
        """Write a new version that nothing shows yet; returns its id."""
        version_id = uuid.uuid4().hex
        nid = notice_id(file.root, file.source)
        masthead = asdict(file.notice.masthead)
        with self._begin() as connection:
            if connection.scalar(select(_N.id).where(_N.id == nid)) is None:
                connection.execute(
                    insert(schema.notices).values(id=nid, root=file.root, source=file.source)
                )
            connection.execute(
                insert(schema.versions).values(
                    id=version_id,
                    notice_id=nid,
                    state=schema.STAGED,
                    fingerprint=file.fingerprint,
                    reading=file.reading,
                    **masthead,
                    **keys_of(file.notice.masthead, file.term),
                    text=file.notice.text,
                    outline=[asdict(s) for s in file.notice.sections],
                    pages=list(file.notice.pages),
                    indexed_at=datetime.now(UTC).replace(tzinfo=None),
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

    def make_current(self, version_ids: Sequence[str]) -> None:
        """The flip: in one transaction staged versions are shown and those before them are not."""
        replaced = select(_V.notice_id).where(_V.id.in_(version_ids))
        live = select(_V.id).where(_V.notice_id == _N.id, _V.state == schema.LIVE).scalar_subquery()
        with self._begin() as connection:
            connection.execute(
                update(schema.versions)
                .where(_V.notice_id.in_(replaced), _V.state == schema.LIVE)
                .values(state=schema.RETIRING)
            )
            connection.execute(
                update(schema.versions).where(_V.id.in_(version_ids)).values(state=schema.LIVE)
            )
            connection.execute(
                update(schema.notices).where(_N.id.in_(replaced)).values(current_version=live)
            )
            settle(connection)
            schema.set_fact(connection, schema.LAST_FLIP, uuid.uuid4().hex)

    def retire(self, *nids: str) -> None:
        """Take notices out of every answer; their last versions stay on record."""
        if not nids:
            return
        with self._begin() as connection:
            for nid in nids:
                connection.execute(
                    update(schema.versions)
                    .where(_V.notice_id == nid, _V.state == schema.LIVE)
                    .values(state=schema.RETIRING)
                )
                connection.execute(
                    update(schema.notices).where(_N.id == nid).values(current_version=None)
                )
            settle(connection)

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

    # --- passages and vectors -------------------------------------------------------------------

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
                yield [
                    StoredPassage(r.id, r.version_id, r.title, tuple(r.headings), r.text, r.vector)
                    for r in rows
                ]

    def count_current(self) -> int:
        """How many passages the followers should hold once nothing is unfinished."""
        query = (
            select(func.count())
            .select_from(schema.passages)
            .join(schema.notices, _N.current_version == _P.version_id)
        )
        with self._begin() as connection:
            return connection.scalar(query) or 0

    def vectors(self, hashes: Sequence[str]) -> dict[str, bytes]:
        """Hash → float32 vector, for those that are known."""
        found: dict[str, bytes] = {}
        c = schema.vectors.c
        with self._begin() as connection:
            for i in range(0, len(hashes), _BATCH):
                part = hashes[i : i + _BATCH]
                rows = connection.execute(select(c.hash, c["values"]).where(c.hash.in_(part)))
                found.update((r[0], r[1]) for r in rows)
        return found

    def add_vectors(self, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors by hash; those already there stay."""
        known = self.vectors(list(vectors))
        rows = [{"hash": h, "values": v} for h, v in vectors.items() if h not in known]
        if rows:
            with self._begin() as connection:
                connection.execute(insert(schema.vectors), rows)

    def forget_unused_vectors(self) -> None:
        """Drop the vectors that no passage refers to any more."""
        used = select(_P.vector)
        with self._begin() as connection:
            connection.execute(delete(schema.vectors).where(schema.vectors.c.hash.not_in(used)))

    # --- failures -------------------------------------------------------------------------------

    def failed(self, root: str) -> dict[str, FailedFile]:
        """Source → failure, of the last refresh of a root."""
        f = schema.failures.c
        query = select(f.root, f.source, f.fingerprint, f.reason).where(f.root == root)
        with self._begin() as connection:
            return {r.source: FailedFile(*r) for r in connection.execute(query)}

    def set_failures(self, root: str, failures: Sequence[FailedFile]) -> None:
        """Replace what is on record about a root's failed files."""
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = [{**asdict(failure), "failed_at": now} for failure in failures]
        with self._begin() as connection:
            connection.execute(delete(schema.failures).where(schema.failures.c.root == root))
            if rows:
                connection.execute(insert(schema.failures), rows)

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(
                f"登记库读写失败（{error.__class__.__name__}：{getattr(error, 'orig', error)}）。"
                "请检查磁盘空间和数据文件夹权限后重试。"
            ) from error
