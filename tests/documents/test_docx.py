"""What a reader of Word notices would notice: numbers as Word shows them, merged cells, no junk."""

import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    MislabelledFileError,
    OversizedFileError,
    UnreadableFileError,
)
from documents.formats import docx_package
from documents.formats.docx import read_docx
from documents.formats.numerals import chinese_number
from documents.notice import Draft

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "formats" / "docx"


def saved(document: Any) -> bytes:
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def read(*bodies: str) -> list[str]:
    """The texts of a document whose body holds the given w:p and w:tbl elements."""
    document = Document()
    for body in bodies:
        document.element.body.insert(len(document.element.body) - 1, element(body))
    return texts(read_docx(saved(document)))


def element(xml: str) -> Any:
    spaces = nsdecls("w", "wp", "a", "r")
    more = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    return parse_xml(re.sub(r"(?<=^<w:)\w+", rf"\g<0> {spaces} {more}", xml))


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


Numbered = Callable[..., None]


def numbering_document(*levels: tuple[str, str], start: int = 1) -> tuple[Any, Numbered]:
    """A document with one list of (number format, label text) levels, and a way to add to it."""
    document = Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    inner = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (kind, text) in enumerate(levels)
    )
    numbering.append(element(f'<w:abstractNum w:abstractNumId="1">{inner}</w:abstractNum>'))
    add_list(document, "1")

    def add(text: str, level: int = 0, list_id: str = "1") -> None:
        number(document.add_paragraph(text), level, list_id)

    return document, add


def add_list(document: Any, list_id: str, override: str = "") -> None:
    xml = f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="1"/>{override}</w:num>'
    document.part.numbering_part.element.append(element(xml))


def number(paragraph: Paragraph, level: int, list_id: str) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        element(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')
    )


@pytest.mark.parametrize(
    ("kind", "label", "expected"),
    [
        ("chineseCounting", "%1、", ["一、甲", "二、乙"]),
        ("chineseCountingThousand", "（%1）", ["（一）甲", "（二）乙"]),
        ("japaneseCounting", "第%1条", ["第一条 甲", "第二条 乙"]),
        ("ideographTraditional", "%1、", ["甲、甲", "乙、乙"]),
        ("decimal", "%1.", ["1. 甲", "2. 乙"]),
        ("decimal", "（%1）", ["（1）甲", "（2）乙"]),
        ("decimalEnclosedCircle", "%1", ["① 甲", "② 乙"]),
        ("upperRoman", "%1.", ["I. 甲", "II. 乙"]),
        ("lowerLetter", "%1)", ["a)甲", "b)乙"]),
        ("chineseLegalSimplified", "%1、", ["壹、甲", "贰、乙"]),
        ("bullet", "\uf06c", ["甲", "乙"]),
    ],
    ids=[
        "一、",
        "（一）",
        "第一条",
        "甲乙",
        "1.",
        "（1）",
        "①",
        "罗马",
        "字母",
        "大写",
        "项目符号",
    ],
)
def test_automatic_numbers_are_shown(kind: str, label: str, expected: list[str]) -> None:
    document, add = numbering_document((kind, label))
    add("甲")
    add("乙")
    assert texts(read_docx(saved(document))) == expected


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (1001, "一千零一"), (2018, "二千零一十八")],
    ids=str,
)  # fmt: skip
def test_chinese_numbers(number: int, shown: str) -> None:
    assert chinese_number(number) == shown


def test_lower_levels_restart_and_name_the_upper_ones() -> None:
    document, add = numbering_document(("decimal", "%1."), ("decimal", "%1.%2"))
    for text, level in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 0), ("戊", 1)]:
        add(text, level)
    assert texts(read_docx(saved(document))) == ["1. 甲", "1.1 乙", "1.2 丙", "2. 丁", "2.1 戊"]


def test_list_begins_at_its_start_value() -> None:
    document, add = numbering_document(("chineseCounting", "%1、"), start=3)
    add("甲")
    assert texts(read_docx(saved(document))) == ["三、甲"]


def test_second_list_goes_on_or_begins_anew_as_it_says() -> None:
    document, add = numbering_document(("decimal", "%1."))
    add_list(document, "2")
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    add_list(document, "3", override)
    for text, list_id in [("甲", "1"), ("乙", "2"), ("丙", "3"), ("丁", "3")]:
        add(text, list_id=list_id)
    assert texts(read_docx(saved(document))) == ["1. 甲", "2. 乙", "1. 丙", "2. 丁"]


def test_numbers_come_with_the_style() -> None:
    document, _ = numbering_document(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"))
    abstract = document.part.numbering_part.element[0]
    for level, style in enumerate(("Heading1", "Heading2")):
        abstract[level].insert(2, element(f'<w:pStyle w:val="{style}"/>'))
        properties = document.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        properties.append(element('<w:numPr><w:numId w:val="1"/></w:numPr>'))
    document.add_heading("总体要求", 1)
    document.add_heading("指导思想", 2)
    document.add_heading("组织实施", 1)
    draft = read_docx(saved(document))
    assert texts(draft) == ["一、总体要求", "（一）指导思想", "二、组织实施"]
    assert [block.level for block in draft.blocks] == [1, 2, 1]


def test_paragraph_can_leave_the_list_of_its_style() -> None:
    document, _ = numbering_document(("decimal", "%1."))
    properties = document.styles["Heading 1"].element.get_or_add_pPr()
    properties.append(element('<w:numPr><w:numId w:val="1"/></w:numPr>'))
    number(document.add_heading("附件", 1), 0, "0")
    assert texts(read_docx(saved(document))) == ["附件"]


def test_numbers_alone_in_a_column_are_the_cell() -> None:
    document, _ = numbering_document(("decimal", "%1"))
    table = document.add_table(2, 2)
    for row, task in zip(table.rows, ("旅游", "商贸"), strict=True):
        number(row.cells[0].paragraphs[0], 0, "1")
        row.cells[1].text = task
    assert texts(read_docx(saved(document))) == ["1\t旅游", "2\t商贸"]


def test_paragraphs_and_tables_keep_their_order() -> None:
    document = Document()
    document.add_paragraph("前文")
    row = document.add_table(1, 3).rows[0]
    row.cells[1].text, row.cells[2].text = "任务", "单位"
    document.add_paragraph("后文")
    draft = read_docx(saved(document))
    assert [(block.text, block.row) for block in draft.blocks] == [
        ("前文", False),
        ("\t任务\t单位", True),
        ("后文", False),
    ]


def fill(rows: Sequence[Sequence[str]]) -> tuple[Any, Any]:
    document = Document()
    table = document.add_table(len(rows), len(rows[0]))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    return document, table


def test_merged_cells_speak_in_every_row_and_column() -> None:
    document, table = fill(
        [
            ["任务", "责任单位", ""],
            ["", "东湖区", "西山区"],
            ["旅游", "文旅局", "文体局"],
            ["", "宣传部", "宣传部"],
            ["合计", "", ""],
        ]
    )
    for first, last in [((0, 0), (1, 0)), ((0, 1), (0, 2)), ((2, 0), (3, 0)), ((4, 0), (4, 2))]:
        table.cell(*first).merge(table.cell(*last))
    assert texts(read_docx(saved(document))) == [
        "任务\t责任单位\t责任单位",
        "任务\t东湖区\t西山区",
        "旅游\t文旅局\t文体局",
        "旅游\t宣传部\t宣传部",
        "合计",
    ]


def test_cell_lines_are_parted_but_upright_words_are_not() -> None:
    document, _ = fill([["序\n号", "牵头\n单位"], ["1", "商务局\n农业局"]])
    assert texts(read_docx(saved(document))) == ["序号\t牵头单位", "1\t商务局 农业局"]


def test_table_that_only_frames_text_gives_paragraphs() -> None:
    document, table = fill([["抄送：区委办公室。"]])
    table.cell(0, 0).add_paragraph("东湖区政府办公室印发")
    draft = read_docx(saved(document))
    assert [(block.text, block.row) for block in draft.blocks] == [
        ("抄送：区委办公室。", False),
        ("东湖区政府办公室印发", False),
    ]


def test_nested_table_keeps_its_words() -> None:
    document, table = fill([["任务", "单位"], ["旅游", ""]])
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "文旅局", "宣传部"
    assert texts(read_docx(saved(document))) == ["任务\t单位", "旅游\t文旅局 宣传部"]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (run("原文") + f'<w:del w:id="1">{run("删去").replace("w:t", "w:delText")}</w:del>', ["原文"]),
        (run("原文") + f'<w:ins w:id="1">{run("增补")}</w:ins>', ["原文增补"]),
        (f'<w:moveFrom w:id="1">{run("移走")}</w:moveFrom>{run("留下")}', ["留下"]),
        (f'<w:hyperlink w:anchor="x">{run("附件1")}</w:hyperlink>', ["附件1"]),
        (f"{run('第一行')}<w:r><w:br/></w:r>{run('第二行')}", ["第一行", "第二行"]),
        (f"{run('姓名')}<w:r><w:tab/></w:r>{run('职务')}", ["姓名 职务"]),
        (f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>{run('可见')}", ["可见"]),
        (f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>{run("2019年")}', ["2019年"]),
        (f"<w:sdt><w:sdtContent>{run('控件里的字')}</w:sdtContent></w:sdt>", ["控件里的字"]),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + run("同意"), ["□同意"]),
        (run("　　落实　责任　"), ["落实 责任"]),
    ],
    ids=["删除的修订", "插入的修订", "移走的修订", "超链接", "软回车", "制表符", "隐藏文字", "域代码", "内容控件", "方框符号", "全角空格"],
)  # fmt: skip
def test_paragraph_reads_as_word_shows_it(inner: str, expected: list[str]) -> None:
    assert read(f"<w:p>{inner}</w:p>") == expected


def test_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p>" + run("东湖区人民政府文件") + "</w:p></w:txbxContent>"
    choice = (
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    )
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    both = f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"
    assert read(f"<w:p><w:r>{both}</w:r>{run('正文')}</w:p>") == ["东湖区人民政府文件", "正文"]


def test_headers_and_footers_are_left_out() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "- 1 -"
    document.add_paragraph("正文")
    assert texts(read_docx(saved(document))) == ["正文"]


def test_footnote_follows_its_paragraph() -> None:
    document = Document()
    paragraph = document.add_paragraph("两区合作")
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), "2")
    paragraph.add_run()._r.append(mark)
    document.add_paragraph("下一段")
    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p>{run("指东湖区与西山区")}</w:p></w:footnote></w:footnotes>'
    content = with_part(saved(document), "footnotes", notes)
    assert texts(read_docx(content)) == ["两区合作", "指东湖区与西山区", "下一段"]


def test_footnote_that_refers_to_itself_is_read_once() -> None:
    document = Document()
    mark = '<w:footnoteReference w:id="2"/>'
    document.element.body.insert(0, element(f"<w:p>{run('两区合作')}<w:r>{mark}</w:r></w:p>"))
    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p>{run("指两区")}<w:r>{mark}</w:r></w:p></w:footnote></w:footnotes>'
    content = with_part(saved(document), "footnotes", notes)
    assert texts(read_docx(content)) == ["两区合作", "指两区"]


def test_parts_in_an_endless_chain_are_refused() -> None:
    content = saved(Document())
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    target = BytesIO(
        changed(
            content,
            "word/_rels/document.xml.rels",
            "</Relationships>",
            f'<Relationship Id="rIdX" Type="{office}/image" Target="c0.xml"/></Relationships>',
        )
    )
    with zipfile.ZipFile(target, "a") as package:
        for i in range(1200):
            package.writestr(f"word/c{i}.xml", "<x/>")
            link = f'<Relationship Id="r" Type="{office}/image" Target="c{i + 1}.xml"/>'
            package.writestr(
                f"word/_rels/c{i}.xml.rels",
                f'<Relationships xmlns="{relations}">{link}</Relationships>',
            )
    with pytest.raises(DamagedFileError, match="层层"):
        read_docx(target.getvalue())


def with_part(content: bytes, kind: str, xml: str) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = (
        f'<Relationship Id="rIdX" Type="{office}/{kind}" Target="{kind}.xml"/></Relationships>'
    )
    declared = (
        f'<Override PartName="/word/{kind}.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.wordprocessingml.{kind}+xml"/></Types>'
    )
    content = changed(content, "word/_rels/document.xml.rels", "</Relationships>", relation)
    content = changed(content, "[Content_Types].xml", "</Types>", declared)
    target = BytesIO(content)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(f"word/{kind}.xml", xml)
    return target.getvalue()


def changed(content: bytes, name: str, old: str, new: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as package, zipfile.ZipFile(target, "w") as copy:
        for part in package.namelist():
            data = package.read(part)
            copy.writestr(part, data.replace(old.encode(), new.encode()) if part == name else data)
    return target.getvalue()


def zipped(**parts: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return target.getvalue()


def test_outside_entities_are_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("机密", encoding="utf-8")
    document = Document()
    document.add_paragraph("正文@")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret.txt">]><w:document '
    content = changed(saved(document), "word/document.xml", "<w:document ", entity)
    content = changed(content, "word/document.xml", "正文@", "正文&e;")
    with suppress(UnreadableFileError):
        assert "机密" not in "".join(texts(read_docx(content)))


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "error", "hint"),
    [
        (b"", EmptyFileError, "空"),
        (saved(Document()), EmptyFileError, "没有文字"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedFileError, "密码"),
        (_OLE + "WordDocument".encode("utf-16-le"), MislabelledFileError, "另存为 .docx"),
        (_OLE, DamagedFileError, "另存为 .docx"),
        ("就是一段文字".encode(), MislabelledFileError, "另存为 .docx"),
        (zipped(readme="压缩包"), MislabelledFileError, "压缩包"),
        (zipped(**{"word/document.xml": "<broken"}), DamagedFileError, "另存为 .docx"),
        (saved(Document())[:3000], DamagedFileError, "重新下载"),
    ],
    ids=[
        "空文件",
        "空白文档",
        "有密码",
        "旧版doc",
        "其他OLE",
        "纯文字",
        "压缩包",
        "缺部件",
        "下载不完整",
    ],
)
def test_broken_files_raise(content: bytes, error: type[UnreadableFileError], hint: str) -> None:
    with pytest.raises(error, match=hint):
        read_docx(content)


def test_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_package, "LARGEST", 1000)
    with pytest.raises(OversizedFileError, match="MB"):
        read_docx(saved(Document()))


def test_markup_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_package, "LARGEST_MARKUP", 1000)
    with pytest.raises(OversizedFileError, match="请拆分"):
        read_docx(saved(Document()))


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", _OLE]))
def test_any_bytes_raise_only_unreadable_file_errors(content: bytes, magic: bytes) -> None:
    with suppress(UnreadableFileError):
        read_docx(magic + content)


@given(st.integers(0, 36000), st.binary(min_size=1, max_size=20))
def test_damaged_bytes_raise_only_unreadable_file_errors(place: int, junk: bytes) -> None:
    content = PLAIN[:place] + junk + PLAIN[place + len(junk) :]
    with suppress(UnreadableFileError):
        read_docx(content)


@given(st.text('<>/w:ptbl&;"= 一', max_size=60))
def test_damaged_markup_raises_only_unreadable_file_errors(junk: str) -> None:
    with suppress(UnreadableFileError):
        read_docx(changed(PLAIN, "word/document.xml", "<w:sectPr", junk + "<w:sectPr"))


def _plain() -> bytes:
    document = Document()
    document.add_paragraph("通知如下。")
    return saved(document)


PLAIN = _plain()


@pytest.mark.skipif(not REAL.is_dir(), reason="没有评测数据 ../shared/data/formats/docx")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.docx")), ids=lambda path: path.stem)
def test_real_notices_lose_no_word(path: Path) -> None:
    document = Document(str(path))
    expected = "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
    found = "".join(texts(read_docx(path.read_bytes())))
    assert "".join(found.split()) == "".join(expected.split())
