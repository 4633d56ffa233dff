"""Fill the keyword and the vector index anew beside the live ones, and switch in one step."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from index.errors import StoreError
from index.followers import Followers, in_groups, vectors_of
from index.keywords import KeywordFolder, Keywords
from index.locking import locked
from index.models import Identity
from index.registry import Registry, StoredPassage
from index.vectors import VectorFolder, Vectors

_WAIT_S = 30
_BATCH = 1000
"""Passages written in one go; at least, as the versions they belong to are whole."""
_AT_ONCE = 50
"""Passages embedded between two words about progress."""
_FEW = 10
"""Versions, some hundred passages, that may still be missing when the write lock is taken for good."""
_ROUNDS = 5
"""How often it is caught up with who writes meanwhile, before it is done with the lock held."""

Ensure = Callable[[Identity, Sequence[StoredPassage]], object]
"""Has the model's vectors of passages in the registry; embeds what is not there."""
Lock = Callable[[], AbstractContextManager[object]]
Progress = Callable[[int, int], None]
"""Called with passages done and passages in all; what it raises ends the rebuild."""


class Rebuilder:
    """Makes lost, damaged or outdated indexes again, while the live ones go on answering.

    A crash at any point leaves what was live. `lock` gives the write lock, which the caller of a
    rebuild must not hold; by the file `alone` one rebuild at a time is at work on a data folder.
    """

    def __init__(
        self, registry: Registry, followers: Followers, ensure: Ensure, lock: Lock, alone: Path
    ) -> None:
        self._registry = registry
        self.followers = followers
        self._keywords = followers.keywords
        self._vectors = followers.vectors
        self._ensure = ensure
        self._lock = lock
        self._alone = alone

    def rebuild(
        self, model: Identity, progress: Progress = lambda *_: None, *, anew: bool = False
    ) -> bool:
        """Have both indexes hold what is current, with vectors of a model; says if there was work.

        Only what is not usable, of another model or not in step is made again, with `anew` both.
        Raises StoreError, RefreshBusyError, and what `ensure` and `progress` raise.
        """
        with self._at_work():
            with self._lock():
                keywords = anew or self._is_stale(self._keywords)
                vectors = anew or self._vectors.model != model.name or self._is_stale(self._vectors)
            if keywords or vectors:
                self._build(model, progress, (keywords, vectors))
            elif self._vectors.setting != model.setting:
                self._vectors.rename_setting(model.setting)
            return keywords or vectors

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Nobody else is making anything beside: what is found there was left by a crash."""
        with locked(self._alone, _WAIT_S, "另一个进程正在重建索引。请等它完成后重试。"):
            self._clear()
            yield

    def _clear(self) -> None:
        self._keywords.clear_unfinished()
        self._vectors.clear_unfinished()

    def _is_stale(self, follower: Keywords | Vectors) -> bool:
        return not follower.usable() or bool(self.followers.difference(follower.ids()))

    def _build(self, model: Identity, progress: Progress, stale: tuple[bool, bool]) -> None:
        building = _Building(self._registry, self._ensure, model, progress)
        try:
            building.keywords = self._keywords.beside() if stale[0] else None
            building.vectors = self._vectors.beside(model.name, model.setting) if stale[1] else None
            self._fill(building)
        finally:
            if building.vectors:
                building.vectors.close()
            self._clear()

    def _fill(self, building: "_Building") -> None:
        for turn in range(_ROUNDS + 1):
            building.catch_up()
            with self._lock():
                if turn == _ROUNDS or len(building.missing()) <= _FEW:
                    building.catch_up()
                    self._switch(building)
                    return

    def _switch(self, building: "_Building") -> None:
        """Each is complete by itself, so that nothing is amiss between the two."""
        if building.vectors:
            self._vectors.switch_to(building.vectors)
            building.vectors = None
        if building.keywords:
            self._keywords.switch_to(building.keywords)
        self.followers.finish()


class _Building:
    """What is made in one rebuild; None for what stays as it is."""

    def __init__(
        self, registry: Registry, ensure: Ensure, model: Identity, progress: Progress
    ) -> None:
        self.keywords: KeywordFolder | None = None
        self.vectors: VectorFolder | None = None
        self._registry = registry
        self._ensure = ensure
        self._model = model
        self._progress = progress
        self._held: dict[str, list[str]] = {}
        self._done = self._total = 0

    def missing(self) -> list[str]:
        """The versions that are current and not in it."""
        return [v for v in self._registry.current_versions() if v not in self._held]

    def catch_up(self) -> None:
        """Add what is current and not in it, and forget what is current no more."""
        self._total = self._registry.count_current()
        self._tell(0)
        current = self._registry.current_versions()
        self._forget(self._held.keys() - current)
        for versions, passages in self._batches([v for v in current if v not in self._held]):
            if self.vectors:
                self.vectors.add(passages, self._embedded(passages))
            else:
                self._tell(len(passages))
            if self.keywords:
                self.keywords.add(passages)
            self._held.update({version_id: [] for version_id in versions})
            for passage in passages:
                self._held[passage.version_id].append(passage.id)

    def _batches(self, versions: Sequence[str]) -> Iterator[tuple[list[str], list[StoredPassage]]]:
        """Versions with all their passages, which are read in short transactions."""
        whole: list[str] = []
        passages: list[StoredPassage] = []
        for group, found in in_groups(self._registry, versions):
            whole += group
            passages += found
            if len(passages) >= _BATCH:
                yield whole, passages
                whole, passages = [], []
        if whole:
            yield whole, passages

    def _embedded(self, passages: Sequence[StoredPassage]) -> list[bytes]:
        """Another process may drop vectors just made as unused, when a notice goes and comes."""
        for i in range(0, len(passages), _AT_ONCE):
            self._ensure(self._model, passages[i : i + _AT_ONCE])
            self._tell(len(passages[i : i + _AT_ONCE]))
        try:
            return vectors_of(self._registry, passages, self._model.name)
        except StoreError:
            self._ensure(self._model, passages)
            return vectors_of(self._registry, passages, self._model.name)

    def _forget(self, versions: Iterable[str]) -> None:
        gone = {version_id: self._held.pop(version_id) for version_id in list(versions)}
        if gone and self.keywords:
            self.keywords.remove(list(gone))
        if gone and self.vectors:
            self.vectors.remove([i for passage_ids in gone.values() for i in passage_ids])

    def _tell(self, more: int) -> None:
        self._done += more
        self._progress(self._done, max(self._total, self._done))
