"""Put the hard-wrapped lines of PDF-made text back together into paragraphs."""

import re
from collections.abc import Sequence

MARKER = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节条](?![规所的至和、款])"  # 第三章, 第八条; not 第八条规定
    r"|[一二三四五六七八九十]{1,3}[、.．]"  # 一、
    r"|[（(][一二三四五六七八九十]{1,3}[）)]"  # （一）
    r"|[（(]\d{1,2}[）)]"  # （1）
    r"|\d{1,2}[.．、](?!\d)"  # 1. but not 3.0
    r"|[①-⑳]"
    r"|附\s*件\s*\d*\s*[:：]?"
)
"""What begins a new paragraph in an official paper (GB/T 9704-2012, 7.3.3)."""

DATE_LINE = re.compile(
    r"[（(]?\s*(?:[12]\d{3}|[一二][一二三四五六七八九〇零○Ｏ]{3})\s*年"
    r"\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日\s*[）)]?"
)
NUMBER_LINE = re.compile(
    r"[\w（）()]{1,24}\s*[〔\[【﹝［(（]\s*[12]\d{3}\s*[〕\]】﹞］)）]\s*第?\s*\d+\s*号"
)
_DATED_TITLE = re.compile(rf".*[（(]{DATE_LINE.pattern}[）)]|.*[（(]{DATE_LINE.pattern}")
_REMARK = re.compile(
    r"[（(](?:此件|此页|本文|主动公开|依申请公开|公开|试行|暂行|征求意见|印发|共印|联系人?)[^（()）]{0,30}[）)]"
)
_ENDED = re.compile(r"[。！？；!?;][”’」』）)》]*$")
_OPEN_ENDED = re.compile(r"[，、,（(《〈“‘〔\[—]$")
_CLOSED = re.compile(r"[”’》）)〉〕]$")
_OPENING = re.compile(r"[“‘《（(〈〔]")
_GAP = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")


def width(line: str) -> float:
    """Printed width of a line, in full-width characters."""
    return sum(1.0 if ord(c) > 0x2E7F or c in "“”‘’—…" else 0.5 for c in line)


def column_width(lines: Sequence[str]) -> float:
    """The width that full lines reach: the 90th percentile of the lines' widths."""
    widths = sorted(width(line) for line in lines)
    return widths[int(len(widths) * 0.9)] if widths else 0.0


def is_hard_wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines look cut at a page's width rather than at the ends of paragraphs."""
    full = column_width(lines)
    if len(lines) < 8 or not 15 <= full <= 60:
        return False
    near = [line for line in lines if width(line) >= full * 0.85]
    open_lines = [
        line for line in near if not _ENDED.search(line) and not line.endswith(("：", ":"))
    ]
    return len(near) >= len(lines) * 0.25 and len(open_lines) >= len(near) * 0.6


def group_lines(lines: Sequence[str]) -> list[list[int]]:
    """The indices of the lines that make up each paragraph, in order; blank lines are in none."""
    texts = [line.strip() for line in lines]
    full = column_width([t for t in texts if t])
    groups: list[list[int]] = []
    paragraph = _Paragraph(full)
    for i, text in enumerate(texts):
        after = texts[i + 1] if i + 1 < len(texts) else ""
        if text and paragraph.continues(text, after):
            groups[-1].append(i)
            paragraph.add(text)
        elif text:
            groups.append([i])
            paragraph = _Paragraph(full, text)
        else:
            paragraph = _Paragraph(full)
    return groups


def join_lines(lines: Sequence[str]) -> str:
    """The wrapped lines as one text: no space inside Chinese, one between Latin words."""
    text = " ".join(line.strip() for line in lines)
    return _GAP.sub("", re.sub(r"\s+", " ", text)).strip()


class _Paragraph:
    """The paragraph being put together.

    `filled` is the width of the printed line that its last piece stands on: PDF extraction often
    breaks a printed line after a mark or a quotation, so several pieces may share one.
    """

    def __init__(self, full: float, first: str = "") -> None:
        self.full = full
        self.first = self.last = first
        self.filled = width(first)
        self.open_brackets = _unclosed(first)

    def add(self, piece: str) -> None:
        together = self.filled + width(piece)
        self.filled = together if together <= self.full * 1.07 else width(piece)
        self.last = piece
        self.open_brackets += _unclosed(piece)

    def continues(self, following: str, after: str) -> bool:
        """Whether `following`, which `after` comes after, belongs to this paragraph."""
        last = self.last
        if (
            not last
            or _stands_alone(last)
            or _stands_alone(following)
            or _DATED_TITLE.fullmatch(last)
        ):
            return False
        if _OPEN_ENDED.search(last) or MARKER.fullmatch(last):
            return True
        if MARKER.match(following):
            return self._is_full() and not (
                _ENDED.search(last) or _CLOSED.search(last) or _is_colon(last)
            )
        return self.open_brackets > 0 or self._runs_on(following, after)

    def _is_full(self) -> bool:
        return self.full * 0.82 <= self.filled <= self.full * 1.25

    def _completes(self, following: str) -> bool:
        """The piece fills the rest of the printed line, nearly exactly."""
        return abs(self.filled + width(following) - self.full) <= self.full * 0.07

    def _runs_on(self, following: str, after: str) -> bool:
        if _is_colon(self.last) or (
            DATE_LINE.fullmatch(after) and width(following) < self.full * 0.85
        ):
            return False
        if _ENDED.search(self.last):
            return (
                self._is_full() or self._completes(following) or following.startswith(("（", "("))
            )
        return self._is_full() or bool(_CLOSED.search(self.last) or _OPENING.match(following))


def _is_colon(line: str) -> bool:
    return line.endswith(("：", ":"))


def _unclosed(text: str) -> int:
    return sum(text.count(c) for c in "（(") - sum(text.count(c) for c in "）)")


def _stands_alone(line: str) -> bool:
    """A date, a document number, a remark in brackets: a paragraph of its own."""
    return bool(
        DATE_LINE.fullmatch(line) or NUMBER_LINE.fullmatch(line) or _REMARK.fullmatch(line)
    ) and not MARKER.fullmatch(line)
