"""Read how long a notice holds (效力): since when, until when, and what its page says of it."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from documents.dates import DATE, chinese_number, find_date, months_later
from documents.editions import Edition, came_out, editions
from documents.naming import SELF
from documents.notice import Masthead, Term
from documents.squeezed import Squeezed

_COUNT = r"(?<!\d)(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_OWN_DAY = r"(?:正式|公开)?(?:印发|发布|公布|颁布|下发|签发|发文|出台|批准)(?:之)?[日起]|即日|公布之后|发布后"
_HOLDS = r"(?:正式|开始|全面|起)?(?:施行|实施|执行|生效|试行|实行)"
_SINCE = re.compile(
    rf"(?:自|从|于|在)?(?:(?P<day>{DATE})|(?P<own>{_OWN_DAY}))(?:起|开始)?"
    rf"(?:满?(?P<later>{_COUNT})(?P<unit>日|天|个月|年)之?后(?:起)?)?{_HOLDS}"
    r"(?=[，。；、（）\s]|$|至|期|有效)"
)
_AFTER_SELF = (
    r"(?:明确的|规定的|所列)?(?:各项)?(?:政策措施|措施|政策|内容|条款)?"
    r"(?:适用于[^。；\n]{2,90}?，)?(?:，?由[^。；\n]{2,40}?解释)?(?:，?(?:已)?经[^。；\n]{2,40}?)?[，。]?"
)
_SUBJECT = re.compile(rf"{SELF}{_AFTER_SELF}$")
_HANDING_OUT = re.compile(r"(?:现|予以|决定).{0,60}?(?:公布|印发|发布|颁布)[^《》]*[，,]$")
_MARKER = re.compile(
    r"^(?:第[^条]{1,8}条|[一二三四五六七八九十]+、|（[^（）]{1,3}）|\d{1,2}[.．、])?(?:[【〔][^】〕]*[】〕])?$"
)
_PERIOD = (
    r"(?:有效期限?|试行期限?|施行期限?|执行期限?|有效时间|试行时间|试行)(?:暂定)?(?:为|是|：)?"
    r"(?:自[^，。；\n]{1,16}?起)?(?:算)?[，]?"
)
_SPAN = rf"(?:(?P<count>{_COUNT})(?P<unit>年半|年|个半月|个月)|(?P<half>半年))"
_UNTIL = (
    rf"(?:(?:自[^，。；\n]{{0,16}})?(?:截止?)?[至到](?:{_OWN_DAY})?)"
    rf"(?P<until>{DATE}|(?P<year>20\d{{2}})年(?:(?P<month>\d{{1,2}})月)?(?:年?底|末|份)?)"
)
_LIMITED = re.compile(rf"{_PERIOD}(?:{_SPAN}|{_UNTIL})")
_HELD_UNTIL = re.compile(rf"(?:施行|实施|执行|有效|试行)(?:期)?{_UNTIL}")
_BETWEEN = re.compile(rf"[，、（；]?(?:{SELF})?(?:的)?")
_LABEL_NAME = r"(?:有效性|效力状态|公文时效|时效性|时效状态|文件时效|效力|是否有效|有效状态|文件状态|法规状态)"
_LABEL = re.compile(
    rf"{_LABEL_NAME}[］\]】]?[：\t\n]?(?P<value>(?:已|全文|已被)?(?:废止|失效|修改|修订|修正)|作废|过期|否|无效)(?=[\s［\[【|｜]|$)"
)
_BANNER = re.compile(r"[（［\[【](?:本文|该文件|文件|全文)?(?P<value>已?(?:废止|失效))[）］\]】]")
_ENDS = re.compile(rf"(?:废止|失效)(?:日期|时间)[］\]】]?[：\t](?P<day>{DATE})")
_BEGINS = re.compile(rf"(?:生效|施行|实施)(?:日期|时间)[］\]】]?[：\t](?P<day>{DATE})")
_TRIAL = re.compile(r"试行|暂行")
_LONGEST_LEAD = 300
_TO_ISSUE = timedelta(days=60)
_HEAD = 1500
"""Characters at the top in which a page's own labels stand."""


@dataclass(frozen=True)
class _Since:
    """自…起施行 in a squeezed text; `own` where it counts from the notice's own day."""

    day: date | None
    own: bool
    start: int
    end: int


def read_term(masthead: Masthead, text: str) -> Term:
    """What the notice says of its own validity; a permit's 有效期 and another notice's 施行 are not its own."""
    history = editions(text)
    edited = _edited(masthead, history)
    squeezed = Squeezed(text)
    own_day = _own_day(masthead, history)
    sinces = list(_sinces(squeezed.text, own_day))
    since = next((s for s in sinces if not s.own), sinces[0] if sinces else None)
    term = replace(
        edited,
        effective_from=since.day if since else None,
        effective_at=squeezed.place(since.start, since.end) if since else None,
        trial=_TRIAL.search(masthead.title) is not None,
    )
    begun = term.effective_from or own_day
    return _labelled(_limited(term, squeezed, sinces, begun), squeezed, masthead.title)


def _edited(masthead: Masthead, history: Sequence[Edition]) -> Term:
    """The edition of the text: the last event of its history, or the notice's own day."""
    last = history[-1] if history else None
    issued = masthead.issued_on
    if last and (issued is None or last.day >= issued):
        return Term(version_on=last.day, version_at=(last.start, last.end))
    return Term(version_on=issued or masthead.published_on)


def _own_day(masthead: Masthead, history: Sequence[Edition]) -> date | None:
    """The day that 自公布之日起 counts from; what is adopted is issued some days later."""
    came, issued = came_out(history), masthead.issued_on
    if came is None or (issued and came <= issued <= came + _TO_ISSUE):
        return issued or masthead.published_on
    return came


# --- since when ------------------------------------------------------------------------------------


def _sinces(text: str, own_day: date | None) -> Iterator[_Since]:
    for match in _SINCE.finditer(text):
        begin = _clause(text, match.start())
        lead = text[begin : match.start()]
        subject = _SUBJECT.search(lead)
        if not (subject or _MARKER.match(lead) or _HANDING_OUT.search(lead)):
            continue
        day = find_date(match["day"]) if match["day"] else own_day
        if day and match["later"]:
            day = _moved(day, chinese_number(match["later"]), match["unit"])
        start = begin + subject.start() if subject else match.start()
        yield _Since(day, match["own"] is not None, start, match.end())


def _clause(text: str, at: int) -> int:
    """Where the sentence around an offset begins, or a good way before it."""
    return max(at - _LONGEST_LEAD, *(text.rfind(mark, 0, at) + 1 for mark in "。；\n\t"))


def _moved(day: date, count: int, unit: str) -> date:
    if unit in {"日", "天"}:
        return day + timedelta(days=count)
    return months_later(day, count * (12 if unit == "年" else 1))


# --- until when ------------------------------------------------------------------------------------


def _limited(term: Term, squeezed: Squeezed, sinces: Sequence[_Since], begun: date | None) -> Term:
    for match in sorted(
        (*_LIMITED.finditer(squeezed.text), *_HELD_UNTIL.finditer(squeezed.text)),
        key=lambda m: (m.start(), -m.end()),
    ):
        start = _own_limit(squeezed.text, match, sinces)
        if start is None:
            continue
        return replace(
            term,
            expires_on=_last_day(match, begun),
            expires_at=squeezed.place(start, match.end()),
            trial=term.trial or "试行" in match[0],
        )
    return term


def _own_limit(text: str, match: re.Match[str], sinces: Sequence[_Since]) -> int | None:
    """Where the words begin that limit this notice; None where they limit something else."""
    before = next((s for s in reversed(sinces) if s.start <= match.start()), None)
    if before and (
        match.start() < before.end
        or _BETWEEN.fullmatch(text[before.end : match.start()][:_LONGEST_LEAD].lstrip("。\n"))
    ):
        return before.start
    begin = _clause(text, match.start())
    lead = text[begin : match.start()]
    subject = re.search(rf"{SELF}(?:的)?$", lead)
    if subject:
        return begin + subject.start()
    label = re.fullmatch(r"有效期限?[:：].*", match[0]) and not lead and match.start() < _HEAD
    return match.start() if label else None


def _last_day(match: re.Match[str], begun: date | None) -> date | None:
    groups = match.groupdict()
    if groups["until"]:
        return find_date(groups["until"]) or _end_of(groups["year"], groups["month"])
    if begun is None:
        return None
    if groups.get("half"):
        months = 6
    else:
        unit = groups["unit"]
        months = chinese_number(groups["count"]) * (12 if unit.startswith("年") else 1)
        months += 6 if unit == "年半" else 0
    return months_later(begun, months) - timedelta(days=1)


def _end_of(year: str | None, month: str | None) -> date | None:
    """The last day of 2025年12月, 2025年底 or 2025年."""
    if year is None or (month and not 1 <= int(month) <= 12):
        return None
    in_month = int(month or 12)
    return date(int(year), in_month, monthrange(int(year), in_month)[1])


# --- what the page says ----------------------------------------------------------------------------


def _labelled(term: Term, squeezed: Squeezed, title: str) -> Term:
    head = squeezed.text[:_HEAD]
    if begins := _BEGINS.search(head):
        place = squeezed.place(*begins.span())
        term = replace(term, effective_from=find_date(begins["day"]), effective_at=place)
    if ends := _ENDS.search(head):
        place = squeezed.place(*ends.span())
        term = replace(term, expires_on=find_date(ends["day"]), expires_at=place)
    banner = _BANNER.search(title) and _BANNER.search(head)
    label = _LABEL.search(head) or banner
    if not label:
        return term
    return replace(term, label=_status(label["value"]), label_at=squeezed.place(*label.span()))


def _status(value: str) -> str:
    if "废止" in value:
        return "已废止"
    return "已修订" if value[-1] in "改订正" else "已失效"
