"""Find a notice's headings and their depth (GB/T 9704-2012, 7.3.3, and 立法技术规范 for 章 and 条)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.notice import Block, Section

_NUMERAL = r"[一二三四五六七八九十百零〇]+"
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("annex", re.compile(r"附\s*件\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*(?:[:：]|$)")),
    ("part", re.compile(rf"第(?:{_NUMERAL}|\d+)编(?=\s|$|[^的])")),
    ("chapter", re.compile(rf"第\s*(?:{_NUMERAL}|\d+)\s*章(?![的规中])")),
    ("division", re.compile(rf"第\s*(?:{_NUMERAL}|\d+)\s*节(?![的规中])")),
    (
        "article",
        re.compile(
            rf"第(?:{_NUMERAL}|\d+)条(?:之[一二三四五])?(?=[\s　:：【（(]|$|(?![规所第至和、，,或及的中款]))"
        ),
    ),
    ("first", re.compile(r"[一二三四五六七八九十]{1,3}[、．.]")),
    ("second", re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    ("third", re.compile(r"\d{1,2}\s*(?:[．、]|\.(?!\d))")),
    ("fourth", re.compile(r"[（(]\d{1,2}[）)]")),
    ("fifth", re.compile(r"[①-⑳]")),
)
_RANK = {name: rank for rank, (name, _) in enumerate(_FAMILIES)}
_LEAD = re.compile(r"[^。！？；!?;]*?(?:[。！？!?：:]|$)")
_LONGEST_HEADING = 40
_LONGEST_LABEL = 20
_FORMAT_RANK = 0.5  # a heading marked by the file format stands above every numbered one


@dataclass(frozen=True)
class _Heading:
    text: str
    rank: float
    start: int


def find_sections(
    blocks: Sequence[Block], starts: Sequence[int], length: int
) -> tuple[Section, ...]:
    """Sections in order of their headings.

    `starts` are the blocks' offsets in the notice's text, `length` the text's length. Levels are
    those of this notice: a notice that has only （一） begins at 1.
    """
    headings = []
    for i, block in enumerate(blocks):
        if block.row:
            continue
        following = blocks[i + 1].text if i + 1 < len(blocks) and not blocks[i + 1].row else ""
        in_list = i > 0 and blocks[i - 1].text.endswith(("；", ";"))
        heading = _heading(block, starts[i], "" if in_list else following)
        if heading:
            headings.append(heading)
    return _nest(headings, length)


def marker(text: str) -> re.Match[str] | None:
    """The numbering that a paragraph begins with, if any: 一、 （二） 3. （4） ⑤ 第六条 附件7."""
    return next((m for _, pattern in _FAMILIES if (m := pattern.match(text))), None)


def _heading(block: Block, start: int, following: str) -> _Heading | None:
    for name, pattern in _FAMILIES:
        match = pattern.match(block.text)
        if match:
            text = _heading_text(name, match, block.text, following)
            return _Heading(text, float(_RANK[name] + 1), start) if text else None
    if block.level is not None and len(block.text) <= _LONGEST_HEADING * 2:
        return _Heading(block.text, _FORMAT_RANK + block.level / 100, start)
    return None


def _heading_text(family: str, match: re.Match[str], paragraph: str, following: str) -> str | None:
    """The heading's words, or None where the paragraph is a numbered sentence, not a heading."""
    if family == "article":
        return match[0].strip()
    if family == "annex":
        return paragraph if len(paragraph) <= _LONGEST_HEADING else None
    lead_match = _LEAD.match(paragraph, match.end())
    lead = lead_match[0] if lead_match else ""
    words, closed_by = lead.rstrip("。！？!?：:").strip(), lead[-1:]
    if not words or len(words) > _LONGEST_HEADING:
        return None
    whole = len(paragraph) == match.end() + len(lead)
    if not _is_heading(words, closed_by, whole=whole, following=following):
        return None
    return paragraph[: match.end() + len(lead)].rstrip("。！？!?：: ")


def _is_heading(words: str, closed_by: str, *, whole: bool, following: str) -> bool:
    if closed_by in "：:" and closed_by:
        return len(words) <= _LONGEST_LABEL and not (whole and "，" in words)
    if closed_by in "。！？!?" and closed_by:
        # （一）完善制度。 alone is a list item, unless plain text under it makes it a heading
        return bool(following) and marker(following) is None if whole else True
    return whole


def _nest(headings: Sequence[_Heading], length: int) -> tuple[Section, ...]:
    sections: list[Section] = []
    stack: list[tuple[float, int]] = []  # (rank, index in sections) of the open headings
    for heading in headings:
        while stack and stack[-1][0] >= heading.rank:
            _close(sections, stack.pop()[1], heading.start)
        stack.append((heading.rank, len(sections)))
        sections.append(Section(heading.text, len(stack), heading.start, length))
    return tuple(sections)


def _close(sections: list[Section], index: int, end: int) -> None:
    section = sections[index]
    sections[index] = Section(section.heading, section.level, section.start, end)
