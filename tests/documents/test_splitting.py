"""Passages: together the whole text, each inside one section, none too long."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.notice import CELL, Block, Draft, Notice
from documents.reading import compose
from documents.splitting import heading_path, page_of, split

CLAUSE = st.text(alphabet="对口合作方案市局负责0189", min_size=1, max_size=30)
SENTENCE = st.builds(
    lambda clauses, end: "，".join(clauses) + end,
    st.lists(CLAUSE, min_size=1, max_size=6),
    st.sampled_from(["。", "；", "！", "。”", ""]),
)
PARAGRAPH = st.builds("".join, st.lists(SENTENCE, min_size=1, max_size=6))
HEADING = st.builds(
    str.__add__,
    st.sampled_from(
        ["一、", "二、", "（一）", "（二）", "1.", "（1）", "第一章 ", "第一条 ", "附件1："]
    ),
    st.text(alphabet="合作任务分工保障", min_size=1, max_size=8),
)
ROW = st.builds(CELL.join, st.lists(CLAUSE, min_size=2, max_size=5))
BLOCK = st.one_of(
    st.builds(Block, HEADING),
    st.builds(Block, PARAGRAPH),
    st.builds(lambda heading, text: Block(f"{heading}。{text}"), HEADING, PARAGRAPH),
    st.builds(lambda text: Block(text, row=True), ROW),
    st.builds(lambda text, level: Block(text, level=level), CLAUSE, st.integers(1, 3)),
)
NOTICES = st.lists(BLOCK, min_size=1, max_size=25).map(lambda b: compose(Draft(tuple(b))))
LIMITS = st.sampled_from([20, 60, 400])


def notice(*lines: str) -> Notice:
    return compose(Draft(tuple(Block(line) for line in lines)))


@given(NOTICES, LIMITS)
def test_passages_adjoin_and_are_exactly_the_text(notice: Notice, longest: int) -> None:
    passages = split(notice, longest)
    assert "".join(p.text for p in passages) == notice.text
    assert [p.ordinal for p in passages] == list(range(len(passages)))
    assert passages[0].start == 0
    assert passages[-1].end == len(notice.text)
    assert all(before.end == after.start for before, after in pairwise(passages))
    assert all(p.text == notice.text[p.start : p.end] for p in passages)


@given(NOTICES, LIMITS)
def test_none_is_longer_than_the_limit_or_blank(notice: Notice, longest: int) -> None:
    for passage in split(notice, longest):
        assert len(passage.text) <= longest
        assert passage.text.strip()


@given(NOTICES, LIMITS)
def test_none_crosses_a_section(notice: Notice, longest: int) -> None:
    """A heading with nothing under it may go with the first thing below it, a single character too,
    which is the end of a broken heading.
    """
    bare = {notice.text[s.start :].split("\n")[0] for s in notice.sections}
    for passage in split(notice, longest):
        inside = [s.start for s in notice.sections if passage.start < s.start < passage.end]
        for start in inside:
            line_start = notice.text.rfind("\n", 0, passage.start) + 1
            above = notice.text[line_start:start].strip("\n").split("\n")
            assert {line for line in above if len(line) > 1} <= bare


def test_broken_heading_goes_with_what_follows() -> None:
    texts = [each.text for each in split(notice("第一章总", "则", "第一条 本办法适用于全市。"))]
    assert texts == ["第一章总\n则\n第一条 本办法适用于全市。"]


@given(NOTICES, LIMITS)
def test_headings_are_those_above_the_passages_words(notice: Notice, longest: int) -> None:
    for passage in split(notice, longest):
        above = [s for s in notice.sections if s.start < passage.end <= s.end]
        assert passage.headings == tuple(s.heading for s in above)
        assert [s.level for s in above] == sorted({s.level for s in above})


def test_sentences_stay_whole_where_they_fit() -> None:
    first, second = "甲局负责园区建设。" * 3, "乙局负责资金保障。" * 3
    assert [p.text for p in split(notice(first + second), longest=30)] == [first, second]


def test_long_sentence_is_cut_at_a_comma() -> None:
    text = "要统一思想认识、明确责任分工，细化落实措施、加强调度督导，确保各项任务按期完成。"
    assert [p.text for p in split(notice(text), longest=20)] == [
        "要统一思想认识、明确责任分工，",
        "细化落实措施、加强调度督导，",
        "确保各项任务按期完成。",
    ]


def test_words_without_a_mark_are_cut_at_the_limit() -> None:
    assert [len(p.text) for p in split(notice("合" * 45), longest=20)] == [20, 20, 5]


def test_table_rows_stay_whole() -> None:
    rows = tuple(Block(f"{n}\t建设园区\t市发展改革委", row=True) for n in range(1, 6))
    for passage in split(compose(Draft(rows)), longest=40):
        assert all(line.count("\t") == 2 for line in passage.text.strip().split("\n"))


def test_bare_heading_goes_with_what_is_first_under_it() -> None:
    text = "三、重点任务", "（一）做强园区。市发展改革委牵头。", "（二）拓展商贸。市商务局牵头。"
    assert [(p.text, p.headings) for p in split(notice(*text))] == [
        (f"{text[0]}\n{text[1]}\n", ("三、重点任务", "（一）做强园区")),
        (text[2], ("三、重点任务", "（二）拓展商贸")),
    ]


def test_words_before_the_first_heading_have_none() -> None:
    passages = split(notice("关于对口合作的通知", "一、目标", "签约四十个项目。"))
    assert [p.headings for p in passages] == [(), ("一、目标",)]


def test_two_notices_do_not_mix() -> None:
    one, two = notice("一、目标", "甲市四十个项目。"), notice("二、任务", "乙市六十亿元。")
    assert "乙" not in "".join(p.text for p in split(one))
    assert all(p.headings == ("二、任务",) for p in split(two))


def test_passage_knows_the_page_it_begins_on() -> None:
    blocks = (
        Block("第一条 甲局负责。", page=1),
        Block("第二条 乙局负责。", page=1),
        Block("第三条 丙局负责。", page=3),
    )
    passages = split(compose(Draft(blocks)))
    assert [(p.headings, p.page) for p in passages] == [
        (("第一条",), 1),
        (("第二条",), 1),
        (("第三条",), 3),
    ]


@pytest.mark.parametrize(
    ("pages", "offset", "expected"),
    [((), 5, None), ((0,), 5, 1), ((0, 10, 20), 9, 1), ((0, 10, 20), 10, 2), ((0, 10, 20), 99, 3)],
)
def test_page_of(pages: tuple[int, ...], offset: int, expected: int | None) -> None:
    assert page_of(pages, offset) == expected


def test_heading_path() -> None:
    found = notice("一、任务", "（一）园区", "市局负责。", "二、保障", "加强领导。")
    at = found.text.index
    assert heading_path(found.sections, at("市局")) == ("一、任务", "（一）园区")
    assert heading_path(found.sections, at("加强")) == ("二、保障",)
