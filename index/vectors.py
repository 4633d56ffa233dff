"""Vector search: Chroma collections of passages' embeddings, cosine similarity."""

import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from filelock import FileLock

from index.errors import OtherModelError, StoreError
from index.generations import Generations, Live, is_failure, require_room, unreadable
from index.registry import StoredPassage
from index.sealing import Checksums, Seal, read_seal, write_seal

_WHAT, _COLLECTION = "向量库", "passages"
_DATABASE, _GRAPH = "chroma.sqlite3", "index_metadata.pickle"
_BATCH = 250
"""Passages in one write, 0.15 s, for which searches have to wait; larger ones are no quicker."""
_HNSW = {"space": "cosine", "sync_threshold": 2 * _BATCH}
"""The graph is written that often; what came since is computed at every opening, 0.5 ms each."""
_WAIT_S, _POLL_S = 20, 0.002


class VectorFolder:
    """One generation: a Chroma folder, used by one thread of one process at a time.

    Chroma keeps its graph in memory, never notices what another process wrote, and would write its
    old graph over the new one (chroma-core/chroma#3792); from damaged files it gives wrong answers
    or ends the process. So every write leaves a seal, a stamp and checksums, and who finds
    another's stamp checks the files and opens the folder anew (0.2 s for 5,000 passages).
    """

    def __init__(self, folder: Path, said: Live) -> None:
        self.folder = folder
        self.said = said
        self._lock = Lock()
        self._turn = FileLock(f"{folder}.lock", _WAIT_S, thread_local=False, poll_interval=_POLL_S)
        self._checksums = Checksums(folder)
        self._system: Any = None
        self._opened: Any = None
        self._stamp = ""
        self._is_beside = self._is_closed = False

    def make(self) -> None:
        """Begin in an empty folder, which nobody else opens before `settle`. Raises StoreError."""
        with self._guarded():
            self._leave(Seal())
            self._start(makes=True)
            self._is_beside = True

    def settle(self) -> None:
        """Seal what was written, for others to open. Raises StoreError."""
        with self._collection():
            self._is_beside = False
            self._leave(self._sealed(Seal().stamp))

    def close(self) -> None:
        """Let go of the folder for good."""
        with self._lock:
            self._is_closed = True
            self._stop()

    def add(self, passages: Sequence[StoredPassage], vectors: Sequence[bytes]) -> None:
        """Make passages findable; `vectors` are their float32 embeddings. Repeating is harmless."""
        for i in range(0, len(passages), _BATCH):
            part = passages[i : i + _BATCH]
            values = [np.frombuffer(v, dtype=np.float32) for v in vectors[i : i + _BATCH]]
            with self._collection(writes=True) as collection:
                collection.upsert(
                    ids=[p.id for p in part],
                    embeddings=values,
                    metadatas=[{"version": p.version_id} for p in part],
                )

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Forget passages; unknown ones are no error."""
        for i in range(0, len(passage_ids), _BATCH):
            with self._collection(writes=True) as collection:
                collection.delete(ids=list(passage_ids[i : i + _BATCH]))

    def count(self) -> int:
        """Passages that can be found."""
        with self._collection() as collection:
            return int(collection.count())

    def ids(self) -> set[str]:
        """The passages that can be found."""
        with self._collection() as collection:
            return set(collection.get(include=[])["ids"])

    def search(
        self, vector: Sequence[float], limit: int, versions: Collection[str] | None
    ) -> list[tuple[str, float]]:
        """Passage ids and cosines, best first; `versions` limits where to look."""
        if limit < 1 or (versions is not None and not versions):
            return []
        with self._collection() as collection:
            found = collection.query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=limit,
                where=None if versions is None else {"version": {"$in": sorted(versions)}},
                include=["distances"],
            )
        ranked = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(passage_id, 1.0 - float(distance)) for passage_id, distance in ranked]

    @contextmanager
    def _collection(self, *, writes: bool = False) -> Iterator[Any]:
        if writes:
            require_room(_WHAT, self.folder)
        with self._guarded():
            graph = self._take_up()
            if writes:
                self._leave(replace(graph, stamp=Seal().stamp))
            yield self._opened
            if writes and not self._is_beside:
                self._leave(self._sealed(self._stamp))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """One thread of one process at a time; what fails in Chroma is told as a StoreError."""
        try:
            with self._lock, self._turn:
                try:
                    yield
                except BaseException:
                    self._stop()
                    raise
        except BaseException as error:
            if isinstance(error, StoreError) or not is_failure(error):
                raise
            raise unreadable(_WHAT, self.folder.parent, error) from error

    def _take_up(self) -> Seal:
        """Check the files, and open them if another process wrote them since.

        Returns the seal without the database, which is safe where a process is ended in the middle
        of a write, or of opening, which writes too. A half-written graph might be read for ever.
        """
        if self._is_closed:
            raise unreadable(_WHAT, self.folder.parent, "已关闭")
        seal = read_seal(self.folder)
        self._checksums.verify(seal)
        graph = seal.without(_DATABASE)
        if self._opened is not None and seal.stamp == self._stamp:
            return graph
        self._stop()
        if not self._is_beside and self._graph() != graph.sums.keys():
            raise ValueError("向量图没有写完")
        self._leave(graph)
        self._start()
        sealed = self._sealed(seal.stamp)
        if sealed.sums.keys() < seal.sums.keys():
            raise FileNotFoundError(self.folder)  # another process is removing it
        self._leave(sealed)
        return sealed.without(_DATABASE)

    def _graph(self) -> set[str]:
        """The graph's files, once Chroma has written what is in it; before, they mean nothing."""
        found = (path for meta in self.folder.glob(f"*/{_GRAPH}") for path in meta.parent.iterdir())
        return {path.relative_to(self.folder).as_posix() for path in found}

    def _sealed(self, stamp: str) -> Seal:
        return self._checksums.seal([_DATABASE, *sorted(self._graph())], stamp)

    def _leave(self, seal: Seal) -> None:
        if not self._is_beside:
            write_seal(self.folder, seal)
            self._stamp = seal.stamp

    def _start(self, *, makes: bool = False) -> None:
        from chromadb.api import ServerAPI
        from chromadb.api.models.Collection import Collection as ChromaCollection
        from chromadb.config import Settings, System

        # PersistentClients of one process share a folder's graph, even one that could not be opened
        settings = Settings(
            is_persistent=True, persist_directory=str(self.folder), anonymized_telemetry=False
        )
        system = System(settings)
        chroma: Any = system.instance(ServerAPI)  # type: ignore[type-abstract]
        system.start()
        self._system = system
        if makes:
            chroma.create_collection(_COLLECTION, configuration={"hnsw": _HNSW})
        model = chroma.get_collection(_COLLECTION)
        self._opened = ChromaCollection(client=chroma, model=model, embedding_function=None)
        anywhere = [np.ones(model.dimension or 1, np.float32)]
        if self._opened.count() and not self._opened.query(anywhere, n_results=1)["ids"][0]:
            raise ValueError("向量图为空")

    def _stop(self) -> None:
        system, self._system, self._opened = self._system, None, None
        if system is not None:
            system.stop()


class Vectors:
    """A follower of the registry: may be deleted and is rebuilt from it, beside what is live.

    One process writes at a time, as the write lock sees to, any may search. All raise StoreError.
    """

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):  # chromadb 1.5, about its pydantic models
            import chromadb  # noqa: F401 (takes a second, for which no search should wait)
        self._generations = Generations(folder, _WHAT, VectorFolder)

    @property
    def model(self) -> str | None:
        """The embedding model whose vectors are live; None where nothing is."""
        return self._said().model

    @property
    def setting(self) -> str | None:
        """The setting that loads the live vectors' model; None where nothing is live."""
        return self._said().setting

    def usable(self) -> bool:
        """Whether the live generation opens and its files are as they were written."""
        try:
            live = self._generations.live()
            with closing(VectorFolder(self._generations.folder / live.name, live)) as fresh:
                fresh.count()
        except StoreError:
            return False
        return live.model is not None

    def add(self, passages: Sequence[StoredPassage], vectors: Sequence[bytes]) -> None:
        """Make passages findable; `vectors` are their float32 embeddings. Repeating is harmless."""
        self._generations.use(lambda live: live.add(passages, vectors))

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Forget passages; unknown ones are no error."""
        self._generations.use(lambda live: live.remove(passage_ids))

    def count(self) -> int:
        """Passages that can be found."""
        return self._generations.use(VectorFolder.count)

    def ids(self) -> set[str]:
        """The passages that can be found."""
        return self._generations.use(VectorFolder.ids)

    def search(
        self,
        vector: Sequence[float],
        limit: int,
        versions: Collection[str] | None = None,
        model: str | None = None,
    ) -> list[tuple[str, float]]:
        """Passage ids and cosines, best first; `versions` limits where to look.

        Raises OtherModelError where `model` made the vector and another those that are live.
        """

        def look(live: VectorFolder) -> list[tuple[str, float]]:
            if model not in {None, live.said.model}:
                raise OtherModelError(
                    f"向量库 {self._generations.folder} 由模型 {live.said.model} 建立，提问用的是 {model}。"
                    "模型刚更换时重试即可；否则请改回原模型，或运行 duikou index 用新模型重建。"
                )
            return live.search(vector, limit, versions)

        return self._generations.use(look)

    def beside(self, model: str, setting: str) -> VectorFolder:
        """A new and empty generation for a model's vectors, not live yet."""
        folder = self._generations.new_folder()
        made = VectorFolder(folder, Live(folder.name, model, setting))
        made.make()
        return made

    def switch_to(self, other: VectorFolder) -> None:
        """Make a generation live for every process, and remove all others."""
        other.settle()
        self._generations.switch_to(other, other.said)

    def rename_setting(self, setting: str) -> None:
        """Note that another setting now loads the live model."""
        switch_to = self._generations.switch_to
        self._generations.use(lambda live: switch_to(live, replace(live.said, setting=setting)))

    def clear_unfinished(self) -> None:
        """Remove what was made beside and never went live; nobody may be making one meanwhile."""
        self._generations.clear_unfinished()

    def close(self) -> None:
        """Let go of the folder; the next call opens it again."""
        self._generations.close()

    def _said(self) -> Live:
        try:
            return self._generations.live()
        except StoreError:
            return Live("")
