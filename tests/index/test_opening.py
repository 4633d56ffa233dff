"""A registry that cannot be opened says why and what to do, and is never written over."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from index import opening, schema
from index.errors import StoreError
from index.opening import open_engine

FACTS = [{"name": "model", "value": "模型" * 20_000}]


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'registry.db'}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A registry with something in it, closed."""
    engine = open_engine(address(tmp_path))
    with engine.begin() as connection:
        connection.execute(insert(schema.facts), FACTS)
    engine.dispose()
    return tmp_path / "registry.db"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_S", 0.2)


def test_what_was_written_is_there_when_opened_again(file: Path) -> None:
    engine = open_engine(address(file.parent))
    with engine.connect() as connection:
        assert schema.fact(connection, "model") == FACTS[0]["value"]
    engine.dispose()


@pytest.mark.parametrize("name", ["", "新的"], ids=["已有", "新建"])
def test_connections_watch_references(file: Path, name: str) -> None:
    (file.parent / name).mkdir(exist_ok=True)
    engine = open_engine(address(file.parent / name))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000
    engine.dispose()


def test_registry_in_memory() -> None:
    engine = open_engine("sqlite://")
    with engine.connect() as connection:
        assert connection.execute(select(schema.notices)).all() == []
    engine.dispose()


# --- damaged files --------------------------------------------------------------------------------


def garbage(file: Path) -> None:
    file.write_bytes(b"garbage" * 1000)


def words(file: Path) -> None:
    file.write_text("这不是数据库", encoding="utf-8")


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def first_page(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:4096])


def first_bytes(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


def without_header(file: Path) -> None:
    file.write_bytes(bytes(100) + file.read_bytes()[100:])


@pytest.mark.parametrize(
    "damage",
    [garbage, words, half, first_page, first_bytes, without_header],
    ids=["乱码", "文字", "剩一半", "剩一页", "剩文件头", "没有文件头"],
)
def test_damaged_file_is_named_and_left_alone(file: Path, damage: Callable[[Path], None]) -> None:
    damage(file)
    before = file.read_bytes()
    with pytest.raises(
        StoreError, match=r"无法打开登记库 .*registry\.db（.*已损坏.*duikou restore"
    ):
        open_engine(address(file.parent))
    assert file.read_bytes() == before


# --- lost files -----------------------------------------------------------------------------------


@pytest.fixture(params=["keywords", "vectors"])
def follower(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An index with something in it beside the registry."""
    folder = tmp_path / str(request.param)
    folder.mkdir()
    (folder / "current").write_text("{}")
    return folder


def test_missing_registry_is_not_made_anew_beside_its_indexes(follower: Path) -> None:
    with pytest.raises(
        StoreError,
        match=r"registry\.db 不见了，而.*duikou restore.*先删除 keywords、vectors 文件夹",
    ):
        open_engine(address(follower.parent))
    assert not (follower.parent / "registry.db").exists()


def test_empty_registry_is_not_filled_beside_its_indexes(follower: Path) -> None:
    (follower.parent / "registry.db").touch()
    with pytest.raises(StoreError, match=r"registry\.db 是空的（0 字节），而.*duikou restore"):
        open_engine(address(follower.parent))
    assert (follower.parent / "registry.db").stat().st_size == 0


def test_registry_without_tables_is_not_filled_beside_its_indexes(follower: Path) -> None:
    with closing(sqlite3.connect(follower.parent / "registry.db")) as other:
        other.execute("PRAGMA journal_mode=WAL")
    before = (follower.parent / "registry.db").read_bytes()
    with pytest.raises(StoreError, match=r"registry\.db 里没有数据表，而.*duikou restore"):
        open_engine(address(follower.parent))
    assert (follower.parent / "registry.db").read_bytes() == before


def test_whole_registry_beside_its_indexes_is_opened(file: Path) -> None:
    (file.parent / "keywords").mkdir()
    (file.parent / "keywords" / "current").write_text("{}")
    open_engine(address(file.parent)).dispose()


@pytest.mark.parametrize("empty", [True, False], ids=["0字节", "没有文件"])
def test_registry_without_indexes_is_new(tmp_path: Path, empty: bool) -> None:
    (tmp_path / "keywords").mkdir()
    (tmp_path / "vectors").write_text("不是文件夹")
    if empty:
        (tmp_path / "registry.db").touch()
    engine = open_engine(address(tmp_path))
    with engine.connect() as connection:
        assert connection.execute(select(schema.notices)).all() == []
    engine.dispose()


# --- other programs -------------------------------------------------------------------------------


@pytest.fixture
def held(file: Path) -> Iterator[Path]:
    """A registry that another program keeps to itself."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield file


@pytest.mark.usefixtures("impatient")
def test_registry_held_by_another_program_is_told(held: Path) -> None:
    with pytest.raises(
        StoreError, match=r"registry\.db（database is locked）。另一个程序一直占用着它"
    ):
        open_engine(address(held.parent))


@pytest.mark.usefixtures("impatient")
def test_new_registry_waits_for_whoever_writes(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "registry.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="另一个程序一直占用着它"):
            open_engine(address(tmp_path))


@pytest.mark.usefixtures("impatient")
def test_registry_being_written_can_be_opened(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM facts WHERE name = 'model'")
        open_engine(address(file.parent)).dispose()


# --- addresses ------------------------------------------------------------------------------------


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"无法打开登记库 .*没有.*请检查文件夹是否可写"):
        open_engine(address(tmp_path / "没有"))


def test_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "registry.db").mkdir()
    with pytest.raises(StoreError, match=r"无法打开登记库 .*registry\.db"):
        open_engine(address(tmp_path))


def test_password_is_never_shown() -> None:
    with pytest.raises(StoreError, match="请检查数据库服务是否在运行") as caught:
        open_engine("postgresql+psycopg://duikou:secret@127.0.0.1:1/duikou")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["", "registry.db", "postgresql+没有://x/y", "oracle://x/y", "mysql+pymysql://x/y"],
    ids=["空", "不是地址", "没有的驱动", "没有安装", "没有安装的MySQL"],
)
def test_unusable_address_is_explained(url: str) -> None:
    with pytest.raises(StoreError, match=r"登记库.*DUIKOU_DATABASE_URL"):
        open_engine(url)
