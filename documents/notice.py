"""The nouns: what a file says, and the notice it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

CELL = "\t"
"""Stands between the cells of a table row in a block's text and in a notice's text."""


@dataclass(frozen=True)
class Block:
    """One paragraph or one table row, in reading order.

    `text` has no line breaks; the cells of a row are joined with CELL, and a merged cell's words
    stand in every row and column it covers. `page` counts from 1, None where the format has no pages.
    """

    text: str
    row: bool = False
    page: int | None = None
    level: int | None = None
    """Heading level that the format itself gives (Markdown #, Word style), from 1."""


@dataclass(frozen=True)
class Draft:
    """A file's words before their structure is known: what every format reader hands over.

    `fields` are the name → value pairs of a page's metadata table, names without spaces or colon
    (发文字号, 索引号, …); their words are not repeated in the blocks.
    `title` is the title that the container gives (HTML <title>, headline), if any.
    """

    blocks: tuple[Block, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None


@dataclass(frozen=True)
class Masthead:
    """版头信息: who said what to whom, and when (GB/T 9704-2012, sections 7.2-7.4).

    Every text is spelled as in the source; None where the source does not say.
    """

    title: str
    issuer: str | None = None  # 发文机关
    document_number: str | None = None  # 发文字号
    index_number: str | None = None  # 索引号
    category: str | None = None  # 分类
    addressees: str | None = None  # 主送机关
    issued_on: date | None = None  # 成文日期
    published_on: date | None = None  # 发布日期
    origin: str | None = None  # 来源


@dataclass(frozen=True)
class Section:
    """章节: a heading and what stands under it, as character offsets into the notice's text.

    `level` is the depth in this notice's outline, from 1; `end` includes the subsections.
    `heading` is the heading's own words, numbering included.
    """

    heading: str
    level: int
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """段落: a piece of one notice, small enough to embed, that never crosses a section.

    `text` is exactly `notice.text[start:end]`; the passages of a notice follow each other without
    a gap, so together they hold all of its text.
    """

    ordinal: int
    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    page: int | None = None


@dataclass(frozen=True)
class Duty:
    """职责分工: one role of one assignment.

    `role` is 牵头, 负责 or 配合; `departments` are spelled as in the source; `party` is the side of the
    cooperation that the label names. `quote` is exactly `notice.text[start:end]`, the words that assign.
    """

    task: str
    role: str
    departments: tuple[str, ...]
    quote: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    party: str | None = None
    deadline: str | None = None
    deadline_at: tuple[int, int] | None = None
    """Offsets of the deadline's words in the notice where they stand outside the quote."""


Place = tuple[int, int]
"""Character offsets into a notice's text: where words begin and end."""


@dataclass(frozen=True)
class Term:
    """效力期限: since when and until when a notice holds, and which edition of its text this is.

    `version_on` (版本日期) is the last day on which the text was adopted, revised or issued. `label`
    is what the page itself says of the notice: 已废止, 已失效 or 已修订. A place (`…_at`) is where
    the words stand; a place without a day says something that no calendar tells (自印发之日起).
    """

    version_on: date | None = None
    effective_from: date | None = None  # 施行日期
    expires_on: date | None = None  # 有效期的最后一天
    label: str | None = None
    trial: bool = False  # 试行、暂行
    version_at: Place | None = None
    effective_at: Place | None = None
    expires_at: Place | None = None
    label_at: Place | None = None


NO_TERM = Term()
"""Of a notice that says nothing of its validity."""


class Bond(StrEnum):
    """What one notice does to another that it names."""

    REPEALS = "废止"
    REPLACES = "替代"
    AMENDS = "修订"
    RESTS_ON = "依据"


@dataclass(frozen=True)
class Link:
    """关联: a notice names another; `start` and `end` are offsets of the words that say how.

    Title and number are spelled as in the source, without 《》 and blanks; one of them is given.
    `since` is the day from which a repeal counts, where these words give one.
    """

    kind: Bond
    title: str | None
    document_number: str | None
    start: int
    end: int
    since: date | None = None


@dataclass(frozen=True)
class Notice:
    """公文: its masthead, its words and its outline. Lines of `text` are paragraphs or table rows."""

    masthead: Masthead
    text: str
    sections: tuple[Section, ...]
    pages: tuple[int, ...] = ()
    """Offset in `text` where each page begins; empty where the format has no pages."""
