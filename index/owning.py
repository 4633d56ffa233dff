"""One data folder to a registry: the indexes in another would not follow what is written."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from index import schema
from index.errors import StoreError
from index.opening import open_engine, sqlite_url
from index.transacting import transaction

Database = Engine
"""What holds a registry."""
_MARK = "folder.id"


@contextmanager
def opened(url: str | None, folder: Path) -> Iterator[Engine]:
    """The registry of a data folder: the one at `url`, or the SQLite file in the folder.

    Raises StoreError, StoreOutdatedError.
    """
    engine = open_engine(url or sqlite_url(folder.resolve() / "registry.db"))
    try:
        if url:
            claim(engine, folder)
        yield engine
    finally:
        engine.dispose()


def claim(engine: Engine, folder: Path) -> None:
    """Have the registry belong to a data folder, if it belongs to none yet.

    Folders are told apart by a file in them, so that one may be moved. Raises StoreError where the
    registry belongs to another.
    """
    own = _own(folder)
    with transaction(engine, "读取") as connection:
        owner = schema.fact(connection, schema.OWNER)
    if owner is None:
        _put_down(engine, folder)
    elif owner.split(" ")[0] != own:
        raise StoreError(
            f"登记库属于数据文件夹 {owner.partition(' ')[2]}，不能由 {folder.resolve()} 同时使用："
            "两边的检索索引会不一致。请把 DUIKOU_DATA_DIR 设为原来的文件夹；"
            "如果它已不再使用，请运行 duikou rebuild --take-over，改由现在的文件夹使用。"
        )


def take_over(url: str, folder: Path) -> None:
    """Have a registry belong to a data folder from now on. Raises StoreError."""
    engine = open_engine(url)
    try:
        _put_down(engine, folder)
    finally:
        engine.dispose()


def _put_down(engine: Engine, folder: Path) -> None:
    with transaction(engine, "登记数据文件夹") as connection:
        schema.set_fact(connection, schema.OWNER, f"{_own(folder)} {folder.resolve()}")


def _own(folder: Path) -> str:
    mark = folder / _MARK
    try:
        if not mark.exists():
            mark.write_text(uuid.uuid4().hex, "utf-8")
        return mark.read_text("utf-8").strip()
    except OSError as error:
        raise StoreError(
            f"无法读写 {mark}（{error.strerror}）。请检查磁盘空间和数据文件夹权限后重试。"
        ) from error
