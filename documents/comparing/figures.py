"""The figures that changed: numbers, amounts, shares, dates and telephone numbers in like sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from documents.comparing.aligning import align
from documents.comparing.changes import FigureChange, Kind, SectionChange
from documents.comparing.resembling import alike
from documents.outline import marker
from documents.sentences import sentence_spans
from documents.squeezed import Squeezed

_ALIKE = 0.5
"""Share of two sentences that is the same, figures included."""
_ALIKE_ELSE = 0.6
"""The same with every figure counted as the same."""
_TIME = re.compile(r"[年月日天周底初末旬度]$|小时$|半年$")
_DIGITS = r"\d+(?:[，,]\d{3})*(?:\.\d+)?"
_NUMERAL = r"[一二两三四五六七八九十百千万亿零〇]+"
_UNIT = (
    r"(?:[余多]?[十百千万亿]*(?:元|美元|个百分点|个工作日|工作日|个月|平方米|平方公里|公里|公顷|公斤|千克|立方米"
    r"|小时|分钟|周岁|人次|人|名|个|家|所|项|次|倍|年|月|日|天|周|岁|户|亩|吨|米|辆|台|套|份|件|期|批|场|座|处|艘|班|级|位|只|层|篇|种|类))"
)
_PATTERN = re.compile(
    r"(?P<reference>第(?:\d+|[一二三四五六七八九十百千零〇]+)(?:编|章|节|条|款|项|目))"
    r"|(?P<figure>"
    r"(?<!\d)(?:1\d{10}|0\d{2,3}[-—－]?\d{7,8}|400-?\d{3}-?\d{4})(?!\d)"
    r"|[〔【［\[（]\d{4}[〕】］\]）]第?\d+号"
    r"|(?:\d{4}|[一二][〇零○一二三四五六七八九]{3})年(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|末|初)?|[上下]半年|第?[一二三四1-4]季度|年?[底末初])?"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|末|初)|第?[一二三四1-4]季度"
    rf"|[百千万]分之(?:{_DIGITS}|{_NUMERAL})|{_DIGITS}[%％‰]|\d{{1,2}}[：:]\d{{2}}"
    rf"|{_DIGITS}{_UNIT}?|(?<!第){_NUMERAL}{_UNIT})"
)


@dataclass(frozen=True)
class _Sentence:
    """`words` as they stand; `masked` are its characters, blanks aside, and a kind for each figure.

    `figures` are as many: the figure, as spelled, where `masked` has its kind, else nothing.
    """

    words: str
    masked: tuple[str, ...]
    figures: tuple[str, ...]


def figure_changes(sections: Iterable[SectionChange]) -> tuple[FigureChange, ...]:
    """The figures that differ in rewritten paragraphs, in their order, each with its sentences.

    第十条, a place in a law, is no figure; neither is a paragraph's own number.
    """
    altered = (change for change in sections if change.kind is Kind.ALTERED)
    found = (each for change in altered for each in _changed(change.before, change.after))
    return tuple(dict.fromkeys(found))


def _changed(before: str, after: str) -> Iterator[FigureChange]:
    ours, theirs = list(_sentences(before)), list(_sentences(after))
    same = set(ours) & set(theirs)
    old = [_read(words) for words in ours if words not in same]
    new = [_read(words) for words in theirs if words not in same]
    masked = [["".join(sentence.masked) for sentence in side] for side in (old, new)]
    for i, j in sorted(alike(masked[0], masked[1], _ALIKE)):
        for here, there in _differing(old[i], new[j]):
            yield FigureChange(here, there, old[i].words, new[j].words)


def _sentences(text: str) -> Iterator[str]:
    return (text[start:end].strip() for start, end in sentence_spans(text))


def _read(words: str) -> _Sentence:
    numbering = marker(words)
    unnumbered = words[numbering.end() :] if numbering else words
    squeezed = Squeezed(unnumbered)
    masked: list[str] = []
    figures: list[str] = []
    end = 0
    for match in _PATTERN.finditer(squeezed.text):
        plain = squeezed.text[end : match.end() if match["reference"] else match.start()]
        masked += plain
        figures += [""] * len(plain)
        if match["figure"]:
            start, stop = squeezed.place(*match.span())
            masked.append(_kind(match["figure"]))
            figures.append(unnumbered[start:stop])
        end = match.end()
    masked += squeezed.text[end:]
    figures += [""] * (len(masked) - len(figures))
    return _Sentence(words, tuple(masked), tuple(figures))


def _kind(figure: str) -> str:
    """What a figure counts, so that 六个月 can become 一年 but not 三家: # and its unit."""
    if _TIME.search(figure):
        return "#时"
    unit = figure[-1]
    return "#" if unit.isdecimal() else f"#{'%' if '分之' in figure else unit}"


def _differing(old: _Sentence, new: _Sentence) -> Iterator[tuple[str, str]]:
    """Figures that stand in the same words: what is before or after them is the same."""
    same = align(old.masked, new.masked)
    if 2 * len(same) < _ALIKE_ELSE * (len(old.masked) + len(new.masked)):
        return
    known = set(same)
    for i, j in same:
        here, there = old.figures[i], new.figures[j]
        anchored = (i - 1, j - 1) in known or (i + 1, j + 1) in known
        if here != there and anchored and _bare(here) != _bare(there):
            yield here, there


def _bare(figure: str) -> str:
    """5,000元 and 5000元, 2023年底 and 2023年年底 are the same."""
    return re.sub(r"[，,\s]|年(?=年)", "", Squeezed(figure).text)
