"""Find assignments in running prose: 由市商务局负责…, 市发改委会同市财政局制定…."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.duties.claims import is_told
from documents.duties.clauses import Claim, read_clause
from documents.duties.timing import prose_deadline
from documents.duties.wording import DUTY, LEAD, SUPPORT, Allotment

_ASSIGNS = re.compile(r"由|负责|牵头|会同|配合|承担|担负|协助|会[省市区县州有相]")
_PERIOD = re.compile(r"[^。！？\n]+")
_SENTENCE = re.compile(r"[^；]+")
_CLAUSE = re.compile(r"[^，；]+")
_WHEN = re.compile(r"\s*(?:于|在)?(?:[12][\d ]{3,4}年|\d{1,2}月|年底).{0,8}(?:前|底)")
_EVERYBODY = re.compile(r"各(?:有关|相关|级|地|部门|单位)")
_SOMEBODY = re.compile(r"(?:有关|相关|其他|配合|责任|成员)(?:部门|单位|机构|地区|方面)$")
_BY_ROLE = re.compile(r"各?(?:牵头|主办|责任|配合|协办|参与|落实)(?:单位|部门)")
_BARE_SUPPORT = re.compile(r"(?:配合|协助|协作|支持)(?:[，、]|$)")
_WILLING = re.compile(r"[^，]*(?:积极|密切|主动|全力|通力|大力)(?:配合|协助|协作|支持)(?:[，、]|$)")
_TASK_LIKE = re.compile(
    r"[\s　]*(?:[一二三四五六七八九十]+是|\d+[.．、])?(?:要|应|须|全面|深入|积极|大力|加快|进一步|切实|严格|持续|不断|着力|推进|推动|加强"
    r"|强化|完善|健全|建立|优化|提升|实施|开展|落实|做好|抓好|组织|制定|编制|明确|规范|鼓励|支持|引导|探索|统筹|督促|指导|协调|配合|联合|负责"
    r"|牵头|审核|受理|办理|利用|依托|充分|确保|实现|促进|打造|构建|梳理|研究|改革|深化|提高|扩大|加大|简化|压缩|整合|拓展|培育|举办|发挥|坚持"
    r"|贯彻|围绕|聚焦|审查|及时|定期)"
)
"""A clause that orders by itself, not what the next is about."""
_NOUN = re.compile(r"的[^，。的]{1,12}，?$")
_FAR = 150
_BLANKS = " 　，"


@dataclass(frozen=True)
class ProseStatement:
    """A stretch of a sentence that allots a task; offsets into the line.

    The words of its task begin at `task_start`. Where it does not say what is to be done
    (`says_what`), the words before it do.
    """

    start: int
    end: int
    allotments: tuple[Allotment, ...]
    says_what: bool
    task_start: int
    deadline: str | None = None


def prose_statements(line: str, *, told: bool = False) -> Iterator[ProseStatement]:
    """Where a line (bracketed parts blanked by the caller) gives a body a task.

    甲局负责X，乙局负责Y gives two stretches; 甲局牵头，乙局配合，做好X is one. `told`: the line stands
    in a news item, where only what must be done is a task.
    """
    before = 0
    for period in _PERIOD.finditer(line):
        if not _ASSIGNS.search(period[0]) or is_told(period[0]):
            before = period.start()
            continue
        for sentence in _SENTENCE.finditer(line, *period.span()):
            found = _Sentence(line, (before, period.start()), sentence.span()).stretches(told=told)
            yield from (stretch for stretch in found if not _exhorts(stretch, line))
        before = period.start()


class _Sentence:
    """One pass over the clauses of a sentence."""

    def __init__(self, line: str, periods: tuple[int, int], span: tuple[int, int]) -> None:
        self._line = line
        self._before, self._period = periods
        self._start, self._end = span
        self._begin = self._start
        self._found: list[Allotment] = []
        self._says_what = False
        self._task_start: int | None = None
        self._topic_start = self._start
        self._said_from = self._start

    def stretches(self, *, told: bool) -> Iterator[ProseStatement]:
        """The stretches that allot a task, in order."""
        for clause in _CLAUSE.finditer(self._line, self._start, self._end):
            following = self._line[clause.end() : min(clause.end() + _FAR, self._end)]
            claim = read_clause(clause[0].strip(), following, told=told)
            if self._found and self._says_what and _starts_anew(claim):
                yield self._closed(clause.start())
                self._begin = clause.start()
            if claim.allotments and not self._found:
                self._open(clause.start(), claim)
            elif self._found:
                more = not (claim.allotments or _WHEN.match(clause[0]))
                self._says_what = self._says_what or claim.complete or more
            self._found += claim.allotments
        if self._found:
            yield self._closed(self._end)

    def _open(self, start: int, claim: Claim) -> None:
        """Where the stretch of a clause begins: with the clauses before it that it is about."""
        if claim.complete and not claim.dangling:
            self._begin = self._about(start) if claim.opens else start
        elif start - self._begin > _FAR:
            self._begin = self._line.find("，", start - _FAR, start) + 1 or start
        before = self._line[self._begin : start].strip(_BLANKS)
        self._said_from = start
        self._says_what = claim.complete or bool(before)
        self._task_start = self._topic(before, claim)

    def _about(self, start: int) -> int:
        """Where the clauses begin that say what the one at `start` is about, not tasks themselves."""
        begin = start
        while begin > self._begin:
            clause = self._line.rfind("，", self._begin, begin - 1) + 1 or self._begin
            orders = _TASK_LIKE.match(self._line, clause)
            if start - clause > _FAR or (orders and not _NOUN.search(self._line, clause, begin)):
                break
            begin = clause
        return begin

    def _topic(self, before: str, claim: Claim) -> int | None:
        """Where the task begins of a clause without one: 退出现役的，由乙局负责 is about the words before."""
        found = None
        if claim.complete and not claim.dangling:
            return None
        cases = claim.case or all(c.endswith("的") for c in before.split("，") if c)
        if self._begin > self._start and not before:
            found = self._topic_start
        elif self._start > self._period and cases:
            found = self._topic_start = self._period
        elif claim.dangling and not before and self._before < self._period:
            found = self._before
        self._says_what = self._says_what or found is not None
        return found

    def _closed(self, end: int) -> ProseStatement:
        words = self._line[self._begin : end].rstrip(_BLANKS)
        start = self._begin + len(words) - len(words.lstrip(_BLANKS))
        task = start if self._task_start is None else self._task_start
        stop = self._begin + len(words)
        found = ProseStatement(
            start, stop, tuple(self._found), self._says_what, task, self._deadline(stop)
        )
        self._found, self._says_what, self._task_start = [], False, None
        return found

    def _deadline(self, end: int) -> str | None:
        """Of the stretch's own words, or all that the clause before them says."""
        before = self._line[self._start : self._said_from].rstrip("，").rpartition("，")[2]
        alone = prose_deadline(before)
        own = prose_deadline(self._line[self._said_from : end])
        return own or (alone if alone and len(before.strip()) <= len(alone) + 2 else None)


def _starts_anew(claim: Claim) -> bool:
    """Whether a clause behind a complete assignment begins another one."""
    if not claim.allotments:
        return False
    role = claim.allotments[0].role
    return claim.complete or role == LEAD or (claim.opens and role == DUTY)


def _exhorts(stretch: ProseStatement, line: str) -> bool:
    """各有关部门要密切配合, 配合单位按职责做好工作: nobody is given a task."""
    if all(_BY_ROLE.fullmatch(n) for a in stretch.allotments for n in a.departments):
        return True
    if {a.role for a in stretch.allotments} != {SUPPORT}:
        return False
    words = line[stretch.start : stretch.end]
    if _WILLING.match(words):
        return True
    bare = _BARE_SUPPORT.search(words)
    names = [name for allotment in stretch.allotments for name in allotment.departments]
    return any(_EVERYBODY.match(name) or (bare and _SOMEBODY.search(name)) for name in names)
