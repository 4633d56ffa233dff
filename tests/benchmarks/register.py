"""A register of 20,000 rows, kept in memory, against reading every row of the database each time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from assistant.sheets import as_dict
from index.assigned import Assigned
from index.hit import DutyRecord
from index.opening import open_engine
from index.register import DutyQuery, Register
from index.registry import Registry
from index.tallying import Order, ordered, tally
from tests.benchmarks.measuring import Row, median_s, once_s
from tests.index.plain_register import plain_find
from tests.index.stores import shared_words
from tests.large_register import notices

_ROWS, _PAGE = 20_000, 100
_QUERIES = {
    "all rows": DutyQuery(),
    "one department": DutyQuery(department="发改委"),
    "one task": DutyQuery(task="文化走廊由谁推进"),
}
_BASELINE = "reading every row each time"

_Find = Callable[[DutyQuery], list[DutyRecord]]


def rows(folder: Path) -> Iterator[Row]:
    """The first look and what a flip costs; then pages, sorted pages and counts."""
    engine = open_engine(f"sqlite:///{folder / 'register.db'}")
    registry, words = Registry(engine), shared_words()
    registry.make_current([registry.stage(file) for file in notices(_ROWS)])
    register = Register(Assigned(engine), words)
    first = once_s(lambda: register.find(DutyQuery()))
    yield from _afresh(engine, register, first)
    for name, query in _QUERIES.items():
        unit = f"page of {_PAGE} of {len(register.find(query)):,} rows, {name}"
        for what, order in (("page of the register", Order.NOTICE), ("by deadline", Order.DUE)):
            ours = median_s(_page(register.find, order), [query])
            theirs = median_s(_page(lambda q: plain_find(engine, words, q), order), [query])
            yield Row(what, _BASELINE, ours, theirs, unit)
        ours = median_s(lambda q: tally(register.find(q)), [query])
        theirs = median_s(lambda q: tally(plain_find(engine, words, q)), [query])
        yield Row("counts for the pictures", _BASELINE, ours, theirs, name)
    engine.dispose()


def _page(find: _Find, order: Order) -> Callable[[DutyQuery], object]:
    return lambda query: [as_dict(record) for record in ordered(find(query), order)[:_PAGE]]


def _afresh(engine: Engine, register: Register, first: float) -> Iterator[Row]:
    """After one more notice only its own rows are read."""
    registry = Registry(engine)
    (file,) = notices(1, seed=1)
    registry.make_current([registry.stage(replace(file, source="新的.txt"))])
    ours = once_s(lambda: register.find(DutyQuery()))
    yield Row("look after a flip", "first look", ours, first, f"{_ROWS:,} rows")
