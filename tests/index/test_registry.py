"""A registry that cannot be used says why, and what to do."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import StoreError
from index.keywords import Keywords
from index.registry import Registry, notice_id
from index.schema import open_engine
from index.vectors import Vectors
from tests.index.stores import CountingEmbeddings, Stores, open_stores, shared_words


def test_notice_keeps_its_id_as_long_as_its_place() -> None:
    assert notice_id("/公文库", "甲.txt") == notice_id("/公文库", "甲.txt")
    assert len({notice_id(root, name) for root in ("/a", "/b") for name in ("甲", "乙")}) == 4


def test_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "registry.db"
    file.write_bytes(b"garbage" * 1000)
    with pytest.raises(StoreError, match=r"无法打开登记库 .*registry\.db.*请从备份恢复"):
        open_engine(f"sqlite:///{file}")
    assert file.read_bytes() == b"garbage" * 1000


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"无法打开登记库 .*没有.*请检查文件夹是否可写"):
        open_engine(f"sqlite:///{tmp_path / '没有' / 'registry.db'}")


def test_index_of_another_model_is_refused(stores: Stores, tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match=r"由模型 字对计数 建立，当前设置为 别的模型。请改回"),
        open_stores(tmp_path, CountingEmbeddings("别的模型")),
    ):
        pass


@contextmanager
def _unprivileged() -> Iterator[None]:
    """Root may write anywhere; nobody may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def _write_registry(folder: Path) -> None:
    Registry(open_engine(f"sqlite:///{folder / 'registry.db'}")).claim_model("模型")


@pytest.mark.parametrize(
    "write",
    [
        _write_registry,
        lambda folder: Keywords(folder / "keywords", shared_words()).add([]),
        lambda folder: Vectors(folder / "vectors").add([], []),
    ],
    ids=["登记库", "关键词索引", "向量库"],
)
def test_read_only_folder_is_named(
    write: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(prefix="duikou-只读-") as name:
        folder = Path(name)
        folder.chmod(0o555)
        monkeypatch.chdir(folder)
        with _unprivileged(), pytest.raises(StoreError, match=r"duikou-只读-.*请"):
            write(folder)
        folder.chmod(0o755)
        monkeypatch.chdir("/")


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
