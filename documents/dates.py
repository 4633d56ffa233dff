"""Dates as official papers write them."""

import re
from calendar import monthrange
from datetime import date

_DIGITS = {c: str(i % 10) for i, c in enumerate("〇一二三四五六七八九")} | {
    "两": "2",
    "零": "0",
    "○": "0",
    "Ｏ": "0",
}
_YEAR = r"[12]\d{3}|[一二][一二三四五六七八九〇零○Ｏ]{3}"
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?P<year>{_YEAR})\s*[年\-./]\s*(?P<month>{_NUMBER})\s*[月\-./]\s*(?P<day>{_NUMBER})\s*日?"
)
DATE = rf"(?:{_YEAR})[年\-./](?:{_NUMBER})[月\-./](?:{_NUMBER})日?"
"""A date without blanks, as a part of a larger pattern: 2019年2月20日, 二〇〇四年六月二十六日."""


def find_date(text: str) -> date | None:
    """The first real calendar date in the text: 2019年2月20日, 2019-02-20, 二〇〇四年六月二十六日."""
    for match in _DATE.finditer(text):
        try:
            return date(
                int("".join(_DIGITS.get(c, c) for c in match["year"])),
                chinese_number(match["month"]),
                chinese_number(match["day"]),
            )
        except ValueError:
            continue  # 2023年13月1日 is a typing error, not a date
    return None


def is_date_line(line: str) -> bool:
    """Whether the line is a date and nothing else, brackets aside."""
    return _DATE.fullmatch(line.strip().strip("（）()").strip()) is not None


def chinese_number(text: str) -> int:
    """12, 十二, 二十六, 两 → the number; up to 99."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))
    return int("".join(_DIGITS[c] for c in text))


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
