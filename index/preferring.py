"""Put what notices say that no longer hold after what says the same in one that does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.hit import CURRENT, REPEALED, REVISED, Filters, Hit
from index.lineage import number_key

_SUPERSEDED, _RUN_OUT = 0.7, 0.9
"""What a score counts in a notice that another has superseded, beside 1 in one that holds: a few
ranks less. A little less too where its term has run out or has not begun."""


@dataclass(frozen=True)
class Wanted:
    """Where a search looks, and the document numbers (发文字号) that the question names."""

    filters: Filters | None = None
    numbers: Sequence[str] = ()


def holding_first(hits: Sequence[Hit], wanted: Wanted) -> list[Hit]:
    """The hits, best first, with scores that tell by their status how much they count.

    Nothing changes where the filters ask for a status, nor for a notice that the question names.
    """
    if wanted.filters and wanted.filters.status:
        return list(hits)
    named = {number_key(number) for number in wanted.numbers}
    weighted = (
        hit
        if hit.notice.status == CURRENT or number_key(hit.notice.document_number or "") in named
        else _weighted(hit, _weight(hit.notice.status))
        for hit in hits
    )
    return sorted(weighted, key=lambda hit: -hit.score)


def _weighted(hit: Hit, weight: float) -> Hit:
    trained = None if hit.trained is None else hit.trained * weight
    return replace(hit, score=hit.score * weight, trained=trained)


def _weight(status: str) -> float:
    return _SUPERSEDED if status in {REVISED, REPEALED} else _RUN_OUT
