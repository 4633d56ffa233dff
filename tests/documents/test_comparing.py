"""What changed between two versions: named once, where it stands, and nothing that only moved."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import documents
from documents.comparing import Changes, Kind, as_text, compare
from documents.comparing.aligning import align
from documents.comparing.parts import key_of
from documents.notice import Block, Draft, Masthead, Notice
from documents.reading import compose, read_notice

SAMPLES = sorted(Path(documents.__file__).parent.joinpath("samples").glob("*.[!j]*"))
OLD = (
    "本方案为加强两市合作制定，各单位要高度重视。",
    "一、总体要求",
    "坚持政府引导、市场运作，推动两市互利共赢。",
    "二、重点任务",
    "（一）产业协作。鼓励装备制造企业到云岭布局，探索建设园区。（牵头单位：市商务局；配合单位：市财政局）",
    "（二）人才交流。每年选派10名干部挂职，期限为六个月。（牵头单位：市委组织部）",
    "三、组织保障",
    "各区要建立联席会议，及时解决合作中的困难。",
    "市级财政每年安排专项资金300万元，并加强监督。",
)


def notice(*lines: str) -> Notice:
    return replace(compose(Draft(tuple(Block(line) for line in lines))), masthead=Masthead("通知"))


def edited(*changes: tuple[str, str]) -> Notice:
    """The old notice with words replaced; a line that becomes empty is gone."""
    text = "\n".join(OLD)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return notice(*filter(None, text.split("\n")))


def sections(changes: Changes) -> list[tuple[str, str, str]]:
    return [(str(each.kind), each.before, each.after) for each in changes.sections]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_notice_is_the_same_as_itself(path: Path) -> None:
    assert as_text(compare(read_notice(path), read_notice(path))) == "两个版本的内容相同。"


@pytest.mark.parametrize(
    "changes",
    [
        [("两市合作", "两市 合作"), ("300万元", "300 万元")],
        [("（一）", "(一)"), ("；配合", ";配合")],
        [("一、总体要求", "1.总体要求"), ("二、重点任务", "2.重点任务"), ("三、组织保障", "3.组织保障")],
        [("困难。\n市级", "困难。市级")],
        [("一、总体要求\n坚持政府引导、市场运作，推动两市互利共赢。\n", ""), ("二、重点", "一、重点"), ("三、组织", "二、组织"),
         ("加强监督。", "加强监督。\n三、总体要求\n坚持政府引导、市场运作，推动两市互利共赢。")],
    ],
    ids=["空格", "括号宽度", "编号样式", "段落合并", "章节移到最后"],
)  # fmt: skip
def test_what_only_looks_different_is_no_change(changes: list[tuple[str, str]]) -> None:
    assert not compare(notice(*OLD), edited(*changes))
    assert not compare(edited(*changes), notice(*OLD))


def test_new_section_does_not_change_the_ones_it_renumbers() -> None:
    new = edited(
        ("二、重点", "二、合作目标\n到2027年签约项目100个。\n三、重点"), ("三、组织", "四、组织")
    )
    changes = compare(notice(*OLD), new)
    assert sections(changes) == [("新增", "", "二、合作目标\n到2027年签约项目100个。")]
    assert changes.sections[0].heading == ("二、合作目标",)
    assert not changes.duties
    assert sections(compare(new, notice(*OLD))) == [
        ("删除", "二、合作目标\n到2027年签约项目100个。", "")
    ]


def test_renumbered_article_is_reported_for_its_own_words_only() -> None:
    old = notice(
        "第一条 为了保护水资源，制定本办法。",
        "第二条 市水务局主管节水工作。",
        "第三条 单位用水应当装表计量，按月缴费。",
    )
    new = notice("第一条 市水务局主管节水工作。", "第二条 单位用水应当装表计量，按季缴费。")
    assert [(each.kind, each.heading) for each in compare(old, new).sections] == [
        (Kind.REMOVED, ("第一条",)),
        (Kind.ALTERED, ("第二条",)),
    ]


def test_new_heading_over_the_same_words_is_one_change() -> None:
    changes = compare(notice(*OLD), edited(("三、组织保障", "三、保障措施")))
    assert sections(changes) == [("修改", "三、组织保障", "三、保障措施")]


@pytest.mark.parametrize("depth", [1, 400], ids=["短章节", "长章节"])
def test_only_the_paragraph_that_changed_is_reported(depth: int) -> None:
    lines = ["一、工作要求", *(f"第{n}项工作由各区按月报送进展情况。" for n in range(depth))]
    before, after = "市财政局负责审核资金申请材料。", "市财政局负责审核资金申请和验收材料。"
    (change,) = compare(notice(*lines, before), notice(*lines, after)).sections
    assert (change.before, change.after) == (before, after)
    assert change.heading == ("一、工作要求",)


def test_paragraph_cut_in_two_and_rewritten_is_one_change() -> None:
    new = edited(
        ("探索建设园区。（牵头", "共建园区。\n（牵头"), ("市财政局）", "市财政局、市科学技术局）")
    )
    (change,) = compare(notice(*OLD), new).sections
    assert change.kind is Kind.ALTERED
    assert change.before == OLD[4]
    assert change.after.count("\n") == 1


def test_paragraph_of_a_dissolved_section_is_found_in_another() -> None:
    changes = compare(
        notice(*OLD),
        edited(("三、组织保障\n", ""), ("各区要建立联席会议", "两市要建立联席会议")),
    )
    assert ("删除", "三、组织保障", "") in sections(changes)
    assert not any(OLD[8] in (each.before, each.after) for each in changes.sections)


def test_departments_that_two_tasks_exchange_are_reported() -> None:
    tasks = ("一、建设合作产业园区", "（责任单位：市商务局）", "二、选派干部双向挂职", "（责任单位：市教育局）")  # fmt: skip
    changes = compare(notice(*tasks), notice(tasks[0], tasks[3], tasks[2], tasks[1]))
    assert len(changes.sections) == 2
    assert [(each.before, each.after) for each in changes.duties] == [
        (("市商务局",), ("市教育局",)),
        (("市教育局",), ("市商务局",)),
    ]


def test_masthead_is_compared_and_not_repeated_as_text() -> None:
    head = Masthead("关于合作的通知", "甲市政府", "甲政〔2021〕1号", issued_on=date(2021, 9, 6))
    changed = replace(
        head, document_number="甲政〔2024〕5号", issued_on=date(2024, 1, 22), category="经济"
    )
    old, new = (
        replace(notice(title, number, "各单位要落实。", day), masthead=masthead)
        for title, number, day, masthead in (
            (head.title, "甲政〔2021〕1号", "2021年9月6日", head),
            (head.title, "发文字号：甲政〔2024〕5号", "2024年1月22日", changed),
        )
    )
    changes = compare(old, new)
    assert [(each.name, each.before, each.after) for each in changes.masthead] == [
        ("发文字号", "甲政〔2021〕1号", "甲政〔2024〕5号"),
        ("分类", None, "经济"),
        ("成文日期", "2021年9月6日", "2024年1月22日"),
    ]
    assert not changes.sections
    assert not changes.figures


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("牵头单位：市商务局", "牵头单位：市发展改革委"), [("修改", "牵头", ("市商务局",), ("市发展改革委",))]),
        (("；配合单位：市财政局", ""), [("删除", "配合", ("市财政局",), ())]),
        (("市委组织部）", "市委组织部；配合单位：市教育局）"), [("新增", "配合", (), ("市教育局",))]),
        (("装备制造企业到云岭布局", "食品加工企业到云岭投资"), []),
        (("（二）人才交流。每年选派10名干部挂职，期限为六个月。（牵头单位：市委组织部）",
          "（二）教育合作。组织两市二十所学校结成对子。（牵头单位：市教育局）"), [("修改", "牵头", ("市委组织部",), ("市教育局",))]),
    ],
    ids=["换部门", "少一个角色", "多一个角色", "只改任务", "任务换了内容"],
)  # fmt: skip
def test_duties_are_compared_task_by_task(
    change: tuple[str, str], expected: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]
) -> None:
    found = compare(notice(*OLD), edited(change)).duties
    assert [(str(each.kind), each.role, each.before, each.after) for each in found] == expected


def test_deadline_of_a_duty_is_compared() -> None:
    task = "建设合作产业园区。（牵头单位：市商务局；完成时限：{}）"
    (change,) = compare(
        notice(task.format("2024年底前")), notice(task.format("2025年6月底前"))
    ).duties
    assert (change.deadline_before, change.deadline_after) == ("2024年底前", "2025年6月底前")
    assert change.before == change.after == ("市商务局",)


@pytest.mark.parametrize(
    ("sentence", "before", "after"),
    [
        ("对入选企业给予补贴{}，分两年拨付。", "300万元", "500万元"),
        ("市直各单位要在{}前完成整改并报告。", "2024年底", "2025年6月底"),
        ("咨询电话为{}，工作时间有人接听。", "0571-12345678", "0571-87654321"),
        ("专项资金中培训费不得超过{}。", "15%", "百分之二十"),
        ("干部到对方挂职，挂职期限为{}。", "六个月", "一年"),
        ("按照国务院文件（国发{}）执行。", "〔2018〕12号", "〔2023〕4号"),
        ("窗口每天{}开始受理企业申请。", "8:30", "9:00"),
    ],
    ids=["金额", "日期", "电话", "比例", "期限", "文号", "时间"],
)
def test_figures_that_differ_are_named(sentence: str, before: str, after: str) -> None:
    lines = "一、工作安排", "各单位要认真组织实施。"
    old = notice(*lines, sentence.format(before))
    new = notice(*lines, sentence.format(after))
    (change,) = compare(old, new).figures
    assert (change.before, change.after) == (before, after)
    assert change.sentence_before == sentence.format(before)
    assert change.sentence_after == sentence.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("违反本办法第十条规定的，给予警告。", "违反本办法第十二条规定的，给予警告。"),
        ("3.给予补贴500万元，专款专用。", "4.给予补贴500万元，专款专用，不得挪用。"),
        ("给予补贴5000元，专款专用。", "给予补贴5,000元，专款专用，不得挪用。"),
        ("农产品年销售额达到2亿元。", "农产品年销售额达到2亿元，游客达到50万人次。"),
    ],
    ids=["条款", "编号", "千分位", "新增的数字"],
)
def test_what_is_no_changed_figure_is_left(before: str, after: str) -> None:
    changes = compare(notice(before), notice(after))
    assert changes.sections
    assert not changes.figures


def test_clerk_reads_what_was_and_what_is() -> None:
    new = edited(
        ("牵头单位：市商务局", "牵头单位：市发展改革委"),
        ("300万元", "500万元"),
        ("一、总体要求\n坚持政府引导、市场运作，推动两市互利共赢。\n", ""),
    )
    new = replace(new, masthead=Masthead("通知", issued_on=date(2024, 1, 22)))
    assert as_text(compare(notice(*OLD), new)) == (
        "版头（1处）\n"
        "- 成文日期：原无，现「2024年1月22日」\n\n"
        "章节（3处）\n"
        "- 删除 一、总体要求：「一、总体要求 坚持政府引导、市场运作，推动两市互利共赢。」\n"
        "- 修改 二、重点任务 › （一）产业协作：原「…建设园区。（牵头单位：市商务局；配合单位：市财政局）」，"
        "现「…建设园区。（牵头单位：市发展改革委；配合单位：市财政局）」\n"
        "- 修改 三、组织保障：原「市级财政每年安排专项资金300万元，并加强监督。」，现「市级财政每年安排专项资金500万元，并加强监督。」\n\n"
        "职责（1处）\n"
        "- 修改 牵头：「（一）产业协作。鼓励装备制造企业到云岭布局，探索建设园区」；原市商务局，现市发展改革委\n\n"
        "数字（1处）\n"
        "- 原300万元，现500万元：「市级财政每年安排专项资金500万元，并加强监督。」"
    )


def test_clerk_reads_who_is_new_and_who_is_gone() -> None:
    new = edited(("；配合单位：市财政局", ""), ("市委组织部）", "市委组织部；配合单位：市教育局）"))
    told = as_text(compare(notice(*OLD), new))
    assert (
        "- 删除 配合：「（一）产业协作。鼓励装备制造企业到云岭布局，探索建设园区」；原市财政局\n"
        in told
    )
    assert told.endswith(
        "- 新增 配合：「（二）人才交流。每年选派10名干部挂职，期限为六个月」；现市教育局"
    )


def test_long_texts_are_shortened_around_what_differs() -> None:
    long = "各区要建立联席会议，及时解决合作中的困难，" * 30
    told = as_text(compare(notice(f"{long}每年报告。"), notice(f"{long}每季报告。", long)))
    assert (
        "原「…及时解决合作中的困难，每年报告。」，现「…及时解决合作中的困难，每季报告。」" in told
    )
    assert all(len(line) < 150 for line in told.split("\n"))
    assert "…」" in told


WORDS = st.sampled_from(
    ["合作", "园区", "市商务局", "负责", "300万元", "2024年", "，", "每年", "10名"]
)
PARAGRAPH = st.builds(
    lambda words, end: f"甲{''.join(words)}{end}",
    st.lists(WORDS, min_size=1, max_size=12),
    st.sampled_from(["。", "；", "（牵头单位：市教育局）"]),
)
HEADING = st.builds(
    str.__add__,
    st.sampled_from(["一、", "二、", "（一）", "（二）", "1.", "第一章 ", "第一条 "]),
    st.text(alphabet="合作任务保障", min_size=1, max_size=6),
)
LINES = st.lists(st.one_of(PARAGRAPH, HEADING), min_size=1, max_size=15)
NOTICES = LINES.map(lambda lines: notice(*lines))


@given(NOTICES)
def test_nothing_changed_between_a_version_and_itself(version: Notice) -> None:
    assert compare(version, version) == Changes()


@given(NOTICES, NOTICES)
def test_every_text_reported_stands_in_its_version(old: Notice, new: Notice) -> None:
    changes = compare(old, new)
    for each in changes.sections:
        assert each.before == old.text[slice(each.before_start, each.before_end)] * bool(
            each.before
        )
        assert each.after == new.text[slice(each.after_start, each.after_end)] * bool(each.after)
        assert (each.before_start is None, each.after_start is None) == (
            each.kind is Kind.ADDED,
            each.kind is Kind.REMOVED,
        )
    for figure in changes.figures:
        assert figure.before in figure.sentence_before
        assert figure.sentence_before in old.text
        assert figure.after in figure.sentence_after
        assert figure.sentence_after in new.text


@given(NOTICES, NOTICES)
def test_no_new_paragraph_is_passed_over(old: Notice, new: Notice) -> None:
    before = "".join(key_of(line) for line in old.text.split("\n"))
    told = "\n".join(each.after for each in compare(old, new).sections).split("\n")
    for line in new.text.split("\n"):
        assert key_of(line) in before or line in told


@given(st.lists(st.sampled_from("甲乙丙丁")), st.lists(st.sampled_from("甲乙丙丁戊")))
def test_aligned_things_are_equal_and_in_order(old: list[str], new: list[str]) -> None:
    pairs = align(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))
    assert len(align(old, old)) == len(old)


def test_edits_of_a_notice_of_three_hundred_pages_are_all_found() -> None:
    lines = [f"{n}号合作项目按照年度计划推进，{n * 7}名干部参加，按月报告。" * 2 for n in range(6000)]  # fmt: skip
    after = [line.replace("按月报告", "按季报告") if n % 100 == 50 else line for n, line in enumerate(lines)]  # fmt: skip
    assert [each.kind for each in compare(notice(*lines), notice(*after)).sections] == [
        Kind.ALTERED
    ] * 60


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["同一行文字。"] * 5000, ["同一行文字。"] * 4000 + ["另一行。"]),
        (["甲行。", "乙行。", "乙行。"] * 1700, ["乙行。", "甲行。"] * 2500),
        ([f"每户补贴{n}元。" for n in range(5000)], [f"每人奖励{n * 3}元。" for n in range(5000)]),
        (["一、要求", "甲做。"] * 2500, ["一、要求", "乙做。"] * 2500),
    ],
    ids=["同一行", "两种行", "都相似", "同名标题"],
)
def test_repetitive_text_is_compared_to_the_end(old: list[str], new: list[str]) -> None:
    changes = compare(notice(*old), notice(*new))
    assert changes
    assert as_text(changes)
