"""Files made to harm who reads them."""

import io
import stat
import zipfile
from collections.abc import Iterable

from docx import Document
from openpyxl import Workbook

PLAIN = "关于冷链的通知\n\n由松江区商务局负责。\n"


def word(text: str = "由松江区商务局负责冷链建设。") -> bytes:
    """A sound Word file."""
    document = Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet() -> bytes:
    """A sound sheet of one question."""
    book = Workbook()
    for row in (["问题", "答案"], ["冷链由谁负责？", "商务局"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_parts(sound: bytes, **parts: bytes) -> bytes:
    """An office file with other parts in place of its own, or beside them; __ stands for /."""
    named = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            if entry.filename not in named:
                new.writestr(entry, old.read(entry))
        for name, part in named.items():
            new.writestr(name, part, zipfile.ZIP_DEFLATED, 9)
    return stream.getvalue()


def with_members(sound: bytes, names: Iterable[str], content: bytes = b"evil") -> bytes:
    """An office file with members beside its own, that lie elsewhere by their names."""
    stream = io.BytesIO(sound)
    with zipfile.ZipFile(stream, "a") as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


def with_link(sound: bytes, name: str, target: str) -> bytes:
    """An office file with a symbolic link among its members."""
    stream = io.BytesIO(sound)
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo(name)
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, target)
    return stream.getvalue()


def nested(depth: int = 6, width: int = 10, kernel: bytes = b"0" * 2**20) -> bytes:
    """Archives within archives: a terabyte, for who unpacks them all."""
    for level in range(depth):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for number in range(width):
                archive.writestr(f"{level}-{number}.zip", kernel)
        kernel = stream.getvalue()
    return kernel


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def word_xml(declared: str, said: str) -> bytes:
    """A Word document's body under a declaration of one's own."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{declared}<w:document xmlns:w="{_W}"><w:body>'
        f"<w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


def sheet_xml(declared: str, said: str) -> bytes:
    """A sheet under a declaration of one's own."""
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = "".join(f"<row>{cell.format(words)}</row>" for words in ("问题", said))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{declared}<worksheet xmlns="{_S}">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def declarations(secret: str, address: str) -> dict[str, tuple[str, str]]:
    """Document types, and the words that have them expanded."""
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return {
        "十亿个笑": (f'<!DOCTYPE x [<!ENTITY l0 "哈哈">{laughs}]>', "&l9;"),
        "平方": (f'<!DOCTYPE x [<!ENTITY a "{"哈" * 50_000}">]>', "&a;" * 50_000),
        "外部文件": (f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]>', "&a;"),
        "外部网址": (f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}">]>', "&a;"),
        "参数实体": (f'<!DOCTYPE x [<!ENTITY % a SYSTEM "{address}"> %a;]>', "词"),
        "外部定义": (f'<!DOCTYPE x SYSTEM "{address}">', "词"),
        "自己套自己": ('<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"),
    }  # fmt: skip
