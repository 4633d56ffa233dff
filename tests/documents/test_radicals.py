"""Radicals that PDF fonts name in place of characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.formats.pdf_lines import lines_of
from documents.formats.radicals import ordinary


@pytest.mark.parametrize(
    ("radicals", "words"),
    [
        pytest.param("⼈⼝⽂⽣⼤⼯⼯作", "人口文生大工工作", id="康熙部首"),
        pytest.param(
            "⺠⻘⻓⻔⻅⻋⻚⻛⻜⻢⻥⻨⻩⻬⻮⻰⺟⻝",
            "民青长门见车页风飞马鱼麦黄齐齿龙母食",
            id="部首补充",
        ),
        pytest.param("⼾籍 ⿈山 ⾭海", "户籍 黄山 青海", id="大陆字形而非旧字形"),
    ],
)
def test_radicals_become_ordinary_characters(radicals: str, words: str) -> None:
    assert ordinary(radicals) == words


@given(st.text())
def test_length_stays_and_nothing_else_changes(text: str) -> None:
    changed = ordinary(text)
    assert len(changed) == len(text)
    assert all(a == b or 0x2E80 <= ord(a) <= 0x2FDF for a, b in zip(text, changed, strict=True))


def test_lines_of_a_pdf_are_read_in_ordinary_characters() -> None:
    characters = [
        {
            "text": text,
            "x0": 80.0 + 16 * i,
            "x1": 96.0 + 16 * i,
            "top": 100.0,
            "bottom": 116.0,
            "doctop": 100.0,
            "upright": True,
            "size": 16.0,
        }
        for i, text in enumerate("⻓春⼈⺠政府")
    ]
    assert [line.text for line in lines_of(characters, page=1)] == ["长春人民政府"]
