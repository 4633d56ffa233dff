"""Run the service: what it serves, where it listens, how it keeps up with the library."""

import ipaddress
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn
from filelock import FileLock, Timeout

from assistant.errors import ServiceError
from assistant.operating import drop_orphans
from assistant.web.app import create_app
from assistant.wiring import Workspace, samples
from index.keeping import keeping_up
from index.watching import Watcher

_SAMPLE = next(samples().glob("*.txt"))
_FAREWELL_S = 5
"""How long an answer that is under way, or a page that follows a job, holds up the end."""


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Serve until interrupted, `alone`. Raises ServiceError where the address cannot be used."""
    require_loopback(host, has_keys=workspace.keys.required())
    _require_free(host, port)
    with _ended_in_order(), _kept_up(workspace) as watchers:
        config = uvicorn.Config(
            create_app(workspace, watchers),
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_FAREWELL_S,
        )
        with suppress(KeyboardInterrupt):
            _Server(config).run()


class _Server(uvicorn.Server):
    """Tells streams without an end of their own that the service ends."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.config.app.state.closing.set()  # type: ignore[union-attr]
        super().handle_exit(sig, frame)


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
    with keeping_up(workspace.keeper, workspace.worker, roots, sweep_s, uploads) as watchers:
        tools.read(_SAMPLE)  # the process that reads is started before anybody waits for it
        yield watchers
