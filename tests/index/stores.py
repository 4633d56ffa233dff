"""Real stores on one folder, a cheap embedding model, and notices to put in."""

import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from sqlalchemy import Engine

from documents.analysing import analyse
from documents.notice import Masthead, Notice
from documents.splitting import split
from index.catalogue import Catalogue
from index.followers import Followers
from index.intake import READING
from index.jobs import Jobs
from index.keywords import Keywords
from index.locking import WriteLock
from index.models import Identity, Models
from index.opening import open_engine
from index.placing import Arrival
from index.ranking import Ranker
from index.rebuilding import Rebuilder
from index.refreshing import Refresher
from index.registry import Registry, StagedFile, StoredPassage
from index.replacing import Replacer
from index.retrieving import Retriever
from index.sources import Sources
from index.tasks import Tools
from index.uploads import Uploads
from index.vectorising import Vectoriser
from index.vectors import Vectors
from index.words import Words
from index.working import Worker

_DIMENSIONS = 64
Watch = Callable[[str], None]
"""Called with the name of each step once it is done."""


@dataclass
class CountingEmbeddings(Embeddings):
    """A text's vector counts its pairs of characters; the texts embedded are kept."""

    name: str = "字对计数"
    embedded: list[str] = field(default_factory=list)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = np.full(_DIMENSIONS, 0.01)
        bare = re.sub(r"\s", "", text)
        for i in range(len(bare)):
            vector[zlib.crc32(bare[i : i + 2].encode()) % _DIMENSIONS] += 1
        return [float(value) for value in vector / np.linalg.norm(vector)]


class WatchedRegistry(Registry):
    watch: Watch

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.engine = engine

    def stage(self, file: StagedFile, beside: Sequence[Arrival] = ()) -> Arrival:
        arrival = super().stage(file, beside)
        self.watch("登记新版本")
        return arrival

    def make_current(self, arrivals: Sequence[Arrival]) -> None:
        super().make_current(arrivals)
        self.watch("切换版本")

    def sweep(self, version_id: str) -> None:
        super().sweep(version_id)
        self.watch("清理旧版本")


class WatchedKeywords(Keywords):
    watch: Watch

    def add(self, passages: Iterable[StoredPassage]) -> None:
        super().add(passages)
        self.watch("写入关键词")

    def remove(self, version_ids: Sequence[str]) -> None:
        super().remove(version_ids)
        self.watch("移出关键词")

    def search(
        self, question: str, limit: int, versions: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        found = super().search(question, limit, versions)
        self.watch("查关键词")
        return found


class WatchedVectors(Vectors):
    watch: Watch

    def add(self, passages: Sequence[StoredPassage], vectors: Sequence[bytes]) -> None:
        super().add(passages, vectors)
        self.watch("写入向量")

    def remove(self, passage_ids: Sequence[str]) -> None:
        super().remove(passage_ids)
        self.watch("移出向量")


@dataclass(frozen=True)
class Stores:
    """What works on one data folder, and the folder of notices beside it."""

    library: Path
    tools: Tools
    jobs: Jobs
    worker: Worker
    registry: WatchedRegistry
    catalogue: Catalogue
    keywords: WatchedKeywords
    vectors: WatchedVectors
    followers: Followers
    retriever: Retriever
    embeddings: CountingEmbeddings

    @property
    def refresher(self) -> Refresher:
        return self.tools.refresher

    @property
    def sources(self) -> Sources:
        return self.tools.sources

    def watch(self, watch: Watch) -> None:
        self.registry.watch = self.keywords.watch = self.vectors.watch = watch

    def found(self, question: str, limit: int = 20) -> list[str]:
        """The texts of the hits."""
        return [hit.text for hit in self.retriever.search(question, limit)]


@contextmanager
def open_stores(folder: Path, embeddings: CountingEmbeddings | None = None) -> Iterator[Stores]:
    """Open everything as a new process would; closes it on leaving."""
    data, library = folder / "data", folder / "公文库"
    library.mkdir(parents=True, exist_ok=True)
    data.mkdir(exist_ok=True)
    model = embeddings or CountingEmbeddings()
    engine = open_engine(f"sqlite:///{data / 'registry.db'}")
    vectors = WatchedVectors(data / "vectors")
    keywords = WatchedKeywords(data / "keywords", shared_words())
    try:
        registry, catalogue = WatchedRegistry(engine), Catalogue(engine)
        registry.watch = keywords.watch = vectors.watch = lambda step: None
        models = Models(Identity(model.name, "测试", model), vectors, _no_other)
        tools = _tools(registry, Followers(registry, keywords, vectors), models, data)
        ranker = Ranker(shared_words(), keywords.rarity)
        tools.replacer.heal()
        jobs = Jobs(engine)
        yield Stores(
            library=library,
            tools=tools,
            jobs=jobs,
            worker=Worker(jobs, tools, data / "jobs"),
            registry=registry,
            catalogue=catalogue,
            keywords=keywords,
            vectors=vectors,
            followers=tools.rebuilder.followers,
            retriever=Retriever(catalogue, keywords, vectors, models, ranker),
            embeddings=model,
        )
    finally:
        vectors.close()
        engine.dispose()


def _tools(registry: WatchedRegistry, followers: Followers, models: Models, data: Path) -> Tools:
    """Files are read in this process: `documents.isolating` has tests of its own."""
    lock, sources = WriteLock(data / "refresh.lock"), Sources(registry.engine)
    ensure = Vectoriser(registry).ensure_stored
    rebuilder = Rebuilder(registry, followers, ensure, lock, data / "rebuild.lock")
    replacer = Replacer(registry, rebuilder, models, lock)
    return Tools(
        registry=registry,
        sources=sources,
        refresher=Refresher(sources, replacer, analyse),
        replacer=replacer,
        rebuilder=rebuilder,
        models=models,
        uploads=Uploads(data / "uploads"),
        read=analyse,
    )


def _no_other(setting: str) -> Identity:
    raise AssertionError(f"no other model than the one at hand: {setting}")


@cache
def shared_words() -> Words:
    """jieba takes a second to load."""
    return Words()


def write(library: Path, name: str, *paragraphs: str) -> Path:
    """A text file whose first line is its title."""
    file = library / f"{name}.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n\n".join([f"关于{name}的通知", *paragraphs]), encoding="utf-8")
    return file


def staged(
    masthead: Masthead,
    body: str,
    *,
    source: str = "",
    root: str = "/公文库",
    fingerprint: str = "1",
) -> StagedFile:
    """A notice as a refresh hands it to the registry; its vectors are named after its words."""
    text = f"{masthead.title}\n{body}"
    notice = Notice(masthead, text, sections=())
    passages = split(notice)
    return StagedFile(
        root=root,
        source=source or f"{masthead.title}.txt",
        fingerprint=fingerprint,
        reading=READING,
        notice=notice,
        passages=passages,
        vector_hashes=[f"{zlib.crc32(passage.text.encode()):x}" for passage in passages],
    )


def put(stores: Stores, *files: StagedFile) -> None:
    """Embed and show notices that were never files."""
    for file in files:
        made = stores.embeddings.embed_documents([p.text for p in file.passages])
        values = [np.asarray(v, dtype=np.float32).tobytes() for v in made]
        known = dict(zip(file.vector_hashes, values, strict=True))
        stores.registry.add_vectors(stores.embeddings.name, known)
    stores.tools.replacer.replace(files)
