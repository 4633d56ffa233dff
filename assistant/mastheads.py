"""Answer what a notice's masthead says: number, issuer, dates, with the words that say so."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from assistant.answer import Span, Statement
from assistant.understanding import Question
from documents.dates import find_date
from documents.duties.aliases import other_names
from index.catalogue import Catalogue, NoticeText
from index.hit import Hit, NoticeRecord
from index.ranking import Rarity
from index.synonyms import synonyms
from index.words import bare_place

FIELD_NAMES = {
    "title": "标题",
    "issuer": "发文机关",
    "document_number": "发文字号",
    "index_number": "索引号",
    "category": "分类",
    "addressees": "主送机关",
    "issued_on": "成文日期",
    "published_on": "发布日期",
    "origin": "来源",
}
_OTHER = {"published_on": "issued_on", "issued_on": "published_on"}
_ENOUGH = 0.6
"""Share of the question's words, by rarity, that must stand in a title for it to be the one meant."""
_AS_GOOD = 0.95
_MOST = 3
_DATE = re.compile(
    r"(?:[12]\d{3}|[一二][一二三四五六七八九〇零○]{3})\s*[年\-./]\s*[\d一二三四五六七八九十]{1,3}"
    r"\s*[月\-./]\s*[\d一二三四五六七八九十]{1,3}(?:\s*日)?"
)


def notices_meant(
    question: Question,
    words: Sequence[str],
    catalogue: Catalogue,
    hits: Sequence[Hit],
    rarity: Rarity,
) -> list[NoticeRecord]:
    """The notices that a masthead question is about, best first; none if no title fits well.

    A title in 《》 or a document number decides; otherwise the question's words must stand in it.
    """
    for title in question.titles:
        if found := catalogue.titled(title):
            return _same_title(found)
    for number in question.document_numbers:
        return catalogue.numbered(number)[:_MOST]
    if question.titles and not words:
        return []
    return _titled_like(words, [hit.notice for hit in hits], rarity)


def stated(record: NoticeRecord, field: str, notice: NoticeText) -> Statement | None:
    """The field asked for; where a notice has only one of its two dates, that one, by its name."""
    found = state_field(record, field, notice)
    return found or (state_field(record, _OTHER[field], notice) if field in _OTHER else None)


def state_field(record: NoticeRecord, field: str, notice: NoticeText) -> Statement | None:
    """One field of one notice as a sentence with its place; None where the notice does not say."""
    value = getattr(record, field)
    if value is None:
        return None
    span = _place(value, field, notice)
    shown = f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)
    if field == "title":
        return Statement(f"标题是《{shown}》。", (span,) if span else ())
    sentence = (
        f"《{record.title}》的{FIELD_NAMES[field]}是{shown}{_as_written(shown, span, notice)}。"
    )
    return Statement(sentence, (span,)) if span else None


def _same_title(records: Sequence[NoticeRecord]) -> list[NoticeRecord]:
    return [r for r in records if r.title == records[0].title][:_MOST]


def _titled_like(
    words: Sequence[str], candidates: Sequence[NoticeRecord], rarity: Rarity
) -> list[NoticeRecord]:
    weights = {word: rarity(word) for word in words}
    total = sum(weights.values())
    if not total:
        return []
    scores: dict[NoticeRecord, float] = {}
    for record in candidates:
        known = f"{record.title} {record.issuer or ''} {record.issued_on or ''}".lower()
        covered = sum(weight for word, weight in weights.items() if word_stands(word, known))
        scores[record] = covered / total
    best = max(scores.values(), default=0.0)
    if best < _ENOUGH:
        return []
    close = [record for record in scores if scores[record] >= best * _AS_GOOD]
    shortest = min(len(record.title) for record in close)
    return [record for record in close if len(record.title) <= shortest * 1.5][:_MOST]


def word_stands(word: str, text: str) -> bool:
    """Whether a word stands in a text: 静海区 also as 静海, 发改委 as 发展改革委 or 发展和改革局."""
    return any(spelling in text for spelling in _spellings(word))


@lru_cache(maxsize=10_000)
def _spellings(word: str) -> tuple[str, ...]:
    return (word, bare_place(word), *other_names(word), *synonyms(word))


def _place(value: str | date, field: str, notice: NoticeText) -> Span | None:
    """Where the notice says it: its labelled line first, else the first place that fits."""
    label = notice.text.find(f"{FIELD_NAMES[field]}：")
    begin = label if label >= 0 else 0
    found = (
        date_place(value, notice.text, begin)
        if isinstance(value, date)
        else text_place(value, notice.text, begin)
    )
    if found is None:
        return None
    start, end = found
    return Span(notice.record, label if 0 <= label <= start < label + 12 else start, end)


def date_place(day: date, text: str, begin: int) -> tuple[int, int] | None:
    """The date that stands alone on its line (a sign-off), else the first mention."""
    places = [m.span() for m in _DATE.finditer(text, begin) if find_date(m[0]) == day]
    alone = [
        p for p in places if text[: p[0]].endswith("\n") and text[p[1] : p[1] + 1] in {"\n", ""}
    ]
    labelled = places[:1] if begin else []
    return next(iter(labelled or alone or places), None)


def text_place(value: str, text: str, begin: int) -> tuple[int, int] | None:
    """The value's characters in order, whatever space or 、 the layout puts between them."""
    gap = r"[\s、]*"
    written = value.replace("国令", "国务院令", 1) if value.startswith("国令第") else value
    pattern = gap.join(re.escape(c) for c in written if not c.isspace() and c != "、")
    match = re.compile(pattern).search(text, begin) or re.compile(pattern).search(text)
    return match.span() if match else None


def _as_written(shown: str, span: Span | None, notice: NoticeText) -> str:
    """The source's own spelling in brackets where the answer's differs (国令第707号)."""
    if span is None or not shown.startswith("国令第"):
        return ""
    written = re.sub(r"\s+", "", notice.text[span.start : span.end])
    return f"（原文：{written}）"
