"""Put the hard-wrapped lines of PDF-made text back together into paragraphs."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

MARKER = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节条](?![规所的至和、款或及第中，])"  # 第八条; not 第八条规定
    r"|[一二三四五六七八九十]{1,3}[、.．]"  # 一、
    r"|[（(]\s*[一二三四五六七八九十]{1,3}\s*[）)]"  # （一）
    r"|[（(]\s*\d{1,2}\s*[）)]"  # （1）
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
_TITLE = re.compile(
    r"[^，。；：]*关于[^。；：]*的(?:通知|意见|决定|公告|通告|通报|批复|复函|函|报告|请示|实施方案|若干措施)"
)
_REMARK = re.compile(
    r"[（(](?:此件|此页|本文|主动公开|依申请公开|公开|试行|暂行|征求意见|印发|共印|联系人?)[^（()）]{0,30}[）)]"
)
_ENDED = re.compile(r"[。！？；!?;][”’」』）)》]*$")
_OPEN_ENDED = re.compile(r"(?:[，、,（(《〈“‘〔\[—的和与及]|关于|印发)$")
_CLOSED = re.compile(r"[”’》）)〉〕］】\]]$")
_CLOSING = re.compile(r"[，。、；：！？”’》）)〉〕］】]")
_OPENING = re.compile(r"[“‘《（(〈〔]")
_DUTY = re.compile(r"[（(〔［\[][^（()）]*(?:牵头|责任|负责|配合)[^（()）]*[）)〕］\]]$")
_LABEL = re.compile(
    r"(?:牵头|责任|配合|协同|落实|参与|主办|协办|完成|办理)(?:单位|部门|时限|时间)[：:]|联系(?:人|电话|方式)[：:]"
)
_PAGE_NUMBER = re.compile(r"[—–－―─]+\s*\d{1,4}\s*[—–－―─]*|-\s*\d{1,4}\s*-")
_EDITION = re.compile(
    r"[^，。]*[（(](?:试行|暂行|修订|征求意见稿|[12]\d{3}[^（()）]{1,8}[年版订]|[^（()）]*(?:通过|批准|公布|修正))[）)]"
)
_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")
_SECOND = re.compile(r"[（(]\s*[一二三四五六七八九十]{1,3}\s*[）)](?![项款、和至的])")
_CUT = re.compile(r"[\w%％]$")
_AHEAD = 16
_LOOK = 300
"""Characters of a paragraph's beginning and end that are looked at."""
_SIGNER = re.compile(r"[^，。、；：！？《》“”]{2,40}")
_GAP = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")


def width(line: str) -> float:
    """Printed width of a line, in full-width characters."""
    return sum(1.0 if ord(c) > 0x2E7F or c in "“”‘’—…" else 0.5 for c in line)


def column_width(lines: Sequence[str]) -> float:
    """The width that full lines reach: the commonest one among the widest lines."""
    widths = sorted(width(line) for line in lines)
    if not widths:
        return 0.0
    widest = [w for w in widths if w >= widths[int(len(widths) * 0.9)] * 0.9]
    near = {w: bisect_right(widest, w) - bisect_right(widest, w - 2) for w in widest}
    return max(near, key=lambda full: (near[full], full))


def is_hard_wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines look cut at a page's width rather than at the ends of paragraphs."""
    full = column_width(lines)
    if len(lines) < 8 or not 15 <= full <= 60:
        return False
    if sum(line.endswith(("，", "、")) for line in lines) >= max(3, len(lines) * 0.04):
        return True  # no paragraph ends with a comma
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
        if text and paragraph.continues(text, texts[i + 1 : i + _AHEAD]):
            groups[-1].append(i)
            paragraph.add(text)
        elif text:
            groups.append([i])
            paragraph = _Paragraph(full, text)
        else:
            paragraph = _Paragraph(full)
    return groups


def is_page_number(line: str) -> bool:
    """— 3 — alone on a line."""
    return _PAGE_NUMBER.fullmatch(line) is not None


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
        self.last = first
        self.begins, self.ends = first[:_LOOK], first[-_LOOK:]
        self.is_prose = _is_prose(first)
        self.filled = width(first)
        self.open_brackets = _unclosed(first)

    def add(self, piece: str) -> None:
        together = self.filled + width(piece)
        self.filled = together if together <= self.full * 1.07 else width(piece)
        self.last = piece
        self.begins = (self.begins + piece)[:_LOOK]
        self.ends = (self.ends + piece)[-_LOOK:]
        self.is_prose = self.is_prose or _is_prose(self.begins) or "。" in piece
        self.open_brackets += _unclosed(piece)

    def continues(self, following: str, ahead: Sequence[str]) -> bool:
        """Whether `following`, which `ahead` comes after, belongs to this paragraph."""
        last = self.last
        if not last or _CLOSING.match(following):
            return bool(last)
        if _stands_alone(last) or _stands_alone(following) or _is_title(last, self.begins):
            return False
        if _OPEN_ENDED.search(last) or MARKER.fullmatch(last):
            return True
        if MARKER.match(following):
            # 责任单位：… may fill its line to the edge; what is numbered after it is not its end
            over = _LABEL.match(self.begins) or _heads(self.begins, following)
            return self._is_full() and not self._may_end() and not (over and not self.open_brackets)
        return self.open_brackets > 0 or self._runs_on(following, ahead)

    def _may_end(self) -> bool:
        return bool(_ENDED.search(self.last) or _CLOSED.search(self.last) or _is_colon(self.last))

    def _is_full(self) -> bool:
        return self.full * 0.82 <= self.filled <= self.full * 1.25

    def _runs_on(self, following: str, ahead: Sequence[str]) -> bool:
        if self._is_over(following) or _is_signed([following, *ahead]):
            return False
        if _ENDED.search(self.last):
            return (
                self._is_full()
                or self._completes(following, ahead)
                or following.startswith(("（", "("))
            )
        return (
            self.is_prose
            or self._is_full()
            or bool(_CLOSED.search(self.last) or _OPENING.match(following))
        )

    def _is_over(self, following: str) -> bool:
        """A colon, a duty in brackets or a label after it end the paragraph."""
        return bool(_is_colon(self.last) or _LABEL.match(following) or _DUTY.search(self.ends))

    def _completes(self, following: str, ahead: Sequence[str]) -> bool:
        """Whether the next pieces fill the rest of the printed line.

        A piece cut inside a sentence reaches the line's right edge, so up to it the pieces make
        whole lines: either with what is on the line already, or as an indented paragraph's own.
        """
        alone = 0.0
        for piece, after in pairwise([following, *ahead]):
            alone += width(piece)
            if _CUT.search(piece) and MARKER.match(after):
                return False  # a title or a heading, not a piece of a sentence
            if _CUT.search(piece) and not _OPENING.match(after):
                return self._from_edge(self.filled + alone) < self._from_edge(alone + 2)
        return self._from_edge(self.filled + width(following)) <= self.full * 0.07

    def _from_edge(self, printed: float) -> float:
        """How far from the right edge the end of one or two printed lines is."""
        return min(abs(printed - self.full), abs(printed - self.full * 2))


def _is_prose(text: str) -> bool:
    """Sentences, not a heading or a name: only a line break can end them without a mark."""
    return "。" in text or ("，" in text and not _is_numbered(text))


def _is_title(last: str, text: str) -> bool:
    return bool(
        _DATED_TITLE.fullmatch(last)
        or _EDITION.fullmatch(text)
        or (_TITLE.fullmatch(text) and text.count("《") == text.count("》"))
    )


def _is_signed(lines: Sequence[str]) -> bool:
    """Whether the lines begin with a sign-off: a body or some, each on its line, and the date."""
    day = next((i for i, line in enumerate(lines) if DATE_LINE.fullmatch(line)), 0)
    return day > 0 and all(_SIGNER.fullmatch(line) for line in lines[:day])


def _heads(heading: str, following: str) -> bool:
    """二、完善制度 and under it （一）建立台账。: two headings, however wide the first is."""
    over, under = _FIRST.match(heading), _SECOND.match(following)
    return bool(over and under) and not re.search(r"[。；]|[第和及至条款]$", heading[2:])


def _is_numbered(line: str) -> bool:
    """一、 （一） 1.: what may be a heading; 第一条 is followed by its sentence."""
    return MARKER.match(line) is not None and not line.startswith("第")


def _is_colon(line: str) -> bool:
    return line.endswith(("：", ":"))


def _unclosed(text: str) -> int:
    return sum(text.count(c) for c in "（(〔［[【") - sum(text.count(c) for c in "）)〕］]】")


def _stands_alone(line: str) -> bool:
    """A date, a document number, a remark in brackets: a paragraph of its own."""
    return bool(
        DATE_LINE.fullmatch(line) or NUMBER_LINE.fullmatch(line) or _REMARK.fullmatch(line)
    ) and not MARKER.fullmatch(line)
