"""Take in the files of a multipart request piece by piece, within limits."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from assistant.web.limits import TOO_SLOW
from documents.reading import LARGEST

MOST_FILES = 50
LARGEST_REQUEST = 100 * 2**20
"""Bytes of a request with all its files."""
_MOST_FIELDS, _LARGEST_FIELD = 20, 64 * 1024
STALL_S = 30.0
"""How long nothing may come."""
GRACE_S = 20.0
SLOWEST = 8 * 1024
"""Bytes a second, on the average, that must come after the grace."""
LONGEST_S = 1800.0
_MB = 2**20


@dataclass(frozen=True)
class Allowance:
    """How much a request may bring, in bytes; `wanted` and `instead` (Chinese) say what to send."""

    files: int
    largest: int
    request: int
    wanted: str
    instead: str


@dataclass(frozen=True)
class Received:
    """What came: files, and the fields beside them by name."""

    files: list[UploadFile]
    fields: list[tuple[str, str]]

    def values(self, name: str) -> list[str] | None:
        """What fields of a name say, parts by comma; None where there is no such field."""
        given = [value for field, value in self.fields if field == name]
        parts = (part for value in given for part in re.split("[,，、]", value))
        return [part.strip() for part in parts] if given else None


def notices() -> Allowance:
    """What an upload of notices may bring."""
    return Allowance(
        MOST_FILES,
        LARGEST,
        LARGEST_REQUEST,
        "要上传的公文，放在字段 files 里",
        "请拆分，或只保留公文正文，再上传。",
    )


@asynccontextmanager
async def received(request: Request, allowed: Allowance) -> AsyncIterator[Received]:
    """The files and fields of a request; files are gone after leaving, as when it breaks off.

    Raises HTTPException, in Chinese, for what is too large, too
    slow, broken off or no upload at all.
    """
    _require_multipart(request)
    try:
        async with asyncio.timeout(LONGEST_S):
            form = await _Parser(request, allowed).parse()
    except (MultiPartException, ClientDisconnect, TimeoutError, OSError) as error:
        raise _refusal(error, allowed) from error
    try:
        files = [x for _, x in form.multi_items() if not isinstance(x, str) and x.filename]
        _require_usable(files, allowed)
        yield Received(files, [(name, x) for name, x in form.multi_items() if isinstance(x, str)])
    finally:
        await form.close()


def name_of(file: UploadFile) -> str:
    """Some programs on Windows send names in GBK, which then read as Western European letters."""
    sent = file.filename or ""
    try:
        return sent.encode("latin-1").decode("gb18030")
    except UnicodeError:
        return sent


class _Parser(MultiPartParser):
    """Counts what comes, and knows whether all of it came."""

    def __init__(self, request: Request, allowed: Allowance) -> None:
        super().__init__(
            request.headers,
            self._pieces(request, allowed.request),
            max_files=allowed.files,
            max_fields=_MOST_FIELDS,
            max_part_size=_LARGEST_FIELD,
        )
        self._is_complete = False

    def on_end(self) -> None:
        """The last boundary came."""
        self._is_complete = True

    async def _pieces(self, request: Request, most: int) -> AsyncGenerator[bytes, None]:
        """Raises HTTPException, MultiPartException, TimeoutError, ClientDisconnect."""
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > most:
            raise _too_large(most)
        began, total = time.monotonic(), 0
        async with aclosing(request.stream()) as stream:
            while (piece := await _next(stream)) is not None:
                total += len(piece)
                if time.monotonic() - began > GRACE_S + total / SLOWEST:
                    raise TimeoutError
                if total > most:
                    raise _too_large(most)
                yield piece
        if not self._is_complete:
            raise MultiPartException("The last boundary is missing.")


async def _next(stream: AsyncIterator[bytes]) -> bytes | None:
    async with asyncio.timeout(STALL_S):
        return await anext(stream, None)


def _require_multipart(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise HTTPException(
            415, "上传要用 multipart/form-data 格式，例如 curl -F files=@文件名。请改正后重试。"
        )


def _require_usable(files: list[UploadFile], allowed: Allowance) -> None:
    if not files:
        raise HTTPException(422, f"没有收到文件。请选择{allowed.wanted}。")
    for file in files:
        size = file.size or 0
        if size > allowed.largest:
            raise HTTPException(
                413,
                f"{file.filename}：文件有 {size / _MB:.0f} MB，超过上限 {allowed.largest // _MB} MB。"
                f"{allowed.instead}",
            )
        if not size:
            raise HTTPException(
                422, f"{file.filename}：文件是空的（0 字节）。请检查文件后重新上传。"
            )


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"一次上传的内容超过上限 {most // _MB} MB。请分几次上传。")


def _refusal(error: Exception, allowed: Allowance) -> HTTPException:
    if isinstance(error, ClientDisconnect):
        return HTTPException(400, "上传中断，什么也没有保存。请重新上传。")
    if isinstance(error, TimeoutError):
        said = "上传太慢，已中断，什么也没有保存。请检查网络后重新上传。"
        return HTTPException(TOO_SLOW, said, headers={"Connection": "close"})
    if isinstance(error, OSError):
        return HTTPException(
            503, f"上传的内容无法暂存（{error.strerror}）。请管理员检查临时文件夹和磁盘空间。"
        )
    assert isinstance(error, MultiPartException)
    if error.message.startswith("Too many files"):
        return HTTPException(413, f"一次最多上传 {allowed.files} 个文件。请分几次上传。")
    return HTTPException(400, "上传的内容残缺或格式有误，什么也没有保存。请重新上传。")
