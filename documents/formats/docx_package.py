"""Open a .docx container, or say in what way it is none."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from lxml.etree import LxmlError, _Element

from documents.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    MislabelledFileError,
    OversizedFileError,
)

LARGEST = 200 * 1024 * 1024
"""Bytes that all parts of a document may have once unpacked."""

LARGEST_MARKUP = 60 * 1024 * 1024
"""Bytes of those that are markup, which takes ten times as much memory."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_BIT = 0x1
_SAVE_AGAIN = "请用 Word 或 WPS 打开，另存为 .docx 后再放入。"


@dataclass(frozen=True)
class WordParts:
    """The roots of the parts that hold words or say how they are numbered."""

    body: _Element
    styles: _Element | None = None
    numbering: _Element | None = None
    footnotes: _Element | None = None
    endnotes: _Element | None = None


def open_document(content: bytes) -> WordParts:
    """Raises the subclass of UnreadableFileError that says what is wrong with the container."""
    _check_kind(content)
    try:
        _check_parts(content)
        return _parts(Document(BytesIO(content)))
    except (BadZipFile, zlib.error, LxmlError, EOFError, OSError, NotImplementedError) as error:
        raise DamagedFileError(f"文档已损坏，无法打开。{_SAVE_AGAIN}") from error
    except (OpcError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise DamagedFileError(f"文档的内部结构不完整。{_SAVE_AGAIN}") from error


def _parts(document: WordDocument) -> WordParts:
    named = {
        relation.reltype.rpartition("/")[2]: relation.target_part.blob
        for relation in document.part.rels.values()
        if not relation.is_external
    }
    roots = {
        kind: parse_xml(named[kind])
        for kind in ("styles", "numbering", "footnotes", "endnotes")
        if kind in named
    }
    return WordParts(body=document.element.body, **roots)


def _check_kind(content: bytes) -> None:
    if not content:
        raise EmptyFileError("文件是空的。请重新保存后再放入。")
    if content.startswith(_OLE):
        _refuse_ole(content)
    if is_zipfile(BytesIO(content)):
        return
    if content.startswith(b"PK"):
        raise DamagedFileError("文档已损坏或没有下载完整。请重新下载后再放入。")
    raise MislabelledFileError(f"内容不是 Word 文档（.docx）。{_SAVE_AGAIN}")


def _refuse_ole(content: bytes) -> None:
    """An OLE container is either a .docx under a password or a document of Word 97-2003."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise EncryptedFileError("文档设有打开密码。请用 Word 去掉密码后再放入。")
    if "WordDocument".encode("utf-16-le") in content:
        raise MislabelledFileError(f"内容是旧版 Word 文档（.doc），不是 .docx。{_SAVE_AGAIN}")
    raise DamagedFileError(f"内容是旧版 Office 文件或已损坏。{_SAVE_AGAIN}")


def _check_parts(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
    if any(part.flag_bits & _ENCRYPTED_BIT for part in parts):
        raise EncryptedFileError("文档的压缩包设有密码。请去掉密码后再放入。")
    _check_size(parts)
    if not any(part.filename.startswith("word/document") for part in parts):
        raise MislabelledFileError(f"内容是压缩包或其他 Office 文件，不是 Word 文档。{_SAVE_AGAIN}")


def _check_size(parts: Sequence[ZipInfo]) -> None:
    if sum(part.file_size for part in parts) > LARGEST:
        raise OversizedFileError(
            f"文档解压后超过 {LARGEST // 2**20} MB。请删去大图片或拆分后再放入。"
        )
    if sum(part.file_size for part in parts if part.filename.endswith(".xml")) > LARGEST_MARKUP:
        raise OversizedFileError(
            f"文档的文字部分解压后超过 {LARGEST_MARKUP // 2**20} MB。请拆分后再放入。"
        )
