"""Merge ranked lists."""

from collections.abc import Iterable, Mapping, Sequence

K = 10
"""Rank constant. 60 in the paper is for many noisy lists; 10 won on the development questions."""


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float] | None = None, k: int = K
) -> list[tuple[str, float]]:
    """Ids with their fused scores, best first; ties keep the order of the first list that has them.

    Cormack, Clarke and Büttcher, SIGIR 2009: score(d) = sum of weight / (k + rank of d).
    """
    scores: dict[str, float] = {}
    for name, ranking in rankings.items():
        weight = 1.0 if weights is None else weights.get(name, 1.0)
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weight / (k + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])


def ranks(ranking: Iterable[str]) -> dict[str, int]:
    """Each id's rank, from 1."""
    return {item: rank for rank, item in enumerate(ranking, start=1)}
