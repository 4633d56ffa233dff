"""Assignments in running sentences, and sentences that only look like one."""

import pytest

from documents.duties.prose import prose_statements

LEAD, DUTY, SUPPORT = "牵头", "负责", "配合"
A, B, C = "市商务局", "市财政局", "市教育局"
Stated = list[tuple[str, list[tuple[str, list[str]]]]]

SENTENCES: dict[str, tuple[str, Stated]] = {
    "负责": (f"{A}负责改造市场。", [(f"{A}负责改造市场", [(DUTY, [A])])]),
    "要牵头": (f"{A}要牵头改造市场。", [(f"{A}要牵头改造市场", [(LEAD, [A])])]),
    "各管一件": (
        f"{A}负责改造市场，{B}负责筹集资金。",
        [(f"{A}负责改造市场", [(DUTY, [A])]), (f"{B}负责筹集资金", [(DUTY, [B])])],
    ),
    "由牵头配合": (
        f"由{A}牵头，{B}、{C}配合，做好市场改造。",
        [(f"由{A}牵头，{B}、{C}配合，做好市场改造", [(LEAD, [A]), (SUPPORT, [B, C])])],
    ),
    "由负责": (f"市场改造由{A}负责。", [(f"市场改造由{A}负责", [(DUTY, [A])])]),
    "由牵头协调再配合": (
        f"市场改造由{A}牵头协调，{B}配合，10月底前建成。",
        [(f"市场改造由{A}牵头协调，{B}配合，10月底前建成", [(LEAD, [A]), (SUPPORT, [B])])],
    ),
    "两件各有牵头": (
        f"{A}负责改造市场，{B}牵头，{C}配合，办好学校。",
        [
            (f"{A}负责改造市场", [(DUTY, [A])]),
            (f"{B}牵头，{C}配合，办好学校", [(LEAD, [B]), (SUPPORT, [C])]),
        ],
    ),
    "会同": (f"{A}会同{B}制定办法。", [(f"{A}会同{B}制定办法", [(DUTY, [A]), (SUPPORT, [B])])]),
    "由会同": (f"由{A}会同{B}制定办法。", [(f"由{A}会同{B}制定办法", [(DUTY, [A]), (SUPPORT, [B])])]),
    "由统筹安排": (f"补助由{A}统筹安排。", [(f"补助由{A}统筹安排", [(DUTY, [A])])]),
    "协助": (f"{A}协助做好市场改造。", [(f"{A}协助做好市场改造", [(SUPPORT, [A])])]),
    "承担": (f"{A}承担日常工作。", [(f"{A}承担日常工作", [(DUTY, [A])])]),
    "带括号的名称": (
        "各县（区）人民政府负责本地汇总。",
        [("各县（区）人民政府负责本地汇总", [(DUTY, ["各县（区）人民政府"])])],
    ),
    "由此不是由": (f"由此，{A}负责改造市场。", [(f"{A}负责改造市场", [(DUTY, [A])])]),
    "先否定后指定": (
        f"{A}不再负责汇总，由{B}负责汇总。",
        [(f"由{B}负责汇总", [(DUTY, [B])])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_sentence_that_gives_a_task(line: str, expected: Stated) -> None:
    found = [
        (line[s.start : s.end], [(a.role, list(a.departments)) for a in s.allotments])
        for s in prose_statements(line)
    ]
    assert found == expected


NOTHING = {
    "空": "",
    "不由": f"改造工作不由{A}负责。",
    "不应由": f"费用不应由{A}承担。",
    "不负责": f"{A}不负责改造市场。",
    "负责人": f"{A}负责人要到场。",
    "负责同志": f"由{A}负责同志主持会议。",
    "负责解释": f"本办法由{A}负责解释。",
    "解释": f"本办法由{A}解释。",
    "负责某事的部门": "县级人民政府负责水路运输管理的部门应当检查。",
    "牵头的项目": f"{A}牵头的项目要加快。",
    "由牵头的项目": f"由{A}牵头的项目要加快。",
    "承担的任务": "请对照本部门承担的任务抓紧推进。",
    "人人都要": "各有关部门要密切配合，形成合力。",
    "各地各部门": "各地、各部门要积极配合。",
    "要求": f"对{A}配合不力的，予以通报。",
    "没有单位": "由三部分组成。",
    "由于": "由于天气原因，展会延期。",
    "人名": "会议由赵山河主持。",
    "名单": f"{A}、{B}、{C}",
    "没有动词": f"{A}每月通报进展。",
}


@pytest.mark.parametrize("line", NOTHING.values(), ids=NOTHING)
def test_sentence_that_gives_none(line: str) -> None:
    assert [line[s.start : s.end] for s in prose_statements(line)] == []


@pytest.mark.parametrize(
    ("line", "says_what"),
    [
        (f"由{A}负责。", False),
        (f"由{A}牵头，{B}配合，2024年6月底前完成。", False),
        (f"由{A}、{B}按职责分工负责。", False),
        (f"由{A}牵头，做好市场改造。", True),
        (f"市场改造由{A}负责。", True),
        (f"改造市场，由{A}负责。", True),
        (f"由{A}组织改造市场。", True),
    ],
    ids=[
        "只有负责",
        "只有时限",
        "按职责分工",
        "后面有任务",
        "前面有任务",
        "前一分句有任务",
        "组织",
    ],
)
def test_whether_a_sentence_says_what_is_to_be_done(line: str, says_what: bool) -> None:
    (statement,) = prose_statements(line)
    assert statement.says_what is says_what
