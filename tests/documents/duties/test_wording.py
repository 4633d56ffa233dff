"""The words that allot a task: labels, verbs, deadlines."""

import pytest

from documents.duties.wording import read_wording

LEAD, DUTY, SUPPORT = "牵头", "负责", "配合"
A, B, C = "市商务局", "市财政局", "市住房和城乡建设局"
Roles = dict[str, list[str]]

WORDINGS: dict[str, tuple[str, Roles]] = {
    "责任单位": (f"责任单位：{A}、{B}", {DUTY: [A, B]}),
    "半角冒号": (f"责任单位:{A}", {DUTY: [A]}),
    "牵头与配合标签": (f"牵头单位：{A}；配合单位：{B}、{C}", {LEAD: [A], SUPPORT: [B, C]}),
    "句号隔开标签": (f"牵头单位：{A}。配合单位：{B}。", {LEAD: [A], SUPPORT: [B]}),
    "空格隔开标签": (f"牵头单位：{A} 责任单位：{B}、{C}", {LEAD: [A], DUTY: [B, C]}),
    "全角空格隔开标签": (f"牵头部门：{A}　配合部门：{B}", {LEAD: [A], SUPPORT: [B]}),
    "主办协办": (f"主办单位：{A}，协办单位：{B}", {LEAD: [A], SUPPORT: [B]}),
    "承办": (f"承办单位：{A}", {DUTY: [A]}),
    "落实部门": (f"落实部门：{A}", {DUTY: [A]}),
    "参与单位": (f"参与单位：{A}", {SUPPORT: [A]}),
    "主要责任单位": (f"主要责任单位：{A}", {LEAD: [A]}),
    "标签又有动词": (f"责任单位：{A}牵头，{B}配合", {LEAD: [A], SUPPORT: [B]}),
    "标签后按职责分工": (f"责任单位：{A}、{B}按职责分工负责", {DUTY: [A, B]}),
    "牵头配合": (f"{A}牵头，{B}、{C}配合", {LEAD: [A], SUPPORT: [B, C]}),
    "牵头负责": (f"{A}牵头负责", {LEAD: [A]}),
    "牵头并按职责分工": (f"{A}、{B}牵头并按职责分工负责", {LEAD: [A, B]}),
    "牵头与按职责分工": (f"{A}牵头，{B}、{C}按职责分工负责", {LEAD: [A], DUTY: [B, C]}),
    "牵头与等按职责分工": (f"{A}牵头，{B}等按职责分工负责", {LEAD: [A], DUTY: [B]}),
    "等部门按各自职责": (f"{A}、{B}等部门按照各自职责分工负责", {DUTY: [A, B]}),
    "由会同负责": (f"由{A}会同{B}负责", {DUTY: [A], SUPPORT: [B]}),
    "会同多家牵头": (f"{A}会同{B}、{C}牵头负责", {LEAD: [A], SUPPORT: [B, C]}),
    "分别负责": (f"{A}、{B}分别负责", {DUTY: [A, B]}),
    "分工负责": (f"{A}、{B}分工负责", {DUTY: [A, B]}),
    "组织落实": (f"{A}组织落实", {DUTY: [A]}),
    "协助": (f"{A}负责，{B}协助", {DUTY: [A], SUPPORT: [B]}),
    "协助落实": (f"{A}协助落实", {SUPPORT: [A]}),
    "参与": (f"{A}参与", {SUPPORT: [A]}),
    "协同推进": (f"{A}主办，{B}协同推进", {LEAD: [A], SUPPORT: [B]}),
    "换行断开": ("责任单\n位：市商\n务局", {DUTY: [A]}),
    "一类单位": (f"{A}、各县（市、区）人民政府负责", {DUTY: [A, "各县（市、区）人民政府"]}),
    "空格隔开名称": (f"责任单位：{A} {B}", {DUTY: [A, B]}),
    "后面是别的标签": (f"责任单位：{A}，适用范围：全市", {DUTY: [A]}),
    "为责任单位": (f"{A}、{B}均为责任单位", {DUTY: [A, B]}),
    "为牵头单位": (f"{A}为牵头单位，{B}为配合单位", {LEAD: [A], SUPPORT: [B]}),
    "按职责完成工作": (f"{A}、{B}按职责完成有关工作", {DUTY: [A, B]}),
    "单用会": ("省商务厅会省财政厅负责", {DUTY: ["省商务厅"], SUPPORT: ["省财政厅"]}),
    "联合": (f"{A}联合{B}负责", {DUTY: [A], SUPPORT: [B]}),
    "联合后是引号": ("流通部门联合“夜市”办公室负责", {DUTY: ["流通部门联合“夜市”办公室"]}),
    "名称里有实施": ("责任单位：市项目实施中心", {DUTY: ["市项目实施中心"]}),
}


@pytest.mark.parametrize(("text", "expected"), WORDINGS.values(), ids=WORDINGS)
def test_roles_and_departments(text: str, expected: Roles) -> None:
    wording = read_wording(text)
    assert wording
    assert {a.role: list(a.departments) for a in wording.allotments} == expected
    assert all(a.party is None for a in wording.allotments)


DEADLINES = {
    "完成时限标签": (f"责任单位：{A}；完成时限：2024年6月底前", "2024年6月底前"),
    "时限在中间": (f"牵头单位：{A}；完成时限：2024年6月底前；配合单位：{B}", "2024年6月底前"),
    "完成时间": (f"责任单位：{A}；完成时间：2025年12月", "2025年12月"),
    "时限在括号里": (f"责任单位：{A}（时限：长期坚持）", "长期坚持"),
    "没有标签": (f"{A}负责，2024年6月底前完成", "2024年6月底前完成"),
    "分号后": (f"{A}牵头，{B}配合；2024年8月底前完成", "2024年8月底前完成"),
    "持续推进": (f"责任单位：{A}；完成时限：持续推进", "持续推进"),
    "长期坚持没有标签": (f"{A}负责，长期坚持", "长期坚持"),
    "年底前": (f"{A}负责，年底前完成", "年底前完成"),
    "多一个左括号": (f"责任单位：{A}；完成时限：（2026年6月", "2026年6月"),
    "没有": (f"{A}负责", None),
}


@pytest.mark.parametrize(("text", "expected"), DEADLINES.values(), ids=DEADLINES)
def test_deadline(text: str, expected: str | None) -> None:
    wording = read_wording(text)
    assert wording
    assert wording.deadline == expected
    assert {n for a in wording.allotments for n in a.departments} <= {A, B}


PARTIES = {
    "静溪": ("静溪落实部门：区商务局", "静溪"),
    "青麓度假区": ("青麓度假区责任单位：经济发展局", "青麓度假区"),
    "主要": ("主要责任单位：市商务局", None),
    "市级": ("市级责任单位：市商务局", None),
}


@pytest.mark.parametrize(("text", "expected"), PARTIES.values(), ids=PARTIES)
def test_side_that_a_label_names(text: str, expected: str | None) -> None:
    wording = read_wording(text)
    assert wording
    assert [a.party for a in wording.allotments] == [expected]


NOTHING = {
    "空": "",
    "只有标签": "责任单位：",
    "同上要看前文": "责任单位：同上",
    "只有人名": "责任人：赵山河",
    "联系人": "联系人：市商务局赵山河",
    "主送": "主送：市商务局、市财政局",
    "抄送": "抄送：市委办公室，市人大常委会办公室",
    "只有名称": "市商务局、市财政局",
    "负责人": "市商务局负责人",
    "只有动词": "牵头负责",
    "只有时限": "2024年6月底前完成",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_words_that_allot_nothing(text: str) -> None:
    assert read_wording(text) is None


def test_bare_names_are_responsible_where_the_caller_says_so() -> None:
    wording = read_wording("市商务局、市财政局", bare=True)
    assert wording
    assert [(a.role, a.departments) for a in wording.allotments] == [
        (DUTY, ("市商务局", "市财政局"))
    ]
