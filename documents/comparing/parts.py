"""A notice as what is compared: its paragraphs, and the stretches that stand under one heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from documents.dates import find_date, is_date_line
from documents.notice import Masthead, Notice, Section
from documents.outline import marker
from documents.squeezed import Squeezed

FIELD_NAMES = {
    "title": "标题",
    "issuer": "发文机关",
    "document_number": "发文字号",
    "index_number": "索引号",
    "category": "分类",
    "addressees": "主送机关",
    "issued_on": "成文日期",
    "published_on": "发布日期",
    "origin": "来源",
}
_ONE_SPELLING = str.maketrans("<>“”‘’％．", "〈〉\"\"''%.")
_DATED = re.compile(r"(?P<words>.*?)(?P<day>[（(]?[^（）()]+[）)]?)")
_LONGEST_FIELD = 400
_LABEL = re.compile(rf"(?:{'|'.join(FIELD_NAMES.values())})[:：]\s*")


@dataclass(frozen=True)
class Line:
    """A paragraph or table row, `text[start:end]` of its notice; `ordinal` counts those with words.

    `key` is what must be the same for the paragraph to be the same: its words without numbering
    and blanks, its marks in one spelling.
    """

    ordinal: int
    start: int
    end: int
    key: str


@dataclass(frozen=True)
class Part:
    """Lines that follow each other under one heading, which is mostly the first of them.

    A section whose own words go on after its subsections is two parts. `words` are the headings
    without their numbering, so that 第六条 has none.
    """

    heading: tuple[str, ...]
    words: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(line.key for line in self.lines)

    @property
    def headed(self) -> bool:
        """Whether the first line is the heading and says more than a number."""
        words = self.words[-1] if self.words else ""
        return words != "" and self.lines[0].key.startswith(words)


def key_of(text: str) -> str:
    """A paragraph's words without numbering (一、 （二） 第六条) and blanks, its marks in one spelling."""
    words = text.strip()
    numbering = marker(words)
    squeezed = Squeezed(words[numbering.end() :] if numbering else words)
    return squeezed.text.translate(_ONE_SPELLING)


def parts_of(notice: Notice) -> tuple[Part, ...]:
    """The parts in order; lines that only say what the masthead says are left out.

    Such a line is the title, 成文日期：2024年1月22日, or the date below the text.
    """
    placed = groupby(_placed(notice), key=lambda place: place[0])
    return tuple(_part(above, tuple(line for _, line in lines)) for above, lines in placed)


def _part(above: tuple[Section, ...], lines: tuple[Line, ...]) -> Part:
    heading = tuple(section.heading for section in above)
    return Part(heading, tuple(key_of(words).strip("。：") for words in heading), lines)


def _placed(notice: Notice) -> Iterator[tuple[tuple[Section, ...], Line]]:
    """Each kept line with the sections around it."""
    above: tuple[Section, ...] = ()
    sections, n = notice.sections, 0
    restated = _restated(notice.masthead)
    start = ordinal = 0
    for text in notice.text.split("\n"):
        while n < len(sections) and sections[n].start <= start:
            above, n = (*above, sections[n]), n + 1
        above = tuple(section for section in above if section.end > start)
        key = key_of(text)
        if key and not _restates(text, notice.masthead, restated):
            yield above, Line(ordinal, start, start + len(text), key)
        ordinal += bool(key)
        start += len(text) + 1


def _restated(masthead: Masthead) -> frozenset[str]:
    values = [getattr(masthead, name) for name in FIELD_NAMES]
    return frozenset(key_of(value) for value in values if isinstance(value, str))


def _restates(text: str, masthead: Masthead, restated: frozenset[str]) -> bool:
    if len(text) > _LONGEST_FIELD:
        return False
    words = _LABEL.sub("", text.strip(), count=1).rstrip("：:")
    dated = _DATED.fullmatch(words)
    if dated and is_date_line(dated["day"]):
        is_its_day = find_date(dated["day"]) in {masthead.issued_on, masthead.published_on} - {None}
        return is_its_day and (not dated["words"] or key_of(dated["words"]) in restated)
    return key_of(words) in restated
