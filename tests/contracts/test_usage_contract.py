"""Counts of questions: on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from index.opening import open_engine
from index.usage import Usage

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def usage(url: str) -> Iterator[Usage]:
    opened = open_engine(url)
    yield Usage(opened)
    opened.dispose()


def test_questions_are_counted_by_owner_and_day(usage: Usage) -> None:
    assert usage.asked_on(MONDAY) == {}
    for owner, day in (("甲", MONDAY), ("甲", MONDAY), ("乙", MONDAY), ("甲", TUESDAY)):
        assert usage.count(owner, day)
    assert usage.asked_on(MONDAY) == {"甲": 2, "乙": 1}
    assert usage.asked_on(TUESDAY) == {"甲": 1}


def test_so_many_are_counted_and_no_more(usage: Usage) -> None:
    assert [usage.count("甲", MONDAY, 2) for _ in range(4)] == [True, True, False, False]
    assert usage.asked_on(MONDAY) == {"甲": 2}
    assert usage.count("甲", TUESDAY, 2)
    assert usage.count("乙", MONDAY, 2)
    assert usage.count("甲", MONDAY, 3)  # the limit was raised


def test_at_the_same_moment_no_more_are_counted_either(usage: Usage) -> None:
    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(lambda _: usage.count("甲", MONDAY, 20), range(40)))
    assert counted.count(True) == 20
    assert usage.asked_on(MONDAY) == {"甲": 20}
