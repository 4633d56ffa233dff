"""The process that looks at a PDF for documents.picturing: the file in, one page of it out."""

import ctypes
import json
import math
import os
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

DRAW, READ = "draw", "read"
_NICE = 5
_TALLEST = 4
"""Widths that a picture may be high; a longer page is drawn smaller."""
_MOST_CHARACTERS = 20_000
_SIDE = 1_000_000
"""A page's width and height, in the whole numbers that its corners are told in."""
_FAST = 3
"""How hard the picture is packed, of 9."""

Header = dict[str, str | int | float]


class Refusal(Exception):  # noqa: N818 - it is an answer: which of the faults that picturing words
    """Why there is no page; `header` is what the other side is told."""

    def __init__(self, fault: str, **more: int) -> None:
        super().__init__(fault)
        self.header: Header = {"fault": fault, **more}


def answer(task: str, content: bytes, number: int, width: int) -> bytes:
    """A line of JSON, then the page as PNG (DRAW) or its characters as JSON (READ).

    `number` counts from 1, `width` is in pixels. Raises MemoryError.
    """
    try:
        header, body = _answer(task, content, number, width)
    except Refusal as refusal:
        header, body = refusal.header, b""
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        header, body = {"fault": "damaged"}, b""
    return json.dumps(header).encode() + b"\n" + body


def _answer(task: str, content: bytes, number: int, width: int) -> tuple[Header, bytes]:
    document = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(document):
        raise Refusal("missing", pages=len(document))
    page = document[number - 1]
    across, down = page.get_size()
    if not (0 < across < math.inf and 0 < down < math.inf):
        raise Refusal("damaged")
    header: Header = {"pages": len(document), "ratio": down / across}
    if task == READ:
        return header, json.dumps(list(_characters(page))).encode()
    scale = min(width / across, width * _TALLEST / down)
    return header, _png(page.render(scale=scale))


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    target = BytesIO()
    bitmap.to_pil().save(target, "PNG", compress_level=_FAST)
    return target.getvalue()


def _characters(page: pypdfium2.PdfPage) -> Iterator[tuple[str, float, float, float, float]]:
    """Each with left, top, right and bottom as fractions of the page, in the order of drawing."""
    text = page.get_textpage()
    for i in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text, i)
        character = chr(code) if code < 0xD800 or 0xE000 <= code <= sys.maxunicode else ""
        if character.strip():
            left, bottom, right, top = text.get_charbox(i, loose=True)
            corners = _corner(page, left, top), _corner(page, right, bottom)
            (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(*corners, strict=True))
            yield character, x0, y0, x1, y1


def _corner(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page as it lies in the file, as fractions of the page as it is shown."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(
        page, 0, 0, _SIDE, _SIDE, 0, x, y, ctypes.byref(across), ctypes.byref(down)
    )
    return across.value / _SIDE, down.value / _SIDE


def _confine(seconds: int, memory: int, written: int) -> None:
    """Take from this process what drawing does not need."""
    os.nice(_NICE)
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)  # first SIGXCPU, which tells why
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, written)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, soft: int, hard: int | None = None) -> None:
    given = resource.getrlimit(kind)[1]
    most = [soft, hard or soft]
    if given != resource.RLIM_INFINITY:
        most = [min(each, given) for each in most]
    resource.setrlimit(kind, (most[0], most[1]))


def serve(source: BinaryIO, target: BinaryIO, task: str, number: int, width: int) -> None:
    """Answer once."""
    try:
        answered = answer(task, source.read(), number, width)
    except MemoryError:
        answered = b'{"fault": "large"}\n'
    if target.write(answered) < len(answered):  # it was cut off, and must not look whole
        sys.exit("the picture is larger than may be written")


if __name__ == "__main__":
    task = sys.argv[1]
    number, width, seconds, memory, written = map(int, sys.argv[2:])
    _confine(seconds, memory, written)
    serve(sys.stdin.buffer, sys.stdout.buffer, task, number, width)
