"""A registry in memory, with passages and vectors made up, for what follows a registry."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import SimpleNamespace

import numpy as np

from index.followers import Followers
from index.keywords import Keywords
from index.rebuilding import Rebuilder
from index.registry import StoredPassage
from index.vectors import Vectors
from tests.index.stores import shared_words
from tests.patience import PATIENCE_S

SUBJECTS = ("茶叶产销", "干部挂职", "产业园区", "文化旅游", "粮食购销", "人才交流")
DIMENSIONS = {"甲": 32, "乙": 48}
"""Two embedding models and the lengths of their vectors."""


def identity(name: str = "甲", setting: str = "builtin") -> SimpleNamespace:
    """What the rebuilder wants to know of a model."""
    return SimpleNamespace(name=name, setting=setting)


def vector(text: str, model: str = "甲") -> list[float]:
    """The same for the same text and model, as good as orthogonal otherwise."""
    drawn = np.random.default_rng(zlib.crc32(f"{model}{text}".encode()))
    values = drawn.normal(size=DIMENSIONS[model])
    return [float(value) for value in values / np.linalg.norm(values)]


def passages(version: str, count: int = 2) -> list[StoredPassage]:
    """A version's passages. Its name says what it is about: the subject's number, then anything."""
    subject = SUBJECTS[int(version.partition(".")[0]) % len(SUBJECTS)]
    texts = [f"请各单位做好{subject}工作，编号{version}之{i}。" for i in range(count)]
    return [
        StoredPassage(f"{version}:{i}", version, f"关于{subject}的通知", ("一、总则",), text, text)
        for i, text in enumerate(texts)
    ]


@dataclass
class MadeUpRegistry:
    """What `Registry` tells its followers."""

    current: dict[str, list[StoredPassage]] = field(default_factory=dict)
    waiting: dict[str, list[StoredPassage]] = field(default_factory=dict)
    made: dict[tuple[str, str], bytes] = field(default_factory=dict)
    embedded: int = 0
    lock: Lock = field(default_factory=Lock)

    def current_versions(self) -> list[str]:
        return list(self.current)

    def current_passages(self, version_ids: Sequence[str]) -> Iterator[list[StoredPassage]]:
        known = {**self.current, **self.waiting}
        yield [p for version_id in version_ids for p in known.get(version_id, [])]

    def count_current(self) -> int:
        return sum(map(len, list(self.current.values())))

    def vectors(self, model: str, hashes: Sequence[str]) -> dict[str, bytes]:
        return {h: self.made[model, h] for h in hashes if (model, h) in self.made}

    def unfinished(self) -> list[tuple[str, list[str]]]:
        return [(version, [p.id for p in found]) for version, found in self.waiting.items()]

    def sweep(self, version_id: str) -> None:
        self.waiting.pop(version_id, None)

    def ensure(self, model: SimpleNamespace, stored: Sequence[StoredPassage]) -> None:
        """Embed what is not known yet, as a vectoriser does."""
        for passage in stored:
            if (model.name, passage.vector_hash) not in self.made:
                values = np.asarray(vector(passage.text, model.name), dtype=np.float32)
                self.made[model.name, passage.vector_hash] = values.tobytes()
                self.embedded += 1

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The write lock, which is not to be taken twice."""
        assert self.lock.acquire(timeout=PATIENCE_S)
        try:
            yield
        finally:
            self.lock.release()


@dataclass(frozen=True)
class MadeUp:
    """A made-up registry, and real followers of it on a folder."""

    registry: MadeUpRegistry
    keywords: Keywords
    vectors: Vectors
    followers: Followers
    rebuilder: Rebuilder

    def replace(self, gone: Sequence[str], come: Sequence[str], model: str = "甲") -> None:
        """Stage, let the followers know, flip, and have them forget, as a refresh does."""
        with self.registry.writing():
            for version in come:
                self.stage(version, model)
            self.flip(gone, come)
            self.followers.finish()

    def stage(self, version: str, model: str = "甲") -> None:
        self.registry.waiting[version] = passages(version)
        self.registry.ensure(identity(model), passages(version))
        self.followers.add(passages(version), model)

    def flip(self, gone: Sequence[str], come: Sequence[str]) -> None:
        current = dict(self.registry.current)
        retiring = {version: current.pop(version) for version in gone}
        current |= {version: self.registry.waiting[version] for version in come}
        self.registry.current = current
        self.registry.waiting = retiring

    def found(self, subject: str, model: str = "甲") -> tuple[set[str], set[str]]:
        """The current passages about a subject that the keywords and the vectors find."""
        shown = {p.id: p for found in list(self.registry.current.values()) for p in found}
        by_words = {i for i, _ in self.keywords.search(subject, 1000) if i in shown}
        by_meaning = {
            i
            for p in shown.values()
            if subject in p.text
            for i, score in self.vectors.search(vector(p.text, model), 1, model=model)
            if score > 0.99
        }
        return by_words, by_meaning

    def holds_all(self, model: str = "甲") -> bool:
        """Whether every current passage is found in both ways, and nothing is held besides."""
        if any(self.followers.differences()) or not self.followers.in_step():
            return False
        wanted = {s: {i for i, p in self._shown().items() if s in p.text} for s in SUBJECTS}
        return all(self.found(s, model) == (wanted[s], wanted[s]) for s in SUBJECTS)

    def _shown(self) -> Mapping[str, StoredPassage]:
        return {p.id: p for found in self.registry.current.values() for p in found}


@contextmanager
def opened(folder: Path, registry: MadeUpRegistry | None = None) -> Iterator[MadeUp]:
    """Open everything as a new process would; closes it on leaving."""
    registry = registry or MadeUpRegistry()
    keywords, vectors = Keywords(folder / "keywords", shared_words()), Vectors(folder / "vectors")
    followers = Followers(registry, keywords, vectors)
    rebuilder = Rebuilder(
        registry, followers, registry.ensure, registry.writing, folder / "rebuild.lock"
    )
    try:
        yield MadeUp(registry, keywords, vectors, followers, rebuilder)
    finally:
        vectors.close()


def shown(count: int) -> MadeUpRegistry:
    """A registry with so many versions."""
    return MadeUpRegistry({f"{i}": passages(f"{i}") for i in range(count)})
