"""Questions worth asking, made from what the notices say; each is one that is answered."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, zip_longest

from assistant.answer import Status
from assistant.answering import Assistant
from index.catalogue import Catalogue
from index.hit import CURRENT, DutyRecord, Filters, NoticeRecord
from index.register import Register

_NOTICES = 12
"""The newest notices that examples are made from."""
_TRIED = 3
"""How many candidates may fail for each question that is wanted."""
_NUMBER = re.compile(
    r"^\s*(?:第[〇一二三四五六七八九十百\d]+[章节条款]"
    r"|[（(]?[〇一二三四五六七八九十百\d]+(?:[)）]|[、.．:：]|[)）][、.．]))\s*"
)
_PLAIN = re.compile(r"[\w“”《》·—\-（）]+")
_SHORTEST, _LONGEST = 4, 22
_GENERAL = re.compile(
    r"(?:工作|重点|主要|总体|任务|组织|保障|职责|责任|有关|具体|基本)*"
    r"(?:任务|分工|领导|措施|要求|安排|目标|原则|保障|事项|内容|落实|实施|推进)"
)
"""What stands as a heading in every notice."""


class Suggester:
    """Makes questions from headings, deadlines, departments and mastheads, and asks each itself.

    What it found stays until a notice comes or goes.
    """

    def __init__(self, catalogue: Catalogue, register: Register, assistant: Assistant) -> None:
        self._catalogue = catalogue
        self._register = register
        self._assistant = assistant
        self._of = lru_cache(maxsize=256)(self._made)

    def examples(self, count: int = 4) -> list[str]:
        """Questions to begin with, of different sorts and about different notices."""
        return list(self._of(None, count, self._catalogue.last_flip()))

    def about(self, notice_id: str, count: int = 3) -> list[str]:
        """Questions about one notice; none where it is not current."""
        return list(self._of(notice_id, count, self._catalogue.last_flip()))

    def _made(self, notice_id: str | None, count: int, _flip: str | None) -> tuple[str, ...]:
        candidates = self._of_one(notice_id) if notice_id else self._of_newest()
        answered = (
            question
            for question in islice(dict.fromkeys(candidates), count * (1 + _TRIED))
            if self._assistant.ask(question).status is Status.ANSWERED
        )
        return tuple(islice(answered, count))

    def _of_newest(self) -> Iterator[str]:
        """In turn one of each notice, and of each another sort."""
        found, _ = self._catalogue.notices(limit=_NOTICES, filters=Filters(status=CURRENT))
        lists = [list(self._questions(notice)) for notice in found]
        turned = [
            made[i % len(made) :] + made[: i % len(made)] for i, made in enumerate(lists) if made
        ]
        for round_ in zip_longest(*turned):
            yield from (question for question in round_ if question)

    def _of_one(self, notice_id: str) -> Iterator[str]:
        notice = self._catalogue.notice(notice_id)
        if notice is not None:
            yield from self._questions(notice.record)

    def _questions(self, notice: NoticeRecord) -> Iterator[str]:
        duties = self._register.of_notices([notice.id])
        sorts = (_of_headings(duties), _of_masthead(notice), _of_departments(duties))
        for round_ in zip_longest(*sorts):
            yield from (question for question in round_ if question)


def _of_headings(duties: Sequence[DutyRecord]) -> list[str]:
    found = []
    for record in duties:
        subject = plain(record.duty.headings[-1]) if record.duty.headings else None
        if subject:
            asks = "什么时候完成？" if record.due else "由哪个部门负责？"
            found.append(f"{subject}{asks}")
    return list(dict.fromkeys(found))


def _of_masthead(notice: NoticeRecord) -> list[str]:
    title = re.sub(r"\s+", "", notice.title).removeprefix("《").removesuffix("》")
    fields = (
        (notice.document_number, "的发文字号是什么？"),
        (notice.issued_on, "是什么时候成文的？"),
        (notice.issuer, "是哪个机关印发的？"),
    )
    return [f"《{title}》{asks}" for value, asks in fields if value and title]


def _of_departments(duties: Sequence[DutyRecord]) -> list[str]:
    names = dict.fromkeys(name for record in duties for name in record.duty.departments)
    return [f"{name}负责哪些工作？" for name in islice(names, 2)]


def plain(heading: str) -> str | None:
    """A heading without its number, where it is short and plain enough to ask about."""
    words = _NUMBER.sub("", heading).strip().rstrip("。：:；;").removeprefix("关于")
    is_plain = _PLAIN.fullmatch(words) and not _GENERAL.fullmatch(words)
    fits = _SHORTEST <= len(words) <= _LONGEST and is_plain
    return words if fits else None
