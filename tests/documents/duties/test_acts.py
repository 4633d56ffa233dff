"""Where a list of names in running prose ends."""

import pytest

from documents.duties.acts import begins_act, names_end, partners

NAMES = {
    "动词在后": ("市商务局负责改造市场", "市商务局"),
    "名单": ("市商务局、市财政局制定办法", "市商务局、市财政局"),
    "名称里有建设": ("住房城乡建设局牵头", "住房城乡建设局"),
    "名称里有审核": ("东岸审核机构进行审核", "东岸审核机构"),
    "名称里有采购": ("联合采购办公室组织招标", "联合采购办公室"),
    "名称里有编制": ("机构编制部门办理", "机构编制部门"),
    "名称里有组织": ("教育、社会组织管理部门提供", "教育、社会组织管理部门"),
    "名称里有审批": ("市行政审批局统一受理", "市行政审批局"),
    "在是名称的一部分": ("渔船所在单位组织培训", "渔船所在单位"),
    "要": ("市商务局要抓好", "市商务局"),
    "介词": ("市商务局在东岸开展", "市商务局"),
    "发给": ("市民政局发给补贴", "市民政局"),
}

NO_NAMES = {
    "没有动词": "市商务局的车辆",
    "不是单位": "赵山河主持会议",
    "平台": "统一平台提供",
    "企业自己的事": "业主单位处理垃圾",
    "空": "",
}


@pytest.mark.parametrize(("text", "names"), NAMES.values(), ids=NAMES)
def test_list_of_names_ends_where_an_act_begins(text: str, names: str) -> None:
    end = names_end(text)
    assert end is not None
    assert text[:end] == names


@pytest.mark.parametrize("text", NO_NAMES.values(), ids=NO_NAMES)
def test_words_without_names_or_without_an_act(text: str) -> None:
    assert names_end(text) is None


PARTNERS = {
    "动词在后": ("市财政局制定办法", ["市财政局"]),
    "不认识的动词": ("市财政局走遍东岸", ["市财政局"]),
    "后面没有话": ("市财政局、市教育局", ["市财政局", "市教育局"]),
    "等部门": ("民政、教育等部门编制规划", ["民政", "教育"]),
    "等部门在中间": (
        "市民政局等部门以及市残联做好统计",
        ["市民政局", "市残联"],
    ),
    "有关部门": ("有关部门细化流程", ["有关部门"]),
    "部门和单位": ("有关部门和单位密切跟踪", ["有关部门和单位"]),
    "市委不是名称": ("市委网信办、市住房和城乡建设局制定", ["市委网信办", "市住房和城乡建设局"]),
    "名单后有状语": ("市商务局尽快按规定落实", ["市商务局"]),
    "空着的括号": ("市财政局　　　制定", ["市财政局"]),
    "县市区": ("县（市、区）人民政府制定", ["县（市、区）人民政府"]),
    "人行": ("人民银行南坡中心支行开展", ["人民银行南坡中心支行"]),
}
NO_PARTNERS = {"没有单位": "专家细化流程", "空": "", "只有动词": "开展检查"}


@pytest.mark.parametrize(("text", "names"), PARTNERS.values(), ids=PARTNERS)
def test_partners_are_named_whatever_follows(text: str, names: list[str]) -> None:
    assert list(partners(text)[0]) == names


@pytest.mark.parametrize("text", NO_PARTNERS.values(), ids=NO_PARTNERS)
def test_nobody_is_named(text: str) -> None:
    assert partners(text) == ((), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("负责汇总", True), ("要组织演练", True), ("市商务局", False), ("", False)],
    ids=["负责", "要组织", "单位", "空"],
)
def test_whether_an_act_begins(text: str, expected: bool) -> None:
    assert begins_act(text) is expected
