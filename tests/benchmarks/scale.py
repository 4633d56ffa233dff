"""Search and refresh on some 5,000 made-up passages with random vectors."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.registry import StoredPassage
from tests.benchmarks.measuring import Row, median_s, once_s
from tests.benchmarks.stores import (
    BODIES,
    PLACES,
    TASKS,
    RandomEmbeddings,
    passages,
    write_notices,
)
from tests.index.stores import Stores, open_stores, shared_words

QUESTIONS = [
    f"{place}区{task}由哪个部门牵头，{body}做什么？"
    for place, task, body in zip(PLACES, TASKS, [*BODIES, *BODIES], strict=False)
]


def rows(folder: Path) -> Iterator[Row]:
    """Refresh first and again, then search by words and by both."""
    library = folder / "notices"
    write_notices(library, notices=125, sections=40)
    with open_stores(folder / "scale", RandomEmbeddings()) as stores:
        first = once_s(lambda: stores.refresher.refresh(library))
        again = median_s(stores.refresher.refresh, [library])
        found = passages(stores)
        scale = f"125 notices, {len(found):,} passages"
        yield Row("refresh, nothing changed", "first refresh (random vectors)", again, first, scale)
        yield _by_words(stores, found)
        yield _by_both(stores, len(found))


def _by_words(stores: Stores, found: Sequence[StoredPassage]) -> Row:
    ours = median_s(lambda q: stores.keywords.search(q, 20), QUESTIONS)
    theirs = median_s(_scan(found), QUESTIONS)
    unit = f"question, {len(found):,} passages"
    return Row("keyword search (Tantivy)", "linear scan in Python", ours, theirs, unit)


def _scan(passed: Sequence[StoredPassage]) -> Callable[[str], object]:
    texts = [(p.id, f"{p.title} {' '.join(p.headings)} {p.text}") for p in passed]

    def scan(question: str) -> list[tuple[int, str]]:
        asked = shared_words().cut(question)
        found = ((sum(text.count(word) for word in asked), name) for name, text in texts)
        return sorted(found, reverse=True)[:20]

    return scan


def _by_both(stores: Stores, passed: int) -> Row:
    ours = median_s(stores.retriever.search, QUESTIONS)
    theirs = median_s(
        lambda q: stores.vectors.search(stores.embeddings.embed_query(q), 20), QUESTIONS
    )
    unit = f"question, {passed:,} passages, no model"
    return Row("search (words and vectors)", "dense-only Chroma query", ours, theirs, unit)
