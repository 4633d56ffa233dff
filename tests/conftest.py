"""What several rooms' tests share."""

from pathlib import Path

import pytest

from index.builtin_model import build, default_folder


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The built-in embedding model, built on first use and kept for later runs."""
    folder = default_folder()
    build(folder)
    return folder
