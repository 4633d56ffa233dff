"""What changed between two versions of one notice, as data and as Chinese text."""

from documents.comparing.allotments import duty_changes
from documents.comparing.changes import (
    Changes,
    DutyChange,
    FieldChange,
    FigureChange,
    Kind,
    SectionChange,
)
from documents.comparing.fields import field_changes
from documents.comparing.figures import figure_changes
from documents.comparing.pairing import pair_parts
from documents.comparing.parts import parts_of
from documents.comparing.sections import section_changes
from documents.comparing.wording import as_text
from documents.notice import Notice

__all__ = [
    "Changes",
    "DutyChange",
    "FieldChange",
    "FigureChange",
    "Kind",
    "SectionChange",
    "as_text",
    "compare",
]


def compare(old: Notice, new: Notice) -> Changes:
    """Every difference that a reader of both versions would name, in order of the newer one.

    Blanks, the width of digits and brackets, numbering and the breaks between paragraphs make no
    difference, nor does a section's place. Near linear in the length of both texts.
    """
    parts = pair_parts(parts_of(old), parts_of(new))
    sections = section_changes(old, new, parts)
    return Changes(
        masthead=field_changes(old.masthead, new.masthead),
        sections=sections,
        duties=duty_changes(old, new, parts),
        figures=figure_changes(sections),
    )
