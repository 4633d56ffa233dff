"""An empty library with its stores, open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.stores import Stores, open_stores


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    with open_stores(tmp_path) as opened:
        yield opened
