"""Read a deadline (时限) as the last day that it allows: 2023年6月底前, 年底前, 三季度."""

import calendar
import re
from datetime import date

_YEAR = r"(?:(?P<year>[12]\d{3})年?|(?P<coming>今年|本年|当年|明年|次年))?"
_DAY = re.compile(rf"{_YEAR}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]")
_MONTH = re.compile(rf"{_YEAR}(?P<month>\d{{1,2}})月(?P<part>上旬|中旬|下旬|底|末)?")
_SEASON = re.compile(
    rf"{_YEAR}(?:第?(?P<season>[一二三四1-4])季度|(?P<half>上半年|下半年)|(?P<end>年?[底末终内]|全年))"
)
_BARE_YEAR = re.compile(r"(?P<year>[12]\d{3})年(?:之?前)?")
_LAST_MONTH = {"上半年": 6, "下半年": 12}
_LAST_DAY = {"上旬": 10, "中旬": 20}


def due_date(deadline: str | None, issued: date | None = None) -> date | None:
    """The last day; a deadline without a year is of the year the notice was issued in.

    The last of several (2023年6月底前初步建成，2024年底前完成) counts. None for 长期坚持, and for a
    deadline without a year in a notice without a date.
    """
    text = re.sub(r"\s", "", deadline or "")
    days = [day for day in _days(text, issued) if day]
    return max(days, default=None)


def _days(text: str, issued: date | None) -> list[date | None]:
    found: list[date | None] = []
    for pattern in (_DAY, _MONTH, _SEASON, _BARE_YEAR):
        found += [_day(match, issued) for match in pattern.finditer(text)]
        text = pattern.sub("；", text)
    return found


def _day(match: re.Match[str], issued: date | None) -> date | None:
    parts = match.groupdict()
    year = _year(parts, issued)
    if year is None:
        return None
    month = _month(parts)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(parts.get("day") or 0) or _LAST_DAY.get(parts.get("part") or "", last)
    return date(year, month, min(day, last))


def _year(parts: dict[str, str | None], issued: date | None) -> int | None:
    if parts.get("year"):
        return int(parts["year"] or 0)
    if issued is None:
        return None
    return issued.year + (parts.get("coming") in {"明年", "次年"})


def _month(parts: dict[str, str | None]) -> int:
    if parts.get("month"):
        return int(parts["month"] or 0)
    if season := parts.get("season"):
        return ("一二三四".find(season) + 1 or int(season)) * 3
    return _LAST_MONTH.get(parts.get("half") or "", 12)
