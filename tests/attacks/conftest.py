"""The service that is attacked: on the sample notices, over TCP."""

from collections.abc import Iterator

import pytest

from assistant import connections
from assistant.web import limits, receiving
from assistant.wiring import Workspace
from tests.attacks.besieged import Besieged, listening

PATIENCE_S = 1.0
"""In place of the tens of seconds that the service waits."""


@pytest.fixture(scope="module")
def besieged(sample_workspace: Workspace) -> Iterator[Besieged]:
    """With the patience that it really has."""
    with listening(sample_workspace) as service:
        yield service


@pytest.fixture
def impatient(sample_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Besieged]:
    """With hardly any patience."""
    for place, name in (
        (connections, "HEAD_S"),
        (connections, "STUCK_S"),
        (limits, "BODY_S"),
        (receiving, "GRACE_S"),
        (receiving, "STALL_S"),
    ):
        monkeypatch.setattr(place, name, PATIENCE_S)
    with listening(sample_workspace) as service:
        yield service
