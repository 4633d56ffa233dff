"""Read .txt and .md: encodings, hard wraps, Markdown marks, and the page around a saved notice."""

import re
from collections.abc import Iterator
from contextlib import suppress

from documents.errors import DamagedFileError, EmptyFileError
from documents.formats.page_text import trim_page
from documents.formats.wraps import (
    DATE_LINE,
    NUMBER_LINE,
    group_lines,
    is_hard_wrapped,
    is_page_number,
    join_lines,
)
from documents.notice import CELL, Block, Draft

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?|[-*_]{3,}")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1")
_BULLET = re.compile(r"^[-*+] (?=\S)")
_SENTENCE_ENDS = tuple("。！？；：!?”）")
_INVISIBLE = re.compile(r"[\u200b\ufeff\xad]")
_LONG_LINE = 300
_PLAIN = re.compile(r"[\t\n\r -~\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff01-\uffe5①-⑳]")
_NO_TEXT = "内容不是文字（含大量控制字符）。请确认文件类型，另存为 UTF-8 文本后重试。"


def read_text(content: bytes) -> Draft:
    """Raises DamagedFileError where no encoding fits, EmptyFileError where there are no words."""
    text = _without_comments(decode(content))
    page = trim_page([_tidy(line) for line in text.splitlines()])
    blocks = tuple(_blocks(list(page.lines)))
    if not blocks:
        raise EmptyFileError("文件里没有文字。请确认保存时内容完整，再重新放入。")
    return Draft(blocks=blocks, fields=page.fields, title=page.title)


def decode(content: bytes) -> str:
    """UTF-8, UTF-16 or GB18030, by byte-order mark and then by what decodes without an error."""
    return _check_words(_text(content))


def _text(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    with suppress(UnicodeDecodeError):
        text = content.decode("utf-8")
        if text.count("\x00") <= len(text) * 0.01:
            return _plainer(text.replace("\x00", ""), content)
    return _unmarked_utf16(content) if b"\x00" in content else _decoded(content, "utf-8", "gb18030")


def _without_comments(text: str) -> str:
    """The text without what stands in <!-- -->; a comment that is not closed is none."""
    kept: list[str] = []
    begin = 0
    while (start := text.find("<!--", begin)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[begin:start])
        begin = end + 3
    return "".join([*kept, text[begin:]])


def _plainer(text: str, content: bytes) -> str:
    """The bytes as GB18030 where that is Chinese and UTF-8 is not: 联通 is valid in both."""
    foreign = re.sub(r"[\x00-\x7f]", "", text)
    if foreign and _plainness(foreign) < 0.8:
        with suppress(UnicodeDecodeError):
            return max(text, content.decode("gb18030"), key=_plainness)
    return text


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 in the byte order that gives Chinese, for 一 (4E00) has a zero byte too."""
    even = content[: len(content) // 2 * 2]
    texts = [even.decode(f"utf-16-{order}", errors="replace") for order in ("le", "be")]
    text = max(texts, key=_plainness)
    if len(even) < len(content) or _plainness(text) < 0.8:
        raise DamagedFileError(_NO_TEXT)
    return text


def _plainness(text: str) -> float:
    """The share of characters that Chinese papers are written with."""
    return len(_PLAIN.findall(text)) / max(1, len(text))


def _decoded(content: bytes, *encodings: str) -> str:
    """In the first of the encodings that fits."""
    reached = 0
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            reached = max(reached, error.start)
    raise DamagedFileError(
        f"文字从第 {reached + 1} 字节起无法识别，文件可能已损坏。请从原处重新复制，"
        "或用原来的软件另存为 UTF-8 文本后再放入。"
    )


def _check_words(text: str) -> str:
    if sum(c < " " and c not in "\t\n\r\f\v" for c in text) > len(text) * 0.01:
        raise DamagedFileError(_NO_TEXT)
    return text


def _tidy(line: str) -> str:
    words = re.sub(r"[ \u3000\xa0\f\v]+", " ", _INVISIBLE.sub("", line)).strip()
    return _BULLET.sub("", _EMPHASIS.sub(r"\2", words), count=1)


def _blocks(lines: list[str]) -> Iterator[Block]:
    filled = [line for line in lines if line]
    if is_hard_wrapped(filled):
        printed = [line for line in lines if not is_page_number(line)]
        for group in group_lines(printed):
            yield Block(join_lines([printed[i] for i in group]))
        return
    title = filled[0] if filled else ""
    for line in filled:
        yield from _line_blocks(line, title)


def _line_blocks(line: str, title: str) -> Iterator[Block]:
    heading = _HEADING.fullmatch(line)
    if heading:
        if words := heading[2].rstrip("#").rstrip():
            yield Block(words, level=len(heading[1]))
    elif _RULE.fullmatch(line):
        return
    elif line.startswith("|") and line.endswith("|") and line.count("|") > 2:
        yield Block(CELL.join(cell.strip() for cell in line[1:-1].split("|")), row=True)
    else:
        for piece in _run_on(line, title) if len(line) > _LONG_LINE else [line]:
            cells = [cell.strip() for cell in piece.split(CELL)]
            yield Block(CELL.join(cells), row=len(cells) > 1)


def _run_on(line: str, title: str) -> list[str]:
    """A page saved as one line, cut at the spaces where paragraphs met.

    Those are the ones after a sentence's end, around a document number, and after a repeated title.
    """
    pieces: list[_Piece] = []
    for words in filter(None, line.split(" ")):
        if pieces and not pieces[-1].is_over(words, title):
            pieces[-1].add(words)
        else:
            pieces.append(_Piece(words))
    return [" ".join(piece.words) for piece in pieces]


class _Piece:
    """A paragraph of such a line, while its words are put together."""

    def __init__(self, first: str) -> None:
        self.words = [first]
        self.head = first[:_LONG_LINE]
        self.length = len(first)

    def add(self, words: str) -> None:
        self.words.append(words)
        self.head = f"{self.head} {words}"[:_LONG_LINE]
        self.length += 1 + len(words)

    def is_over(self, following: str, title: str) -> bool:
        return (
            self.words[-1].endswith(_SENTENCE_ENDS)
            or any(pattern.fullmatch(self.head) for pattern in (NUMBER_LINE, DATE_LINE))
            or NUMBER_LINE.fullmatch(following) is not None
            or (self.length == len(title) and " ".join(self.words) == title)
        )
