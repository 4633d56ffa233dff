"""Read .txt and .md: encodings, hard wraps, Markdown marks, and the page around a saved notice."""

import re
from collections.abc import Iterator

from documents.errors import DamagedFileError, EmptyFileError
from documents.formats.page_text import trim_page
from documents.formats.wraps import group_lines, is_hard_wrapped, join_lines
from documents.notice import CELL, Block, Draft

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?|[-*_]{3,}")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_RUN_ON = re.compile(r"(?<=[。！？；：!?”）]) +(?=\S)")
_LONG_LINE = 300


def read_text(content: bytes) -> Draft:
    """Raises DamagedFileError where no encoding fits, EmptyFileError where there are no words."""
    text = _COMMENT.sub("", decode(content))
    page = trim_page([_tidy(line) for line in text.splitlines()])
    blocks = tuple(_blocks(list(page.lines)))
    if not blocks:
        raise EmptyFileError("文件里没有文字。请确认保存时内容完整，再重新放入。")
    return Draft(blocks=blocks, fields=page.fields, title=page.title)


def decode(content: bytes) -> str:
    """UTF-8, UTF-16 or GB18030, by byte-order mark and then by what decodes without an error."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\x00" in content:
        little = content[1::2].count(0) >= content[0::2].count(0)
        return _decoded(content, "utf-16-le" if little else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "gb18030")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DamagedFileError(
            f"文字编码无法识别（按 {encoding} 读到第 {error.start + 1} 字节出错）。请另存为 UTF-8 后重试。"
        ) from error
    if sum(c < " " and c not in "\t\n\r\f\v" for c in text) > len(text) * 0.01:
        raise DamagedFileError(
            "内容不是文字（含大量控制字符）。请确认文件类型，另存为 UTF-8 文本后重试。"
        )
    return text


def _tidy(line: str) -> str:
    return re.sub(r"[ \u3000\xa0\ufeff\f\v]+", " ", line).strip()


def _blocks(lines: list[str]) -> Iterator[Block]:
    filled = [line for line in lines if line]
    if is_hard_wrapped(filled):
        for group in group_lines(lines):
            yield Block(join_lines([lines[i] for i in group]))
        return
    for line in filled:
        yield from _line_blocks(line)


def _line_blocks(line: str) -> Iterator[Block]:
    heading = _HEADING.fullmatch(line)
    if heading:
        yield Block(_EMPHASIS.sub(r"\2", heading[2]), level=len(heading[1]))
    elif _RULE.fullmatch(line):
        return
    elif line.startswith("|") and line.endswith("|") and line.count("|") > 2:
        yield Block(CELL.join(cell.strip() for cell in line[1:-1].split("|")), row=True)
    else:
        text = _EMPHASIS.sub(r"\2", line)
        pieces = _RUN_ON.split(text) if len(text) > _LONG_LINE else [text]
        for piece in pieces:
            cells = [cell.strip() for cell in piece.split(CELL)]
            yield Block(CELL.join(cells), row=len(cells) > 1)
