"""What a reader of PDF notices would notice: words in order, paragraphs whole, no page numbers."""

import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfplumber.utils.exceptions import PdfminerException
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from documents.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    MislabelledFileError,
    OversizedFileError,
    UnreadableFileError,
)
from documents.formats import pdf as pdf_reader
from documents.formats.pdf import read_pdf
from documents.formats.pdf_lines import Line
from documents.formats.pdf_paragraphs import flow_blocks
from documents.formats.pdf_tables import table_of
from documents.notice import Draft

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "formats" / "pdf"
FONT = "STSong-Light"
SIZE = 16
LEFT, TOP, STEP = 80, 700, 28
FULL = 27  # characters on a full line

pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Draw = Callable[[Canvas], object]


def make_pdf(*pages: Draw, **options: object) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, **options)
    for draw in pages:
        canvas.setFont(FONT, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def body(*paragraphs: str, start: int = 0) -> Draw:
    """Paragraphs set as 公文 are: first line two characters in, cut at the page's width."""

    def draw(canvas: Canvas) -> None:
        y = TOP - start * STEP
        for paragraph in paragraphs:
            for line in wrapped(paragraph):
                indent = SIZE * (len(line) - len(line.lstrip("　")))
                canvas.drawString(LEFT + indent, y, line.strip("　"))
                y -= STEP

    return draw


def wrapped(paragraph: str) -> list[str]:
    return [paragraph[i : i + FULL] for i in range(0, len(paragraph), FULL)]


def at(x: float, y: float, text: str, size: float = SIZE) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        canvas.drawString(x, y, text)
        canvas.setFont(FONT, SIZE)

    return draw


def together(*parts: Draw) -> Draw:
    return lambda canvas: [part(canvas) for part in parts]


def table(
    rows: list[list[str]], y: float, *styles: tuple[object, ...], widths: object = None
) -> Draw:
    def draw(canvas: Canvas) -> None:
        grid = Table(rows, colWidths=widths or [120] * len(rows[0]))
        grid.setStyle(
            TableStyle(
                [
                    ("FONT", (0, 0), (-1, -1), FONT, 12),
                    ("GRID", (0, 0), (-1, -1), 1, "black"),
                    *styles,
                ]
            )
        )
        _, height = grid.wrapOn(canvas, 500, 700)
        grid.drawOn(canvas, LEFT, y - height)

    return draw


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


LONG = "　　为深入推进东湖区与西山区对口合作，落实两区联席会议议定的各项任务，现就有关事项通知如下，请认真抓好贯彻落实。"
SECOND = "　　各单位要明确责任分工，细化工作措施，确保各项任务按时完成，并于每季度末将进展情况报送办公室汇总通报。"


def test_wrapped_lines_become_one_paragraph() -> None:
    draft = read_pdf(make_pdf(body(LONG, SECOND)))
    assert texts(draft) == [LONG.strip("　"), SECOND.strip("　")]


def test_paragraph_that_ends_at_a_full_line_stays_apart() -> None:
    exact = "　　" + "合作事项由两区发展改革部门会同有关单位共同负责落实到位。"[: FULL - 3] + "。"
    draft = read_pdf(make_pdf(body(LONG, exact, SECOND)))
    assert texts(draft) == [LONG.strip("　"), exact.strip("　"), SECOND.strip("　")]


def test_paragraph_over_a_page_break_is_one_and_on_the_page_it_begins() -> None:
    lines = wrapped(LONG)
    first = together(body(SECOND), body(*lines[:1], start=5))
    draft = read_pdf(make_pdf(first, body("".join(lines[1:]), SECOND)))
    assert texts(draft) == [SECOND.strip("　"), LONG.strip("　"), SECOND.strip("　")]
    assert [block.page for block in draft.blocks] == [1, 1, 2]


@pytest.mark.parametrize(
    "number",
    ["- {} -", "— {} —", "－{}－", "第{}页", "第 {} 页 共 3 页", "{}/3", "{}", "· {} ·"],
    ids=["短横", "长横", "全角横", "第几页", "第几页共几页", "斜线", "只有数字", "圆点"],
)
def test_page_numbers_are_left_out(number: str) -> None:
    pages = [together(body(LONG), at(280, 50, number.format(i), 12)) for i in (1, 2, 3)]
    assert texts(read_pdf(make_pdf(*pages))) == [LONG.strip("　")] * 3


def test_running_heads_and_feet_are_left_out() -> None:
    pages = [
        together(
            at(200, 800, "东湖区人民政府公报"), body(LONG), at(80, 40, "东湖区政府办公室编印", 10)
        )
        for _ in range(3)
    ]
    assert texts(read_pdf(make_pdf(*pages))) == [LONG.strip("　")] * 3


@pytest.mark.parametrize(
    "first_lines",
    [["附件1", "附件2"], ["东湖区任务清单", "西山区任务清单"], ["2018", "2035"]],
    ids=["附件编号", "各页标题不同", "不是页码的数字"],
)
def test_text_at_the_top_of_pages_is_no_running_head(first_lines: list[str]) -> None:
    pages = [together(at(80, 800, line), body(LONG)) for line in first_lines]
    got = texts(read_pdf(make_pdf(*pages)))
    assert all(any(line in text for text in got) for line in first_lines)


def test_table_rows_stand_in_their_place_once() -> None:
    rows = [
        ["序号", "任务", "责任单位"],
        ["1", "文化旅游合作", "文化旅游局"],
        ["2", "商贸合作", "商务局"],
    ]
    page = together(body(LONG), table(rows, 560), body(SECOND, start=9))
    draft = read_pdf(make_pdf(page))
    assert texts(draft) == [
        LONG.strip("　"),
        "序号\t任务\t责任单位",
        "1\t文化旅游合作\t文化旅游局",
        "2\t商贸合作\t商务局",
        SECOND.strip("　"),
    ]
    assert [block.row for block in draft.blocks] == [False, True, True, True, False]


def test_merged_cells_speak_in_every_row_and_column() -> None:
    rows = [
        ["任务", "责任单位", ""],
        ["", "东湖区", "西山区"],
        ["文化旅游合作", "文化旅游局", "文体局"],
        ["", "新闻中心", "宣传部"],
        ["一、合计两项", "", ""],
    ]
    spans = [
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (2, 0)),
        ("SPAN", (0, 2), (0, 3)),
        ("SPAN", (0, 4), (2, 4)),
    ]
    assert texts(read_pdf(make_pdf(table(rows, 700, *spans)))) == [
        "任务\t责任单位\t责任单位",
        "任务\t东湖区\t西山区",
        "文化旅游合作\t文化旅游局\t文体局",
        "文化旅游合作\t新闻中心\t宣传部",
        "一、合计两项",
    ]


def test_cells_join_wraps_and_keep_chosen_breaks() -> None:
    rows = [["任务", "责任单位"], ["推动两区文化旅游深度融\n合发展", "商务局\n农业局"]]
    got = texts(read_pdf(make_pdf(table(rows, 700, widths=[148, 120]))))
    assert got == ["任务\t责任单位", "推动两区文化旅游深度融合发展\t商务局 农业局"]


def test_table_over_a_page_break_is_one() -> None:
    head = ["任务", "责任单位", "时限"]
    first = table([head, ["文化旅游合作", "文化旅游局", "6月"]], 300)
    second = table([head, ["", "新闻中心", "9月"], ["商贸合作", "商务局", "12月"]], 760)
    assert texts(read_pdf(make_pdf(first, second))) == [
        "任务\t责任单位\t时限",
        "文化旅游合作\t文化旅游局\t6月",
        "文化旅游合作\t新闻中心\t9月",
        "商贸合作\t商务局\t12月",
    ]


def test_sideways_page_is_read_upright() -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.translate(A4[0], 0)
        canvas.rotate(90)
        canvas.setFont(FONT, SIZE)
        together(
            at(LEFT, 500, "任务分工表"), table([["任务", "单位"], ["商贸合作", "商务局"]], 480)
        )(canvas)

    assert texts(read_pdf(make_pdf(sideways))) == ["任务分工表", "任务\t单位", "商贸合作\t商务局"]


def test_oblique_watermark_is_left_out() -> None:
    def watermark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(200, 400)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    assert texts(read_pdf(make_pdf(together(body(LONG), watermark)))) == [LONG.strip("　")]


def test_words_drawn_twice_for_boldness_are_read_once() -> None:
    page = together(at(200, 700, "实施方案"), at(200.4, 700, "实施方案"))
    assert texts(read_pdf(make_pdf(page))) == ["实施方案"]


def test_wide_gaps_part_names_but_not_a_spread_word() -> None:
    page = together(at(250, 700, "通　　知"), at(80, 640, "张三丰　　李四光　　王五常"))
    assert texts(read_pdf(make_pdf(page))) == ["通知", "张三丰 李四光 王五常"]


def test_characters_without_height_are_read() -> None:
    flat = [Line("对口合作", 1, 80, 120, 90, 90), Line("工作方案", 1, 90, 130, 110, 110)]
    assert "".join(block.text for block in flow_blocks(flat)) == "对口合作工作方案"


def test_what_unpacks_to_too_much_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise PdfminerException(MemoryError())

    monkeypatch.setattr(pdf_reader, "page_content", fail)
    with pytest.raises(MemoryError):
        read_pdf(make_pdf(body("对口合作")))


def test_table_of_many_cells_takes_no_longer_than_its_size_asks_for() -> None:
    boxes = [(x, y, x + 1.0, y + 1.0) for y in range(120) for x in range(120)]
    chars = [
        {"text": "甲", "x0": x + 0.2, "x1": x + 0.8, "top": y + 0.2, "bottom": y + 0.8, "doctop": y, "upright": True}
        for x, y, _, _ in boxes[::3]
    ]  # fmt: skip
    began = time.process_time()
    table_of(boxes, chars, page=1)
    assert time.process_time() - began < 8


def test_password_is_named_as_the_reason() -> None:
    locked = make_pdf(body(LONG), encrypt=StandardEncryption("secret", canPrint=0))
    with pytest.raises(EncryptedFileError, match="密码"):
        read_pdf(locked)


def test_file_that_only_forbids_editing_is_read() -> None:
    """In Latin letters: reportlab leaves the names of Chinese encodings readable only to itself."""

    def latin(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(LEFT, TOP, "Notice of 2019")

    limited = make_pdf(latin, encrypt=StandardEncryption("", ownerPassword="owner", canModify=0))
    assert texts(read_pdf(limited)) == ["Notice of 2019"]


def test_scan_is_said_to_have_no_text_layer() -> None:
    from PIL import Image

    picture = ImageReader(Image.new("RGB", (20, 20), "white"))
    with pytest.raises(EmptyFileError, match="文字层"):
        read_pdf(make_pdf(lambda canvas: canvas.drawImage(picture, 0, 0, 500, 700)))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFileError),
        (b"PK\x03\x04 not a pdf", MislabelledFileError),
        (b"%PDF-1.7\n%%EOF", DamagedFileError),
        (make_pdf(body(LONG))[:400], DamagedFileError),
    ],
    ids=["空文件", "不是PDF", "只有文件头", "下载不完整"],
)
def test_broken_files_raise(content: bytes, error: type[UnreadableFileError]) -> None:
    with pytest.raises(error):
        read_pdf(content)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MOST_PAGES", 1)
    with pytest.raises(OversizedFileError, match="2 页"):
        read_pdf(make_pdf(body(LONG), body(LONG)))


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_raise_only_unreadable_file_errors(content: bytes, as_pdf: bool) -> None:
    with suppress(UnreadableFileError):
        read_pdf(b"%PDF-1.4\n" + content if as_pdf else content)


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=20))
def test_damaged_bytes_raise_only_unreadable_file_errors(place: int, junk: bytes) -> None:
    content = make_pdf(body("　　通知如下。"))
    with suppress(UnreadableFileError):
        read_pdf(content[:place] + junk + content[place + len(junk) :])


@pytest.mark.skipif(not REAL.is_dir(), reason="没有评测数据 ../shared/data/formats/pdf")
def test_real_notice_loses_no_word() -> None:
    draft = read_pdf((REAL / "397.pdf").read_bytes())
    expected = _words((REAL / "397.txt").read_text(encoding="utf-8"))
    found = _words("".join(texts(draft)))
    head = "发展改革委办公厅文件税务总局办公厅"
    assert expected.startswith(head)
    assert found.removeprefix("发展改革委办公厅税务总局办公厅文件") == expected.removeprefix(head)
    assert {block.page for block in draft.blocks} == {1, 2, 3, 4, 5}


def _words(text: str) -> str:
    """Without white space and full stops: the expected text closes headings with one."""
    return "".join(text.split()).replace("。", "")


@pytest.mark.skipif(not REAL.is_dir(), reason="没有评测数据 ../shared/data/formats/pdf")
def test_real_scan_has_no_text_layer() -> None:
    with pytest.raises(EmptyFileError, match="文字层"):
        read_pdf((REAL / "397_scanned_imageonly.pdf").read_bytes())
