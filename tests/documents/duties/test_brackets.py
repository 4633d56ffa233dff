"""Brackets of a line: of every kind, nested, never closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.duties.brackets import bracketed

LINES = {
    "全角": ("建园（甲局）。", ["（甲局）"]),
    "半角": ("建园(甲局)。", ["(甲局)"]),
    "混用": ("建园（甲局)办学(乙局）", ["（甲局)", "(乙局）"]),
    "六角": ("建园〔甲局〕", ["〔甲局〕"]),
    "方头": ("建园【甲局】", ["【甲局】"]),
    "方括号": ("建园[甲局]办学［乙局］", ["[甲局]", "［乙局］"]),
    "小六角": ("建园﹝甲局﹞", ["﹝甲局﹞"]),
    "嵌套只取最外": ("建园（甲局（乙办））。", ["（甲局（乙办））"]),
    "异类嵌套": ("建园【甲县（市、区）政府】。", ["【甲县（市、区）政府】"]),
    "两对": ("（一）建园（甲局）", ["（一）", "（甲局）"]),
    "没有": ("建园", []),
    "空": ("", []),
    "空括号": ("（）", ["（）"]),
    "未闭合到行末": ("建园（甲局", ["（甲局"]),
    "未闭合到句末": ("建园（甲局。办学（乙局）。", ["（甲局", "（乙局）"]),
    "未闭合含嵌套": ("建园（甲县（区）政府", ["（甲县（区）政府"]),
    "多余的右括号": ("建园）。办学（乙局）。", ["（乙局）"]),
    "交错": ("建园（甲局[丙）。", ["（甲局[丙）"]),
    "未闭合到下一条": ("建园（甲局 二、办学（乙局）。", ["（甲局 ", "（乙局）"]),
    "未闭合到带括号的下一条": ("建园（甲局（二）办学（乙局）。", ["（甲局", "（二）", "（乙局）"]),
    "未闭合到数字的下一条": ("建园（甲局 3.办学（乙局）。", ["（甲局 ", "（乙局）"]),
    "小数不是下一条": ("建园（投资3.5亿元、甲局）", ["（投资3.5亿元、甲局）"]),
    "内外交错": ("建园（甲局，乙(丙）。", ["（甲局，乙(丙）"]),
    "右括号不同类": ("建园【甲局）", ["【甲局）"]),
}


@pytest.mark.parametrize(("line", "expected"), LINES.values(), ids=LINES)
def test_brackets_of_a_line(line: str, expected: list[str]) -> None:
    assert [line[start:end] for start, end in bracketed(line)] == expected


def test_pages_in_brackets_are_no_tag_but_what_they_hold_may_be() -> None:
    line = f"（{'长文' * 400}（甲局）{'长文' * 400}）"
    assert [line[start:end] for start, end in bracketed(line)] == ["（甲局）"]


def test_one_never_closed_far_from_any_end_is_none() -> None:
    assert list(bracketed(f"（{'长文' * 400}")) == []


@given(st.text(alphabet="（）()[]【】〔〕﹝﹞［］甲局。"))
def test_brackets_follow_each_other_inside_the_line(line: str) -> None:
    end = 0
    for start, stop in bracketed(line):
        assert end <= start < stop <= len(line)
        assert line[start] in "（([【〔﹝［"
        end = stop
