"""Read .pdf with a text layer: paragraphs, also over page breaks, and tables in their place."""

import logging
import re
import struct
import zlib
from collections.abc import Sequence
from io import BytesIO

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from documents.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    MislabelledFileError,
    OversizedFileError,
)
from documents.formats.pdf_furniture import body_lines, running_lines
from documents.formats.pdf_lines import Line
from documents.formats.pdf_page import PageContent, page_content
from documents.formats.pdf_paragraphs import flow_blocks
from documents.formats.pdf_tables import PdfTable
from documents.notice import Block, Draft

MOST_PAGES = 2000

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd font of a good file

_BROKEN = (
    PdfminerException, MalformedPDFException, PSException, ValueError, TypeError, LookupError,
    AttributeError, AssertionError, ArithmeticError, RecursionError, OSError, struct.error, zlib.error,
)  # fmt: skip
"""What pdfminer raises on a broken file, most of it by accident."""

_NAMELESS = re.compile(r"\(cid:\d+\)|[\ue001-\uf8ff\ufffd]")
_SCAN = (
    "PDF 是扫描件，只有图片，没有文字层。请先用文字识别（OCR）软件转成可搜索的 PDF，再重新放入。"
)


def read_pdf(content: bytes) -> Draft:
    """Raises MislabelledFileError, EncryptedFileError, OversizedFileError, DamagedFileError, and
    EmptyFileError for a scan without a text layer; MemoryError where it unpacks to too much.
    """
    if not content:
        raise EmptyFileError("文件是空的。请重新下载后再放入。")
    if b"%PDF" not in content[:1024]:
        raise MislabelledFileError("内容不是 PDF。请确认文件类型，改用正确的扩展名。")
    pages = _pages(content)
    if all(page.is_empty for page in pages):
        raise EmptyFileError(_SCAN)
    blocks = tuple(flow_blocks(_flow(pages)))
    if not blocks:
        raise EmptyFileError(_SCAN)
    _check_encoding(blocks)
    return Draft(blocks=blocks)


def _pages(content: bytes) -> list[PageContent]:
    try:
        with pdfplumber.open(BytesIO(content)) as document:
            if len(document.pages) > MOST_PAGES:
                raise OversizedFileError(
                    f"PDF 有 {len(document.pages)} 页，超过 {MOST_PAGES} 页。请拆分后再放入。"
                )
            contents = []
            for page in document.pages:
                contents.append(page_content(page))
                page.close()
            return contents
    except _BROKEN as error:
        if _has_cause(error, MemoryError):
            raise MemoryError from error
        if _has_cause(error, PDFPasswordIncorrect, PDFEncryptionError):
            raise EncryptedFileError("PDF 设有打开密码。请去掉密码后再放入。") from error
        raise DamagedFileError("PDF 已损坏或没有下载完整。请重新下载后再放入。") from error


def _has_cause(error: Exception, *kinds: type[Exception]) -> bool:
    """Whether pdfplumber wrapped one of these."""
    return any(isinstance(cause, kinds) for cause in error.args)


def _flow(pages: Sequence[PageContent]) -> list[Line | PdfTable]:
    """Lines and tables in reading order over all pages, without the pages' furniture."""
    heads = running_lines([(page.lines, page.height) for page in pages])
    flow: list[Line | PdfTable] = []
    for page in pages:
        lines = body_lines(page.lines, page.height, heads)
        flow += sorted([*lines, *page.tables], key=lambda item: item.top)
    return flow


def _check_encoding(blocks: Sequence[Block]) -> None:
    """Some PDFs draw their words with fonts that do not say which characters they are."""
    text = "".join(block.text for block in blocks)
    nameless = sum(map(len, _NAMELESS.findall(text)))
    if nameless > len(text) * 0.3:
        raise DamagedFileError(
            "PDF 的字体没有文字编码，读不出文字。请换用原始文档，或用文字识别（OCR）软件转换后再放入。"
        )
