"""All or nothing, and what is wrong with a database in words that help; with real SQLite files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import OperationalError

from index import opening, schema
from index.errors import StoreError
from index.opening import open_engine
from index.transacting import failure, transaction


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "registry.db"


@pytest.fixture
def engine(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(opening, "BUSY_S", 0.05)
    opened = open_engine(f"sqlite:///{file}")
    yield opened
    opened.dispose()


def note(engine: Engine, *names: str, value: str = "", fault: BaseException | None = None) -> None:
    with transaction(engine, "记事") as connection:
        for name in names:
            connection.execute(insert(schema.facts).values(name=name, value=value))
        if fault is not None:
            raise fault


def noted(engine: Engine) -> set[str]:
    with transaction(engine, "查看") as connection:
        return set(connection.scalars(select(schema.facts.c.name))) - {"schema"}


def test_what_succeeds_is_kept(engine: Engine) -> None:
    note(engine, "甲")
    note(engine, "乙")
    assert noted(engine) == {"甲", "乙"}


def test_fault_of_the_database_undoes_all_and_says_where(engine: Engine) -> None:
    note(engine, "甲")
    with pytest.raises(StoreError, match=r"^登记库记事失败（UNIQUE.*请检查磁盘空间"):
        note(engine, "乙", "甲")
    assert noted(engine) == {"甲"}


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, SystemExit])
def test_any_other_fault_undoes_all_and_stays_what_it_is(
    engine: Engine, fault: type[BaseException]
) -> None:
    with pytest.raises(fault, match="别的原因"):
        note(engine, "甲", fault=fault("别的原因"))
    assert noted(engine) == set()


def test_registry_that_another_program_holds_is_said_to_be_busy(engine: Engine, file: Path) -> None:
    other = open_engine(f"sqlite:///{file}")
    with other.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="另一个程序一直占用着登记库。请等它完成"):
            note(engine, "甲")
    other.dispose()
    note(engine, "乙")
    assert noted(engine) == {"乙"}


def test_full_disk_is_said_to_be_full_and_loses_nothing(engine: Engine) -> None:
    note(engine, "甲")
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="磁盘空间不足。请清理磁盘后重试"):
        note(engine, "乙", value="字" * 100_000)
    assert noted(engine) == {"甲"}


def test_registry_that_must_not_be_written_is_said_to_be_so(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(StoreError, match="登记库只能读。请检查数据文件夹"):
        note(engine, "甲")
    assert noted(engine) == set()


def test_damaged_file_is_to_be_restored(engine: Engine, file: Path) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    sound = file.read_bytes()
    file.write_bytes(sound[:4096] + b"\xff" * (len(sound) - 4096))
    with pytest.raises(StoreError, match=r"可能已损坏.*duikou restore"):
        noted(engine)


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("deadlock detected", "请等它完成"),
        ("canceling statement due to lock timeout", "请等它完成"),
        ("cannot execute INSERT in a read-only transaction", "只能读"),
        ('could not extend file "base/1": No space left on device', "请清理磁盘"),
        ("server closed the connection unexpectedly", "请检查数据库服务"),
        ("connection failed: connection to server at port 5432 failed", "请检查数据库服务"),
        ("从没见过的毛病", "duikou doctor"),
    ],
)
def test_what_postgresql_says_is_told_with_a_remedy(said: str, remedy: str) -> None:
    error = OperationalError("SELECT 1", {}, Exception(said))
    assert str(failure(error, "读写")).startswith(f"登记库读写失败（{said}）。")
    assert remedy in str(failure(error, "读写"))
