"""Whether a document's number stands behind its own title: 《关于…的通知》（澄政办函〔2028〕40号）. Pure."""

import re
from collections.abc import Iterator, Sequence

_NUMBER = r"[\u4e00-\u9fffa-z]{1,12}[〔\[(](?:19|20)\d{2}[〕\])]第?\d{1,5}号"
_TITLED = re.compile(
    rf"《(?P<title>[^《》]+)》(?:[(]|的?(?:发文字号|文号|字号)[为是:]?)?(?P<number>{_NUMBER})"
)
_OWN = re.compile(rf"^《?(?P<title>[^《》,]+)》?.*?(?P<number>{_NUMBER})", re.DOTALL)


def wrong_title(said: str, quotes: Sequence[str], abouts: Sequence[str]) -> str:
    """The first number that the sources give to a document of another title."""
    known = [
        *(pair for quote in quotes for pair in _pairs(quote)),
        *(pair for about in abouts for pair in _own(about)),
    ]
    for title, number in _pairs(said):
        theirs = [
            its
            for its, same in known
            if same.endswith(number[-_LEAST:]) and (same.endswith(number) or number.endswith(same))
        ]
        if theirs and not any(title in its or its in title for its in theirs):
            return number
    return ""


def titled(words: str) -> frozenset[int]:
    """Where the numbers begin that stand behind titles."""
    return frozenset(match.start("number") for match in _TITLED.finditer(words))


def _pairs(words: str) -> Iterator[tuple[str, str]]:
    return ((match["title"], match["number"]) for match in _TITLED.finditer(words))


def _own(about: str) -> Iterator[tuple[str, str]]:
    """The cited notice's own title and number."""
    if match := _OWN.match(about):
        yield match["title"], match["number"]


_LEAST = 3
