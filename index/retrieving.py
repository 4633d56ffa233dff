"""Find the passages that speak to a question."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.catalogue import Catalogue, FoundPassage
from index.errors import OtherModelError
from index.fusion import ranks, reciprocal_rank_fusion
from index.hit import Filters, Hit
from index.keywords import Keywords
from index.models import Models
from index.preferring import Wanted, holding_first
from index.ranking import KEYWORDS, VECTORS, Ranker
from index.reranking import Reranker
from index.timing import stage
from index.vectors import Vectors

_DEPTH = 100
"""Candidates from each search before fusion."""
_RANKED = 30
"""Candidates after fusion that the trained model orders."""
_FEW = 300
"""Up to so many notices a filter is given to the searches; beyond, results are sifted after."""
_LOOKS = 3
"""How often a search is repeated while notices are being replaced under it."""


@dataclass(frozen=True)
class Asked:
    """A question, and its vector by a model."""

    question: str
    vector: list[float]
    model: str


class Retriever:
    """Keyword and vector search over what is current, fused by reciprocal rank."""

    def __init__(
        self,
        catalogue: Catalogue,
        keywords: Keywords,
        vectors: Vectors,
        models: Models,
        ranker: Ranker | Reranker,
    ) -> None:
        self._catalogue = catalogue
        self._keywords = keywords
        self._vectors = vectors
        self._models = models
        self._ranker = ranker

    def seen_by(self, catalogue: Catalogue) -> "Retriever":
        """The same search in what another reader's catalogue holds."""
        return Retriever(catalogue, self._keywords, self._vectors, self._models, self._ranker)

    def search(
        self,
        question: str,
        limit: int = 20,
        filters: Filters | None = None,
        numbers: Sequence[str] = (),
        within: Collection[str] | None = None,
    ) -> list[Hit]:
        """Hits, best first. A notice replaced meanwhile is found in its old or its new version.

        What no longer holds comes after what does at comparable evidence, unless the filters ask
        for its status or the question names it by one of `numbers` (发文字号). `within` are the
        versions to look at, where it is known which notices are meant.
        """
        if limit < 1:
            return []
        with stage("search"):
            found = self.fused(question, max(limit, _RANKED), filters, within)
            ranked = self._ranker.rank(question, found)
        return holding_first(ranked, Wanted(filters, numbers))[:limit]

    def fused(
        self,
        question: str,
        limit: int,
        filters: Filters | None = None,
        within: Collection[str] | None = None,
    ) -> list[Hit]:
        """What both searches found, by reciprocal rank, before the trained order."""
        if not question.strip():
            return []
        asked: dict[str, Asked] = {}
        hits: list[Hit] = []
        for left in reversed(range(_LOOKS)):
            flip, model = self._catalogue.last_flip(), self._models.live()
            if model.name not in asked:
                vector = model.embeddings.embed_query(question)
                asked[model.name] = Asked(question, vector, model.name)
            try:
                hits = self._look(asked[model.name], limit, self._allowed(filters, within))
            except OtherModelError:  # another model took over in between
                if not left:
                    raise
                continue
            if self._catalogue.last_flip() == flip:
                break
        return hits

    def _allowed(self, filters: Filters | None, within: Collection[str] | None) -> set[str] | None:
        """The versions to look at; None for all."""
        if not filters and self._catalogue.sight.is_whole:
            return None if within is None else set(within)
        matching = set(self._catalogue.versions_matching(filters or Filters()))
        return matching if within is None else matching & set(within)

    def _look(self, asked: Asked, limit: int, allowed: set[str] | None) -> list[Hit]:
        """Searches deeper until `limit` current hits are found or all were seen."""
        if allowed is not None and not allowed:
            return []
        within = allowed if allowed is not None and len(allowed) <= _FEW else None
        depth = max(_DEPTH, limit)
        while True:
            by_words = self._keywords.search(asked.question, depth, within)
            by_meaning = self._vectors.search(asked.vector, depth, within, asked.model)
            hits = self._join(by_words, by_meaning, allowed)
            exhausted = len(by_words) < depth and len(by_meaning) < depth
            if len(hits) >= limit or exhausted:
                return hits[:limit]
            depth *= 4

    def _join(
        self,
        by_words: Sequence[tuple[str, float]],
        by_meaning: Sequence[tuple[str, float]],
        allowed: set[str] | None,
    ) -> list[Hit]:
        """What is looked at, ranked as if nothing else had been found."""
        either = dict.fromkeys(i for i, _ in (*by_words, *by_meaning))
        found = {
            i: passage
            for i, passage in self._catalogue.passages(list(either)).items()
            if allowed is None or passage.notice.version_id in allowed
        }
        rankings = {
            KEYWORDS: [i for i, _ in by_words if i in found],
            VECTORS: [i for i, _ in by_meaning if i in found],
        }
        places = {name: ranks(ranking) for name, ranking in rankings.items()}
        similarity = dict(by_meaning)
        return [
            _hit(
                found[i],
                score,
                {name: place[i] for name, place in places.items() if i in place},
                similarity.get(i),
            )
            for i, score in reciprocal_rank_fusion(rankings)
        ]


def _hit(
    passage: FoundPassage, score: float, found_by: dict[str, int], similarity: float | None
) -> Hit:
    return Hit(
        passage_id=passage.id,
        notice=passage.notice,
        headings=passage.headings,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        page=passage.page,
        score=score,
        found_by=found_by,
        similarity=similarity,
    )
