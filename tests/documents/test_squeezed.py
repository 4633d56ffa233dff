"""Blanks go and widths become one; every place leads back."""

from hypothesis import given
from hypothesis import strategies as st

from documents.squeezed import Squeezed


def test_blanks_and_widths_of_the_layout_are_gone() -> None:
    assert Squeezed("２０２３ 年6　月(试行):甲\n乙\t丙").text == "2023年6月（试行）：甲\n乙\t丙"


@given(st.text(alphabet="甲乙 　１1(（\n\t"))
def test_every_character_leads_back_to_its_place(text: str) -> None:
    squeezed = Squeezed(text)
    for i in range(len(squeezed.text)):
        start, end = squeezed.place(i, i + 1)
        assert end == start + 1
        assert Squeezed(text[start:end]).text == squeezed.text[i]
