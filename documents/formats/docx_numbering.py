"""Automatic numbering of Word (自动编号): the label that each numbered paragraph shows.

ECMA-376 Part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from docx.oxml.ns import qn
from lxml.etree import _Element

from documents.formats.numerals import (
    chinese_digits,
    chinese_number,
    letters,
    roman,
    symbol_of,
)

_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "decimalFullWidth": lambda n: str(n).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": letters,
    "lowerLetter": lambda n: letters(n).lower(),
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "ideographDigital": chinese_digits,
    "japaneseDigitalTenThousand": chinese_digits,
    "taiwaneseDigital": chinese_digits,
    "chineseLegalSimplified": lambda n: chinese_number(n, formal=True),
    "ideographLegalTraditional": lambda n: chinese_number(n, formal=True),
    "ideographTraditional": symbol_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": symbol_of("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": symbol_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": symbol_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedParen": symbol_of("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": symbol_of("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "ideographEnclosedCircle": symbol_of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
}


@dataclass(frozen=True)
class Level:
    """One level of a list: `text` holds %1 for the first level's number, %2 for the second's."""

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    """The level, from 1, after which this one begins anew; None: after any higher, 0: never."""
    legal: bool = False
    """All numbers in the label are Arabic (isLgl)."""
    joined: bool = False
    """Nothing stands between label and text (suff="nothing")."""


@dataclass
class Numbering:
    """The lists of one document and how far each has counted."""

    definitions: _Element | None
    counters: dict[str, list[int | None]] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)
    levels: dict[str, list[Level]] = field(default_factory=dict)
    """Of each list, its nine levels."""

    def label(self, number_id: str, depth: int) -> str:
        """Count one paragraph of list `number_id` at `depth`, from 0, and say its label."""
        number = self._numbers.get(number_id)
        abstract = self._abstract(number)
        if number is None or abstract is None or not 0 <= depth < 9:
            return ""
        levels = self.levels.get(number_id) or [_level(abstract, number, i) for i in range(9)]
        self.levels[number_id] = levels
        counts = self.counters.setdefault(abstract.get(qn("w:abstractNumId"), ""), [None] * 9)
        if number_id not in self.started:
            self.started.add(number_id)
            _restart(number, counts)
        _count(counts, levels, depth)
        return _render(levels, counts, depth)

    def depth_of_styles(self, number_id: str, style_ids: Sequence[str]) -> int:
        """The level that one of the styles is linked to in its list; the first where none is."""
        abstract = self._abstract(self._numbers.get(number_id))
        levels = [] if abstract is None else abstract.iterchildren(qn("w:lvl"))
        linked = {_value(level, "pStyle"): level.get(qn("w:ilvl")) for level in levels}
        return next((_whole(linked[s], 0) for s in style_ids if s in linked), 0)

    def _abstract(self, number: _Element | None) -> _Element | None:
        if number is None:
            return None
        abstract = self._abstracts.get(_value(number, "abstractNumId"))
        link = _value(abstract, "numStyleLink") if abstract is not None else None
        if link is None:
            return abstract
        others = ((a, _value(a, "styleLink")) for a in self._abstracts.values())
        return next((a for a, linked in others if linked == link), abstract)

    @cached_property
    def _numbers(self) -> dict[str | None, _Element]:
        return self._named("num", "numId")

    @cached_property
    def _abstracts(self) -> dict[str | None, _Element]:
        return self._named("abstractNum", "abstractNumId")

    def _named(self, tag: str, attribute: str) -> dict[str | None, _Element]:
        found: dict[str | None, _Element] = {}
        if self.definitions is not None:
            for element in self.definitions.iterchildren(qn(f"w:{tag}")):
                found.setdefault(element.get(qn(f"w:{attribute}")), element)
        return found


def _level(abstract: _Element, number: _Element, depth: int) -> Level:
    """The level as the list defines it; one paragraph list may replace it (lvlOverride)."""
    override = _child_at(number, "lvlOverride", depth)
    own = override.find(qn("w:lvl")) if override is not None else None
    element = own if own is not None else _child_at(abstract, "lvl", depth)
    if element is None:
        return Level()
    restart = _value(element, "lvlRestart")
    return Level(
        number_format=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        start=_whole(_value(element, "start"), 0),
        restart=_whole(restart, 0) if restart is not None else None,
        legal=_is_on(element.find(qn("w:isLgl"))),
        joined=_value(element, "suff") == "nothing",
    )


def _restart(number: _Element, counts: list[int | None]) -> None:
    """At its first paragraph, a list may begin anew at the numbers it names (startOverride)."""
    for override in number.iterchildren(qn("w:lvlOverride")):
        start = _value(override, "startOverride")
        depth = _whole(override.get(qn("w:ilvl")), 0)
        if start is not None and 0 <= depth < 9:
            counts[depth] = _whole(start, 1) - 1


def _count(counts: list[int | None], levels: list[Level], depth: int) -> None:
    count = counts[depth]
    counts[depth] = levels[depth].start if count is None else count + 1
    for lower in range(depth + 1, 9):
        restart = levels[lower].restart
        if restart is None or restart > depth:
            counts[lower] = None


def _render(levels: list[Level], counts: list[int | None], depth: int) -> str:
    level = levels[depth]

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        count = counts[place]
        value = levels[place].start if count is None else count
        kind = "decimal" if level.legal else levels[place].number_format
        return "" if kind == "none" else _FORMATS.get(kind, str)(value)

    if level.number_format == "bullet":
        return ""
    label = re.sub(r"%([1-9])", number, level.text).strip()
    gap = "" if level.joined or not label or label[-1] in "、，．：）)" else " "
    return label + gap


def _child_at(parent: _Element, tag: str, depth: int) -> _Element | None:
    children = parent.iterchildren(qn(f"w:{tag}"))
    return next((c for c in children if c.get(qn("w:ilvl")) == str(depth)), None)


def _value(element: _Element, tag: str) -> str | None:
    child = element.find(qn(f"w:{tag}"))
    return child.get(qn("w:val")) if child is not None else None


def _is_on(element: _Element | None) -> bool:
    return element is not None and element.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"-?\d{1,9}", value) else default
