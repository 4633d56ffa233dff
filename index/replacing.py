"""Show new versions and withdraw old ones in the order that leaves no gap."""

from collections.abc import Sequence
from dataclasses import replace

from documents.analysing import Analysis, analyse_notice
from index.locking import WriteLock
from index.models import Models
from index.placing import Arrival
from index.rebuilding import Rebuilder
from index.registry import Registry, StagedFile
from index.vectorising import Vectoriser, hash_of, texts_of


class Replacer:
    """Stage → let the followers know → flip in one transaction → sweep; one writer at a time.

    A crash at any point leaves the old version or the new one. Raises StoreError, ModelError,
    RefreshBusyError.
    """

    def __init__(
        self, registry: Registry, rebuilder: Rebuilder, models: Models, lock: WriteLock
    ) -> None:
        self._registry = registry
        self._rebuilder = rebuilder
        self._followers = rebuilder.followers
        self._models = models
        self._lock = lock
        self._vectoriser = Vectoriser(registry)

    def heal(self) -> bool:
        """Make anew, beside, an index that is lost, damaged or out of step; says whether."""
        if self._followers.usable() and self._followers.standing():
            return False
        return self._rebuilder.rebuild(self._models.live())

    def embed(self, analysis: Analysis) -> int:
        """Have the vectors of a notice's passages, without the lock; returns how many were new."""
        texts = texts_of(analysis.notice, analysis.passages)
        return self._vectoriser.ensure(self._models.live(), texts)

    def replace(self, staged: Sequence[StagedFile]) -> list[Arrival]:
        """Files become current, all at once."""
        with self._lock():
            self._followers.finish()
            arrivals: list[Arrival] = []
            for file in staged:
                arrivals.append(self._registry.stage(file, arrivals))
            self._show(arrivals)
        return arrivals

    def restore(self, notice_id: str, former: StagedFile) -> int:
        """A former version becomes current again until the notice's file changes; new vectors."""
        analysis = analyse_notice(former.notice)
        embedded = self.embed(analysis)
        with self._lock():
            self._followers.finish()
            self._show([self._registry.stage_again(notice_id, analysed(former, analysis))])
        return embedded

    def remove(self, root: str, sources: Sequence[str]) -> None:
        """Files are gone."""
        self._registry.remove(root, sources)
        self.tidy()

    def forget(self, root: str) -> int:
        """Take every notice of a root out; returns how many."""
        count = self._registry.forget(root)
        self.tidy()
        return count

    def withdraw(self, notice_id: str) -> bool:
        """Take a notice out of every answer, at once, until its file changes; False if unknown."""
        return self._registry.withdraw(notice_id)

    def tidy(self, *, vectors: bool = False) -> None:
        """Have the followers forget what is shown no more, and the registry unused vectors."""
        with self._lock():
            self._followers.finish()
            if vectors and not self._models.changing:
                self._registry.forget_unused_vectors(self._models.wanted.name)

    def _show(self, arrivals: Sequence[Arrival]) -> None:
        """Under the lock. Vectors are made sure of again: they may have been dropped meanwhile."""
        model = self._models.live()
        versions = [a.version_id for a in arrivals if a.version_id is not None]
        for batch in self._registry.current_passages(versions) if versions else ():
            self._vectoriser.ensure_stored(model, batch)
            self._followers.add(batch, model.name)
        self._registry.make_current(arrivals)
        self._followers.finish()


def analysed(file: StagedFile, analysis: Analysis) -> StagedFile:
    """A file with all that was found in it."""
    texts = texts_of(analysis.notice, analysis.passages)
    return replace(
        file,
        notice=analysis.notice,
        passages=analysis.passages,
        vector_hashes=[hash_of(text) for text in texts],
        duties=analysis.duties,
        term=analysis.term,
        links=analysis.links,
    )
