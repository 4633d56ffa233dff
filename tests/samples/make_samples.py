"""Make the .docx and .pdf files of documents/samples from the HTML sources beside this script.

usage: python tests/samples/make_samples.py
needs: python-docx, lxml, fonttools; Chromium 131 or later; Debian's fonts-noto-cjk
"""

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from lxml import html

SOURCES = Path(__file__).parent
SAMPLES = SOURCES.parents[1] / "documents" / "samples"
MADE = datetime(2024, 6, 1, tzinfo=UTC)
BODY_FONT, TITLE_FONT = "仿宋_GB2312", "方正小标宋简体"
CENTRED = {"red", "number", "title", "center", "caption"}
POINTS = {"red": 34, "title": 22, "caption": 14, "print": 14}
CHINESE = "chineseCountingThousand"
LEVELS = ((CHINESE, "%1、"), (CHINESE, "（%2）"), ("decimal", "%3."))
NOTO = Path("/usr/share/fonts/opentype/noto")
FONTS = {"body.ttf": NOTO / "NotoSerifCJK-Regular.ttc", "bold.ttf": NOTO / "NotoSansCJK-Bold.ttc"}
SIMPLIFIED = 2
"""Place of the SC font in Noto's collections."""
LIST = 90
"""Number of our list in the file's numbering part; Word's template uses the small ones."""


def list_xml() -> str:
    """One multilevel list 一、 （一） 1. whose numbers stand in no paragraph's text."""
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{words}"/></w:lvl>'
        for i, (style, words) in enumerate(LEVELS)
    )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{LIST}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def add_list(document: Document) -> None:
    """Define the list; Word wants every abstractNum before the first num."""
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(list_xml()))
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{LIST}"><w:abstractNumId w:val="{LIST}"/></w:num>'
        )
    )


def number(paragraph: Paragraph, level: int) -> None:
    """Number a paragraph automatically at a level of the list, from 0."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = LIST


def set_fonts(document: Document) -> None:
    """三号仿宋, as GB/T 9704-2012 (5.2.2) asks; headings in black, not Word's blue."""
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size = BODY_FONT, Pt(16)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY_FONT)


def style_run(paragraph: Paragraph, text: str, kind: str) -> None:
    """Write the words of a paragraph, larger in a title and red in a red head."""
    run = paragraph.add_run(text)
    if kind in POINTS:
        run.font.size = Pt(POINTS[kind])
    if kind == "red":
        run.font.color.rgb = RGBColor(0xD0, 0, 0)
    if kind in {"red", "title"}:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TITLE_FONT)


def add_paragraph(document: Document, text: str, kind: str) -> None:
    """Add one <p class=kind> of a source."""
    heading = re.fullmatch(r"heading(\d)", kind)
    paragraph = document.add_paragraph(style=f"Heading {heading[1]}" if heading else None)
    style_run(paragraph, text, kind)
    if level := re.fullmatch(r"level(\d)", kind):
        number(paragraph, int(level[1]) - 1)
    if kind in CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif kind == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif kind in {"", "level1", "level2", "level3"}:
        paragraph.paragraph_format.first_line_indent = Pt(32)


def spans(table: html.HtmlElement) -> Iterator[tuple[int, int, int, int, str]]:
    """Top, left, bottom, right (inclusive) and words of every cell of an HTML table."""
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(table.iter("tr")):
        left = 0
        for cell in row.iterchildren("td", "th"):
            while (top, left) in taken:
                left += 1
            bottom = top + int(cell.get("rowspan", 1)) - 1
            right = left + int(cell.get("colspan", 1)) - 1
            taken |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            yield top, left, bottom, right, cell.text_content().strip()


def add_table(document: Document, source: html.HtmlElement) -> None:
    """Add a table with its merged cells."""
    cells = list(spans(source))
    rows, columns = max(c[2] for c in cells) + 1, max(c[3] for c in cells) + 1
    table = document.add_table(rows, columns, style="Table Grid")
    for top, left, bottom, right, text in cells:
        cell = table.cell(top, left).merge(table.cell(bottom, right))
        cell.text = text
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def fix_dates(path: Path) -> None:
    """Give every member of a zip file the same date, so that a new run writes the same bytes."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)


def make_docx(source: Path, target: Path) -> None:
    """Write one HTML source as a Word file."""
    document = docx.Document()
    set_fonts(document)
    add_list(document)
    for element in html.document_fromstring(source.read_text(encoding="utf-8")).body:
        if element.tag == "table":
            add_table(document, element)
        else:
            add_paragraph(document, element.text_content().strip(), element.get("class", ""))
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "", "对口通", ""
    properties.created = properties.modified = MADE.replace(tzinfo=None)
    document.save(str(target))
    fix_dates(target)


def draw_quadratic(font: TTFont) -> TTFont:
    """A TrueType font with a CFF font's glyphs: Chromium embeds CFF outlines as Type 3 fonts."""
    glyphs, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    builder.updateHead(created=font["head"].created, modified=font["head"].modified)
    builder.setupGlyphOrder(font.getGlyphOrder())
    builder.setupCharacterMap(font.getBestCmap())
    builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics(font["hmtx"].metrics)
    builder.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    builder.setupNameTable({"familyName": font["name"].getDebugName(1), "styleName": "Regular"})
    builder.setupOS2(fsType=0)
    builder.setupPost()
    return builder.font


def make_font(source: Path, text: str, target: Path) -> None:
    """Cut a font down to the characters of a text.

    In the whole font 口 and the Kangxi radical ⼝ share a glyph, and Chromium writes the radical
    into the text of the PDF.
    """
    options = subset.Options(font_number=SIMPLIFIED, layout_features=[], hinting=False)
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    draw_quadratic(font).save(target)


def print_page(page: Path, target: Path) -> None:
    """Print one HTML file as PDF with Chromium."""
    browser = shutil.which("chromium") or "chromium-browser"
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={page.parent / 'profile'}", f"--print-to-pdf={target}"]
    subprocess.run([*command, page.as_uri()], check=True, capture_output=True, timeout=120)


def make_pdf(source: Path, target: Path) -> None:
    """Write one HTML source as PDF; its two dates are overwritten with ones as long."""
    text = source.read_text(encoding="utf-8") + "—0123456789 "
    with tempfile.TemporaryDirectory() as folder:
        page = Path(shutil.copy(source, folder))
        shutil.copy(source.parent / "page.css", folder)
        for name, font in FONTS.items():
            make_font(font, text, page.parent / name)
        print_page(page, target)
    stamp = MADE.strftime("D:%Y%m%d%H%M%S").encode()
    target.write_bytes(re.sub(rb"D:\d{14}", stamp, target.read_bytes()))


def main() -> None:
    """Make every sample that has a source."""
    for source in sorted((SOURCES / "docx").glob("*.html")):
        make_docx(source, SAMPLES / f"{source.stem}.docx")
    for source in sorted((SOURCES / "pdf").glob("*.html")):
        make_pdf(source, SAMPLES / f"{source.stem}.pdf")


if __name__ == "__main__":
    main()
