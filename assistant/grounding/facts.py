"""Facts that a text states: figures with units, dates, numbers of documents, Latin words. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_MARK = re.compile(r"\[\d{1,3}\]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_EITHER = re.compile(r"(?<=[\u4e00-\u9fff])\(([乡镇村居市县区旗州盟])\)(?=[\u4e00-\u9fff])")
"""县（区）, for either."""
_HOUR = re.compile(
    r"(?:上午|早上|清晨|凌晨|(?P<late>下午|晚上|傍晚|晚间))(?P<hour>\d{1,2})[点时]钟?(?!\d)"
)
_NOON = 12
_DIGITS = "零〇一二三四五六七八九"
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
_M = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_D = "3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DOCUMENT = (
    r"[\u4e00-\u9fffa-z]{0,12}[〔\[(](?P<dated>(?:19|20)\d{2})[〕\])]第?(?P<number>\d{1,5})号"
)
_DATE = (
    rf"(?P<y>(?<!\d)\d{{4}}|[{_DIGITS}]{{4}})年(?:(?P<m>{_M})月(?!份?[至到-]\d+月)(?:(?P<d>{_D})[日号])?)?"
    rf"|(?<!\d)(?P<y2>(?:19|20)\d{{2}})[-./](?P<m2>0?[1-9]|1[0-2])[-./](?P<d2>[12][0-9]|3[01]|0?[1-9])(?!\d)"
    rf"|(?<![\d个十])(?P<m3>{_M})月(?:(?P<d3>{_D})[日号])?"
)
_UNITS = (
    "千瓦时|个小时|个季度|平方公里|平方千米|平方米|立方米|个百分点|百分点|工作日|个工作日|人次|人民币|美元|公顷|公里|千米|公斤|千克|千瓦|小时|分钟|周岁|个月|季度|学时|课时|户次"
    "|元|个|名|人|位|户|家|项|件|次|条|批|种|类|亩|米|吨|克|升|度|%|‰|倍|成(?![立为员果就功效本交长])|岁|年|月|日|天|周|秒|级|所|座|辆|台|套|场|期|届|篇|页|份|床|张"
    "|间|栋|只|头|株|棵|号|楼|层|室|支|组|区|县|市|镇|村|点|款|章|节|编|口|处|眼|片|段|步|方面"
)
_FIGURE = (
    rf"(?!百分之)(?P<of>{_NUMERAL}+)分之(?P<parts>{_NUMERAL}+)|(?<![\d/.])(?P<parts2>\d)/(?P<of2>\d{{1,2}})(?![\d/])"
    rf"|百分之(?P<share>\d+(?:\.\d+)?|{_NUMERAL}+(?:点[{_DIGITS}]+)?)"
    rf"|(?P<raw>\d+(?:\.\d+)?)[多余]?(?P<size>(?:[百千万亿](?![瓦米克伏])){{0,2}})[多余来]?(?P<unit>{_UNITS})?"
    rf"|(?P<order>第)?(?P<spelt>{_NUMERAL}+)[多余来]?(?P<spelt_unit>{_UNITS})"
)
_RATE = (
    r"每(?:一|个)?(?P<every>半年|年|季|月|周|星期|日|天|小时|[人名位户亩吨])"
    r"|按(?P<by>年|季|月|周|日)(?=度?[^期照计])|(?P<mean>[年月周日人户])均(?![衡等])"
)
_RELATIVE = (
    r"(?P<relative>[当次上下本去今明翌][年月日周]|[上下]半年|[上下]季度|前年|后年)(?![度级头班])"
)
_LATIN = r"(?P<latin>[a-z][a-z0-9_.@:/-]*[a-z0-9])"
_FACT = re.compile(
    rf"(?P<document>{_DOCUMENT})|(?P<date>{_DATE})|(?P<figure>{_FIGURE})|(?P<rate>{_RATE})|{_RELATIVE}|{_LATIN}"
)
_SAME_UNIT = {
    "名": "人",
    "位": "人",
    "天": "日",
    "千米": "公里",
    "个工作日": "工作日",
    "个百分点": "百分点",
    "个小时": "小时",
    "个季度": "季度",
    "周岁": "岁",
    "星期": "周",
}
_SAME_TIME = {"去年": "上年", "今年": "本年", "当年": "本年", "明年": "次年", "下年": "次年", "翌年": "次年",
              "当月": "本月", "下月": "次月", "当日": "本日", "明日": "次日", "翌日": "次日", "下日": "次日"}  # fmt: skip
_COUNTERS = frozenset("名人家项件条批种类所座辆台套场篇份张间栋支组区县市镇村点片")
"""For any of these 个 is said."""
_SIZES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_VALUES = {**{c: i for i, c in enumerate("〇一二三四五六七八九")}, "零": 0, "两": 2}


class Sort(StrEnum):
    """What kind of thing a fact names."""

    FIGURE = "figure"
    DATE = "date"
    DOCUMENT = "document"
    RATE = "rate"
    RELATIVE = "relative"
    PERSON = "person"
    LATIN = "latin"
    NAME = "name"
    PLACE = "place"
    TITLE = "title"


@dataclass(frozen=True)
class Fact:
    """A fact and where it stands in the plain text.

    `value`: (number, unit) of a figure, (year, month, day) of a date with "" for what is not said,
    one word of the others.
    """

    sort: Sort
    value: tuple[str, ...]
    start: int
    end: int

    def agrees(self, other: "Fact") -> bool:
        """Whether the other says at least what this one says."""
        if {self.sort, other.sort} == {Sort.FIGURE, Sort.DATE}:
            return self._is_year_of(other) or other._is_year_of(self)
        if self.sort is not other.sort:
            return False
        if self.sort is Sort.FIGURE:
            (number, unit), (its, its_unit) = self.value, other.value
            counted = "个" in {unit, its_unit} and {unit, its_unit} <= {"个", *_COUNTERS}
            return number == its and (unit == its_unit or not unit or not its_unit or counted)
        if self.sort is Sort.DATE:
            return all(
                not own or own == its for own, its in zip(self.value, other.value, strict=True)
            )
        return self.value == other.value

    def _is_year_of(self, date: "Fact") -> bool:
        """2025 of 2023-2025年."""
        return (
            self.sort is Sort.FIGURE
            and self.value == (date.value[0], "")
            and not any(date.value[1:])
        )


def plain(text: str) -> str:
    """One spelling: without marks, white space, commas within figures; half width, lower case."""
    folded = unicodedata.normalize("NFKC", _MARK.sub("", text)).lower()
    folded = _HOUR.sub(_by_24, folded)
    return _EITHER.sub(r"\1", _THOUSANDS.sub("", re.sub(r"\s", "", folded)))


def _by_24(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    return f"{hour + 12 if match['late'] and hour < _NOON else hour}时"


def facts(words: str) -> Iterator[Fact]:
    """The facts of a plain text, in order."""
    for match in _FACT.finditer(words):
        sort, value = _read(match)
        if value:
            yield Fact(sort, value, *match.span())


def is_settled(relative: Fact, its: Sequence[Fact]) -> bool:
    """Whether nothing speaks against 去年, 当月: no other year or month is told so; parts of a year are."""
    unit = relative.value[0][-1]
    others = [fact for fact in its if fact.sort is Sort.RELATIVE and fact.value[0][-1] == unit]
    return unit in "年月日周" and not relative.value[0].endswith("半年") and not others


def bare(words: str, mask: str = "") -> str:
    """A plain text without its facts, or with a mask in place of each."""
    return _FACT.sub(mask, words)


def _read(match: re.Match[str]) -> tuple[Sort, tuple[str, ...]]:
    return next(
        read(match)
        for group, read in (
            ("document", _document),
            ("date", _date),
            ("relative", _relative),
            ("figure", lambda match: (Sort.FIGURE, _figure(match))),
            ("rate", _rate),
            ("latin", lambda match: (Sort.LATIN, (match["latin"],))),
        )
        if match[group]
    )


def _document(match: re.Match[str]) -> tuple[Sort, tuple[str, ...]]:
    name = match["document"].partition(match["dated"])[0][-3:-1]
    return Sort.DOCUMENT, (f"{name}〔{match['dated']}〕{int(match['number'])}号",)


def _date(match: re.Match[str]) -> tuple[Sort, tuple[str, ...]]:
    year = _year(match["y"] or match["y2"] or "")
    month, day = (match[n] or match[f"{n}2"] or match[f"{n}3"] or "" for n in "md")
    return Sort.DATE, (year, _small(month), _small(day))


def _relative(match: re.Match[str]) -> tuple[Sort, tuple[str, ...]]:
    return Sort.RELATIVE, (_SAME_TIME.get(match["relative"], match["relative"]),)


def _rate(match: re.Match[str]) -> tuple[Sort, tuple[str, ...]]:
    every = match["every"] or match["by"] or match["mean"]
    return Sort.RATE, (_SAME_UNIT.get(every, every),)


def _figure(match: re.Match[str]) -> tuple[str, ...]:
    if match["parts"] or match["parts2"]:
        parts, of = (match[n] or match[f"{n}2"] for n in ("parts", "of"))
        return "/".join(
            _written(Decimal(n) if n.isdecimal() and n.isascii() else _spelt(n))
            for n in (parts, of)
        ), ""
    if share := match["share"]:
        return _written(Decimal(share) if share[0].isdigit() else _spelt(share)), "%"
    if spelt := match["spelt"]:
        unit = match["spelt_unit"]
        is_article = spelt == "一" and not match["order"] and unit != "级"
        if unit == "成" and len(spelt) == 1:
            return _written(10 * _spelt(spelt)), "%"
        return () if is_article else (_written(_spelt(spelt)), _SAME_UNIT.get(unit, unit))
    value = Decimal(match["raw"])
    for size in match["size"]:
        value *= _SIZES[size]
    unit = match["unit"] or ""
    return _written(value), _SAME_UNIT.get(unit, unit)


def _spelt(numeral: str) -> Decimal:
    """二十五, 三百零二, 一万两千, 二〇二四, 十二点五."""
    whole, _, part = numeral.partition("点")
    by_digit = len(whole) > 1 and all(c in _VALUES for c in whole)
    total = int(_digits(whole)) if by_digit else _composed(whole)
    return Decimal(f"{total}.{_digits(part) or 0}")


def _digits(numeral: str) -> str:
    return "".join(str(_VALUES[c]) for c in numeral)


def _composed(numeral: str) -> int:
    total = section = digit = 0
    for character in numeral:
        if character in _VALUES:
            digit = _VALUES[character]
        elif character in "十百千":
            section += (digit or 1) * {"十": 10, **_SIZES}[character]
            digit = 0
        else:
            total = (total + section + digit or 1) * _SIZES[character]
            section = digit = 0
    return total + section + digit


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _year(written: str) -> str:
    return "".join(str(_VALUES.get(c, c)) for c in written)


def _small(written: str) -> str:
    """6 of 06 and of 六."""
    if not written:
        return ""
    return str(int(written)) if written.isdecimal() else str(_composed(written))
