"""Run the service: what it serves, where it listens, how it keeps up with the library."""

import ipaddress
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn
from filelock import FileLock, Timeout

from assistant.connections import Connection
from assistant.errors import ServiceError
from assistant.operating import drop_orphans
from assistant.web.app import create_app
from assistant.wiring import Workspace, samples
from index.keeping import at_work, keeping_up
from index.watching import Watcher

_SAMPLE = next(samples().glob("*.txt"))
_NOTICE_S = 1.0
"""For how long after SIGTERM the service says that it is not ready, and still answers who comes."""
_FAREWELL_S = 5
"""How long an answer that is under way holds up the end."""


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Serve until interrupted, `alone`. Raises ServiceError where the address cannot be used."""
    require_loopback(host, has_keys=workspace.keys.required() or workspace.settings.vouches)
    _require_free(host, port)
    with _ended_in_order(), _kept_up(workspace) as watchers, suppress(KeyboardInterrupt):
        _Server(configured(workspace, watchers, host, port)).run()


def configured(
    workspace: Workspace, watchers: Sequence[Watcher], host: str, port: int
) -> uvicorn.Config:
    """How the service listens, and what its connections are held to."""
    return uvicorn.Config(
        create_app(workspace, watchers),
        host=host,
        port=port,
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,  # its lines hold what was searched for; `Numbered` writes better ones
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_FAREWELL_S,
    )


class _Server(uvicorn.Server):
    """Ends in order: first it is not ready any more, so that a balancer sends nobody; then it takes
    nobody in; then it waits for the answers under way. Streams without an end of their own are told.
    """

    _open_until = 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C is a person who waits: it ends at once."""
        if sig == signal.SIGTERM and not self.should_exit:
            self._open_until = time.monotonic() + _NOTICE_S
        self.config.app.state.closing.set()  # type: ignore[union-attr]
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Whether to take nobody in from now on."""
        is_over = await super().on_tick(counter)
        return is_over and (self.force_exit or time.monotonic() >= self._open_until)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """While open, SIGTERM ends what runs as Ctrl-C does, so that jobs are given back."""

    def end(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def require_loopback(host: str, *, has_keys: bool) -> None:
    """Raises ServiceError for an address that others can reach, while there are no keys."""
    if has_keys:
        return
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ServiceError(
            f"还没有访问密钥，不能在 {host} 上对外服务。请先用 duikou keys create 建立密钥；"
            "或使用 127.0.0.1，由本机的反向代理负责对外访问和登录。"
        )


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServiceError(
                f"端口 {port} 不能使用（{error.strerror}）。可能已有一个服务在运行；请先停止它，或用 --port 换一个端口。"
            ) from error


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """While open, no other service runs on the data folder. Raises ServiceError where one does."""
    try:
        with FileLock(data_dir / "service.lock", timeout=0):
            yield
    except Timeout as error:
        raise ServiceError(
            f"已有一个服务在使用数据文件夹 {data_dir.resolve()}。两个服务不能共用同一个数据文件夹："
            "请先停止原来的服务，或用 DUIKOU_DATA_DIR 另设一个。命令行的 duikou index、ask 等可以同时使用。"
        ) from error


@contextmanager
def _kept_up(workspace: Workspace) -> Iterator[list[Watcher]]:
    """While open, jobs are carried out, and the library and what is uploaded are watched."""
    tools, library = workspace.tools, workspace.settings.library
    workspace.worker.recover()
    if library is None and not workspace.sources.roots():
        workspace.worker.run_here(samples())
    tools.uploads.folder.mkdir(exist_ok=True)
    drop_orphans(workspace)
    workspace.keeper.mend()
    roots = [library] if library else []
    sweep_s, uploads = workspace.settings.sweep_seconds, tools.uploads.folder
    chores = {f"webhook-{i}": each.run for i, each in enumerate(workspace.couriers)}
    chores["retention"] = workspace.retention.run
    with (
        keeping_up(workspace.keeper, workspace.worker, roots, sweep_s, uploads) as watchers,
        at_work(chores),
    ):
        tools.read(_SAMPLE)  # the process that reads is started before anybody waits for it
        yield watchers
