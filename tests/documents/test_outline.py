"""The outline a reader sees: which lines are headings, and how deep."""

import pytest

from documents.notice import Block, Draft, Section
from documents.outline import find_sections, marker, ordinal
from documents.reading import compose
from tests.shared import SHARED, needs_shared


def outline(*lines: str) -> list[tuple[int, str]]:
    return [(s.level, s.heading) for s in sections(*lines)]


def sections(*lines: str) -> tuple[Section, ...]:
    return compose(Draft(tuple(Block(line) for line in lines))).sections


BODY = (
    "各有关单位要高度重视，明确责任分工，细化落实措施，确保各项任务按期完成，并按月报送进展情况。"
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["一、总体要求", BODY, "（一）指导思想", BODY, "1.目标", BODY, "（1）近期", BODY, "①起步", BODY],
            [(1, "一、总体要求"), (2, "（一）指导思想"), (3, "1.目标"), (4, "（1）近期"), (5, "①起步")],
            id="五级齐全",
        ),
        pytest.param(
            ["一、要求", BODY, "(一)思想", BODY, "1、目标", BODY, "(1)近期", BODY],
            [(1, "一、要求"), (2, "(一)思想"), (3, "1、目标"), (4, "(1)近期")],
            id="半角括号",
        ),
        pytest.param(
            ["一、任务", "（一）园区", BODY, "（二）商贸", BODY, "二、保障", "（一）组织", BODY],
            [(1, "一、任务"), (2, "（一）园区"), (2, "（二）商贸"), (1, "二、保障"), (2, "（一）组织")],
            id="同级与回到上级",
        ),
        pytest.param(
            ["（一）园区", BODY, "1.规划", BODY, "（二）商贸", BODY],
            [(1, "（一）园区"), (2, "1.规划"), (1, "（二）商贸")],
            id="从（一）开始也是一级",
        ),
        pytest.param(
            ["第一编 总纲", "第一章 总则", "第一节 目的", f"第一条 {BODY}", f"第二条　{BODY}", "第二章 附则", f"第三条：{BODY}"],
            [
                (1, "第一编 总纲"), (2, "第一章 总则"), (3, "第一节 目的"), (4, "第一条"), (4, "第二条"),
                (2, "第二章 附则"), (3, "第三条"),
            ],
            id="编章节条",
        ),
        pytest.param(
            ["第八条 专项资金用于下列方面：", "（一）基础设施建设；", "（二）人员培训；", f"第八条之一 {BODY}"],
            [(1, "第八条"), (1, "第八条之一")],
            id="条下的款项不是标题",
        ),
        pytest.param(
            ["一、目标", BODY, "附件：任务分工表", "附件1", "任务分工表", "附件 2：名单", BODY],
            [(1, "一、目标"), (1, "附件：任务分工表"), (1, "附件1"), (1, "附件 2：名单")],
            id="附件",
        ),
        pytest.param(["附件1项目审批流程图", BODY], [(1, "附件1项目审批流程图")], id="附件标题紧跟编号"),
        pytest.param(
            ["第一章 总则", f"第一条 {BODY}", "附件1：方案", "一、要求", f"（一）组织。{BODY}"],
            [(1, "第一章 总则"), (2, "第一条"), (1, "附件1：方案"), (2, "一、要求"), (3, "（一）组织")],
            id="条文与附件混排",
        ),
        pytest.param(
            [f"（一）做强园区。{BODY}", f"（二）拓展商贸：{BODY}"],
            [(1, "（一）做强园区"), (1, "（二）拓展商贸")],
            id="标题与正文同行",
        ),
        pytest.param(["1.规范事项管理。", BODY], [(1, "1.规范事项管理")], id="句号结尾而下有正文"),
        pytest.param(
            ["（一）实施清单管理。", "1.按照清单要求，健全准入机制。", "2.组织排查，建立长效机制。", "（二）优化许可。", f"3.{BODY}"],
            [(1, "（一）实施清单管理"), (1, "（二）优化许可")],
            id="句号结尾而下有更深的编号",
        ),
        pytest.param(["一、抓园区，打造合作主平台", BODY], [(1, "一、抓园区，打造合作主平台")], id="带逗号的标题"),
        pytest.param(["二十一、其他事项", BODY], [(1, "二十一、其他事项")], id="两位数编号"),
    ],
)  # fmt: skip
def test_headings_and_their_levels(lines: list[str], expected: list[tuple[int, str]]) -> None:
    assert outline(*lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ["（一）政治素质好，遵纪守法。", "（二）年龄一般不超过45周岁。"], id="编号的句子"
        ),
        pytest.param(
            ["五、每年12月底前，你区应当将运营情况报告市政府。", "此复。"], id="编号的一句话"
        ),
        pytest.param(
            ["（一）基础设施建设；", "（二）设备购置；", "（三）人员培训。"], id="分号列表"
        ),
        pytest.param(
            ["（1）申请表（必要）", "（2）身份证复印件", "（3）授权委托书"], id="没有句末的清单"
        ),
        pytest.param([f"1.{BODY}{BODY}"], id="编号的长段"),
        pytest.param(["第三条规定的情形除外。"], id="第三条规定"),
        pytest.param(["第三条、第五条和第八条第二款所列事项由市局负责。"], id="并列的条"),
        pytest.param(["第二章的规定适用于合作项目。"], id="第二章的规定"),
        pytest.param(["附件中所列单位应当报送总结。"], id="附件中所列"),
        pytest.param(["附件1和附件2所列事项由市局负责。"], id="附件1和附件2"),
        pytest.param(["2024年是起步之年，全年签约二十五个项目。"], id="年份"),
        pytest.param(["2024.1.5印发"], id="日期"),
        pytest.param(["3.0版系统已经上线。"], id="小数"),
        pytest.param(["86.5亿元"], id="金额"),
        pytest.param(["三明市人民政府"], id="以数字开头的地名"),
        pytest.param(["十堰市、三亚市"], id="地名和顿号"),
    ],
)
def test_what_is_no_heading(lines: list[str]) -> None:
    assert outline(*lines) == []


def test_table_of_contents_is_no_outline() -> None:
    contents = ["第一章 总则", "第二章 职责", "第三章 附则"]
    body = ["第一章 总则", f"第一条 {BODY}", "第二章 职责", f"第二条 {BODY}"]
    assert outline("目录", *contents, *body) == [
        (1, "第一章 总则"), (2, "第一条"), (1, "第二章 职责"), (2, "第二条"),
    ]  # fmt: skip


def test_rows_are_no_headings_and_do_not_end_a_section() -> None:
    draft = Draft(
        (Block("一、分工"), Block("1.规划\t市局", row=True), Block("二、保障"), Block(BODY))
    )
    assert [s.heading for s in compose(draft).sections] == ["一、分工", "二、保障"]


def test_the_formats_own_headings_stand_above_numbered_ones() -> None:
    blocks = (
        Block("关于印发合作方案的通知", level=1),
        Block("合作方案", level=1),
        Block("一、目标", level=2),
        Block("（一）近期"),
        Block(BODY),
        Block("附录说明", level=1),
        Block("填表须知", level=2),
    )
    assert [(s.level, s.heading) for s in compose(Draft(blocks)).sections] == [
        (1, "合作方案"),
        (2, "一、目标"),
        (3, "（一）近期"),
        (1, "附录说明"),
        (2, "填表须知"),
    ]


def test_sections_hold_what_stands_under_them() -> None:
    lines = ["通知", "一、任务", "（一）园区", BODY, "二、保障", BODY]
    text = "\n".join(lines)
    found = {s.heading: text[s.start : s.end].strip().split("\n") for s in sections(*lines)}
    assert found == {"一、任务": lines[1:4], "（一）园区": lines[2:4], "二、保障": lines[4:]}


def test_no_blocks_no_sections() -> None:
    assert find_sections([], [], 0) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、目标", "一、"), ("（二）任务", "（二）"), ("3.分工", "3."), ("(4)时限", "(4)"), ("⑤其他", "⑤"),
        ("第六条 市局负责", "第六条"), ("附件7：名单", "附件7："), ("第六条规定", None), ("3.0版", None), ("目标", None),
    ],
)  # fmt: skip
def test_marker(text: str, expected: str | None) -> None:
    found = marker(text)
    assert (found and found[0]) == expected


@needs_shared
def test_every_article_of_real_regulations_is_a_section() -> None:
    from documents.reading import read_notice

    for path in sorted((SHARED / "data/law_versions/documents").iterdir()):
        notice = read_notice(path)
        headings = [s.heading for s in notice.sections if s.heading.endswith("条")]
        assert len(headings) == len(set(headings)), path.name
        assert headings[:3] == ["第一条", "第二条", "第三条"], path.name


def test_long_numbered_paragraph_does_not_stand_under_its_sibling() -> None:
    text = "\n".join(
        ["（一）简易项目", "2.合并办理并实行告知承诺制。", BODY, f"3.对于外线工程，{BODY}"]
    )
    notice = compose(Draft(tuple(Block(line) for line in text.split("\n"))))
    assert [s.heading for s in notice.sections] == ["（一）简易项目", "2.合并办理并实行告知承诺制"]
    assert notice.sections[1].end == notice.text.index("3.对于")
    assert notice.sections[0].end == len(notice.text)


def test_list_inside_a_section_that_counts_anew_stays_in_it() -> None:
    found = sections("3.强化支撑", BODY, f"1.第一，{BODY}", f"2.第二，{BODY}")
    assert [(s.heading, s.end == found[0].end) for s in found][:1] == [("3.强化支撑", True)]


@pytest.mark.parametrize(
    ("numbering", "number"),
    [
        ("2.", 2),
        ("（二）", 2),
        ("十、", 10),
        ("（二十一）", 21),
        ("⑤", 5),
        ("12、", 12),
        ("附件", None),
    ],
)
def test_ordinal(numbering: str, number: int | None) -> None:
    assert ordinal(numbering) == number
