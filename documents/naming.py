"""Find the notices that a text names: 《题》（文号）."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.notice import Bond

_YEAR = r"[〔【﹝［\[（]?(?:19|20)\d{2}[〕】﹞］\]）]?"
NUMBER = rf"(?:[\u4e00-\u9fffA-Za-z]{{1,16}}{_YEAR}第?\d{{1,5}}号|[\u4e00-\u9fff]{{1,20}}令(?:{_YEAR})?第?\d{{1,4}}号)"
"""A document number (发文字号), an order's too: 国发〔2018〕12号, 国务院令第335号."""
_NUMBER = re.compile(NUMBER)
_PAPER = (
    r"(?:办法|规定|细则|条例|法|方案|意见|通知|决定|公告|通告|措施|政策|制度|规则|规程|章程|规范|规划|计划"
    r"|指引|指南|标准|文件|预案|清单|目录|要点|令|机制|准则|批复|函)"
)
SELF = rf"(?:本[\u4e00-\u9fff]{{0,8}}?{_PAPER}(?:（[^（）\n]*）)?|(?:以上|上述)[\u4e00-\u9fff]{{0,4}}?(?:政策|措施|规定|意见))"
"""How a notice speaks of itself: 本办法, 本行动方案（试行）, 以上政策措施."""
_TITLE = r"《(?P<title>(?:[^《》\n]|《[^《》\n]*》){1,200})》"
_BRACKET = r"(?:（(?P<bracket>[^（）\n]*(?:（[^（）\n]*）[^（）\n]*)*)）)?"
_NAMED = re.compile(_TITLE + _BRACKET)
_BEFORE_NUMBER = re.compile(
    r"^.*(?:原|以|按|由|的|和|及|与|将|对)(?=[\u4e00-\u9fff]{2,}[〔【﹝［\[（])"
)


@dataclass(frozen=True)
class Named:
    """A notice as another one names it; offsets are those of the whole with its bracket."""

    title: str | None
    document_number: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Mention:
    """A notice named and what is done to it; offsets are those of the words that do it."""

    kind: Bond
    named: Named
    start: int
    end: int


def named_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Named]:
    """The titles in 《》 within `text[start:end]`, a squeezed text, each with the number after it."""
    stop = len(text) if end is None else end
    for match in _NAMED.finditer(text, start, stop):
        number = _NUMBER.search(match["bracket"] or "")
        yield Named(match["title"], number[0] if number else None, match.start(), match.end())


def bare_number(text: str) -> str:
    """A number without the words that run into it: 原澄政办发〔2016〕82号 → 澄政办发〔2016〕82号."""
    return _BEFORE_NUMBER.sub("", text)
