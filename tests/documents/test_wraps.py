"""PDF-made text: cut at the page's width, and put back together."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.formats.wraps import (
    column_width,
    group_lines,
    is_hard_wrapped,
    is_page_number,
    join_lines,
)
from documents.reading import parse
from tests.shared import SHARED, needs_shared

FULL = 30
BODY = (
    "为落实两市对口合作框架协议确定的各项任务，扩大优质农产品销售规模，经与度假区农林水务局协商，"
    "现就二〇二四年产销对接有关工作安排如下，请各有关单位结合实际认真抓好贯彻落实并按月报送进展情况。"
)

PLAIN = (
    "各有关单位要按照本通知要求认真组织开展对口合作产销对接活动并将活动开展情况按月报送区商务局市场流通科"
    "汇总后统一上报市人民政府办公室。"
)


def wrapped(paragraph: str, indent: int = 2) -> list[str]:
    """The printed lines of a paragraph whose first line is set in, as a PDF's text gives them."""
    first = FULL - indent
    rest = range(first, len(paragraph), FULL)
    return [paragraph[:first], *(paragraph[i : i + FULL] for i in rest)]


def pieces(paragraph: str) -> list[str]:
    """The same, broken after every comma and before quotations too, as many PDF tools do."""
    return [
        piece
        for line in wrapped(paragraph)
        for piece in re.split(r"(?<=[，、。；])|(?=[“《（])", line)
        if piece
    ]


def paragraphs(*lines: str) -> list[str]:
    return [join_lines([lines[i] for i in group]) for group in group_lines(lines)]


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param([BODY, BODY], id="两段正文"),
        pytest.param(["一、工作目标", BODY], id="标题独占一行"),
        pytest.param(
            [f"（一）建好展销平台。{BODY}", f"（二）拓宽销售渠道。{BODY}"], id="标题与正文同行"
        ),
        pytest.param(
            ["关于做好产销对接工作的通知", "各街道办事处，区供销社，各有关企业：", BODY],
            id="标题和主送机关",
        ),
        pytest.param([BODY, "澄川市北屏区商务局", "2024年5月22日", "（此件公开发布）"], id="落款"),
        pytest.param(
            [BODY, "澄川市财政局", "澄川市商务局", "澄川市农业农村局", "二〇二四年五月二十二日"],
            id="多个机关落款",
        ),
        pytest.param(
            [BODY, "附件：1.产销对接活动安排表", "2.责任清单", "澄川市商务局", "2024年5月22日"],
            id="附件说明",
        ),
        pytest.param(["第一章 总则", f"第一条 {BODY}", f"第二条 {BODY}"], id="章和条"),
        pytest.param(
            [f"{BODY}（责任单位：市商务局、市供销合作社）", "各单位要提高认识。", BODY],
            id="责任括号结束一段",
        ),
        pytest.param(
            [BODY, "牵头单位：市商务局、市农业农村局", "完成时限：2024年6月"], id="标签行"
        ),
        pytest.param([BODY, "联系人：顾念北，联系电话：0600-5550128。"], id="联系人另起一段"),
    ],
)
def test_printed_lines_become_the_paragraphs_they_were(expected: list[str]) -> None:
    together = [line for paragraph in expected for line in wrapped(paragraph)]
    assert paragraphs(*together) == [text.replace(" ", "") for text in expected]


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["一、工作目标", BODY, "二、主要任务", BODY], id="标题和正文"),
        pytest.param(
            [f"1.建好“展销平台”。{BODY}", f"2.拓宽《目录》渠道。{BODY}"], id="引号和书名号前断开"
        ),
        pytest.param(
            [f"（一）完善机制。{BODY}（市商务局、市财政局按职责分工负责）", "（二）强化保障"],
            id="责任括号",
        ),
        pytest.param([BODY, "澄川市财政局", "2024年5月22日"], id="落款"),
    ],
)
def test_lines_broken_after_marks_become_the_paragraphs_they_were(expected: list[str]) -> None:
    texts = [PLAIN, PLAIN, *expected]
    assert paragraphs(*(piece for text in texts for piece in pieces(text))) == texts


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["对市场主体的处罚，由市场监管部门依照本办法", "第三条规定执行，法律另有规定的，从其规定。"],
            ["对市场主体的处罚，由市场监管部门依照本办法第三条规定执行，法律另有规定的，从其规定。"],
            id="第三条规定不是新的一条",
        ),
        pytest.param(
            ["符合下列情形之一的单位，按照本通知第二部分", "（一）项的要求办理，不再重复提交材料给窗口。"],
            ["符合下列情形之一的单位，按照本通知第二部分（一）项的要求办理，不再重复提交材料给窗口。"],
            id="句中的（一）不是标题",
        ),
        pytest.param(
            ["建设产业合作园区，完善配套设施（牵头单位：", "市发展改革委；配合单位：", "市商务局）。", "二、保障措施"],
            ["建设产业合作园区，完善配套设施（牵头单位：市发展改革委；配合单位：市商务局）。", "二、保障措施"],
            id="括号跨行",
        ),
        pytest.param(
            ["建设园区，完善配套设施。〔责", "任单位：市发展改革委", "〕"],
            ["建设园区，完善配套设施。〔责任单位：市发展改革委〕"],
            id="六角括号跨行",
        ),
        pytest.param(
            ["到2025 年底，销售额达到6000 万元，比2023 年", "增长20% 以上，带动农户1500 户增收。"],
            ["到2025年底，销售额达到6000万元，比2023年增长20%以上，带动农户1500户增收。"],
            id="数字与汉字之间的空格",
        ),
        pytest.param(
            ["推广应用软件，包括APP Store 和Smart", "City 平台，方便群众网上办理各类业务事项。"],
            ["推广应用软件，包括APP Store和Smart City平台，方便群众网上办理各类业务事项。"],
            id="英文单词之间留空格",
        ),
        pytest.param(["一、", "工作目标"], ["一、工作目标"], id="序号与标题断开"),
        pytest.param(["关于印发《要点》的", "通知", "各区人民政府："], ["关于印发《要点》的通知", "各区人民政府："], id="标题在“的”后换行"),
        pytest.param(["为推进合作，", "", "制定本方案。"], ["为推进合作，", "制定本方案。"], id="空行分段"),
        pytest.param(["实现线上", "“一窗办理”", "。"], ["实现线上“一窗办理”。"], id="标点落在行首"),
        pytest.param(["云政发〔2024〕3号", "各区人民政府："], ["云政发〔2024〕3号", "各区人民政府："], id="文号独立"),
        pytest.param(
            ["大兴安岭地区水电气热讯联合服务工作规范(试行)", "为贯彻部署，制定本规范，请遵照执行，抓好落实。"],
            ["大兴安岭地区水电气热讯联合服务工作规范(试行)", "为贯彻部署，制定本规范，请遵照执行，抓好落实。"],
            id="带试行的标题",
        ),
    ],
)  # fmt: skip
def test_lines_joined_and_parted(lines: list[str], expected: list[str]) -> None:
    assert paragraphs(*lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(wrapped(BODY * 4), True, id="整行断开"),
        pytest.param(pieces(BODY * 3), True, id="标点处断开"),
        pytest.param([f"（一）{BODY}"] * 12, False, id="一段一行"),
        pytest.param(["一、目标", "二、任务", "三、保障"] * 5, False, id="只有标题"),
        pytest.param(
            [f"（{n}）有健全的安全生产管理制度；" for n in "一二三四五六七八九"],
            False,
            id="条款列表",
        ),
        pytest.param(["姓名", "单位", "职务"] * 10, False, id="表格的格子"),
        pytest.param([], False, id="空"),
    ],
)
def test_is_hard_wrapped(lines: list[str], expected: bool) -> None:
    assert is_hard_wrapped(lines) is expected


def test_width_of_the_column_is_that_of_full_lines() -> None:
    assert column_width([*wrapped(BODY * 3), "一、目标", "（此件公开发布）"]) == FULL
    assert column_width([]) == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("— 3 —", True), ("—12—", True), ("- 4 -", True), ("－５－", True),
        ("3", False), ("2024", False), ("-5℃", False), ("1-2", False),
    ],
)  # fmt: skip
def test_is_page_number(line: str, expected: bool) -> None:
    assert is_page_number(line) is expected


@given(
    st.lists(
        st.text(alphabet="对口合作方案一二（）“”，。；：、.1第条附件 a", max_size=40), max_size=25
    )
)
def test_every_line_is_in_one_paragraph_in_order(lines: list[str]) -> None:
    groups = group_lines(lines)
    assert [i for group in groups for i in group] == [
        i for i, line in enumerate(lines) if line.strip()
    ]
    joined = "".join(join_lines([lines[i] for i in group]) for group in groups)
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", "".join(lines))


@needs_shared
def test_real_notices_have_hardly_a_paragraph_cut_in_a_sentence() -> None:
    """A paragraph with a comma in it that has no end mark is one cut in two, sign-offs aside."""
    cut = paragraph_count = 0
    for path in sorted((SHARED / "data/notices_2023/documents").iterdir()):
        lines = parse(".txt", path.read_bytes()).text.split("\n")
        paragraph_count += len(lines)
        cut += sum("，" in line and line.endswith(("，", "、")) for line in lines)
        cut += sum(bool(re.match("[，。；、）”》]", line)) for line in lines)
    assert cut <= paragraph_count * 0.001
