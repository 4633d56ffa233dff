"""A registry that cannot be used says why, and what to do."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import StoreError
from index.keywords import Keywords
from index.opening import open_engine
from index.placing import notice_id
from index.registry import Registry
from index.vectors import Vectors
from tests.index.stores import shared_words


def test_notice_keeps_its_id_as_long_as_its_place() -> None:
    assert notice_id("/公文库", "甲.txt") == notice_id("/公文库", "甲.txt")
    assert len({notice_id(root, name) for root in ("/a", "/b") for name in ("甲", "乙")}) == 4


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
