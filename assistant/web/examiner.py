"""Evaluations asked for over HTTP: one at a time, in a thread, for as long as somebody waits."""

import asyncio
from contextlib import ExitStack
from threading import Event

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.evaluating.figures import summarise
from assistant.evaluating.golden import GoldenSet
from assistant.evaluating.kept import keep
from assistant.evaluating.report import Report
from assistant.evaluating.running import evaluate
from assistant.web.turnstile import Turnstile
from assistant.wiring import Workspace


class _GoneError(Exception):
    """Nobody waits for the report any more."""


class Run:
    """One evaluation; `done` questions of its set are answered."""

    def __init__(self, golden: GoldenSet, workspace: Workspace) -> None:
        self.golden = golden
        self.done = 0
        self._workspace = workspace
        self._gone = Event()

    def give_up(self) -> None:
        """Have it end after the question at hand, and leave no report."""
        self._gone.set()

    def report(self) -> Report:
        """Ask all questions and keep the report; for a thread. Raises what evaluations raise."""
        evaluation = evaluate(self.golden, self._workspace, self._tell)
        return keep(self._workspace.settings.data_dir, evaluation, summarise(evaluation.outcomes))

    def _tell(self, done: int) -> None:
        self.done = done
        if self._gone.is_set():
            raise _GoneError


class Examiner:
    """Where evaluations take their turn; used on the event loop only."""

    def __init__(self) -> None:
        self._turnstile = Turnstile(1)
        self.run: Run | None = None
        self._task: asyncio.Task[Report | None] | None = None

    def enter(self) -> ExitStack:
        """The only place, until it is closed. Raises HTTPException 503 where it is taken."""
        self._turnstile.require_free("评测")
        place = ExitStack()
        place.enter_context(self._turnstile.enter())
        return place

    def start(self, run: Run, place: ExitStack) -> "asyncio.Task[Report | None]":
        """Begin at once, and close the place at the end; None comes of what is given up."""
        self.run = run
        self._task = asyncio.create_task(self._carried_out(run, place))
        return self._task

    async def _carried_out(self, run: Run, place: ExitStack) -> Report | None:
        with place:
            try:
                return await run_in_threadpool(run.report)
            except _GoneError:
                return None
            finally:
                self.run = None


class Attended(StreamingResponse):
    """What a client is told of a run, which is given up when the telling ends, however it does."""

    def __init__(self, run: Run, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._run = run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._run.give_up()
