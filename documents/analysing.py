"""Everything that a file tells, in one value."""

from dataclasses import dataclass
from pathlib import Path

from documents.duties import find_duties
from documents.links import read_links
from documents.notice import Duty, Link, Notice, Passage, Term
from documents.reading import read_notice
from documents.splitting import split
from documents.validity import read_term


@dataclass(frozen=True)
class Analysis:
    """A notice, and what is found in it; every offset counts characters of `notice.text`."""

    notice: Notice
    passages: tuple[Passage, ...]
    duties: tuple[Duty, ...]
    term: Term
    links: tuple[Link, ...]


def analyse(path: Path) -> Analysis:
    """Read one file; every way it can fail is an UnreadableFileError that names the file."""
    return analyse_notice(read_notice(path))


def analyse_notice(notice: Notice) -> Analysis:
    """What a notice that is already read tells, as when a stored version is restored."""
    return Analysis(
        notice=notice,
        passages=split(notice),
        duties=find_duties(notice),
        term=read_term(notice.masthead, notice.text),
        links=read_links(notice.masthead, notice.text),
    )
