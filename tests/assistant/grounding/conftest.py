"""The words that names are told by."""

import pytest

from documents.duties.aliases import TERMS
from index.words import Words


@pytest.fixture(scope="session")
def words() -> Words:
    return Words(terms=TERMS)
