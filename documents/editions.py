"""Read the history that stands above the articles of a law: adopted, promulgated, revised."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from documents.dates import DATE, find_date
from documents.squeezed import Squeezed

_ARTICLES = re.compile(r"^(?:第[一1]章|第[一1]条|第一编|总则)", re.MULTILINE)
_LONGEST = 4000
"""Characters above the articles; a longer text is no history but a notice with rules attached."""
_DATED = re.compile(rf"(?<![自从至到《〈])(?:根据)?(?P<day>{DATE})(?!起|至|[^《》\n]{{0,4}}[》〉])")
_DEED = re.compile(
    r"(?P<deed>公布|发布|颁布|通过|批准|修订|修正|修改)(?:施行|实施)?"
    r"(?=[\s）】，。；]|自[12一二]|根据|$)"
)
_ELSE = re.compile(r"[。：]|此件|.{160}", re.DOTALL)
"""What stands in a sentence, an address or a sign-off, but in no event: （此件公开发布）."""
_AMENDING = re.compile(r"[《〈][^\n]*决定")


@dataclass(frozen=True)
class Edition:
    """One event of a law's history, with its place in the text: 2022年3月29日…第二次修订.

    `whole` is false where a decision changed single articles, true where the text came out anew.
    """

    day: date
    deed: str
    whole: bool
    start: int
    end: int


def editions(text: str) -> tuple[Edition, ...]:
    """The events in the order of their days; none for a text that has no articles.

    Read from the bracket or the lines between the title and 第一章 or 第一条 (立法技术规范（试行）
    （一）, 题注).
    """
    squeezed = Squeezed(text[: _LONGEST * 2])
    articles = _ARTICLES.search(squeezed.text)
    if articles is None or articles.start() > _LONGEST:
        return ()
    head = squeezed.text[: articles.start()]
    dated = list(_DATED.finditer(head))
    found = [
        _edition(squeezed, match, following.start() if following else len(head))
        for match, following in pairwise([*dated, None])
        if match
    ]
    return tuple(sorted(filter(None, found), key=lambda edition: edition.day))


def came_out(history: Sequence[Edition]) -> date | None:
    """The day from which 自公布之日起 counts: of the last text as a whole, not of single changes."""
    return next((edition.day for edition in reversed(history) if edition.whole), None)


def _edition(squeezed: Squeezed, dated: re.Match[str], stop: int) -> Edition | None:
    """The event that a date begins, if a deed follows before the next date."""
    day = find_date(dated["day"])
    words = squeezed.text[dated.end() : stop]
    deed = _DEED.search(words)
    if day is None or deed is None or _ELSE.search(words[: deed.start()]):
        return None
    start, end = squeezed.place(dated.start(), dated.end() + deed.end("deed"))
    whole = _AMENDING.search(words[: deed.start()]) is None
    return Edition(day, deed["deed"], whole, start, end)
