"""Keep the keyword and the vector index in step with the registry."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from index.errors import OtherModelError, StoreError
from index.keywords import Keywords
from index.registry import Registry, StoredPassage
from index.vectors import Vectors

_VERSIONS = 20
_LOOKS = 3
"""How often counts that differ are taken again: they are not of one moment."""


@dataclass(frozen=True)
class Difference:
    """Ids of passages that a follower lacks, and of those that it should have forgotten."""

    missing: Set[str]
    surplus: Set[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)


class Followers:
    """Both indexes as one: what one holds, the other holds. Raises StoreError where one is lost."""

    def __init__(self, registry: Registry, keywords: Keywords, vectors: Vectors) -> None:
        self.registry = registry
        self.keywords = keywords
        self.vectors = vectors

    def add(self, passages: Sequence[StoredPassage], model: str) -> None:
        """Make passages findable in both; the model's vectors of them must be in the registry.

        Raises OtherModelError where the vectors that are live were made by another model.
        """
        live = self.vectors.model
        if live not in {None, model}:
            raise OtherModelError(
                f"向量库由模型 {live} 建立，不能写入模型 {model} 的向量。模型刚更换时重试即可。"
            )
        self.vectors.add(passages, vectors_of(self.registry, passages, model))
        self.keywords.add(passages)

    def finish(self) -> None:
        """Forget whatever was staged or is retiring: after a flip, and after a crash."""
        unfinished = self.registry.unfinished()
        if not unfinished:
            return
        self.keywords.remove([version_id for version_id, _ in unfinished])
        for version_id, passage_ids in unfinished:
            self.vectors.remove(passage_ids)
            self.registry.sweep(version_id)

    def usable(self) -> bool:
        """Whether both open and their files are as they were written, cut by the words in use."""
        return self.keywords.usable() and self.vectors.usable()

    def in_step(self) -> bool:
        """Whether both hold as many passages as the registry says are current."""
        current = self.registry.count_current()
        try:
            return self.keywords.count() == current == self.vectors.count()
        except StoreError:
            return False

    def standing(self) -> bool:
        """Whether all that is current is found: in step, or a replacement is in progress."""
        return any(self.in_step() or self._replacing() for _ in range(_LOOKS))

    def differences(self) -> tuple[Difference, Difference]:
        """What the keyword index and what the vector index lack or hold too much."""
        return self.difference(self.keywords.ids()), self.difference(self.vectors.ids())

    def difference(self, held: Set[str]) -> Difference:
        """What a follower that holds these passages lacks or holds too much.

        What is staged or retiring is neither.
        """
        versions = self.registry.current_versions()
        current = {p.id for _, found in in_groups(self.registry, versions) for p in found}
        unfinished = {i for _, passage_ids in self.registry.unfinished() for i in passage_ids}
        return Difference(current - held - unfinished, held - current - unfinished)

    def _replacing(self) -> bool:
        try:
            self.keywords.count()
            self.vectors.count()
        except StoreError:
            return False
        return bool(self.registry.unfinished())


def in_groups(
    registry: Registry, versions: Sequence[str]
) -> Iterator[tuple[Sequence[str], list[StoredPassage]]]:
    """A few versions at a time, with all their passages; no reading of the registry lasts long."""
    for i in range(0, len(versions), _VERSIONS):
        group = versions[i : i + _VERSIONS]
        yield group, [p for batch in registry.current_passages(group) for p in batch]


def vectors_of(registry: Registry, passages: Iterable[StoredPassage], model: str) -> list[bytes]:
    """A model's vectors of passages, in order. Raises StoreError where one is not known."""
    hashes = [passage.vector_hash for passage in passages]
    known = registry.vectors(model, hashes)
    lacking = sum(found not in known for found in hashes)
    if lacking:
        raise StoreError(
            f"登记库里缺少 {lacking} 个段落的向量（模型 {model}）。请重新运行 duikou index。"
        )
    return [known[found] for found in hashes]
