"""Put the service together: routes, limits, headers, errors."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from threading import Event

from fastapi import Depends, FastAPI

from assistant.web import (
    archive,
    asking,
    audit,
    completions,
    conversations,
    duties,
    evaluation,
    faults,
    health,
    jobs,
    keys,
    mcp,
    metrics,
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
    visibility,
    widget,
    withdrawing,
)
from assistant.web.access import ADMIN, ASK, INDEX
from assistant.web.answer_desk import AnswerDesk
from assistant.web.auditing import Audited
from assistant.web.budget import Budget
from assistant.web.describing import describe
from assistant.web.examiner import Examiner
from assistant.web.limits import BodyLimit, KnownHost, OwnPages, SecurityHeaders
from assistant.web.numbering import Numbered
from assistant.web.parts import known_query, refusals
from assistant.web.readiness import Readiness
from assistant.web.turnstile import Turnstile
from assistant.wiring import Workspace
from index.watching import Watcher

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
_GUARDED = (
    (archive.router, ADMIN),  # before the routes of one conversation
    (asking.router, ASK),
    (completions.router, ASK),
    (conversations.router, ASK),
    (suggestions.router, ASK),
    (duties.router, ASK),
    (notices.router, ASK),
    (originals.router, ASK),
    (scans.router, ASK),
    (versions.router, ASK),
    (widget.router, ASK),
    (mcp.router, ASK),
    (uploading.router, INDEX),
    (withdrawing.router, INDEX),
    (jobs.router, INDEX),
    (jobs.whole, ADMIN),
    (stores.router, ADMIN),
    (conversations.questions, ADMIN),
    (unanswered.router, ADMIN),
    (evaluation.router, ADMIN),
    (keys.router, ADMIN),
    (visibility.router, ADMIN),
    (audit.router, ADMIN),
    (metrics.router, ADMIN),
)
"""Routes, and the scope that they ask for."""
_OPEN = (session.router, health.router, pages.router, widget.pages)
_STREAMED = {("POST", "/api/notices"), ("POST", "/api/evaluation")}
PAGES = Path(str(files("assistant.web"))) / "pages"


def create_app(workspace: Workspace, watchers: Sequence[Watcher] = ()) -> FastAPI:
    """The service on one workspace; the caller opens and closes it and has its jobs carried out."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        lifespan=mcp.speaking,
    )
    describe(app)
    app.state.workspace = workspace
    app.state.watchers = watchers
    app.state.closing = Event()
    settings = workspace.settings
    app.state.budget = Budget(
        workspace.usage, settings.questions_per_minute, settings.questions_per_day
    )
    app.state.answering = AnswerDesk(settings.answers_at_once, settings.answer_seconds)
    app.state.uploading = Turnstile(uploading.UPLOADERS)
    app.state.listening = Turnstile(jobs.LISTENERS)
    app.state.desk = scans.Desk()
    app.state.examiner = Examiner()
    app.state.readiness = Readiness(workspace)
    app.state.metrics = metrics.Metrics(workspace)
    app.add_middleware(BodyLimit, streamed=_STREAMED)
    app.add_middleware(OwnPages)
    if not (workspace.keys.required() or workspace.settings.vouches):
        app.add_middleware(KnownHost, allowed=LOOPBACK)
    keeps_questions = workspace.settings.audit_questions
    app.add_middleware(Audited, audit=workspace.audit, keeps_questions=keeps_questions)
    app.add_middleware(Numbered, tell=app.state.metrics.observe, is_proxy=settings.is_proxy)
    app.add_middleware(SecurityHeaders)  # the last added is the outermost
    faults.install(app)
    known = Depends(known_query)
    for router, scope in _GUARDED:
        app.include_router(router, dependencies=[scope, known], responses=refusals(401, 403))
    for router in _OPEN:
        app.include_router(router, dependencies=[known])
    app.mount("/static", pages.Parts(directory=PAGES), name="static")
    return app
