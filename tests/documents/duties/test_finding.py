"""Every assignment of a notice, with its task, its words and their place."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.duties import find_duties
from documents.formats.text import read_text
from documents.notice import CELL, Masthead, Notice, Section
from documents.reading import compose

LEAD, DUTY, SUPPORT = "牵头", "负责", "配合"
Row = tuple[str, str, list[str]]


def notice(*lines: str, sections: tuple[Section, ...] = ()) -> Notice:
    """A notice without an outline."""
    return Notice(Masthead("通知"), "\n".join(lines), sections)


def rows(*lines: str) -> list[Row]:
    """(task, role, departments) of every assignment."""
    return [(d.task, d.role, list(d.departments)) for d in find_duties(notice(*lines))]


FOUND: dict[str, tuple[list[str], list[Row]]] = {
    "括号标签": (
        ["改造东岸市场。（牵头单位：市商务局；配合单位：市财政局）"],
        [("改造东岸市场", LEAD, ["市商务局"]), ("改造东岸市场", SUPPORT, ["市财政局"])],
    ),
    "括号动词": (["改造东岸市场（市商务局负责）。"], [("改造东岸市场", DUTY, ["市商务局"])]),
    "括号名单": (["改造东岸市场。（市商务局、市财政局）"], [("改造东岸市场", DUTY, ["市商务局", "市财政局"])]),
    "挂牌名称": (
        ["改造东岸市场（市商务局（市粮食局）负责）。"],
        [("改造东岸市场", DUTY, ["市商务局（市粮食局）"])],
    ),
    "各种括号": (
        ["改造市场【市商务局牵头】。建设冷链〔责任单位：市交通局〕。修复古城[市住建局负责]。"],
        [
            ("改造市场", LEAD, ["市商务局"]),
            ("建设冷链", DUTY, ["市交通局"]),
            ("修复古城", DUTY, ["市住建局"]),
        ],
    ),
    "括号未闭合": (
        ["改造市场。（责任单位：市商务局、市财政局", "建设冷链。（市交通局负责）"],
        [("改造市场", DUTY, ["市商务局", "市财政局"]), ("建设冷链", DUTY, ["市交通局"])],
    ),
    "前一个括号未闭合": (
        ["改造市场（东岸片区。建设冷链（市交通局负责）。"],
        [("改造市场（东岸片区。建设冷链", DUTY, ["市交通局"])],
    ),
    "一段三项各归各句": (
        ["改造市场。（市商务局负责）建设冷链。（市交通局负责）修复古城。（市住建局牵头）"],
        [
            ("改造市场", DUTY, ["市商务局"]),
            ("建设冷链", DUTY, ["市交通局"]),
            ("修复古城", LEAD, ["市住建局"]),
        ],
    ),
    "一段两句各有单位": (
        ["市商务局负责改造市场，市交通局负责建设冷链。由市教育局牵头，办好学校。"],
        [
            ("市商务局负责改造市场", DUTY, ["市商务局"]),
            ("市交通局负责建设冷链", DUTY, ["市交通局"]),
            ("由市教育局牵头，办好学校", LEAD, ["市教育局"]),
        ],
    ),
    "只说由谁牵头": (
        ["改造东岸市场，面积扩大一倍。由区商务局牵头，区财政局配合，2024年5月底前完成。"],
        [
            ("改造东岸市场，面积扩大一倍", LEAD, ["区商务局"]),
            ("改造东岸市场，面积扩大一倍", SUPPORT, ["区财政局"]),
        ],
    ),
    "段末标签": (
        ["改造市场。牵头单位：市商务局。配合单位：市财政局。"],
        [("改造市场", LEAD, ["市商务局"]), ("改造市场", SUPPORT, ["市财政局"])],
    ),
    "一段两个标签": (
        ["改造市场。责任单位：市商务局。建设冷链。牵头单位：市交通局。配合单位：市财政局。"],
        [
            ("改造市场", DUTY, ["市商务局"]),
            ("建设冷链", LEAD, ["市交通局"]),
            ("建设冷链", SUPPORT, ["市财政局"]),
        ],
    ),
    "标签各占一行": (
        ["改造东岸农贸市场。", "• 牵头单位：市商务局", "• 配合单位：市财政局", "建设冷链物流中心。", "• 责任单位：市交通局"],
        [
            ("改造东岸农贸市场", LEAD, ["市商务局"]),
            ("改造东岸农贸市场", SUPPORT, ["市财政局"]),
            ("建设冷链物流中心", DUTY, ["市交通局"]),
        ],
    ),
    "同上": (
        ["改造东岸市场。（责任单位：市商务局）", "改造西岸市场。（责任单位：同上）", "改造北岸市场。责任单位同上"],
        [
            ("改造东岸市场", DUTY, ["市商务局"]),
            ("改造西岸市场", DUTY, ["市商务局"]),
            ("改造北岸市场", DUTY, ["市商务局"]),
        ],
    ),
    "列第一位者牵头": (
        ["改造市场。（责任单位：市商务局、市财政局、市教育局）", "建设冷链。（责任单位：市交通局）", "责任单位列第一位者为牵头单位。"],
        [
            ("改造市场", LEAD, ["市商务局"]),
            ("改造市场", DUTY, ["市财政局", "市教育局"]),
            ("建设冷链", DUTY, ["市交通局"]),
        ],
    ),
    "表格": (
        [
            "序号\t任务\t牵头单位\t配合单位\t完成时限",
            "园区类",
            "1\t编制规划\t市发改委\t市商务局、市财政局\t6月底",
            "流通类\t流通类\t流通类\t流通类\t流通类",
            "2\t建设冷链\t市商务局\t\t8月底",
            "三、保障。由市教育局负责办学。",
            "3\t表外的行\t市民政局\t\t",
        ],
        [
            ("编制规划", LEAD, ["市发改委"]),
            ("编制规划", SUPPORT, ["市商务局", "市财政局"]),
            ("建设冷链", LEAD, ["市商务局"]),
            ("由市教育局负责办学", DUTY, ["市教育局"]),
        ],
    ),
    "下一条连在标签后": (
        ["1.改造东岸农贸市场。责任单位：市商务局、市财政局 2.建设冷链物流中心。责任单位：市交通局"],
        [
            ("1.改造东岸农贸市场", DUTY, ["市商务局", "市财政局"]),
            ("2.建设冷链物流中心", DUTY, ["市交通局"]),
        ],
    ),
    "主送之后": (
        ["各区人民政府：", "改造东岸农贸市场。（市商务局负责）"],
        [("改造东岸农贸市场", DUTY, ["市商务局"])],
    ),
    "前一条的数据来源": (
        ["改造东岸市场。（市商务局）", "数据来源：年报", "第二条 建设冷链物流中心。（市交通局）"],
        [
            ("改造东岸市场", DUTY, ["市商务局"]),
            ("第二条 建设冷链物流中心", DUTY, ["市交通局"]),
        ],
    ),
    "逗号前牵头": (
        ["改造市场。（市商务局，市财政局、市教育局）", "（逗号前为牵头单位，逗号后为配合单位）"],
        [
            ("改造市场", LEAD, ["市商务局"]),
            ("改造市场", DUTY, ["市财政局", "市教育局"]),
        ],
    ),
    "以下均需": (
        ["改造市场。（市商务局负责。以下各项均需各区政府落实，不再列出）", "建设冷链。（市交通局负责）"],
        [
            ("改造市场", DUTY, ["市商务局"]),
            ("以下各项均需各区政府落实，不再列出", DUTY, ["各区政府"]),
            ("建设冷链", DUTY, ["市交通局"]),
        ],
    ),
    "县市区里有开发区": (
        ["各县（市、区、开发区）负责普查渡口。"],
        [("各县（市、区、开发区）负责普查渡口", DUTY, ["各县（市、区、开发区）"])],
    ),
    "对象在前一句": (
        ["渡口每年检查。具体办法由市交通局会同市财政局制定。"],
        [
            ("渡口每年检查。具体办法由市交通局会同市财政局制定", DUTY, ["市交通局"]),
            ("渡口每年检查。具体办法由市交通局会同市财政局制定", SUPPORT, ["市财政局"]),
        ],
    ),
    "新闻里要做的": (
        ["本报讯 市商务局会同市财政局发放消费券。", "市商务局要牵头办好夜市。"],
        [("市商务局要牵头办好夜市", LEAD, ["市商务局"])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), FOUND.values(), ids=FOUND)
def test_assignments_and_their_tasks(lines: list[str], expected: list[Row]) -> None:
    assert rows(*lines) == expected


NOTHING = {
    "空": "",
    "空白": "  　 ",
    "横线": "——————",
    "联系人": "联系人：市商务局赵山河，电话5550101。",
    "主送": "各区人民政府，市商务局、市财政局：",
    "主送机关": "主送机关：市商务局、市财政局",
    "抄送": "抄送：市委办公室，市商务局、市财政局。",
    "标题": "南坡市人民政府关于印发由市商务局牵头改造市场方案的通知",
    "书名号": "请学习《由市商务局负责的市场改造方案》。",
    "落款": "南坡市商务局",
    "出席": "出席：赵山河（市商务局）、林听雨（市财政局）",
    "职务": "记录：林听雨（市财政局）",
    "负责解释": "第九条 本办法由市商务局负责解释。",
    "负责人": "对进度落后的，约谈市商务局负责人。",
    "描述": "政府负责水路运输管理的部门应当检查。",
    "普通括号": "改造市场（含东岸、西岸）。",
    "别的表": "姓名\t单位\t职务",
    "新闻署名": "（市商务局）",
    "处罚": "违反规定的，由市商务局责令改正；拒不改正的，由市商务局吊销许可证。",
    "已做的事": "截至目前，由市商务局牵头，市财政局配合，夜市已开三处。",
    "号召": "相关部门要密切配合。",
}


@pytest.mark.parametrize("line", NOTHING.values(), ids=NOTHING)
def test_what_is_no_assignment(line: str) -> None:
    assert rows(line) == []


def test_lines_for_two_sides_have_one_task() -> None:
    duties = find_duties(
        notice(
            "（一）共建园区。静溪区与青麓度假区共建食品园。",
            "静溪落实部门：区商务局、区财政局",
            "青麓落实部门：经济发展局",
        )
    )
    assert [(d.party, d.departments) for d in duties] == [
        ("静溪区", ("区商务局", "区财政局")),
        ("青麓度假区", ("经济发展局",)),
    ]
    assert {d.task for d in duties} == {"（一）共建园区。静溪区与青麓度假区共建食品园"}


def test_task_begins_under_its_own_heading() -> None:
    lines = ("一、流通", "本段没有分工。", "二、市场", "改造市场。（市商务局负责）")
    begin = len("\n".join(lines[:2])) + 1
    text = "\n".join(lines)
    sections = (Section("一、流通", 1, 0, begin), Section("二、市场", 1, begin, len(text)))
    (duty,) = find_duties(notice(*lines, sections=sections))
    assert (duty.task, duty.headings) == ("二、市场\n改造市场", ("二、市场",))


def test_deadline_of_the_statement() -> None:
    (duty,) = find_duties(notice("改造市场。（责任单位：市商务局；完成时限：2024年6月底前）"))
    assert duty.deadline == "2024年6月底前"


BLOCKS: dict[str, tuple[list[str], list[str | None]]] = {
    "标签之后一行": (
        ["改造东岸农贸市场。", "牵头单位：市商务局", "参与部门：市财政局", "完成时限：2026年6月底前", "修复古城。（市住建局负责）"],
        ["2026年6月底前", "2026年6月底前", None],
    ),
    "期限在下一行": (
        ["改造东岸农贸市场。", "责任单位：市商务局", "完成时限：", "2026年6月底前", "修复古城。（市住建局负责）"],
        ["2026年6月底前", None],
    ),
    "隔着空行": (
        ["改造东岸农贸市场。", "责任单位：市商务局", "", "完成时限：长期坚持"],
        ["长期坚持"],
    ),
    "标签自带期限": (
        ["改造东岸农贸市场。", "责任单位：市商务局；完成时限：2026年5月", "完成时限：2026年6月底前"],
        ["2026年5月"],
    ),
    "隔着任务": (
        ["改造东岸农贸市场。", "责任单位：市商务局", "修复古城。", "完成时限：2026年6月底前"],
        [None],
    ),
    "括号之后": (
        ["改造东岸农贸市场。（市商务局负责）", "完成时限：2026年6月底前"],
        [None],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "deadlines"), BLOCKS.values(), ids=BLOCKS)
def test_deadline_on_a_line_under_the_labels(lines: list[str], deadlines: list[str | None]) -> None:
    text = "\n".join(lines)
    duties = find_duties(notice(*lines))
    assert [d.deadline for d in duties] == deadlines
    assert "时限" not in "".join(d.task for d in duties)
    for duty in duties:
        assert duty.quote == text[duty.start : duty.end]
        if duty.deadline_at:
            assert text[slice(*duty.deadline_at)] == duty.deadline
        elif duty.deadline:
            assert duty.deadline in duty.quote


def test_deadline_of_a_sentence() -> None:
    (duty,) = find_duties(notice("由市商务局于2026年8月底前组织夜市。"))
    assert (duty.deadline, duty.deadline_at) == ("2026年8月底前", None)


def test_task_is_never_longer_than_it_says() -> None:
    long = "扩大东岸市场的面积，" * 200
    (duty,) = find_duties(notice(f"{long}。（市商务局负责）"))
    assert 8 <= len(duty.task) <= 590
    assert long.endswith(duty.task[-20:] + "，")


# --- what holds for every text -------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "市商务局", "市财政局", "各县（市、区）人民政府", "市 教 育 局", "静溪", "甲", "改造市场", "同上", "列第一位者为牵头单位",
        "责任单位：", "牵头单位:", "静溪落实部门：", "完成时限：", "2024年6月底前", "由", "会同", "牵头", "负责", "配合", "按职责分工负责",
        "、", "，", "。", "；", "和", "等部门", "（", "）", "(", "【", "】", "〔",
        "《", "》", "\n", CELL, " ", "　", "任务", "序号", "不", "的",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=80))
SAME = re.compile(r"(?:责任|牵头|配合|落实)(?:单位|部门)\s*[:：]?\s*同上")


def words(text: str) -> str:
    """White space aside; the cells of a row may hold lists without marks."""
    return re.sub(r"[\s、]", "", text)


@settings(max_examples=300)
@given(TEXTS)
def test_quote_stands_in_the_text_and_holds_the_departments(text: str) -> None:
    duties = find_duties(notice(text))
    assert [d.start for d in duties] == sorted(d.start for d in duties)
    for duty in duties:
        assert duty.quote == text[duty.start : duty.end]
        assert duty.quote.strip()
        assert duty.departments
        assert len(duty.task) <= 590
        if duty.deadline_at:
            assert text[slice(*duty.deadline_at)] == duty.deadline
        place = text if SAME.search(duty.quote) else duty.quote
        assert all(words(name) in words(place) for name in duty.departments)


BODIES = st.lists(
    st.sampled_from(["市商务局", "市住房和城乡建设局", "市工业和信息化局", "各县（市、区）人民政府", "市妇联"]),
    min_size=2,
    max_size=4,
    unique=True,
)  # fmt: skip
TASKS = st.sampled_from(
    [
        "改造东岸农贸市场，扩大营业面积并配齐冷藏设备，年底前对外营业",
        "在南坡工业园建设冷链物流中心，支持本地企业开展跨区配送业务",
        "办好秋季农产品展销会，组织两地企业签订年度购销协议并按月通报",
    ]
)
WORDINGS: list[Callable[[list[str]], str]] = [
    lambda names: f"（责任单位：{'、'.join(names)}）",
    lambda names: f"（牵头单位：{names[0]}；配合单位：{'、'.join(names[1:])}）",
    lambda names: f"（{names[0]}牵头，{'、'.join(names[1:])}按职责分工负责）",
    lambda names: f"由{names[0]}牵头，{'、'.join(names[1:])}配合。",
    lambda names: f"由{names[0]}会同{'、'.join(names[1:])}负责，2026年8月底前完成。",
]
PARAGRAPHS = st.lists(
    st.builds(
        lambda task, names, wording: f"{task}。{wording(names)}",
        TASKS,
        BODIES,
        st.sampled_from(WORDINGS),
    ),
    min_size=4,
    max_size=8,
)
WIDTH = 32


def wrapped(paragraph: str) -> list[str]:
    """The printed lines of a paragraph whose first line is set in by two characters."""
    cuts = [0, *range(WIDTH - 2, len(paragraph), WIDTH), len(paragraph)]
    return [paragraph[a:b] for a, b in pairwise(cuts) if a < b]


def said(content: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The assignments of a text file, white space aside."""
    duties = find_duties(compose(read_text(content.encode())))
    return [(re.sub(r"\s", "", d.task), d.role, d.departments) for d in duties]


@settings(max_examples=60)
@given(PARAGRAPHS)
def test_hard_wraps_change_nothing(paragraphs: list[str]) -> None:
    numbered = [f"{i}.{text}" for i, text in enumerate(paragraphs, start=1)]
    whole = said("\n".join(["关于改造市场的通知", *numbered]))
    lines = [line for text in numbered for line in wrapped(text)]
    assert said("\n".join(["关于改造市场的通知", *lines])) == whole
    assert len(whole) >= len(paragraphs)
