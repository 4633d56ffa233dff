"""Whether every store answers, found out in a time that a balancer can wait."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock, Thread

from assistant.wiring import Workspace
from index.builtin_model.errors import ModelError
from index.errors import IndexingError

LONGEST_S = 3.0
"""How long the stores may take, all together."""
_log = logging.getLogger("duikou.readiness")
_PROBE = "对口合作"
_REGISTRY, _FOLLOWERS = "登记库", "索引与登记库的核对"


@dataclass(frozen=True)
class Fault:
    """A store that does not answer, and what it says instead."""

    store: str
    remark: str


@dataclass(frozen=True)
class Look:
    """How many notices there are, whether all of them are found, and what does not answer."""

    notices: int | None
    complete: bool
    faults: tuple[Fault, ...]


class Readiness:
    """Asks each store something real, each in a thread of its own.

    One that hangs holds up nobody, and is not asked again before it has answered.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        followers = workspace.followers
        self._checks: dict[str, Callable[[], int]] = {
            _REGISTRY: lambda: workspace.catalogue.notices(limit=1)[1],
            "关键词索引": lambda: len(followers.keywords.search(_PROBE, 1)),
            "向量索引": self._near,
            "向量模型": self._embed,
            _FOLLOWERS: lambda: int(followers.standing()),
        }
        self._running: dict[str, Future[int]] = {}
        self._lock = Lock()
        self._probe: tuple[str, list[float]] | None = None
        self._told: tuple[Fault, ...] = ()

    async def look(self) -> Look:
        """Takes LONGEST_S at most."""
        asked = {store: self._ask(store) for store in self._checks}
        answers = [asyncio.wrap_future(future) for future in asked.values()]
        await asyncio.wait(answers, timeout=LONGEST_S)
        for answer in answers:
            if answer.done():
                answer.exception()  # heard, so that asyncio does not complain
        remarks = {store: _remark(future) for store, future in asked.items()}
        faults = tuple(Fault(store, remark) for store, remark in remarks.items() if remark)
        self._tell(faults)
        return Look(
            notices=None if remarks[_REGISTRY] else asked[_REGISTRY].result(),
            complete=not remarks[_FOLLOWERS] and bool(asked[_FOLLOWERS].result()),
            faults=faults,
        )

    def _ask(self, store: str) -> Future[int]:
        with self._lock:
            before = self._running.get(store)
            if before is not None and not before.done():
                return before
            future = self._running[store] = Future[int]()
        Thread(target=_answer, args=(future, self._checks[store]), daemon=True).start()
        return future

    def _embed(self) -> int:
        live = self._workspace.tools.models.live()
        vector = live.embeddings.embed_query(_PROBE)
        self._probe = (live.name, vector)
        return len(vector)

    def _near(self) -> int:
        """By a vector that the model in use made earlier; whether it does so now is asked apart."""
        vectors, probe = self._workspace.followers.vectors, self._probe
        if probe is None or probe[0] != vectors.model:
            return vectors.count()
        return len(vectors.search(probe[1], 1))

    def _tell(self, faults: tuple[Fault, ...]) -> None:
        """Once, and not with every look."""
        told, self._told = self._told, faults
        for fault in faults:
            if fault not in told:
                _log.warning("%s没有回答：%s", fault.store, fault.remark)


def _answer(future: Future[int], check: Callable[[], int]) -> None:
    try:
        future.set_result(check())
    except Exception as error:  # noqa: BLE001  whatever it is, who waits must hear it
        future.set_exception(error)


def _remark(future: Future[int]) -> str | None:
    """What is wrong, None where it answered."""
    if not future.done():
        return f"{LONGEST_S:.0f} 秒内没有回答。请检查磁盘和数据库是否忙或断开。"
    error = future.exception()
    if isinstance(error, IndexingError | ModelError):
        return str(error)
    if error is not None:
        return f"出错（{type(error).__name__}）。请运行 duikou doctor 检查。"
    return None
