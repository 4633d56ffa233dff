"""职责分工: who does what, found in a notice by the words that allot it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.duties import timing
from documents.duties.brackets import bracketed
from documents.duties.claims import is_news
from documents.duties.labels import Statement, statements
from documents.duties.notes import apply_notes
from documents.duties.parties import full_party
from documents.duties.prose import ProseStatement, prose_statements
from documents.duties.tables import Head, read_head, read_row
from documents.duties.tasks import LONGEST, SHORTEST, body_start, task_text
from documents.duties.wording import LABEL, Allotment, Wording
from documents.notice import CELL, Duty, Notice
from documents.splitting import Headings

_LONGEST_GROUP = 20
_BULLET = 4
_TERRITORIES = re.compile(r"(?:[省市县区州旗盟乡镇街道、]|开发区|园区|新区){1,8}")
_HALF_WIDTH = re.compile(r"(?<!\d)[,;]|[,;](?!\d)")
_FULL_WIDTH = {",": "，", ";": "；"}
_NAMED = re.compile(r"《[^《》]{1,100}》")
_TITLE = re.compile(
    r"[^。；：]{0,40}关于[^。；：]{4,80}的(?:通知|意见|方案|决定|通报|公告|通告|批复|函|报告|请示)"
)


def find_duties(notice: Notice) -> tuple[Duty, ...]:
    """Every assignment of a notice, one Duty for each role, in order of the text.

    Linear in the notice's length. A task is what stands between the assignment and the one before
    it under the same heading, 590 characters at most.
    """
    found = sorted(_Search(notice).duties(), key=lambda duty: duty.start)
    return tuple(apply_notes(found, notice.text))


class _Search:
    """One pass over a notice's lines, remembering where the unassigned words begin."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice
        self._headings = Headings(notice.sections)
        self._section_starts = iter([s.start for s in notice.sections])
        self._next_section = next(self._section_starts, len(notice.text) + 1)
        self._body, self._open_from = body_start(notice.text, notice.masthead.title)
        self._task = ""
        self._head: Head | None = None
        self._in_table = False
        self._last: Wording | None = None
        self._told = is_news(notice.text)
        self._parties: dict[str | None, str | None] = {}
        self._found: list[Duty] = []
        self._block: list[int] = []
        self._announced = False

    def duties(self) -> Sequence[Duty]:
        """Line by line."""
        start = 0
        for line in self._notice.text.split("\n"):
            while self._next_section <= start:
                self._open_from = max(self._open_from, self._next_section)
                self._next_section = next(self._section_starts, len(self._notice.text) + 1)
            if CELL in line:
                self._found += self._row(line, start)
                self._block = []
            elif not self._sets_deadline(line, start):
                self._line(line, start)
            start += len(line) + 1
        return self._found

    def _row(self, line: str, start: int) -> Iterator[Duty]:
        cells = line.split(CELL)
        head = read_head(cells)
        if head or not self._in_table:
            self._head = head or None
        self._in_table = True
        read = read_row(self._head, cells) if self._head and not head else None
        self._open_from = start + len(line)
        if read:
            task, allotments, deadline = read
            yield from self._make(task, Wording(allotments, deadline), start, start + len(line))

    def _sets_deadline(self, line: str, start: int) -> bool:
        """完成时限：2019年6月底前 on a line of its own: the deadline of the labels above it."""
        if not self._block or self._said_since(start):
            return False
        labelled = timing.LINE.fullmatch(line)
        deadline = labelled["when"].strip() if labelled else None
        if not deadline and self._announced:
            deadline = timing.day_line(line)
        if not deadline:
            return False
        at = start + line.index(deadline)
        for i in self._block:
            if not self._found[i].deadline:
                place = (at, at + len(deadline))
                self._found[i] = replace(self._found[i], deadline=deadline, deadline_at=place)
        self._open_from, self._block = start + len(line), []
        return True

    def _said_since(self, start: int) -> bool:
        """Whether words stand between the last label and an offset."""
        between = self._notice.text[self._open_from : start]
        return bool(timing.OPEN.sub("", between.rstrip("\n")).strip(" 　\n。；"))

    def _line(self, line: str, start: int) -> None:
        if self._head and len(line) <= _LONGEST_GROUP and not re.search(r"[。：；]", line):
            return  # 园区建设类: a row merged across the table that names a group of rows
        self._in_table, self._head = False, None
        for statement in statements(line, self._last):
            self._stated(statement, start)
        self._announced = bool(timing.OPEN.search(line))
        for prose in prose_statements(_blanked(line), told=self._told):
            self._found += self._ordered(line, start, prose)

    def _stated(self, statement: Statement, line: int) -> None:
        """A tag or label of the line that begins at an offset."""
        begin, end = line + statement.start, line + statement.end
        if statement.own:
            task = self._notice.text[begin:end].strip("。；， ")
        else:
            task = self._task_before(begin)
            if begin == self._open_from:
                task = self._task  # （甲局负责）（乙局配合）
            short = SHORTEST if statement.start < _BULLET else 1
            if not (statement.labels and len(task) < short and self._task):
                self._task, self._block = task, []
            task = self._task
            self._last = statement.wording
            if not statement.start and self._signs(task, begin, end):
                return
        self._open_from = max(self._open_from, end)
        if statement.labels:
            self._block += range(
                len(self._found), len(self._found) + len(statement.wording.allotments)
            )
        self._found += self._make(task, statement.wording, begin, end)

    def _task_before(self, end: int) -> str:
        begin = self._open_from if self._open_from <= end else self._body
        return task_text(self._notice.text, begin, end)

    def _signs(self, task: str, start: int, end: int) -> bool:
        """Whether （某局） on a line of its own is who wrote a news item."""
        return (not task or self._told) and not LABEL.search(self._notice.text, start, end)

    def _ordered(self, line: str, start: int, prose: ProseStatement) -> Iterator[Duty]:
        begin, end = start + prose.start, start + prose.end
        task = line[prose.task_start : prose.end][:LONGEST]
        if not prose.says_what:
            task = self._task_before(begin) or task
        allotments = tuple(_standing(prose.allotments, line[prose.start : prose.end]))
        yield from self._make(task, Wording(allotments, prose.deadline), begin, end)

    def _make(self, task: str, wording: Wording, start: int, end: int) -> Iterator[Duty]:
        quote = self._notice.text[start:end]
        headings = self._headings.above(start)
        for allotment in wording.allotments:
            yield Duty(
                task=task,
                role=allotment.role,
                departments=allotment.departments,
                quote=quote,
                start=start,
                end=end,
                headings=headings,
                party=self._party(allotment.party),
                deadline=wording.deadline,
            )

    def _party(self, short: str | None) -> str | None:
        if short not in self._parties:
            self._parties[short] = full_party(short, self._notice.text)
        return self._parties[short]


def _blanked(line: str) -> str:
    """The line with its brackets and titles replaced by blanks of the same length, its marks wide.

    各县（市、区）人民政府 is one name and stays.
    """
    if _TITLE.fullmatch(line):
        return ""
    marked = _HALF_WIDTH.sub(lambda mark: _FULL_WIDTH[mark[0]], line)
    characters = list(_NAMED.sub(lambda named: "”" * len(named[0]), marked))
    for start, end in bracketed(line):
        if not _TERRITORIES.fullmatch(line, start + 1, end - 1):
            characters[start:end] = "　" * (end - start)
    label = LABEL.search(line)
    if label:
        characters[label.start() :] = "　" * (len(line) - label.start())
    return "".join(characters)


def _standing(allotments: Sequence[Allotment], quote: str) -> Iterator[Allotment]:
    """Without the names that would join what stands on both sides of a bracket."""
    words = re.sub(r"\s", "", quote)
    for allotment in allotments:
        if names := tuple(name for name in allotment.departments if name in words):
            yield replace(allotment, departments=names)
