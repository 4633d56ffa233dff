"""The processes that may be killed: forked, for each order, from one that has loaded everything."""

import os
import pickle
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import select

from index import refreshing
from index.report import Report
from index.schema import notices, vectors, versions
from index.vectorising import hash_of
from tests.index.stores import CountingEmbeddings, Stores, open_stores, shared_words
from tests.resilience.killing_orders import Order, Seen, Task

_LOADED = ("chromadb.api.rust", "chromadb.telemetry.product.posthog")
"""What Chroma loads when it first opens a folder; without it a process starts 0.3 s later."""


class Steps:
    """Writes down every step, for the process that outlives this one, and dies at one of them."""

    def __init__(self, folder: Path, dies_at: tuple[str, int] | None) -> None:
        self._log = os.open(folder / "steps", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC)
        self._dies_at = dies_at
        self._turns = Counter[str]()

    def __call__(self, step: str, texts: Sequence[str] = ()) -> None:
        os.write(self._log, f"{' '.join((step, *texts))}\n".encode())
        self._turns[step] += 1
        if self._dies_at == (step, self._turns[step]):
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Called before everything that Python does to files."""
        if event == "os.rename":
            self(f"将换上{Path(os.fsdecode(arguments[1])).name}")
        elif event in {"os.remove", "os.rmdir", "shutil.rmtree"}:
            self("将删除文件")


class LoggedEmbeddings(CountingEmbeddings):
    """Writes down the texts once they are embedded."""

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._steps = steps

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        made = super().embed_documents(texts)
        self._steps("算出向量", [hash_of(text) for text in texts])
        return made


def serve(folder: Path) -> None:
    """Fork a process for each order that comes in; tells its id when it begins, its code after."""
    shared_words()
    for module in _LOADED:
        import_module(module)
    while True:
        try:
            order = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        child = os.fork()
        if not child:
            _begin(folder, order)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    os.write(sys.stdout.fileno(), f"{number}\n".encode())


def _begin(folder: Path, order: Order) -> None:
    """Never returns."""
    code = 1
    try:
        os.setsid()
        refreshing._BATCH = order.batch
        steps = Steps(folder, order.dies_at)
        sys.addaudithook(steps.heard)
        _say(os.getpid())
        result = carry_out(folder, order, steps)
        (folder / "result").write_bytes(pickle.dumps(result))
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def carry_out(folder: Path, order: Order, steps: Steps) -> list[Report] | Seen:
    """What a process does, as one that was started anew: everything is opened, and healed."""
    with open_stores(folder, LoggedEmbeddings(steps)) as stores:
        steps("打开")
        stores.watch(steps)
        if order.task is Task.LOOK:
            return look(stores, order.words)
        return [report for work in _parts(stores, order, steps) if (report := work())]


def _parts(stores: Stores, order: Order, steps: Steps) -> list[Callable[[], Report | None]]:
    def refresh() -> Report:
        return stores.refresher.refresh(stores.library)

    def refresh_some() -> Report:
        return stores.refresher.refresh_some(stores.library, order.sources)

    def rebuild() -> None:
        tools = stores.tools
        tools.rebuilder.rebuild(tools.models.wanted, lambda *_: steps("重建一批"), anew=True)

    def refresh_and_rebuild() -> Report:
        with ThreadPoolExecutor(1) as pool:
            rebuilding = pool.submit(rebuild)
            report = refresh()
            rebuilding.result()
        return report

    parts: dict[Task, list[Callable[[], Report | None]]] = {
        Task.REFRESH: [refresh],
        Task.FILES: [refresh_some],
        Task.REBUILD: [rebuild],
        Task.BOTH: [refresh_and_rebuild],
        Task.SETTLE: [refresh, refresh],
    }
    return parts[order.task]


def look(stores: Stores, words: Sequence[str]) -> Seen:
    """Everything that is shown, and what is found by some words."""
    stores.watch(lambda _: None)
    seen, root = Seen(), str(stores.library.resolve())
    filed = stores.sources.known(root, stores.sources.others(root, ()))
    seen.files = {source: known.notice_id for source, known in filed.items()}
    held = [p.id for batch in stores.registry.current_passages() for p in batch]
    found = stores.catalogue.passages(held).values()
    for passage in sorted(found, key=lambda p: p.ordinal):
        seen.passages.setdefault(passage.notice.id, []).append(passage.text)
    names = ("关键词", "向量")
    for name, difference in zip(names, stores.followers.differences(), strict=True):
        if difference:
            lacks, holds = len(difference.missing), len(difference.surplus)
            seen.differences.append(f"{name}索引缺 {lacks} 段，多 {holds} 段")
    seen.unfinished = len(stores.registry.unfinished())
    with stores.registry.engine.connect() as connection:
        seen.vectors = set(connection.scalars(select(vectors.c.hash)))
        current = notices.c.current_version == versions.c.id
        texts = select(notices.c.id, versions.c.text).join_from(notices, versions, current)
        seen.texts = {row.id: row.text for row in connection.execute(texts)}
    for word in words:
        hits = stores.retriever.search(word, 30)
        seen.found[word] = [(hit.notice.id, hit.text) for hit in hits]
    return seen
