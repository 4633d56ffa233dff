"""The line to a language model: one request, where it goes, and what it means when it fails."""

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import Lock
from typing import Any, cast

import httpx

from assistant.errors import (
    ModelBrokenError,
    ModelBusyError,
    ModelFailure,
    ModelOverflowError,
    ModelRefusedError,
    ModelSlowError,
    ModelUnreachableError,
)

_SENT = {"host", "content-length", "content-type", "accept"}
"""Headers of the libraries that are passed on; the others tell of this machine and its environment."""
_MOST_COMPLAINT = 64 * 1024
_OVERFLOW = re.compile(
    r"context.{0,9}(length|size|window)|(length|size) of context|input length|prompt is too long|超长|超出.{0,9}长度",
    re.IGNORECASE,
)
"""This model's maximum context length is …; exceed_context_size_error; Range of input length should be …; Prompt 超长"""
OVERFLOW = (
    "问题连同公文内容超出了语言模型的上下文长度。"
    "请把 DUIKOU_MODEL_CONTEXT 设成模型服务实际的上下文长度（token 数），或在模型服务上调大它。"
)
_REFUSALS = {
    401: "密钥不对或没有密钥。请检查 DUIKOU_MODEL_KEY",
    403: "这个密钥没有权限使用这个模型。请检查 DUIKOU_MODEL_KEY，或请模型服务的管理员开通",
    404: "没有这个模型或这个地址。请检查 DUIKOU_MODEL_NAME 和 DUIKOU_MODEL_URL（通常以 /v1 结尾）",
}


class Line(httpx.BaseTransport):
    """A connection of its own for one request, which anybody may hang up at any time.

    It goes to the address itself: no proxy, redirect, cookie or password of the environment has a
    part in it. `failure` is what went wrong on it, if anything did.
    """

    def __init__(self, key: str, seconds: float, most_bytes: int) -> None:
        self.failure: ModelFailure | None = None
        self._own = {"User-Agent": "duikou", "Accept-Encoding": "identity", "Connection": "close"}
        if key:
            self._own["Authorization"] = f"Bearer {key}"
        self._timeout = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        self._left = most_bytes
        self._inner = httpx.HTTPTransport(verify=_certificates())
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._is_over = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.HTTPError, for anything but an answer of status 200 too."""
        kept = {name: value for name, value in request.headers.items() if name in _SENT}
        request.headers = httpx.Headers(kept | self._own)
        request.extensions = {"timeout": self._timeout, "trace": self._note}
        with self._explained():
            response = self._inner.handle_request(request)
            stream = cast(httpx.SyncByteStream, response.stream)
            if response.status_code != httpx.codes.OK:
                self.failure = _refusal(response.status_code, _complaint(stream))
                raise httpx.ProtocolError(f"HTTP {response.status_code}")
            response.stream = _Counted(self, stream)
        return response

    def heard(self, stream: httpx.SyncByteStream) -> Iterator[bytes]:
        """What comes in, as long as it is not too much. Raises httpx.HTTPError."""
        with self._explained():
            for part in stream:
                self._left -= len(part)
                if self._left < 0:
                    self.failure = ModelBrokenError(
                        "语言模型的回答远远超过要求的长度，已停止接收。请检查模型服务是否支持 max_tokens。"
                    )
                    raise httpx.ProtocolError("too much")
                yield part

    def hang_up(self) -> None:
        """Whoever waits on the line is told at once that it is closed."""
        with self._lock:
            self._is_over = True
            if self._socket is not None:
                with suppress(OSError):  # the other end was quicker
                    self._socket.shutdown(socket.SHUT_RDWR)
                self._socket.close()
                self._socket = None

    def close(self) -> None:
        """Give back what is held."""
        self._inner.close()
        self.hang_up()

    def _note(self, event: str, told: Mapping[str, Any]) -> None:
        """Keep a handle of our own on the connection, good for as long as we keep it."""
        if event == "connection.connect_tcp.complete":
            stream = told["return_value"]
            with self._lock:
                self._socket = stream.get_extra_info("socket").dup()
            if self._is_over:
                self.hang_up()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            self.failure = self.failure or _meaning(error)
            raise


class _Counted(httpx.SyncByteStream):
    """The bytes of a response, through the line that they come by."""

    def __init__(self, line: Line, inner: httpx.SyncByteStream) -> None:
        self._line = line
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        return self._line.heard(self._inner)

    def close(self) -> None:
        self._inner.close()


def too_slow(seconds: float) -> ModelSlowError:
    """An answer that was not complete in time."""
    return ModelSlowError(
        f"语言模型没有在 {seconds:.3g} 秒内答完。请看模型服务是否太忙；思考型模型请关闭思考模式；"
        "或放宽 DUIKOU_MODEL_SECONDS（须小于 DUIKOU_ANSWER_SECONDS）。"
    )


def is_overflow(complaint: str) -> bool:
    """Whether a server says that a request is longer than its model's context."""
    return bool(_OVERFLOW.search(complaint))


def _meaning(error: httpx.HTTPError) -> ModelFailure:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol):
        if "SSL" in str(error):
            return ModelUnreachableError(
                "无法与语言模型建立安全连接。请检查 DUIKOU_MODEL_URL 该用 http 还是 https；"
                "单位自建的证书请用环境变量 SSL_CERT_FILE 指明其根证书。"
            )
        return ModelUnreachableError(
            "连接不上语言模型。请检查模型服务是否在运行、DUIKOU_MODEL_URL 是否正确、中间的防火墙是否放行"
            "（环境里的代理设置不会被使用）。"
        )
    if isinstance(error, httpx.TimeoutException):
        return ModelSlowError("语言模型迟迟没有发来内容。请查看模型服务是否太忙或已停住。")
    return ModelBrokenError("与语言模型的连接中途断开。请查看模型服务的日志，它可能已退出或重启。")


def _refusal(status: int, complaint: str) -> ModelFailure:
    if status == httpx.codes.REQUEST_ENTITY_TOO_LARGE or is_overflow(complaint):
        return ModelOverflowError(OVERFLOW)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return ModelBusyError(
            "语言模型的请求太多（HTTP 429）。请稍后再试；经常如此，请向模型服务要更高的限额。"
        )
    if httpx.codes.is_redirect(status):
        return ModelRefusedError(
            f"语言模型的地址转到了别处（HTTP {status}），没有跟去。请把最终的地址写进 DUIKOU_MODEL_URL。"
        )
    if httpx.codes.is_client_error(status):
        reason = _REFUSALS.get(status, "请求不被接受。请查看模型服务的日志")
        return ModelRefusedError(f"语言模型拒绝了请求（HTTP {status}）：{reason}。")
    return ModelBrokenError(f"语言模型的服务出错（HTTP {status}）。请查看模型服务的日志。")


def _complaint(stream: httpx.SyncByteStream) -> str:
    """The beginning of what a server says in refusing."""
    said = b""
    for part in stream:
        said += part
        if len(said) > _MOST_COMPLAINT:
            break
    stream.close()
    return said[:_MOST_COMPLAINT].decode("utf-8", "replace")


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Whom to trust: the usual authorities, or those of SSL_CERT_FILE."""
    return httpx.create_ssl_context()
