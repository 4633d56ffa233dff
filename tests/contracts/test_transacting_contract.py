"""A transaction that is undone, waits or loses its database: on SQLite and on PostgreSQL alike."""

import pytest
from sqlalchemy import Engine, func, insert, select

from index import opening, schema
from index.errors import StoreError
from index.opening import open_engine
from index.transacting import transaction


def note(engine: Engine, *names: str, before: str = "SELECT 1") -> None:
    with transaction(engine, "记事") as connection:
        connection.exec_driver_sql(before)
        for name in names:
            connection.execute(insert(schema.facts).values(name=name, value=""))


def noted(engine: Engine) -> list[str]:
    facts = schema.facts.c
    with transaction(engine, "查看") as connection:
        names = connection.scalars(select(facts.name).where(facts.name != "schema"))
        return sorted(names)


def test_fault_undoes_all(engine: Engine) -> None:
    with pytest.raises(StoreError, match="登记库记事失败"):
        note(engine, "甲", "乙", "甲")
    assert noted(engine) == []


def test_others_see_nothing_before_the_end(engine: Engine) -> None:
    with transaction(engine, "记事") as connection:
        connection.execute(insert(schema.facts).values(name="甲", value=""))
        assert noted(engine) == []
    assert noted(engine) == ["甲"]


@pytest.mark.parametrize("url", ["PostgreSQL"], indirect=True)
def test_table_that_another_program_holds_is_said_to_be_busy(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_S", 0.1)
    engine = open_engine(url)
    with engine.begin() as holder:
        holder.exec_driver_sql("LOCK TABLE facts IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreError, match="另一个程序一直占用着登记库。请等它完成"):
            note(engine, "甲")
    assert noted(engine) == []
    engine.dispose()


@pytest.mark.parametrize("url", ["PostgreSQL"], indirect=True)
def test_lost_connection_is_told_and_the_next_work_goes_on(engine: Engine) -> None:
    def lose_the_connection() -> None:
        with transaction(engine, "记事") as connection:
            connection.execute(insert(schema.facts).values(name="甲", value=""))
            backend = connection.scalar(select(func.pg_backend_pid()))
            with engine.begin() as other:
                assert other.scalar(select(func.pg_terminate_backend(backend, 5000)))
            connection.execute(insert(schema.facts).values(name="乙", value=""))

    with pytest.raises(StoreError, match=r"(?s)登记库记事失败.*请检查数据库服务是否在运行"):
        lose_the_connection()
    assert noted(engine) == []
