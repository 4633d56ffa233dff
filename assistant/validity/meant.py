"""Find the notices whose validity is asked about."""

import re
from collections.abc import Sequence

from assistant.understanding import Question
from assistant.validity.asked import Asked
from index.catalogue import Catalogue
from index.hit import NoticeRecord
from index.lineage import lineage
from index.schema import key

_MOST = 3
_BRACKET = re.compile(r"[（(]")


def notices_asked(question: Question, asked: Asked, catalogue: Catalogue) -> list[NoticeRecord]:
    """The notices meant, the newest edition first; none where the title or the year fits none."""
    for number in question.document_numbers:
        return catalogue.numbered(number)[:_MOST]
    for title in titles_asked(question, asked):
        found = _titled(title, catalogue)
        if question.years:
            found = [record for record in found if _is_of_year(record, question.years)]
        return found[:_MOST]
    return []


def titles_asked(question: Question, asked: Asked) -> tuple[str, ...]:
    """The titles that the question gives, in 《》 or without."""
    return (*question.titles, *filter(None, [asked.topic]))


def is_titled(record: NoticeRecord, title: str) -> bool:
    """Whether the title is the notice's own or an edition of it, not only a part of it."""
    return key(record.title) == key(title) or lineage(record.title) == (lineage(title) or None)


def newest_of_each(records: Sequence[NoticeRecord]) -> list[NoticeRecord]:
    """The newest edition of each text, of records that are the newest first."""
    firsts: dict[str, NoticeRecord] = {}
    for record in records:
        firsts.setdefault(lineage(record.title) or record.id, record)
    return list(firsts.values())


def _titled(title: str, catalogue: Catalogue) -> list[NoticeRecord]:
    """All editions of the text named, or the one that the title tells apart: …（2021年）."""
    titled = catalogue.titled(title)
    if _BRACKET.search(title) and titled:
        return titled
    if editions := catalogue.editions(title):
        return editions
    kin = [catalogue.editions(record.title) or [record] for record in titled]
    return list(dict.fromkeys(record for editions in kin for record in editions))


def _is_of_year(record: NoticeRecord, years: Sequence[str]) -> bool:
    """By the day of its edition, or by its title (2023—2025年)."""
    day = record.version_on
    return any(year in record.title or (day and str(day.year) == year) for year in years)
