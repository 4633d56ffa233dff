"""The register finds what reading every row finds, whatever came and went before; on each database."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from index.assigned import Assigned
from index.hit import DutyRecord
from index.register import DutyQuery, Register
from index.registry import Registry
from tests.index.plain_register import plain_find
from tests.index.stores import shared_words
from tests.large_register import BODIES, PLACES, TASKS, notices

ROWS = 60


def parts_of(words: str) -> st.SearchStrategy[str]:
    """A piece of some words, its letters small or large."""
    pieces = st.tuples(st.integers(0, len(words) - 1), st.integers(1, len(words)))
    return st.one_of(pieces.map(lambda at: words[at[0] : at[0] + at[1]]), st.just(words.swapcase()))


def any_of(*words: str) -> st.SearchStrategy[str | None]:
    """Mostly a part of one of them; now and then nothing, or what nobody says."""
    return st.one_of(
        st.none(),
        st.sampled_from(words).flatmap(parts_of),
        st.sampled_from(["", "%", "_", "火星", "《》", "的"]),
    )


DAYS = st.one_of(st.none(), st.integers(-200, 1800).map(lambda n: date(2024, 1, 1) + timedelta(n)))
QUERIES = st.builds(
    DutyQuery,
    department=any_of(*BODIES, *(f"市{body}" for body in BODIES), "发改委", "市监局"),
    party=any_of(*(f"{place}市" for place in PLACES)),
    task=any_of(*TASKS, "推进人才交流的部门", "扩大职业教育"),
    notice=any_of("松江市第3号对口合作任务分工", "白鹿政发[2024]2号", "00001.txt"),
    role=st.sampled_from([None, "牵头", "负责", "配合", "围观"]),
    place=any_of(*PLACES, "人民政府", "Wi-Fi办"),
    due_from=DAYS,
    due_to=DAYS,
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("show"), st.integers(0, 9)),
        st.tuples(st.just("withdraw"), st.integers(0, 9)),
    ),
    max_size=3,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEPS, st.lists(QUERIES, min_size=1, max_size=6)), max_size=4))
def test_finds_what_reading_every_row_finds(engine: Engine, steps: list[Any]) -> None:
    registry, register = Registry(engine), Register(Assigned(engine), shared_words())
    for changes, queries in steps:
        for change, number in changes:
            CHANGES[change](registry, number)
        for query in queries:
            assert register.find(query) == plain_find(engine, shared_words(), query)


def show(registry: Registry, seed: int) -> None:
    """Three notices in place of those at the same places."""
    registry.make_current([registry.stage(file) for file in notices(ROWS, seed)])


def withdraw(registry: Registry, number: int) -> None:
    """One of them, if it is shown."""
    registry.remove("/公文库", [f"{number:05}.txt"])


CHANGES = {"show": show, "withdraw": withdraw}


def found(register: Register) -> list[DutyRecord]:
    return register.find(DutyQuery())


def test_order_is_the_newest_notice_first_and_then_that_of_the_text(engine: Engine) -> None:
    show(Registry(engine), 5)
    register = Register(Assigned(engine), shared_words())
    assert found(register) == plain_find(engine, shared_words(), DutyQuery())
    days = [r.notice.issued_on for r in found(register) if r.notice.issued_on]
    assert days == sorted(days, reverse=True)
    assert len(found(register)) == ROWS
