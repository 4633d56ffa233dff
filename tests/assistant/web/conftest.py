"""A client of the service on the sample notices, and a service that carries out jobs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Workspace, open_workspace, samples
from index.keys import Scope
from tests.assistant.web.listening import Keyed, listening
from tests.assistant.web.live import Live, running


@pytest.fixture(scope="session")
def client(sample_workspace: Workspace) -> TestClient:
    """Asks the service in this process; an error inside is answered, not raised."""
    app = create_app(sample_workspace)
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Live]:
    """A service that carries out jobs, empty at first; the tests of a module share it."""
    with running(Settings(data_dir=tmp_path_factory.mktemp("live"))) as service:
        yield service


@pytest.fixture(scope="session")
def keyed(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Keyed]:
    """A service on the sample notices that wants keys, and really listens."""
    with open_workspace(Settings(data_dir=tmp_path_factory.mktemp("keyed"))) as workspace:
        assert not workspace.refresher.refresh(samples()).failures
        secrets = {scope: workspace.keys.create(scope, [scope])[1] for scope in Scope}
        with listening(create_app(workspace)) as url:
            yield Keyed(url, secrets, workspace)
