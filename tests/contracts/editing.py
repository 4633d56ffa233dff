"""A small library whose files are written, copied, swapped and deleted, and how a program reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from index.intake import READING
from index.registry import StagedFile
from tests.contracts.placing import File

PLACES = ["甲", "乙", "丙", "丁"]
TEXTS = ["一", "二", "三"]
KINDS = ["txt", "pdf"]

Order = tuple[list[str], int]
"""In which order files are read, and how many in a batch."""


@dataclass(frozen=True)
class Edit:
    """What somebody does with a file, and perhaps another."""

    doing: str
    source: str
    other: str
    text: str
    kind: str


doings = st.sampled_from(["write", "delete", "copy", "swap"])
places, texts, kinds = st.sampled_from(PLACES), st.sampled_from(TEXTS), st.sampled_from(KINDS)
edits = st.lists(st.builds(Edit, doings, places, places, texts, kinds), min_size=1, max_size=4)
orders = st.tuples(st.permutations(PLACES), st.integers(1, len(PLACES)))


class Library:
    """The files that lie there. What they are read to say depends on the program."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, str]] = {}
        self.reading = READING
        self.adding = dict.fromkeys(KINDS, "")

    def begin(self) -> None:
        """Four files, two of which say the same."""
        two_copies = zip(PLACES, [TEXTS[0], *TEXTS], strict=True)
        self.files = {source: (text, KINDS[0]) for source, text in two_copies}

    def change(self, edits: Sequence[Edit]) -> None:
        for edit in edits:
            mine, other = self.files.get(edit.source), self.files.get(edit.other)
            if edit.doing == "write":
                self.files[edit.source] = (edit.text, edit.kind)
            elif edit.doing == "delete":
                self.files.pop(edit.source, None)
            elif edit.doing == "copy" and mine:
                self.files[edit.other] = (mine[0], edit.kind)
            elif mine and other:
                self.files.update({edit.source: other, edit.other: mine})

    def read_by_another_program(self, adding: dict[str, str]) -> None:
        """One that finds more in some kinds of files, or the same."""
        self.reading += 1
        self.adding = adding

    def file(self, source: str) -> File:
        text, kind = self.files[source]
        return File(source, text, kind, self.reading)

    def as_read(self, source: str) -> str:
        text, kind = self.files[source]
        return text + self.adding[kind]

    def staged(self, source: str) -> StagedFile:
        return self.file(source).staged(self.as_read(source))
