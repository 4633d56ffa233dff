"""What changed in the masthead (版头) of a notice."""

from collections.abc import Iterator
from datetime import date

from documents.comparing.changes import FieldChange
from documents.comparing.parts import FIELD_NAMES
from documents.notice import Masthead
from documents.squeezed import Squeezed


def field_changes(old: Masthead, new: Masthead) -> tuple[FieldChange, ...]:
    """The fields whose values differ in more than blanks and width, in the masthead's order."""
    return tuple(_differing(old, new))


def _differing(old: Masthead, new: Masthead) -> Iterator[FieldChange]:
    for attribute, name in FIELD_NAMES.items():
        before, after = _spelled(getattr(old, attribute)), _spelled(getattr(new, attribute))
        if Squeezed(before or "").text != Squeezed(after or "").text:
            yield FieldChange(name, before, after)


def _spelled(value: str | date | None) -> str | None:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return value
