"""When a gold answer counts as given: the same words, marks and widths aside, and whole numbers."""

import re
import unicodedata

_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_MARKS = re.compile(r"[\W_]")
_ETC = re.compile(r"等(?:各?有关|相关)?(?:部门|单位|厅局)?$")


def plain(text: str) -> str:
    """Letters and digits only, half width; a decimal point and a per cent sign become words."""
    text = unicodedata.normalize("NFKC", text).replace("%", "百分号")
    return _MARKS.sub("", _POINT.sub("点", text))


def stands(gold: str, text: str) -> bool:
    """Whether the gold answer stands in a plain text, and not as a part of a longer number."""
    wanted = plain(gold)
    at = text.find(wanted)
    while at >= 0:
        if not _cuts_a_number(wanted, text[at - 1 : at], text[at + len(wanted) :][:1]):
            return True
        at = text.find(wanted, at + 1)
    return False


def bare_department(name: str) -> str:
    """A department's plain name without a closing 等有关部门."""
    return _ETC.sub("", plain(name))


def _cuts_a_number(wanted: str, before: str, after: str) -> bool:
    return (wanted[:1].isdigit() and before.isdecimal()) or (
        wanted[-1:].isdigit() and after.isdecimal()
    )
