"""Vector search: a Chroma collection of passages' embeddings, cosine similarity."""

import uuid
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from index.errors import StoreError
from index.registry import StoredPassage

_COLLECTION = "passages"
_STAMP = "last_write"
_BATCH = 250
"""Passages in one write, 0.15 s, for which searches have to wait; larger ones are no quicker."""


class Vectors:
    """A follower of the registry: may be deleted and is rebuilt from it.

    One process writes at a time (the refresh lock sees to that), any may search. Chroma keeps its
    graph in memory, never notices what another process wrote, and would write its old graph over
    the new one (chroma-core/chroma#3792): so every write leaves a stamp in the folder, and who
    finds another's stamp opens the folder anew (0.1 s for 5,000 passages).
    """

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # chromadb 1.5 warns about its own pydantic models
            import chromadb
            from chromadb.config import Settings
        self._open = partial(
            chromadb.PersistentClient,
            path=str(folder),
            settings=Settings(anonymized_telemetry=False),
        )
        self._folder = folder
        self._lock = Lock()
        self._client: Any = None
        self._stamp = ""
        with self._collection():
            pass

    def close(self) -> None:
        """Let go of the folder; the next call opens it again."""
        with self._lock:
            self._disconnect()

    def add(self, passages: Sequence[StoredPassage], vectors: Sequence[bytes]) -> None:
        """Make passages findable; `vectors` are their float32 embeddings. Repeating is harmless."""
        for i in range(0, len(passages), _BATCH):
            part = passages[i : i + _BATCH]
            with self._collection(writes=True) as collection:
                collection.upsert(
                    ids=[p.id for p in part],
                    embeddings=[
                        np.frombuffer(v, dtype=np.float32) for v in vectors[i : i + _BATCH]
                    ],
                    metadatas=[{"version": p.version_id} for p in part],
                )

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Forget passages; unknown ones are no error."""
        for i in range(0, len(passage_ids), _BATCH):
            with self._collection(writes=True) as collection:
                collection.delete(ids=list(passage_ids[i : i + _BATCH]))

    def clear(self) -> None:
        """Forget everything."""
        with self._collection(writes=True):
            self._client.delete_collection(_COLLECTION)

    def count(self) -> int:
        """Passages that can be found."""
        with self._collection() as collection:
            return int(collection.count())

    def search(
        self, vector: Sequence[float], limit: int, versions: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Passage ids and cosines, best first; `versions` limits where to look."""
        if limit < 1 or (versions is not None and not versions):
            return []
        where = None if versions is None else {"version": {"$in": sorted(versions)}}
        with self._collection() as collection:
            found = collection.query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=limit,
                where=where,
                include=["distances"],
            )
        return [
            (passage_id, 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    @contextmanager
    def _collection(self, *, writes: bool = False) -> Iterator[Any]:
        """The collection as it now is on disk, for one thread at a time."""
        with self._lock:
            try:
                if self._client is None or self._stamp != self._found_stamp():
                    self._connect()
                yield self._client.get_or_create_collection(
                    _COLLECTION,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine"}},
                )
                if writes:
                    self._leave_stamp()
            except Exception as error:
                raise self._failure(error) from error

    def _connect(self) -> None:
        self._disconnect()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._stamp = self._found_stamp()
        if not self._stamp:
            self._leave_stamp()
        self._client = self._open()

    def _disconnect(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def _found_stamp(self) -> str:
        try:
            return (self._folder / _STAMP).read_text(encoding="ascii")
        except FileNotFoundError:
            return ""

    def _leave_stamp(self) -> None:
        self._stamp = uuid.uuid4().hex
        (self._folder / _STAMP).write_text(self._stamp, encoding="ascii")

    def _failure(self, error: Exception) -> StoreError:
        return StoreError(
            f"向量库 {self._folder} 无法读写（{error}）。请停止服务后删除这个文件夹，再运行 duikou index，会自动重建。"
        )
