"""Turn chosen sentences into statements: lists kept whole, table rows with their heads."""

import re
from collections.abc import Sequence

from assistant.answer import Span, Statement
from assistant.citing import ReadNotice
from assistant.grounding import unsupported_facts
from assistant.understanding import Question, Wants
from assistant.weighing import Evidence
from assistant.windows import widened
from documents.notice import CELL
from documents.outline import marker
from index.linear import as_probability
from index.ranking import pairs

_LONGEST_LIST = 380
_LONGEST_TEXT, _LONGEST_FACT = 300, 160
_ENOUGH = 0.08
"""The chance of answering that a sentence beside the best needs to be told with it."""
_FACTS = frozenset((Wants.FIGURE, Wants.WHEN, Wants.PHONE))
_LONGEST_CONTACT = 120
_REPEATS = 4
_ALIKE, _LONG_ENOUGH = 0.8, 10
"""Share of a sentence's pairs of characters that make it a repetition, and how many it needs."""
_LONGEST_GROUP = 20
_ITEM = re.compile(r"\s*(?:[-•·*]|[一二三四五六七八九十]是)\s*\S")
_LIST_ASKED = re.compile(r"哪些|什么(?:材料|条件|内容|任务|措施|要求|方面)|哪几|包括|内容")


def compose(
    question: Question, chosen: Sequence[Evidence], ranked: Sequence[Evidence], read: ReadNotice
) -> list[Statement]:
    """One statement for each choice; the words stay those of the notice."""
    statements = [_statement(question, evidence, ranked, read) for evidence in chosen]
    return list(dict.fromkeys(statements))


def _statement(
    question: Question, evidence: Evidence, ranked: Sequence[Evidence], read: ReadNotice
) -> Statement:
    span = evidence.span
    notice = read(span.notice.id)
    if notice is None or (question.allots and evidence.headings and CELL not in evidence.text):
        heading = f"{evidence.headings[-1]}——" if question.allots and evidence.headings else ""
        return Statement(f"{heading}{evidence.text}", (span,))
    if CELL in evidence.text:
        return _row(notice.text, span)
    start, end = _widened(question, evidence, ranked, notice.text)
    said = notice.text[start:end]
    return Statement(
        said, (Span(span.notice, start, end), *_repeated(said, ranked, span.notice.id))
    )


def _repeated(said: str, ranked: Sequence[Evidence], notice_id: str) -> tuple[Span, ...]:
    """Where another notice says nearly the same: a notice passed on, a release printed twice.

    With another figure or date in it a sentence says something else.
    """
    words = pairs(said)
    found: dict[str, Span] = {}
    for e in ranked:
        if e.span.notice.id != notice_id and e.span.notice.id not in found:
            own = pairs(e.text)
            alike = len(own & words) / (len(own) or 1)
            is_same = alike >= _ALIKE and len(own) >= _LONG_ENOUGH
            if is_same and not unsupported_facts(e.text, (said,)):
                found[e.span.notice.id] = e.span
    return tuple(found.values())[:_REPEATS]


def _widened(
    question: Question, evidence: Evidence, ranked: Sequence[Evidence], text: str
) -> tuple[int, int]:
    """The sentence with what answers beside it, or the contact line or list that it is a part of."""
    start, end = evidence.span.start, evidence.span.end
    if question.wants is Wants.PHONE:
        return _whole_line(text, start, end)
    if evidence.text.endswith(("：", ":")) or _LIST_ASKED.search(question.text):
        found = whole_list(text, start, end)
        if found != (start, end):
            return found
    chances = {
        e.span.start: as_probability(e.score)
        for e in ranked
        if e.span.notice.id == evidence.span.notice.id
    }
    longest = _LONGEST_FACT if question.wants in _FACTS else _LONGEST_TEXT
    return widened(text, (start, end), chances, longest, _ENOUGH)


def whole_list(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the list that it introduces or is an item of.

    A list is a line that ends with a colon and the items under it: lines of one numbering. Items
    beyond 380 characters are left out, whole.
    """
    line = text.rfind("\n", 0, start) + 1
    intro = _intro(text, line)
    if intro is None:
        return start, end
    stop = _line_end(text, intro)
    first = _family(text, stop + 1)
    while stop < len(text) and first is not None and _family(text, stop + 1) == first:
        following = _line_end(text, stop + 1)
        if following - intro > _LONGEST_LIST:
            break
        stop = following
    return (intro, stop) if stop >= end else (start, end)


def _intro(text: str, line: int) -> int | None:
    """Where the list's opening line begins: this line, or the one above its items."""
    if text[line : _line_end(text, line)].rstrip().endswith(("：", ":")):
        return line
    family = _family(text, line)
    while line > 0 and family is not None:
        line = text.rfind("\n", 0, line - 1) + 1
        if text[line : _line_end(text, line)].rstrip().endswith(("：", ":")):
            return line
        if _family(text, line) != family:
            return line if _is_bare_heading(text[line : _line_end(text, line)]) else None
    return None


def _is_bare_heading(line: str) -> bool:
    return marker(line) is not None and len(line) < 30 and not re.search(r"[。；，]", line)


def _whole_line(text: str, start: int, end: int) -> tuple[int, int]:
    """The line around a span where it is short: 联系人：…；联系电话：…."""
    begin, stop = text.rfind("\n", 0, start) + 1, _line_end(text, end)
    return (begin, stop) if stop - begin <= _LONGEST_CONTACT else (start, end)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _family(text: str, line: int) -> str | None:
    """The kind of numbering a line begins with: its marks with the numeral taken out."""
    words = text[line : line + 12]
    found = marker(words)
    if found and found[0][0] in "第附一二三四五六七八九十":
        return None  # chapters and sections are no list
    if found:
        return re.sub(r"[\d一二三四五六七八九十①-⑳\s]", "", found[0])
    bullet = _ITEM.match(words)
    return bullet[0].strip()[-2:-1] if bullet else None


def _row(text: str, span: Span) -> Statement:
    """任务：…；牵头单位：… with the names of the columns, which are cited too."""
    head = _table_start(text, span.start)
    names = text[head : _line_end(text, head)].split(CELL)
    cells = text[span.start : span.end].split(CELL)
    if head == span.start or len(names) != len(cells):
        return Statement(CELL.join(cells).replace(CELL, "，"), (span,))
    named = [
        f"{name}：{cell}"
        for name, cell in zip(names, cells, strict=True)
        if cell and name != "序号"
    ]
    head_span = Span(span.notice, head, _line_end(text, head))
    return Statement("；".join(named), (span, head_span))


def _table_start(text: str, row: int) -> int:
    """Where the table's head begins; a short line between rows names a group of them."""
    head = start = row
    while start > 0:
        start = text.rfind("\n", 0, start - 1) + 1
        line = text[start : _line_end(text, start)]
        if CELL in line:
            head = start
        elif len(line) > _LONGEST_GROUP or re.search(r"[。：；]", line):
            break
    return head
