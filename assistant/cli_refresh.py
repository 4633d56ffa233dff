"""What duikou index and rebuild show while they work."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from assistant.serving import alone
from assistant.wiring import Workspace
from index.keeping import keeping_up
from index.report import UNWATCHED, Report, Watching

_out = Console(highlight=False, soft_wrap=True)
Show = Callable[[int, int, str], None]


def refresh(workspace: Workspace, path: Path, *, quiet: bool) -> Report:
    """Synchronise one root, with a bar on a terminal."""
    with _bar("读入", quiet=quiet) as show:
        return workspace.worker.run_here(path, _Shown(show) if show else UNWATCHED)


def follow_model(workspace: Workspace, *, quiet: bool) -> None:
    """Embed everything with the model that is set, where the index was made with another.

    Raises ServiceError while a service runs: it answers with the model it was started with.
    """
    if workspace.tools.models.changing:
        with alone(workspace.settings.data_dir):
            rebuild(workspace, quiet=quiet)


def rebuild(workspace: Workspace, *, quiet: bool, anew: bool = False) -> bool:
    """Make both followers anew beside the live ones; search goes on meanwhile.

    Only what is amiss unless `anew`; says if there was work.
    """
    with _bar("重建索引", quiet=quiet) as show:
        tell: Show = show or (lambda *_: None)
        wanted = workspace.tools.models.wanted
        return workspace.tools.rebuilder.rebuild(
            wanted, lambda done, total: tell(done, total, ""), anew=anew
        )


def keep_watching(workspace: Workspace, paths: Sequence[Path]) -> None:
    """Until Ctrl+C, whatever changes in the folders is taken in; what became of it is printed."""
    sweep_s = workspace.settings.sweep_seconds
    _out.print("正在看着文件夹，有变化就更新（按 Ctrl+C 停止）")
    with keeping_up(workspace.keeper, workspace.worker, paths, sweep_s) as watchers:
        told: set[str] = {job.id for job in workspace.jobs.page(limit=1000)[0]}
        while True:
            _tell_new(workspace, told)
            for remark in {w.remark for w in watchers if w.remark}:
                _out.print(remark, markup=False)
            Event().wait(1.0)


def _tell_new(workspace: Workspace, told: set[str]) -> None:
    jobs, _ = workspace.jobs.page(limit=100)
    for job in reversed(jobs):
        if job.id in told or not job.is_over:
            continue
        told.add(job.id)
        for file in workspace.jobs.files(job.id):
            reason = f"：{file.reason}" if file.reason else ""
            _out.print(
                f"{time.strftime('%H:%M:%S')} {file.outcome} {file.source}{reason}", markup=False
            )


class _Shown(Watching):
    """Moves a bar."""

    def __init__(self, show: Show) -> None:
        self._show = show

    def progress(self, done: int, total: int, source: str) -> None:
        """Files."""
        self._show(done, total, source)


@contextmanager
def _bar(what: str, *, quiet: bool) -> Iterator[Show | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns: tuple[ProgressColumn, ...] = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[source]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, source="")

        def show(done: int, total: int, source: str) -> None:
            bar.update(task, completed=done, total=total, source=source)

        yield show
