"""Put the service together: routes, limits, headers, errors."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from threading import Event

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assistant.suggesting import Suggester
from assistant.web import (
    asking,
    conversations,
    duties,
    faults,
    health,
    jobs,
    notices,
    originals,
    pages,
    scans,
    stores,
    suggestions,
    uploading,
    versions,
)
from assistant.web.limits import BodyLimit, KnownHost, OwnPages, SecurityHeaders
from assistant.web.turnstile import Turnstile
from assistant.wiring import Workspace
from index.watching import Watcher

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
_ROUTERS = (
    asking.router,
    conversations.router,
    suggestions.router,
    duties.router,
    notices.router,
    uploading.router,
    originals.router,
    scans.router,
    versions.router,
    jobs.router,
    health.router,
    stores.router,
    pages.router,
)
PAGES = Path(str(files("assistant.web"))) / "pages"


def create_app(workspace: Workspace, watchers: Sequence[Watcher] = ()) -> FastAPI:
    """The service on one workspace; the caller opens and closes it and has its jobs carried out."""
    app = FastAPI(
        title="对口通",
        description="对口合作公文问答：每句回答都能点回原文。",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
    )
    app.state.workspace = workspace
    app.state.suggester = Suggester(workspace.catalogue, workspace.register, workspace.assistant)
    app.state.watchers = watchers
    app.state.closing = Event()
    app.state.uploading = Turnstile(uploading.UPLOADERS)
    app.state.listening = Turnstile(jobs.LISTENERS)
    app.state.desk = scans.Desk()
    app.add_middleware(BodyLimit, streamed={("POST", "/api/notices")})
    app.add_middleware(OwnPages)
    app.add_middleware(KnownHost, allowed=LOOPBACK)
    app.add_middleware(SecurityHeaders)  # the last added is the outermost
    faults.install(app)
    for router in _ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=PAGES), name="static")
    return app
