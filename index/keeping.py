"""Keep the index in step with its libraries while a service or a watching command runs."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread

from documents.library import name_of
from index.errors import IndexingError
from index.job import Job, Kind, Lane, State
from index.jobs import Jobs
from index.tasks import Tools
from index.watching import Watcher
from index.working import Worker

_log = logging.getLogger("duikou.keeping")
_FEW = 50
"""Files that go first, because somebody just put them there."""
_FILES = ("sources", "files")
"""What the details of jobs call the files that these take in."""
_END_S = 30.0
_POLL_S, _REST_S = 0.5, 5.0
"""How long an alarm waits to be heard, and how long no further one is."""
Work = Callable[[Event], None]
"""Goes on until the event is set."""


class Keeper:
    """Asks for the jobs that what happens in the folders calls for."""

    def __init__(self, jobs: Jobs, worker: Worker, tools: Tools) -> None:
        self._jobs = jobs
        self._worker = worker
        self._tools = tools
        self._alarmed = Event()

    def changed(self, root: Path, sources: frozenset[str] | None) -> None:
        """Some files of a root changed, or anything in it may have (None)."""
        name = name_of(root)
        if sources is not None:
            self._ask_for(name, sorted(sources))
            return
        self.mend()
        jobs = self._under_way(name)  # before the look: what they do meanwhile is not asked for
        made = self._tools.refresher.look(root)
        asked = {s for job in jobs for key in _FILES for s in job.details.get(key, ())}
        found = [*(file.source for file in made.to_read), *made.removed]
        todo = [source for source in found if source not in asked]
        if todo and len(todo) <= _FEW:
            self._ask_for(name, todo)
        elif todo and not any(job.kind is Kind.REFRESH for job in jobs):
            self._worker.ask(Kind.REFRESH, name)

    def mend(self) -> None:
        """Have the followers made anew where they do not hold what they should."""
        unfinished, _ = self._jobs.page(limit=100, states=[State.WAITING, State.RUNNING])
        if any(job.kind is Kind.REBUILD for job in unfinished):
            return
        followers = self._tools.rebuilder.followers
        if self._tools.models.changing or not (followers.usable() and followers.standing()):
            self._worker.ask(Kind.REBUILD)

    def alarm(self) -> None:
        """A search failed: the followers are looked after now and not with the next sweep."""
        self._alarmed.set()

    def answer_alarms(self, stop: Event) -> None:
        """Mend what a search found amiss, until stopped; give it a thread of its own."""
        while not stop.is_set():
            if self._alarmed.wait(_POLL_S):
                self._alarmed.clear()
                try:
                    self.mend()
                except IndexingError as error:
                    _log.warning("没有修复：%s", error)
                stop.wait(_REST_S)

    def _ask_for(self, root: str, sources: Sequence[str]) -> None:
        self._worker.ask(Kind.FILES, root, {"sources": list(sources)}, Lane.URGENT)

    def _under_way(self, root: str) -> list[Job]:
        unfinished, _ = self._jobs.page(limit=1000, states=[State.WAITING, State.RUNNING])
        return [job for job in unfinished if job.root == root]


@contextmanager
def keeping_up(
    keeper: Keeper,
    worker: Worker,
    roots: Sequence[Path],
    sweep_s: float,
    uploads: Path | None = None,
) -> Iterator[list[Watcher]]:
    """While open, the roots are watched and both lanes worked; gives the watchers.

    What is uploaded is put in place by jobs; of that folder only sweeps are needed.
    """
    watchers = [Watcher(root, partial(keeper.changed, root), sweep_s) for root in roots]
    if uploads is not None:
        watchers.append(Watcher(uploads, partial(keeper.changed, uploads), sweep_s, listens=False))
    works: dict[str, Work] = {f"lane-{lane.name}": partial(worker.work, lane) for lane in Lane}
    works |= {f"watch-{i}": watcher.run for i, watcher in enumerate(watchers)}
    works["alarms"] = keeper.answer_alarms
    with at_work(works, worker.wake):
        yield watchers


@contextmanager
def at_work(works: Mapping[str, Work], wake: Callable[[], None] = lambda: None) -> Iterator[None]:
    """While open, works go on in threads by their names; each ends when the event it is given is set.

    `wake` is called to have it looked at.
    """
    stop = Event()
    running = [_thread(name, partial(work, stop)) for name, work in works.items()]
    try:
        yield
    finally:
        stop.set()
        wake()
        for thread in running:
            thread.join(_END_S)


def _thread(name: str, work: Callable[[], None]) -> Thread:
    def guarded() -> None:
        try:
            work()
        except Exception:
            _log.exception("%s 意外停止", name)
            raise

    thread = Thread(target=guarded, name=name, daemon=True)
    thread.start()
    return thread
