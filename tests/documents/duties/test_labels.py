"""The tags and labels of a line, with their places."""

import pytest

from documents.duties.labels import Statement, statements

LEAD, DUTY, SUPPORT = "牵头", "负责", "配合"
A, B, C = "市商务局", "市财政局", "市教育局"
Stated = list[tuple[str, list[tuple[str, list[str]]]]]


def said(line: str) -> Stated:
    """(words, [(role, departments)]) of every statement."""
    return [(line[s.start : s.end], roles(s)) for s in statements(line, None)]


def roles(statement: Statement) -> list[tuple[str, list[str]]]:
    """(role, departments) of a statement."""
    return [(a.role, list(a.departments)) for a in statement.wording.allotments]


FOUND: dict[str, tuple[str, Stated]] = {
    "下一条连在标签后": (
        f"改造市场。责任单位：{A}、{B} 5.修复古城。责任单位：{C}",
        [
            (f"责任单位：{A}、{B}", [(DUTY, [A, B])]),
            (f"责任单位：{C}", [(DUTY, [C])]),
        ],
    ),
    "下一条用汉字编号": (
        f"改造市场。责任单位：{A}（二）修复古城。责任单位：{C}",
        [(f"责任单位：{A}", [(DUTY, [A])]), (f"责任单位：{C}", [(DUTY, [C])])],
    ),
    "未闭合的括号到下一条": (
        f"改造市场。（责任单位：{A} 二、修复古城。（{C}负责）",
        [(f"（责任单位：{A} ", [(DUTY, [A])]), (f"（{C}负责）", [(DUTY, [C])])],
    ),
    "别的标签不是单位": (
        f"改造市场。（责任单位：{A}、{B}；适用范围：全市）",
        [(f"（责任单位：{A}、{B}；适用范围：全市）", [(DUTY, [A, B])])],
    ),
    "尖括号": (
        "修复古城（各县〈区〉住建局负责）",
        [("（各县〈区〉住建局负责）", [(DUTY, ["各县〈区〉住建局"])])],
    ),
    "括号交错": (
        f"修复古城（责任单位：{A}，各县(区)住建局(委））。",
        [(f"（责任单位：{A}，各县(区)住建局(委））", [(DUTY, [A, "各县(区)住建局(委）"])])],
    ),
    "引号里的顿号": (
        "改造市场（“早市、夜市”联席会议成员单位负责）",
        [("（“早市、夜市”联席会议成员单位负责）", [(DUTY, ["“早市、夜市”联席会议成员单位"])])],
    ),
    "联合后是引号": (
        f"改造市场（牵头单位：{A}，责任单位：市流通领域部门联合“早市、夜市”工作会议成员单位）",
        [
            (
                f"（牵头单位：{A}，责任单位：市流通领域部门联合“早市、夜市”工作会议成员单位）",
                [(LEAD, [A]), (DUTY, ["市流通领域部门联合“早市、夜市”工作会议成员单位"])],
            )
        ],
    ),
    "会同的名单": (f"改造市场（{A}会同{B}）。", [(f"（{A}会同{B}）", [(DUTY, [A]), (SUPPORT, [B])])]),
    "均为责任单位": (
        f"改造市场（{A}、{B}均为责任单位）",
        [(f"（{A}、{B}均为责任单位）", [(DUTY, [A, B])])],
    ),
    "按职责完成": (
        f"改造市场（{A}、{B}按职责完成有关工作）",
        [(f"（{A}、{B}按职责完成有关工作）", [(DUTY, [A, B])])],
    ),
    "联系电话": (
        f"改造市场（{A}，赵山河，5550101）",
        [(f"（{A}，赵山河，5550101）", [(DUTY, [A])])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), FOUND.values(), ids=FOUND)
def test_tags_and_labels_of_a_line(line: str, expected: Stated) -> None:
    assert said(line) == expected


NOTHING = {
    "空": "",
    "人的单位": f"召集人：林听雨（{A}）",
    "括号里没有单位": "改造市场（含东岸、西岸）。",
    "句中的名单": f"改造市场（{A}）并修复古城。",
    "句中的标签": "请写明责任单位：名称与电话",
}


@pytest.mark.parametrize("line", NOTHING.values(), ids=NOTHING)
def test_lines_without_a_statement(line: str) -> None:
    assert said(line) == []


def test_what_holds_for_all_items_is_a_statement_of_its_own() -> None:
    line = f"改造市场（{A}负责。以下各项均需各区政府落实，不再列出）"
    own = [(line[s.start : s.end], roles(s), s.own) for s in statements(line, None)]
    assert own == [
        (line[4:], [(DUTY, [A])], False),
        ("以下各项均需各区政府落实，不再列出", [(DUTY, ["各区政府"])], True),
    ]


def test_the_same_as_above_repeats_the_last_wording() -> None:
    (first,) = statements(f"责任单位：{A}", None)
    (second,) = statements("责任单位：同上", first.wording)
    assert second.wording == first.wording
    assert list(statements("责任单位：同上", None)) == []
