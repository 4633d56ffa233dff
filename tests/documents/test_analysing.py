"""Everything that a file tells, in one value."""

from pathlib import Path

import pytest

import documents
from documents.analysing import analyse, analyse_notice
from documents.duties import find_duties
from documents.errors import EmptyFileError
from documents.links import read_links
from documents.reading import read_notice
from documents.splitting import split
from documents.validity import read_term

SAMPLES = Path(documents.__file__).parent / "samples"


def test_a_files_analysis_is_that_of_its_notice() -> None:
    path = SAMPLES / "澄川市与云岭市对口合作实施方案（2024年修订）.html"
    notice = read_notice(path)
    analysis = analyse(path)
    assert analysis == analyse_notice(notice)
    assert analysis.notice == notice
    assert analysis.passages == split(notice)
    assert analysis.duties == find_duties(notice)
    assert analysis.term == read_term(notice.masthead, notice.text)
    assert analysis.links == read_links(notice.masthead, notice.text)
    assert analysis.passages
    assert analysis.duties
    assert analysis.links


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.touch()
    with pytest.raises(EmptyFileError, match=r"^空\.txt："):
        analyse(path)
