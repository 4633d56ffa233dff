"""A client of the service on the sample notices."""

import pytest
from fastapi.testclient import TestClient

from assistant.web.app import create_app
from assistant.wiring import Workspace


@pytest.fixture(scope="session")
def client(sample_workspace: Workspace) -> TestClient:
    """Asks the service in this process; an error inside is answered, not raised."""
    app = create_app(sample_workspace)
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
