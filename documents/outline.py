"""Find a notice's headings and their depth (GB/T 9704-2012, 7.3.3, and 立法技术规范 for 章 and 条)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.dates import chinese_number
from documents.notice import Block, Section

_NUMERAL = r"[一二三四五六七八九十百零〇]+"
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "annex",
        re.compile(
            r"附\s*件(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}))?\s*(?:[:：]|$)|附\s*件\s*\d{1,2}(?![\d、和至及）)])"
        ),
    ),
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
    """A heading; without text, a numbered paragraph that only ends the section before it."""

    text: str | None
    rank: float
    start: int
    number: int | None = None


def find_sections(
    blocks: Sequence[Block], starts: Sequence[int], length: int
) -> tuple[Section, ...]:
    """Sections in order of their headings.

    `starts` are the blocks' offsets in the notice's text, `length` the text's length. Levels are
    those of this notice: a notice that has only （一） begins at 1.
    """
    listed = _listed(blocks)
    headings: list[_Heading] = []
    latest: dict[float, _Heading] = {}  # of each rank
    for i, block in enumerate(blocks):
        if block.row or i in listed:
            continue
        follows_item = i > 0 and _is_item(blocks[i - 1], block, starts[i - 1], headings)
        under = "" if follows_item else _text_under(block, blocks[i + 1 : i + 2])
        heading = _heading(block, starts[i], under)
        if heading := heading or _sibling(block, starts[i], latest.values()):
            headings.append(heading)
            latest[heading.rank] = heading
    return _nest(headings, length)


def _is_item(before: Block, block: Block, start: int, headings: Sequence[_Heading]) -> bool:
    """Whether the block before is an item of the list that this one goes on with."""
    is_heading = bool(headings) and headings[-1].start == start and headings[-1].text is not None
    family = _family(block)
    return before.text.endswith(("；", ";")) or (
        family is not None and family == _family(before) and not is_heading
    )


def _sibling(block: Block, start: int, latest: Iterable[_Heading]) -> _Heading | None:
    """3.对于……（a long paragraph） stands beside 2.合并办理, not under it.

    `latest` has the last heading of each rank.
    """
    found = marker(block.text)
    if found is None:
        return None
    rank = float(_RANK[_family(block) or ""] + 1)
    over = (heading for heading in latest if heading.rank <= rank)
    before = max(over, key=lambda heading: heading.start, default=None)
    if before is None or before.rank != rank or before.number is None:
        return None
    number = ordinal(found[0])
    return _Heading(None, rank, start, number) if number == before.number + 1 else None


def _text_under(block: Block, following: Sequence[Block]) -> str:
    """The next paragraph if it stands under this one: unnumbered, or numbered deeper."""
    family = _family(block)
    for below in following:
        rank = _RANK.get(_family(below) or "", len(_RANK))
        if not below.row and rank > _RANK.get(family or "", -1):
            return below.text
    return ""


def _listed(blocks: Sequence[Block]) -> set[int]:
    """Indices of list items: short numbered lines without an end mark, one right after another.

    A table of contents is such a list; headings, the last of a row too, have something under them.
    """
    families = [_bare_family(block) for block in blocks]
    found: set[int] = set()
    for i, (family, following) in enumerate(pairwise([*families, None])):
        if family and (family == following or (i - 1 in found and not _is_under(blocks, i + 1))):
            found.add(i)
    return found


def _is_under(blocks: Sequence[Block], i: int) -> bool:
    """Whether the block is text, a row or an article: what stands under a heading."""
    if i >= len(blocks):
        return False
    found = marker(blocks[i].text)
    return found is None or found[0].endswith("条")


def _family(block: Block) -> str | None:
    return next((name for name, pattern in _FAMILIES if pattern.match(block.text)), None)


def _bare_family(block: Block) -> str | None:
    """The numbering of a block that is nothing but a short numbered phrase."""
    if block.row or block.level is not None or re.search(r"[。！？；：!?;:]", block.text):
        return None
    family = _family(block)
    return None if family in {"article", "annex"} else family


def marker(text: str) -> re.Match[str] | None:
    """The numbering that a paragraph begins with, if any: 一、 （二） 3. （4） ⑤ 第六条 附件7."""
    return next((m for _, pattern in _FAMILIES if (m := pattern.match(text))), None)


def ordinal(numbering: str) -> int | None:
    """2 for 2. （二） 二、 and ②; None for what has no number up to 99."""
    if circled := re.search("[①-⑳]", numbering):
        return ord(circled[0]) - ord("①") + 1
    found = re.search(
        r"\d{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九]|[一二三四五六七八九]?十", numbering
    )
    return chinese_number(found[0]) if found else None


def _heading(block: Block, start: int, under: str) -> _Heading | None:
    for name, pattern in _FAMILIES:
        match = pattern.match(block.text)
        if match:
            text = _heading_text(name, match, block.text, under)
            number = ordinal(match[0])
            return _Heading(text, float(_RANK[name] + 1), start, number) if text else None
    if block.level is not None and len(block.text) <= _LONGEST_HEADING * 2:
        return _Heading(block.text, _FORMAT_RANK + block.level / 100, start)
    return None


def _heading_text(family: str, match: re.Match[str], paragraph: str, under: str) -> str | None:
    """The heading's words, or None where the paragraph is a numbered sentence, not a heading."""
    if family == "article":
        return match[0].strip()
    if family == "annex":
        is_short = len(paragraph) <= _LONGEST_HEADING and not paragraph.endswith(("。", "；"))
        return paragraph if is_short else None
    lead_match = _LEAD.match(paragraph, match.end())
    lead = lead_match[0] if lead_match else ""
    words, closed_by = lead.rstrip("。！？!?：:").strip(), lead[-1:]
    if not words or len(words) > _LONGEST_HEADING:
        return None
    whole = len(paragraph) == match.end() + len(lead)
    if not _is_heading(words, closed_by, whole=whole, under=under):
        return None
    return paragraph[: match.end() + len(lead)].rstrip("。！？!?：: ")


def _is_heading(words: str, closed_by: str, *, whole: bool, under: str) -> bool:
    if closed_by in "：:" and closed_by:
        return len(words) <= _LONGEST_LABEL and not (whole and "，" in words)
    if closed_by in "。！？!?" and closed_by:
        # （一）完善制度。 alone is a list item, unless something under it makes it a heading
        is_sentence = closed_by in "。！!" and "，" in words and len(under) <= _LONGEST_HEADING
        return bool(under) and not is_sentence if whole else True
    return whole


def _nest(headings: Sequence[_Heading], length: int) -> tuple[Section, ...]:
    sections: list[Section] = []
    stack: list[tuple[float, int]] = []  # (rank, index in sections) of the open headings
    for heading in headings:
        while stack and stack[-1][0] >= heading.rank:
            _close(sections, stack.pop()[1], heading.start)
        if heading.text is None:
            continue
        stack.append((heading.rank, len(sections)))
        sections.append(Section(heading.text, len(stack), heading.start, length))
    return tuple(sections)


def _close(sections: list[Section], index: int, end: int) -> None:
    section = sections[index]
    sections[index] = Section(section.heading, section.level, section.start, end)
