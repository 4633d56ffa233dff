"""Vector search: a Chroma collection of passages' embeddings, cosine similarity."""

import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import StoreError
from index.registry import StoredPassage

_COLLECTION = "passages"
_BATCH = 1000


class Vectors:
    """A follower of the registry: may be deleted and is rebuilt from it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # chromadb 1.5 warns about its own pydantic models
            import chromadb
            from chromadb.config import Settings
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._client: Any = chromadb.PersistentClient(
                path=str(folder), settings=Settings(anonymized_telemetry=False)
            )
        except Exception as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Let go of the folder; nothing can be asked afterwards."""
        self._client.close()

    def add(self, passages: Sequence[StoredPassage], vectors: Sequence[bytes]) -> None:
        """Make passages findable; `vectors` are their float32 embeddings. Repeating is harmless."""
        for i in range(0, len(passages), _BATCH):
            part = passages[i : i + _BATCH]
            with self._collection() as collection:
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
            with self._collection() as collection:
                collection.delete(ids=list(passage_ids[i : i + _BATCH]))

    def clear(self) -> None:
        """Forget everything."""
        with self._collection():
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
    def _collection(self) -> Iterator[Any]:
        """Looked up anew each time (0.6 ms): another process may have cleared and remade it."""
        try:
            yield self._client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        except Exception as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> StoreError:
        return StoreError(
            f"向量库 {self._folder} 无法读写（{error}）。请停止服务后删除这个文件夹，再运行 duikou index，会自动重建。"
        )
