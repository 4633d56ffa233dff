"""A page of a PDF is drawn and read in a process of its own, which the file may hang, crash or fill."""

import json
import struct
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import documents
from documents import pictured, picturing
from documents.errors import (
    CrashedReadingError,
    DamagedFileError,
    DocumentsError,
    OversizedFileError,
    PageMissingError,
    SlowFileError,
)
from documents.picturing import Limits, draw, page_words

SAMPLE = Path(documents.__file__).parent / "samples" / "澄川市对口合作专项资金管理办法（试行）.pdf"
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def made(write: Callable[[Canvas], object], size: tuple[float, float] = A4) -> bytes:
    """A PDF of one page."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=size)
    canvas.setFont(FONT, 16)
    write(canvas)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def objects(*bodies: bytes) -> bytes:
    """A PDF of raw objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(bodies) + 1,
        len(out),
    )
    return out + head + table + trailer


def stream(head: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(content), content)


def endless() -> bytes:
    """Forms that each draw the next one ten times, nine deep."""
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    forms = [
        stream(
            b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F %d 0 R>>>>"
            % number,
            b"/F Do " * 10,
        )
        for number in range(6, 15)
    ]
    last = stream(b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]", b"0 0 100 100 re f " * 100)
    return objects(
        b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream(b"", b"/F Do"), *forms, last
    )


def enormous() -> bytes:
    """A picture of 40,000 by 40,000 pixels in a few thousand bytes."""
    side = 40_000
    content = zlib.compress(bytes(side * side // 64), 9)
    image = stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter/FlateDecode" % (side, side),
        content,
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    return objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        stream(b"", b"q 595 0 0 842 0 0 cm /I Do Q"),
        image,
    )


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


# --- pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "drawn"), [(300, 300), (1200, 1200), (9000, 1600)])
def test_page_is_as_wide_as_asked_for_within_the_limit(width: int, drawn: int) -> None:
    picture = draw(SAMPLE.read_bytes(), 2, width)
    assert picture.png.startswith(b"\x89PNG")
    assert picture.pages == 4
    across, down = size_of(picture.png)
    assert abs(across - drawn) <= 1
    assert down / across == pytest.approx(842 / 595, rel=0.01)


def test_long_page_is_drawn_smaller() -> None:
    strip = made(lambda canvas: canvas.drawString(5, 50, "长"), (100, 10_000))
    assert size_of(draw(strip, 1, 1600).png)[1] <= 1600 * 4 + 1


def test_characters_stand_where_they_are_drawn() -> None:
    left, baseline, size = 100, 700, 16
    page = page_words(made(lambda canvas: canvas.drawString(left, baseline, "对口 合作")), 1)
    assert [c.text for c in page.characters] == list("对口合作")
    assert page.pages == 1
    assert page.ratio == pytest.approx(A4[1] / A4[0])
    first = page.characters[0]
    assert first.left == pytest.approx(left / A4[0], abs=0.003)
    assert first.right == pytest.approx((left + size) / A4[0], abs=0.003)
    assert first.top < 1 - baseline / A4[1] < first.bottom + 0.001


def test_turned_page_has_its_characters_as_it_is_shown() -> None:
    def write(canvas: Canvas) -> None:
        canvas.setPageRotation(90)  # the page itself is then as wide as A4 is high
        canvas.drawString(100, 500, "对口")

    page = page_words(made(write), 1)
    assert page.ratio == pytest.approx(A4[1] / A4[0], rel=1e-3)
    one, other = page.characters
    assert one.left == pytest.approx(500 / A4[0], abs=0.03)
    assert one.top == pytest.approx(100 / A4[1], abs=0.01)
    assert one.top < other.top  # read downwards
    assert abs(one.left - other.left) < 0.01


def test_what_lies_beyond_the_edge_is_held_at_the_edge() -> None:
    page = page_words(made(lambda canvas: canvas.drawString(A4[0] - 10, 700, "对口合作")), 1)
    assert all(0 <= c.left <= c.right <= 1 for c in page.characters)


# --- files that do harm --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 5, 10**6])
def test_page_that_is_not_there(number: int) -> None:
    with pytest.raises(PageMissingError, match="共 4 页"):
        draw(SAMPLE.read_bytes(), number, 300)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", b"PK\x03\x04", SAMPLE.read_bytes()[:2000]],
    ids=["空", "只有头", "压缩包", "残缺"],
)
@pytest.mark.parametrize("look", [lambda c: draw(c, 1, 300), lambda c: page_words(c, 1)])
def test_file_that_is_no_pdf(content: bytes, look: Callable[[bytes], object]) -> None:
    with pytest.raises(DamagedFileError, match=r"请下载原文件查看。$"):
        look(content)


def test_page_that_would_take_for_ever() -> None:
    began = time.monotonic()
    with pytest.raises(SlowFileError, match=r"超过 1 秒.*请下载原文件查看。$"):
        draw(endless(), 1, 800, Limits(seconds=1))
    assert time.monotonic() - began < 60


def test_process_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picturing, "_START_S", 0.01)
    monkeypatch.setattr(picturing, "_PATIENCE", 0)
    with pytest.raises(SlowFileError):
        draw(SAMPLE.read_bytes(), 1, 300)


def test_picture_that_needs_too_much_memory() -> None:
    with pytest.raises((OversizedFileError, CrashedReadingError, DamagedFileError)):
        draw(SAMPLE.read_bytes(), 1, 1600, Limits(memory=60 * 2**20))
    try:  # a part that is missing is left white; what matters is that this process goes on
        draw(enormous(), 1, 800, Limits(seconds=20, memory=500 * 2**20))
    except DocumentsError as error:
        assert "请下载原文件查看" in str(error)  # noqa: PT017


def test_answer_that_is_too_long() -> None:
    with pytest.raises(CrashedReadingError):
        draw(SAMPLE.read_bytes(), 1, 1600, Limits(written=1000))


def test_process_that_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/没有/python")
    with pytest.raises(CrashedReadingError, match="No such file"):
        draw(SAMPLE.read_bytes(), 1, 300)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n",
        b"[]\n",
        b"null\n",
        b'{"pages": "x", "ratio": 1}\n',
        b'{"pages": 1}\n',
        b"[" * 100_000 + b"\n",
        b'{"pages": 1, "ratio": 1.4}\nGIF89a',
    ],
    ids=["无", "空行", "列表", "空值", "页数不是数", "没有比例", "嵌套很深", "不是PNG"],
)
def test_only_a_picture_is_taken_from_the_process(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(picturing, "_asked", lambda *_: (0, answer))
    with pytest.raises(CrashedReadingError, match=r"请下载原文件查看。$"):
        draw(b"", 1, 300)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1]", b'[["x", 1]]', b'[["x", "a", 1, 1, 1]]'],
    ids=["无", "残缺", "数", "没有位置", "位置不是数"],
)
def test_only_characters_are_taken_from_the_process(
    monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    answer = b'{"pages": 1, "ratio": 1.4}\n' + body
    monkeypatch.setattr(picturing, "_asked", lambda *_: (0, answer))
    with pytest.raises(CrashedReadingError):
        page_words(b"", 1)


# --- the process itself --------------------------------------------------------------------------------


def told(answer: bytes) -> dict[str, object]:
    header, _, _ = answer.partition(b"\n")
    return dict(json.loads(header))


def test_answers_of_the_process() -> None:
    content = SAMPLE.read_bytes()
    drawn = pictured.answer("draw", content, 1, 200)
    assert told(drawn)["pages"] == 4
    assert drawn.partition(b"\n")[2].startswith(b"\x89PNG")
    text = "".join(
        c[0] for c in json.loads(pictured.answer("read", content, 1, 0).partition(b"\n")[2])
    )
    assert "澄川市财政局" in text
    assert told(pictured.answer("draw", content, 9, 200)) == {"fault": "missing", "pages": 4}
    assert told(pictured.answer("read", b"%PDF-1.7", 1, 200)) == {"fault": "damaged"}


def test_memory_that_runs_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(pictured, "answer", fill)
    target = BytesIO()
    pictured.serve(BytesIO(b""), target, "draw", 1, 200)
    monkeypatch.setattr(picturing, "_asked", lambda *_: (0, target.getvalue()))
    with pytest.raises(OversizedFileError, match="内存"):
        draw(b"", 1, 300)
