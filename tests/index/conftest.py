"""An empty library with its stores, open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from index.opening import open_engine
from tests.index.stores import Stores, open_stores


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    with open_stores(tmp_path) as opened:
        yield opened


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty registry by itself."""
    opened = open_engine(f"sqlite:///{tmp_path / 'registry.db'}")
    yield opened
    opened.dispose()
