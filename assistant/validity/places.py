"""Where a notice says of itself from when and until when it holds, and of which day its text is."""

import re
from datetime import date

from assistant.answer import Span
from assistant.mastheads import date_place
from documents.notice import Masthead, Place, Term
from documents.validity import read_term
from index.catalogue import NoticeText

_DEED = re.compile(r"公布|发布|颁布|通过|批准|修订|修正|修改")
_LAW = re.compile(r"(?:法|条例)$")


def term_of(notice: NoticeText) -> Term:
    """The term read again from the stored text, for its places."""
    record = notice.record
    own = Masthead(record.title, issued_on=record.issued_on, published_on=record.published_on)
    return read_term(own, notice.text)


def clause(notice: NoticeText, place: Place) -> tuple[str, Span]:
    """The words of a place on one line, and their span."""
    return re.sub(r"\s+", "", notice.text[slice(*place)]), Span(notice.record, *place)


def title_span(notice: NoticeText) -> Span:
    """Its title, or the line that stands first."""
    title = notice.record.title
    at = max(0, notice.text.find(title))
    end = at + len(title) if notice.text.startswith(title, at) else notice.text.find("\n")
    return Span(notice.record, at, end if end > at else len(notice.text))


def edition_said(notice: NoticeText) -> tuple[str, Span] | None:
    """The day and the deed that made this edition (2022年3月29日（2022-03-29）修订), and their place."""
    day, term = notice.record.version_on, term_of(notice)
    if day is None:
        return None
    place = term.version_at if term.version_on == day else None
    place = place or date_place(day, notice.text, 0)
    if place is None:
        return None
    quote = notice.text[slice(*place)]
    deeds = _DEED.findall(quote)
    usual = "公布或修订" if _LAW.search(notice.record.title) else "印发"
    shown = f"{written(day)}（{day.isoformat()}）" if re.search(r"\d", quote) else quote
    return f"{shown}{deeds[-1] if deeds else usual}", Span(notice.record, *place)


def written(day: date) -> str:
    """2022年3月29日."""
    return f"{day.year}年{day.month}月{day.day}日"
