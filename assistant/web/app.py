"""Put the service together: routes, limits, headers, errors."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assistant.web import asking, duties, faults, health, notices, pages
from assistant.web.limits import BodyLimit, KnownHost, SecurityHeaders
from assistant.wiring import Workspace

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
PAGES = Path(str(files("assistant.web"))) / "pages"


def create_app(workspace: Workspace) -> FastAPI:
    """The service on one workspace; the caller opens and closes the workspace."""
    app = FastAPI(
        title="对口通",
        description="对口合作公文问答：每句回答都能点回原文。",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
    )
    app.state.workspace = workspace
    app.add_middleware(BodyLimit)
    app.add_middleware(KnownHost, allowed=LOOPBACK)
    app.add_middleware(SecurityHeaders)  # the last added is the outermost
    faults.install(app)
    for router in (asking.router, duties.router, notices.router, health.router, pages.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=PAGES), name="static")
    return app
