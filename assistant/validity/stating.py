"""Answer what is asked about a notice's validity: which edition, since when, until when, whether still."""

from collections.abc import Callable, Sequence

from assistant.answer import Span, Statement
from assistant.mastheads import date_place
from assistant.understanding import Question
from assistant.validity.asked import Asked, Side
from assistant.validity.meant import is_titled, newest_of_each, titles_asked
from assistant.validity.places import clause, edition_said, term_of, written
from assistant.validity.standing import say_standing, successor_of
from documents.editions import editions
from index.catalogue import Catalogue, NoticeText
from index.hit import NoticeRecord

_LONGEST_LINE = 5
"""Successors that are followed, one after the other."""


def state_validity(
    question: Question, asked: Asked, meant: Sequence[NoticeRecord], catalogue: Catalogue
) -> list[Statement]:
    """What is asked of the notices `meant`; empty where they do not say.

    Of a notice that the index does not hold, others may say that they repeal it.
    """
    if asked.side is Side.FORCE:
        return _repealed(question, asked, meant, catalogue) or _standings(meant, catalogue)
    newest = newest_of_each(meant)
    if asked.side is Side.EDITION:
        newest = [_latest(record, catalogue) for record in newest]
    said = map(_SAYINGS[asked.side], _read(newest, catalogue))
    return [statement for statement in said if statement]


# --- whether still -----------------------------------------------------------------------------------


def _standings(meant: Sequence[NoticeRecord], catalogue: Catalogue) -> list[Statement]:
    """Of each title once: editions of one title are told apart by no one."""
    by_title = {record.title: record for record in reversed(meant)}
    told = [record for record in meant if by_title[record.title] is record]
    return [say_standing(notice, catalogue) for notice in _read(told, catalogue)]


def _repealed(
    question: Question, asked: Asked, meant: Sequence[NoticeRecord], catalogue: Catalogue
) -> list[Statement]:
    """《…》已被《…》废止, where no notice meant bears just this title or number."""
    number = next(iter(question.document_numbers), "")
    title = "" if number else next(iter(titles_asked(question, asked)), "")
    if any(number or is_titled(record, title) for record in meant):
        return []
    for by, link in catalogue.repeals_of(title, number)[:1]:
        name = f"《{title}》" if title else number
        span = Span(by, link.start, link.end)
        return [Statement(f"{name}已被《{by.title}》{link.kind}。", (span,))]
    return []


# --- which edition, since when, until when -----------------------------------------------------------


def _edition(notice: NoticeText) -> Statement | None:
    """《…》最新一版是2022年3月29日（2022-03-29）修订的."""
    said = edition_said(notice)
    if said is None:
        return None
    words, span = said
    return Statement(f"《{notice.record.title}》最新一版是{words}的。", (span,))


def _origin(notice: NoticeText) -> Statement | None:
    """《…》1987年1月19日批准，最新一版是2022年3月29日修订的, of a text with a history."""
    record, history = notice.record, editions(notice.text)
    if record.published_on or not history:
        return None
    first, last = history[0], history[-1]
    spans = tuple(Span(record, event.start, event.end) for event in dict.fromkeys((first, last)))
    latest = "" if first == last else f"，最新一版是{written(last.day)}{last.deed}的"
    return Statement(f"《{record.title}》{written(first.day)}{first.deed}{latest}。", spans)


def _begin(notice: NoticeText) -> Statement | None:
    """The notice's own words, and the day they mean where it stands elsewhere in the notice."""
    term, record = term_of(notice), notice.record
    if term.effective_at is None:
        return None
    words, span = clause(notice, term.effective_at)
    day = term.effective_from
    place = date_place(day, notice.text, 0) if day and not date_place(day, words, 0) else None
    if day is None or place is None:
        return Statement(f"《{record.title}》：{words}。", (span,))
    return Statement(
        f"《{record.title}》：{words}，即{written(day)}。", (span, Span(record, *place))
    )


def _end(notice: NoticeText) -> Statement | None:
    """The notice's own words only: a day reckoned from 有效期五年 stands in no notice."""
    term = term_of(notice)
    if term.expires_at is None:
        return None
    words, span = clause(notice, term.expires_at)
    return Statement(f"《{notice.record.title}》：{words}。", (span,))


_SAYINGS: dict[Side, Callable[[NoticeText], Statement | None]] = {
    Side.EDITION: _edition,
    Side.ORIGIN: _origin,
    Side.BEGIN: _begin,
    Side.END: _end,
}


def _latest(record: NoticeRecord, catalogue: Catalogue) -> NoticeRecord:
    """The notice at the end of the line of successors."""
    for _ in range(_LONGEST_LINE):
        successor = successor_of(record, catalogue)
        if successor is None:
            break
        record = successor.record
    return record


def _read(records: Sequence[NoticeRecord], catalogue: Catalogue) -> list[NoticeText]:
    return [notice for record in records if (notice := catalogue.notice(record.id))]
