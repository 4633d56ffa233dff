"""Turn a file into a Notice."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from documents.errors import (
    DamagedFileError,
    EmptyFileError,
    MislabelledFileError,
    OversizedFileError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from documents.formats import READERS
from documents.masthead import read_masthead
from documents.notice import Block, Draft, Notice
from documents.outline import find_sections

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that are read; a longer notice does not exist, a longer file is something else."""

_SIGNATURES = (
    (b"%PDF-", {".pdf"}, "PDF"),
    (b"PK\x03\x04", {".docx"}, "Word 或压缩包"),
    (b"\xd0\xcf\x11\xe0", {".docx"}, "旧版 Office 或加密文件"),
    (b"{\\rtf", set[str](), "RTF"),
    (b"\x89PNG", set[str](), "图片"),
    (b"\xff\xd8\xff", set[str](), "图片"),
    (b"Rar!", set[str](), "压缩包"),
)
_CONTAINERS = {".docx", ".pdf"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read_notice(path: Path) -> Notice:
    """Read one file; every way it can fail is an UnreadableFileError that names the file."""
    try:
        return parse(path.suffix.lower(), _content(path))
    except UnreadableFileError as error:
        raise type(error)(f"{path.name}：{error}") from error


def parse(suffix: str, content: bytes) -> Notice:
    """A notice from a file's bytes; `suffix` is lower case with its dot."""
    _check_label(suffix, content)
    draft = _printable(READERS[suffix](content))
    if not draft.blocks:
        raise EmptyFileError("文件里没有文字。请换成有文字的版本后再放入。")
    return compose(draft)


def compose(draft: Draft) -> Notice:
    """Give a draft its structure: one line of text for each metadata field, paragraph and row."""
    fields = [Block(f"{name}：{value}") for name, value in draft.fields.items()]
    blocks = [*fields, *draft.blocks]
    text, starts = _lay_out(blocks)
    body = [b.text for b in draft.blocks if not b.row]
    masthead = read_masthead(draft.fields, draft.title, body)
    below_title = [replace(b, level=None) if b.text == masthead.title else b for b in blocks]
    return Notice(
        masthead=masthead,
        text=text,
        sections=find_sections(below_title, starts, len(text)),
        pages=_page_starts(blocks, starts),
    )


def _content(path: Path) -> bytes:
    if path.suffix.lower() not in READERS:
        known = "、".join(sorted(READERS))
        raise UnsupportedFormatError(
            f"不支持 {path.suffix or '无后缀'} 格式。请转成 {known} 之一。"
        )
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise OversizedFileError(
                f"文件有 {size / 2**20:.0f} MB，超过上限 {LARGEST // 2**20} MB。请拆分，或只保留公文正文。"
            )
        content = path.read_bytes()
    except OSError as error:
        raise DamagedFileError(
            f"无法读取（{error.strerror}）。请检查文件是否存在、权限是否足够。"
        ) from error
    if not content:
        raise EmptyFileError("文件是空的（0 字节）。请重新复制或下载。")
    return content


def _check_label(suffix: str, content: bytes) -> None:
    head = content[:1024].lstrip()
    for signature, suffixes, kind in _SIGNATURES:
        if head.startswith(signature) and suffix not in suffixes:
            raise MislabelledFileError(f"后缀是 {suffix}，内容却是{kind}。请改成正确的后缀再放入。")
    if suffix in _CONTAINERS and not any(
        head.startswith(s) for s, x, _ in _SIGNATURES if suffix in x
    ):
        raise MislabelledFileError(
            f"后缀是 {suffix}，内容却不是这种文件。请确认文件来源，或改成正确的后缀。"
        )


def _printable(draft: Draft) -> Draft:
    """Without the characters that no page, database or spreadsheet takes."""
    blocks = []
    for block in draft.blocks:
        text = _UNPRINTABLE.sub("", block.text)
        if text:
            blocks.append(block if text == block.text else replace(block, text=text))
    fields = {name: _UNPRINTABLE.sub("", value) for name, value in draft.fields.items()}
    title = _UNPRINTABLE.sub("", draft.title) if draft.title else None
    return Draft(tuple(blocks), fields, title)


def _lay_out(blocks: Sequence[Block]) -> tuple[str, list[int]]:
    starts, offset = [], 0
    for block in blocks:
        starts.append(offset)
        offset += len(block.text) + 1
    return "\n".join(block.text for block in blocks), starts


def _page_starts(blocks: Sequence[Block], starts: Sequence[int]) -> tuple[int, ...]:
    """Offset where each page begins; a page on which no paragraph begins starts with the next."""
    pages: list[int] = []
    for block, start in zip(blocks, starts, strict=True):
        while block.page is not None and len(pages) < block.page:
            pages.append(start if pages else 0)
    return tuple(pages)
