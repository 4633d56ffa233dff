"""Put the service together: routes, limits, headers, errors."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from threading import Event

from fastapi import FastAPI

from assistant.suggesting import Suggester
from assistant.web import (
    asking,
    conversations,
    duties,
    evaluation,
    faults,
    health,
    jobs,
    keys,
    notices,
    originals,
    pages,
    scans,
    session,
    stores,
    suggestions,
    unanswered,
    uploading,
    versions,
    widget,
    withdrawing,
)
from assistant.web.access import ADMIN, ASK, INDEX
from assistant.web.examiner import Examiner
from assistant.web.limits import BodyLimit, KnownHost, OwnPages, SecurityHeaders
from assistant.web.parts import refusals
from assistant.web.turnstile import Turnstile
from assistant.wiring import Workspace
from index.watching import Watcher

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
_GUARDED = (
    (asking.router, ASK),
    (conversations.router, ASK),
    (suggestions.router, ASK),
    (duties.router, ASK),
    (notices.router, ASK),
    (originals.router, ASK),
    (scans.router, ASK),
    (versions.router, ASK),
    (widget.router, ASK),
    (uploading.router, INDEX),
    (withdrawing.router, INDEX),
    (jobs.router, INDEX),
    (jobs.whole, ADMIN),
    (stores.router, ADMIN),
    (conversations.questions, ADMIN),
    (unanswered.router, ADMIN),
    (evaluation.router, ADMIN),
    (keys.router, ADMIN),
)
"""Routes, and the scope that they ask for."""
_OPEN = (session.router, health.router, pages.router, widget.pages)
_STREAMED = {("POST", "/api/notices"), ("POST", "/api/evaluation")}
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
    app.state.examiner = Examiner()
    app.add_middleware(BodyLimit, streamed=_STREAMED)
    app.add_middleware(OwnPages)
    if not workspace.keys.required():
        app.add_middleware(KnownHost, allowed=LOOPBACK)
    app.add_middleware(SecurityHeaders)  # the last added is the outermost
    faults.install(app)
    for router, scope in _GUARDED:
        app.include_router(router, dependencies=[scope], responses=refusals(401, 403))
    for router in _OPEN:
        app.include_router(router)
    app.mount("/static", pages.Parts(directory=PAGES), name="static")
    return app
