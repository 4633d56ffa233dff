"""Sentences of a notice: none lost, none cut in the wrong place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("甲负责。乙配合。", ["甲负责。", "乙配合。"], id="句号"),
        pytest.param("甲负责；乙配合。", ["甲负责；", "乙配合。"], id="分号"),
        pytest.param("他问：“谁负责？”我答。", ["他问：“谁负责？”", "我答。"], id="引号随句末"),
        pytest.param("第一行\n第二行", ["第一行\n", "第二行"], id="换行"),
        pytest.param("甲。\n\n乙。", ["甲。\n\n", "乙。"], id="空行归前句"),
        pytest.param("总投资86.5亿元。", ["总投资86.5亿元。"], id="小数点不断句"),
        pytest.param(
            "序号\t任务\t单位\n1\t甲\t乙", ["序号\t任务\t单位\n", "1\t甲\t乙"], id="表格一行一句"
        ),
        pytest.param(
            "建设园区。（牵头单位：甲局；配合单位：乙局）",
            ["建设园区。", "（牵头单位：甲局；配合单位：乙局）"],
            id="括号里的分号不断句",
        ),
        pytest.param("没有句号", ["没有句号"], id="没有句末"),
        pytest.param("", [], id="空"),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_only_the_part_asked_for() -> None:
    text = "甲负责。乙配合。丙监督。"
    assert [text[a:b] for a, b in sentence_spans(text, 4, 8)] == ["乙配合。"]


@given(st.text(alphabet="甲乙。；！？”）（\n\t ，a1"))
def test_sentences_adjoin_and_are_the_text(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert all(text[start:end].strip() for start, end in spans[1:])
