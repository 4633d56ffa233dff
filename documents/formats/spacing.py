"""White space as a reader sees it: one blank between words, none at the ends."""

import re

_INVISIBLE = re.compile(
    r"[\u200b\ufeff\xad]"
)  # zero-width space, stray byte-order mark, soft hyphen
_CJK = r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff60“”‘’—…]"
_SOURCE_BREAK = re.compile(rf"(?<={_CJK})[ \t]*[\r\n]+[ \t]*(?={_CJK})")


def tidy(text: str) -> str:
    """Every run of white space, no-break and full-width spaces included, becomes one space."""
    return " ".join(_INVISIBLE.sub("", text).split())


def flow(source: str) -> str:
    """Markup as one line: a line break in the source is a space, or nothing inside Chinese."""
    return tidy(_SOURCE_BREAK.sub("", source))
