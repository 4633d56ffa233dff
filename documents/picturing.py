"""Show a page of a PDF, as a picture and as characters in their places, whatever the file does."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from documents.errors import (
    CrashedReadingError,
    DamagedFileError,
    DocumentsError,
    OversizedFileError,
    PageMissingError,
    SlowFileError,
)
from documents.locating import Character

WIDEST = 1600
"""Pixels; the height is at most four times as many."""
_CHILD = "documents.pictured"
_PATIENCE = 3
"""Times `seconds` that a page may last by the clock: a busy machine makes a good file slow."""
_START_S = 20
"""What starting the process may last besides."""
_BROKEN = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What reading an answer raises that is none."""


@dataclass(frozen=True)
class Limits:
    """What one page may take: seconds of computing, bytes of address space, bytes of its picture."""

    seconds: int = 10
    memory: int = 1000 * 2**20
    written: int = 24 * 2**20


LIMITS = Limits()


@dataclass(frozen=True)
class Picture:
    """A page as PNG; `pages` is how many the document has."""

    png: bytes
    pages: int


@dataclass(frozen=True)
class PageWords:
    """A page's characters in the order in which they are drawn; `ratio` is its height over its width."""

    characters: tuple[Character, ...]
    pages: int
    ratio: float


def draw(content: bytes, number: int, width: int, limits: Limits = LIMITS) -> Picture:
    """Page `number`, from 1, of a PDF, `width` pixels wide.

    Each call has a process of its own. Raises PageMissingError, and DamagedFileError,
    OversizedFileError, SlowFileError or CrashedReadingError where the page cannot be drawn.
    """
    pages, _, body = _looked(content, ("draw", number, min(width, WIDEST)), limits)
    if not body.startswith(b"\x89PNG\r\n\x1a\n"):
        raise _crashed("没有画出图像")
    return Picture(body, pages)


def page_words(content: bytes, number: int, limits: Limits = LIMITS) -> PageWords:
    """The characters of page `number`, from 1. Raises what `draw` raises."""
    pages, ratio, body = _looked(content, ("read", number, WIDEST), limits)
    try:
        found = [Character(str(text), *map(_part, box)) for text, *box in json.loads(body)]
    except _BROKEN as error:
        raise _crashed("回答残缺") from error
    return PageWords(tuple(found), pages, ratio)


def _looked(
    content: bytes, asked: tuple[str, int, int], limits: Limits
) -> tuple[int, float, bytes]:
    """How many pages there are, the page's height over its width, and what was asked for."""
    try:
        status, answered = _asked(content, asked, limits)
    except subprocess.TimeoutExpired as error:
        raise _slow(limits) from error
    except OSError as error:
        raise _crashed(error.strerror or "系统出错") from error
    if status == -signal.SIGXCPU:
        raise _slow(limits)
    if status:
        raise _crashed(f"退出码 {status}")
    line, _, body = answered.partition(b"\n")
    return *_header(line), body


def _asked(content: bytes, asked: tuple[str, int, int], limits: Limits) -> tuple[int, bytes]:
    """The process's exit status, negative for a signal, and what it wrote."""
    with TemporaryFile() as source, TemporaryFile() as target:
        source.write(content)
        source.seek(0)
        numbers = (*asked, limits.seconds, limits.memory, limits.written)
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", _CHILD, *map(str, numbers)],
            stdin=source,
            stdout=target,  # a file, since its size can be limited
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[1],  # where -m finds the module
            timeout=limits.seconds * _PATIENCE + _START_S,
            start_new_session=True,  # Ctrl-C is meant for the process that asks
            check=False,
        )
        target.seek(0)
        return done.returncode, target.read()


def _header(line: bytes) -> tuple[int, float]:
    """Pages and ratio. Raises DocumentsError where the process tells of a fault, or of nothing."""
    try:
        header = json.loads(line)
        if fault := header.get("fault"):
            raise _fault(fault, header.get("pages"))
        return int(header["pages"]), float(header["ratio"])
    except _BROKEN as error:
        raise _crashed("回答残缺") from error


def _part(value: object) -> float:
    """A fraction of the page; what lies beyond its edge is held at the edge."""
    return min(1.0, max(0.0, float(str(value))))


def _fault(fault: object, pages: object) -> DocumentsError:
    if fault == "missing":
        return PageMissingError(f"这份 PDF 共 {pages} 页，没有这一页。请输入其中的页码。")
    if fault == "large":
        return OversizedFileError("画这一页所需的内存超过上限，已放弃。请下载原文件查看。")
    return DamagedFileError("PDF 的这一页已损坏，画不出来。请下载原文件查看。")


def _slow(limits: Limits) -> SlowFileError:
    return SlowFileError(
        f"这一页过于复杂，超过 {limits.seconds} 秒没有画完，已放弃。请下载原文件查看。"
    )


def _crashed(reason: str) -> CrashedReadingError:
    return CrashedReadingError(f"画这一页时程序中断（{reason}），已放弃。请下载原文件查看。")
