"""Two data folders: one that is saved, one into which it is restored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.backup.offices import SOME, Office, opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """With one conversation and some uploaded files."""
    with opened(tmp_path / "原处") as made:
        made.ask("原来的问题")
        made.put(SOME)
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Office]:
    """Another data folder, with other things in it."""
    with opened(tmp_path / "别处") as made:
        made.ask("别处的问题")
        made.put({"别处.txt": b"other"})
        yield made
