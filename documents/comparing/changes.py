"""What changed between two versions of a notice, as data."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened to something between the versions."""

    ADDED = "新增"
    REMOVED = "删除"
    ALTERED = "修改"


@dataclass(frozen=True)
class FieldChange:
    """A line of the masthead (版头): `name` in Chinese, both values as the notices spell them.

    A date is written 2024年1月22日; None where the version does not say.
    """

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class SectionChange:
    """Whole paragraphs that differ, under one heading: `heading` is () before the first heading.

    The path is the newer version's, the older one's for what was removed. A text is exactly that
    version's `text[start:end]`; where there is none, the text is empty and its offsets are None.
    """

    kind: Kind
    heading: tuple[str, ...]
    before: str
    after: str
    before_start: int | None = None
    before_end: int | None = None
    after_start: int | None = None
    after_end: int | None = None


@dataclass(frozen=True)
class DutyChange:
    """One role of one task (职责): who held it and until when, and who holds it now.

    `task` and `party` are the newer version's words, the older one's for what was removed.
    """

    kind: Kind
    task: str
    role: str
    party: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    deadline_before: str | None = None
    deadline_after: str | None = None


@dataclass(frozen=True)
class FigureChange:
    """A number, amount, date or telephone number that differs in sentences otherwise alike."""

    before: str
    after: str
    sentence_before: str
    sentence_after: str


@dataclass(frozen=True)
class Changes:
    """All that differs, in the order of the newer version; false where nothing does."""

    masthead: tuple[FieldChange, ...] = ()
    sections: tuple[SectionChange, ...] = ()
    duties: tuple[DutyChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.masthead or self.sections or self.duties or self.figures)
