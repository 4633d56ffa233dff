"""Keep the keyword and the vector index in step with the registry."""

from collections.abc import Sequence

from index.keywords import Keywords
from index.registry import Registry, StoredPassage
from index.vectors import Vectors


class Followers:
    """Both indexes as one: what one holds, the other holds."""

    def __init__(self, registry: Registry, keywords: Keywords, vectors: Vectors) -> None:
        self._registry = registry
        self._keywords = keywords
        self._vectors = vectors

    def add(self, passages: Sequence[StoredPassage]) -> None:
        """Make passages findable in both; their vectors must be in the registry."""
        known = self._registry.vectors([p.vector_hash for p in passages])
        self._vectors.add(passages, [known[p.vector_hash] for p in passages])
        self._keywords.add(passages)

    def finish(self) -> None:
        """Forget whatever was staged or is retiring: after a flip, and after a crash."""
        unfinished = self._registry.unfinished()
        if not unfinished:
            return
        self._keywords.remove([version_id for version_id, _ in unfinished])
        for version_id, passage_ids in unfinished:
            self._vectors.remove(passage_ids)
            self._registry.sweep(version_id)

    def in_step(self) -> bool:
        """Whether both hold as many passages as the registry says are current."""
        return self._keywords.count() == self._registry.count_current() == self._vectors.count()

    def repair(self) -> bool:
        """Rebuild both from the registry if either does not hold what it should; says whether."""
        if self.in_step():
            return False
        self._keywords.clear()
        self._vectors.clear()
        for batch in self._registry.current_passages():
            self.add(batch)
        return True
