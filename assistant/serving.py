"""Run the service: what it serves, where it listens, how it keeps up with the library."""

import ipaddress
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from assistant.errors import ServiceError
from assistant.web.app import create_app
from assistant.wiring import Workspace, samples
from documents.errors import DocumentsError
from index.errors import IndexingError

_log = logging.getLogger("duikou.serving")
_SWEEP_S = 60


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Serve until interrupted. Raises ServiceError where the address cannot be used."""
    require_loopback(host)
    _require_free(host, port)
    if workspace.settings.library is None and not workspace.registry.roots():
        workspace.refresher.refresh(samples())
    with _keeping_up(workspace):
        uvicorn.run(
            create_app(workspace), host=host, port=port, log_level="warning", server_header=False
        )


def require_loopback(host: str) -> None:
    """Raises ServiceError for an address that others can reach: there are no keys yet."""
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ServiceError(
            f"还没有访问密钥，不能在 {host} 上对外服务。请使用 127.0.0.1，由本机的反向代理负责对外访问和登录。"
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
def _keeping_up(workspace: Workspace) -> Iterator[None]:
    """While open, the library is looked through at once and then every minute."""
    library = workspace.settings.library
    if library is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_sweep, args=(workspace, library, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)


def _sweep(workspace: Workspace, library: Path, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            report = workspace.refresher.refresh(library)
        except (DocumentsError, IndexingError) as error:
            _log.error("公文库没有更新：%s", error)
        else:
            for failure in report.failures:
                _log.warning("没有读入 %s", failure.reason)
        stop.wait(_SWEEP_S)
