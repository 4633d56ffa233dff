"""What changed in the text of a notice: the paragraphs that differ, heading by heading."""

from collections.abc import Sequence

from documents.comparing.changes import Kind, SectionChange
from documents.comparing.pairing import Counterparts
from documents.comparing.parts import Line
from documents.comparing.pieces import pieces
from documents.comparing.stretches import Stretch, stretches
from documents.notice import Notice


def section_changes(old: Notice, new: Notice, parts: Counterparts) -> tuple[SectionChange, ...]:
    """The paragraphs that differ in order of the newer version; a removed one where it stood.

    What was only renumbered is not reported, nor what moved with its heading, nor a long paragraph
    that moved where only one version has the section.
    """
    found = [piece for stretch in stretches(parts) for piece in pieces(stretch)]
    found.sort(key=lambda piece: piece.at)
    return tuple(_change(piece, old.text, new.text) for piece in found)


def _change(piece: Stretch, old: str, new: str) -> SectionChange:
    kind = Kind.ALTERED
    if not piece.lost or not piece.gained:
        kind = Kind.REMOVED if piece.lost else Kind.ADDED
    start, end = _span(piece.lost)
    after_start, after_end = _span(piece.gained)
    part = piece.new if piece.gained else piece.old
    return SectionChange(
        kind=kind,
        heading=part.heading if part else (),
        before=old[start:end] if piece.lost else "",
        after=new[after_start:after_end] if piece.gained else "",
        before_start=start,
        before_end=end,
        after_start=after_start,
        after_end=after_end,
    )


def _span(lines: Sequence[Line]) -> tuple[int, int] | tuple[None, None]:
    return (lines[0].start, lines[-1].end) if lines else (None, None)
