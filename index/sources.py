"""What is known of the files of a library: which notice each holds, and which could not be read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, func, select, union, update

from index import moments, schema
from index.transacting import transaction
from index.upserting import put

_N, _S, _F = schema.notices.c, schema.sources.c, schema.failures.c
_BATCH = 500
_PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
"""How long a failure that may pass is left alone, each time longer; after the last it is dead."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as it was when last read, and its notice."""

    notice_id: str
    fingerprint: str
    reading: int
    signature: str = ""
    state: str = schema.INDEXED

    @property
    def is_decided(self) -> bool:
        """Whether a person withdrew it or restored a former version, which holds until it changes."""
        return self.state != schema.INDEXED


@dataclass(frozen=True)
class FailedFile:
    """A file whose content at hand could not be read, and why (Chinese).

    `passing` is a fault of the moment, such as a lock or a full disk, not of the content.
    """

    root: str
    source: str
    fingerprint: str
    reason: str
    reading: int = 0
    signature: str = ""
    passing: bool = False
    attempts: int = 1
    failed_at: datetime | None = None
    retry_at: datetime | None = None

    @property
    def is_dead(self) -> bool:
        """Whether it waits for the file to change or for a person."""
        return self.retry_at is None

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be tried again; so it is too where the clock was set back since."""
        if self.retry_at is None:
            return False
        return self.retry_at <= now or self.retry_at > now + _PAUSES[-1]


class Sources:
    """Reads and writes what is known of files; which notice a file shows is `Registry`'s to say."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine, "读写")

    def known(self, root: str, sources: Sequence[str]) -> dict[str, Filed]:
        """Source → what was read of it, for those that are known."""
        query = select(_S.source, _S.notice_id, _S.fingerprint, _S.reading, _S.signature, _S.state)
        with self._begin() as connection:
            return {row[0]: Filed(*row[1:]) for row in _some(connection, query, _S, root, sources)}

    def failing(self, root: str, sources: Sequence[str]) -> dict[str, FailedFile]:
        """Source → why it could not be read, for those that fail."""
        with self._begin() as connection:
            rows = _some(connection, select(schema.failures), _F, root, sources)
            return {row.source: _failed(row) for row in rows}

    def others(self, root: str, present: Collection[str]) -> list[str]:
        """The sources of a root, shown or failed, that are not among those present.

        What a person withdrew stays known, so that it does not come back with a share that was away.
        """
        query = union(
            select(_S.source).where(_S.root == root, _S.state != schema.WITHDRAWN),
            select(_F.source).where(_F.root == root),
        )
        with self._begin() as connection:
            found = connection.execution_options(yield_per=_BATCH).scalars(query)
            return [source for source in found if source not in present]

    def among(self, root: str, sources: Sequence[str]) -> list[str]:
        """Those of some sources that are shown or failed before."""
        known = self.known(root, sources).items()
        shown = [source for source, filed in known if filed.state != schema.WITHDRAWN]
        return list(dict.fromkeys([*shown, *self.failing(root, sources)]))

    def count(self, root: str) -> int:
        """For how many files of a root a notice is shown."""
        query = select(func.count()).where(_S.root == root, _S.state != schema.WITHDRAWN)
        with self._begin() as connection:
            return connection.scalar(query) or 0

    def of_notice(self, nid: str) -> list[tuple[str, str]]:
        """Root and source of every file that holds a notice, withdrawn or not."""
        query = select(_S.root, _S.source).where(_S.notice_id == nid)
        with self._begin() as connection:
            rows = connection.execute(query.order_by(_S.root, _S.source))
            return [(row[0], row[1]) for row in rows]

    def roots(self) -> list[str]:
        """Every library root that was ever indexed, forgotten ones included."""
        roots = union(select(_N.root), select(_S.root), select(_F.root))
        with self._begin() as connection:
            return sorted(connection.scalars(roots))

    def roots_at_hand(self) -> list[str]:
        """The library roots of which files were read or failed, those forgotten left out."""
        with self._begin() as connection:
            return sorted(connection.scalars(union(select(_S.root), select(_F.root))))

    def seen(self, root: str, source: str, signature: str) -> None:
        """The file was touched, its content is the same."""
        at = (_S.root == root, _S.source == source)
        with self._begin() as connection:
            connection.execute(update(schema.sources).where(*at).values(signature=signature))
            connection.execute(delete(schema.failures).where(_F.root == root, _F.source == source))

    # --- failures -------------------------------------------------------------------------------

    def failures(
        self, root: str | None = None, *, limit: int = 1000, dead: bool | None = None
    ) -> list[FailedFile]:
        """Failed files, by root and source; dead letters only, or those still tried, if asked."""
        query = select(schema.failures).order_by(_F.root, _F.source).limit(limit)
        if root is not None:
            query = query.where(_F.root == root)
        if dead is not None:
            query = query.where(_F.retry_at.is_(None) if dead else _F.retry_at.is_not(None))
        with self._begin() as connection:
            return [_failed(row) for row in connection.execute(query)]

    def fail(self, failed: FailedFile) -> FailedFile:
        """Record a failure; one that may pass is put off, each time longer, and is dead at last."""
        now = moments.now()
        with self._begin() as connection:
            at = (_F.root == failed.root, _F.source == failed.source)
            row = connection.execute(select(schema.failures).where(*at)).first()
            attempts = row.attempts + 1 if row is not None and _is_same(row, failed) else 1
            may_pass = failed.passing and attempts <= len(_PAUSES)
            recorded = replace(
                failed,
                attempts=attempts,
                failed_at=now,
                retry_at=now + _PAUSES[attempts - 1] if may_pass else None,
            )
            values = asdict(recorded)
            key = {"root": values.pop("root"), "source": values.pop("source")}
            put(connection, schema.failures, key, values)
        return recorded

    def mended(self, root: str, sources: Sequence[str]) -> None:
        """Files that failed are gone or were read."""
        with self._begin() as connection:
            for part in _parts(sources):
                connection.execute(
                    delete(schema.failures).where(_F.root == root, _F.source.in_(part))
                )

    def retry(self, root: str | None = None, source: str | None = None) -> list[tuple[str, str]]:
        """Have failed files tried again at the next look: all, a root's, or one; which they are."""
        conditions = []
        if root is not None:
            conditions.append(_F.root == root)
        if source is not None:
            conditions.append(_F.source == source)
        now = moments.now()
        with self._begin() as connection:
            found = connection.execute(select(_F.root, _F.source).where(*conditions)).all()
            connection.execute(
                update(schema.failures).where(*conditions).values(retry_at=now, attempts=0)
            )
        return [(row[0], row[1]) for row in found]


def _some(
    connection: Connection, query: Select[Any], columns: Any, root: str, sources: Sequence[str]
) -> Iterator[Any]:
    for part in _parts(sources):
        yield from connection.execute(query.where(columns.root == root, columns.source.in_(part)))


def _parts(sources: Sequence[str]) -> Iterator[Sequence[str]]:
    return (sources[i : i + _BATCH] for i in range(0, len(sources), _BATCH))


def _is_same(row: Any, failed: FailedFile) -> bool:
    """Whether a file fails as it failed before; by its signature where it could not even be opened."""
    if failed.fingerprint:
        return bool(row.fingerprint == failed.fingerprint)
    return bool(not row.fingerprint and failed.signature and row.signature == failed.signature)


def _failed(row: Any) -> FailedFile:
    return FailedFile(**row._mapping)
