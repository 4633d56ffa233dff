"""A transaction on the registry, and its faults in words that help."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from index.errors import StoreError
from index.schema import fact

_REMEDIES = (
    (("disk is full", "No space left"), "磁盘空间不足。请清理磁盘后重试，已入库的内容不受影响。"),
    (
        ("locked", "lock timeout", "deadlock"),
        "另一个程序一直占用着登记库。请等它完成，或停止它后重试。",
    ),
    (("readonly", "read-only"), "登记库只能读。请检查数据文件夹和磁盘是否可写，然后重试。"),
    (
        ("disk I/O error",),
        "磁盘可能已满或有故障。请检查磁盘空间和磁盘后重试；仍不行请运行 duikou doctor。",
    ),
    (
        ("malformed", "not a database"),
        "登记库文件可能已损坏。请停止服务，用 duikou restore 从备份恢复。",
    ),
    (
        ("connection failed", "server closed the connection", "terminating connection"),
        "和数据库的连接断开了。请检查数据库服务是否在运行，然后重试，已入库的内容不受影响。",
    ),
)
_OTHERWISE = "请检查磁盘空间和数据文件夹权限后重试；仍不行请运行 duikou doctor。"


@contextmanager
def transaction(engine: Engine, doing: str) -> Iterator[Connection]:
    """All or nothing; `doing` (Chinese) names the work in the error. Raises StoreError."""
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise failure(error, doing) from error


@contextmanager
def frozen(engine: Engine, doing: str) -> Iterator[Connection]:
    """The registry as it is now, however long it is read and whatever is written meanwhile.

    Raises StoreError.
    """
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                begin(connection, "BEGIN")
                fact(connection, "schema")  # the first read is what fixes the state
                yield connection
    except SQLAlchemyError as error:
        raise failure(error, doing) from error


def begin(connection: Connection, statement: str) -> None:
    """pysqlite begins a transaction with the first write; reads before it are each their own."""
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        connection.exec_driver_sql(statement)


def failure(error: SQLAlchemyError, doing: str) -> StoreError:
    """What went wrong with the registry, and what to do."""
    said = str(getattr(error, "orig", None) or error)
    remedy = next((r for marks, r in _REMEDIES if any(m in said for m in marks)), _OTHERWISE)
    return StoreError(f"登记库{doing}失败（{said}）。{remedy}")
