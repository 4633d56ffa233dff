"""职责分工: who does what, found in a notice by the words that allot it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from documents.duties.brackets import bracketed
from documents.duties.names import is_body, split_names
from documents.duties.parties import full_party
from documents.duties.prose import prose_statements
from documents.duties.tables import Head, read_head, read_row
from documents.duties.wording import (
    DUTY,
    LABEL,
    LEAD,
    Allotment,
    Wording,
    read_wording,
    states_first_leads,
)
from documents.notice import CELL, Duty, Notice
from documents.splitting import heading_path

_LONGEST_TASK = 590
_SHORTEST_TASK = 8
_LONGEST_GROUP = 20
_AROUND = " 　\t\n。；;，,"
_SAME = re.compile(r"(?:责任|牵头|配合|落实)(?:单位|部门)\s*[:：]?\s*同上")
_FEW = 12
_SENTENCE = re.compile(r"[^。]+。?|。")
_AT_END = re.compile(r"[。；;，,\s]*$|[。；;]")
_PERSON = re.compile(r"(?:[、：]|(?:主任|局长|组长|科长|处长)\s*)[\u4e00-\u9fff]{2,3}$")
_ASSIGNS = re.compile(
    r"负责|牵头|配合|落实|承办|主办|协办|参与|协同|协助|单位|部门|处|科|局|委|厅|办|会|府|组|中心"
)
_TERRITORIES = re.compile(r"[省市县区州旗盟乡镇街道、]{1,8}")
_NAMED = re.compile(r"《[^《》]{1,100}》")
_TITLE = re.compile(
    r"[^。；：]{0,40}关于[^。；：]{4,80}的(?:通知|意见|方案|决定|通报|公告|通告|批复|函|报告|请示)"
)
_BEFORE_LABEL = re.compile(r"[•·\-—*（(\s]*")


@dataclass(frozen=True)
class _Statement:
    start: int
    end: int
    wording: Wording
    labels: bool = False


def find_duties(notice: Notice) -> tuple[Duty, ...]:
    """Every assignment of a notice, one Duty for each role, in order of the text.

    Linear in the notice's length. A task is what stands between the assignment and the one before
    it under the same heading, 590 characters at most.
    """
    found = sorted(_Search(notice).duties(), key=lambda duty: duty.start)
    if any(states_first_leads(line) for line in notice.text.split("\n")):
        found = [part for duty in found for part in _first_leads(duty)]
    return tuple(found)


class _Search:
    """One pass over a notice's lines, remembering where the unassigned words begin."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice
        self._section_starts = iter([s.start for s in notice.sections])
        self._next_section = next(self._section_starts, len(notice.text) + 1)
        self._open_from = 0
        self._task = ""
        self._head: Head | None = None
        self._in_table = False
        self._last: Wording | None = None
        self._parties: dict[str | None, str | None] = {}

    def duties(self) -> Iterator[Duty]:
        """Line by line."""
        start = 0
        for line in self._notice.text.split("\n"):
            while self._next_section <= start:
                self._open_from = max(self._open_from, self._next_section)
                self._next_section = next(self._section_starts, len(self._notice.text) + 1)
            yield from self._row(line, start) if CELL in line else self._line(line, start)
            start += len(line) + 1

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

    def _line(self, line: str, start: int) -> Iterator[Duty]:
        if self._head and len(line) <= _LONGEST_GROUP and not re.search(r"[。：；]", line):
            return  # 园区建设类: a row merged across the table that names a group of rows
        self._in_table, self._head = False, None
        for statement in _statements(line, self._last):
            begin, end = start + statement.start, start + statement.end
            task = self._task_before(begin)
            is_next_label = statement.labels and len(task) < _SHORTEST_TASK
            self._task = self._task if is_next_label and self._task else task
            self._open_from = end
            self._last = statement.wording
            yield from self._make(self._task, statement.wording, begin, end)
        for prose in prose_statements(_blanked(line)):
            begin, end = start + prose.start, start + prose.end
            task = line[prose.start : prose.end][:_LONGEST_TASK]
            if not prose.says_what:
                task = self._task_before(begin) or task
            allotments = tuple(_standing(prose.allotments, line[prose.start : prose.end]))
            yield from self._make(task, Wording(allotments), begin, end)

    def _task_before(self, end: int) -> str:
        text = self._notice.text
        begin = self._open_from
        if end - begin > _LONGEST_TASK:
            begin = max(begin, text.rfind("\n", end - _LONGEST_TASK, end) + 1)
        if end - begin > _LONGEST_TASK:
            cut = text.find("。", end - _LONGEST_TASK, end - _SHORTEST_TASK)
            begin = cut + 1 if cut >= 0 else end - _LONGEST_TASK
        return text[begin:end].lstrip(f"{_AROUND}）)】〕]").rstrip(f"{_AROUND}•·*—-（(【〔[")

    def _make(self, task: str, wording: Wording, start: int, end: int) -> Iterator[Duty]:
        quote = self._notice.text[start:end]
        headings = heading_path(self._notice.sections, start)
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


def _statements(line: str, last: Wording | None) -> Iterator[_Statement]:
    """The tags and labels of a line, in order."""
    if last and (same := _SAME.search(line)):
        yield _Statement(same.start(), same.end(), last)
        return
    mark = _BEFORE_LABEL.match(line)
    label = LABEL.match(line, mark.end() if mark else 0)
    if label and not line.startswith(("（", "(")):
        wording = read_wording(line[label.start() :])
        if wording:
            yield _Statement(label.start(), len(line.rstrip()), wording, labels=True)
        return
    spans = list(bracketed(line))
    for start, end in spans:
        if wording := _tag(line, start, end):
            yield _Statement(start, end, wording, labels=start == 0)
    if not spans or spans[-1][1] < len(line) - 4:
        yield from _trailing_labels(line, spans[-1][1] if spans else 0)


def _tag(line: str, start: int, end: int) -> Wording | None:
    """A bracket that allots: with a label or a role's word, or bare names at a sentence's end."""
    inner = line[start + 1 : end - (line[end - 1] in "）)〕]】﹞］")]
    if len(inner) < 3 or not _ASSIGNS.search(inner):
        return None
    wording = read_wording(inner)
    if wording is None and _closes_sentence(line, start, end) and _only_names(inner):
        wording = read_wording(inner, bare=True)
    return wording


def _closes_sentence(line: str, start: int, end: int) -> bool:
    """Whether a bracket stands at a sentence's end, and not behind the person that it is about."""
    before = line[max(0, start - _FEW) : start].rstrip()
    if _PERSON.search(before):
        return False
    if not before or before[-1] in "。；;！？”’：":
        return _AT_END.match(line, end) is not None
    return not line[end : end + _FEW].strip("。；; ")


def _only_names(inner: str) -> bool:
    names = split_names(inner)
    return bool(names) and all(is_body(name) for name in names)


def _trailing_labels(line: str, begin: int) -> Iterator[_Statement]:
    """……。责任单位：市发展改革委、市财政局 at a sentence's end, without brackets.

    牵头单位：甲局。配合单位：乙局。 is one statement; 建园。责任单位：甲局。办学。责任单位：乙局。 is two.
    """
    start, end = 0, -1
    for sentence in _SENTENCE.finditer(line, begin):
        label = next((m for m in LABEL.finditer(line, *sentence.span()) if _ends(line, m)), None)
        if label and (label.start() > sentence.start() or sentence.start() != end):
            yield from _labelled(line, start, end)
            start, end = label.start(), sentence.end()
        elif label:
            end = sentence.end()
    yield from _labelled(line, start, end)


def _ends(line: str, label: re.Match[str]) -> bool:
    """Whether a sentence ends before a label."""
    before = line[max(0, label.start() - _FEW) : label.start()].rstrip()
    return before[-1:] in set("。；;！？ ")


def _labelled(line: str, start: int, end: int) -> Iterator[_Statement]:
    if 0 < start < end and (wording := read_wording(line[start:end])):
        yield _Statement(start, start + len(line[start:end].rstrip()), wording)


def _blanked(line: str) -> str:
    """The line with its brackets and titles replaced by blanks of the same length.

    各县（市、区）人民政府 is one name and stays.
    """
    if _TITLE.fullmatch(line):
        return ""
    characters = list(_NAMED.sub(lambda named: "”" * len(named[0]), line))
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


def _first_leads(duty: Duty) -> Iterator[Duty]:
    """The first of a flat list leads where the notice says so."""
    if duty.role != DUTY or len(duty.departments) < 2:
        yield duty
        return
    yield replace(duty, role=LEAD, departments=duty.departments[:1])
    yield replace(duty, departments=duty.departments[1:])
