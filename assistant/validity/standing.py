"""Say whether a notice still holds, with the words that took its force or that limit it."""

from assistant.answer import Span, Statement
from assistant.mastheads import text_place
from assistant.validity.places import clause, edition_said, term_of, title_span
from documents.notice import Place
from index.catalogue import Catalogue, NoticeText
from index.hit import CURRENT, EXPIRED, PENDING, REPEALED, NoticeRecord

_LONGEST_TITLE = 60
_WORDS = {
    CURRENT: "现行有效，公文库里没有废止或替代它的公文",
    EXPIRED: "已过有效期",
    PENDING: "尚未施行",
}


def say_standing(notice: NoticeText, catalogue: Catalogue) -> Statement:
    """《…》现行有效, 已过有效期, 已被《…》（文号）废止."""
    successor = successor_of(notice.record, catalogue)
    if successor:
        return _numbered(taken_by(notice.record, successor, catalogue), successor)
    words, place = limits(notice)
    if place is None:
        return Statement(f"《{notice.record.title}》{words}。", (title_span(notice),))
    quoted, span = clause(notice, place)
    return Statement(f"《{notice.record.title}》{words}（{quoted}）。", (span,))


def successor_of(record: NoticeRecord, catalogue: Catalogue) -> NoticeText | None:
    """The notice that took its force, if any did."""
    return catalogue.notice(record.superseded_by.notice_id) if record.superseded_by else None


def taken_by(record: NoticeRecord, successor: NoticeText, catalogue: Catalogue) -> Statement:
    """《旧》已被《新》废止, with the words that repeal; 已修订 with the day of the latest edition."""
    title = successor.record.title
    if record.status == REPEALED and len(title) <= _LONGEST_TITLE:
        links = catalogue.links(successor.record.id)
        link = next((each.link for each in links if each.notice_id == record.id), None)
        span = Span(successor.record, link.start, link.end) if link else title_span(successor)
        return Statement(f"《{record.title}》已被《{title}》废止。", (span,))
    said = edition_said(successor)
    if said is None:
        return Statement(f"《{record.title}》{record.status}。", (title_span(successor),))
    words, span = said
    name = "" if title == record.title or len(title) > _LONGEST_TITLE else f"《{title}》，"
    return Statement(f"《{record.title}》{record.status}，最新一版是{name}{words}的。", (span,))


def limits(notice: NoticeText) -> tuple[str, Place | None]:
    """How a notice stands that nothing took the place of, and where it says so itself."""
    term, status = term_of(notice), notice.record.status
    place = {
        CURRENT: term.expires_at or term.effective_at,
        PENDING: term.effective_at,
        EXPIRED: term.expires_at or term.label_at,
    }.get(status, term.label_at)
    return _WORDS.get(status, status), place


def _numbered(said: Statement, successor: NoticeText) -> Statement:
    """The same with the successor's number after its title, and the place of the number."""
    number, name = successor.record.document_number, f"《{successor.record.title}》"
    place = text_place(number, successor.text, 0) if number and name in said.text else None
    if place is None:
        return said
    before, _, after = said.text.rpartition(name)
    span = Span(successor.record, *place)
    return Statement(f"{before}{name}（{number}）{after}", (*said.spans, span))
