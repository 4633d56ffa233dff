"""A text that comes in pieces is cut into sentences with their marks, wherever it is broken."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.phrasing.marks import parted
from assistant.phrasing.sentences import LONGEST, sentences

TEXT = "甲局牵头[1]。乙局配合。[2][3]第三句！\n\n一、标题\n没有标记。“引号。”【4】末尾没有句号"
WHOLE = [
    "甲局牵头[1]。",
    "乙局配合。[2][3]",
    "第三句！",
    "\n\n",
    "一、标题\n",
    "没有标记。",
    "“引号。”【4】",
    "末尾没有句号",
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 200])
def test_pieces_make_no_difference(size: int) -> None:
    pieces = (TEXT[i : i + size] for i in range(0, len(TEXT), size))
    assert [s.strip() for s in sentences(pieces)] == [w.strip() for w in WHOLE if w.strip()]


def test_marked_sentence_waits_for_nothing() -> None:
    found: list[str] = []
    found_before: list[int] = []

    def pieces() -> Iterator[str]:
        yield "甲局牵头[1]。"
        found_before.append(len(found))
        yield "乙"

    found.extend(sentences(pieces()))
    assert found_before == [1]


def test_sentence_without_end_is_cut() -> None:
    found = list(sentences(["字" * 10] * 100))
    assert "".join(found) == "字" * 1000
    assert max(map(len, found)) <= LONGEST + 10


@given(st.text(alphabet="甲乙。！；[]【】123,， \n”", max_size=80), st.integers(1, 9))
def test_nothing_is_lost(text: str, size: int) -> None:
    found = "".join(sentences(text[i : i + size] for i in range(0, len(text), size)))
    assert re.sub(r"\s", "", found) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("sentence", "text", "numbers"),
    [
        ("由甲局牵头[1]。", "由甲局牵头。", [1]),
        ("由甲局牵头。[1][3]", "由甲局牵头。", [1, 3]),
        ("由甲局牵头【2】。", "由甲局牵头。", [2]),
        ("由甲局牵头[1, 2]。", "由甲局牵头。", [1, 2]),
        ("**由甲局牵头**[1]。", "由甲局牵头。", [1]),
        ("## 分工\n", "分工", []),
        ("北办发[2031]9号", "北办发[2031]9号", []),
        ("[2]由甲局牵头[1]。", "由甲局牵头。", [1]),
        ("由甲局牵头[99]。", "由甲局牵头。", [99]),
    ],
)
def test_marks_are_taken_off(sentence: str, text: str, numbers: list[int]) -> None:
    assert parted(sentence) == (text, numbers)
