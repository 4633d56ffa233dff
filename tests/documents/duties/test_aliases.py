"""Full and short names of one department."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.duties.aliases import TERMS, other_names, same_department, stem
from documents.duties.spellings import DEPARTMENTS

ALIKE = {
    "发展改革": ["发改委", "市发改委", "发展改革局", "静溪区发展和改革局", "国家发展改革委"],
    "市场监管": ["市监局", "市场监管局", "市市场监督管理局", "静溪区市场监管局", "市场监管总局"],
    "人力社保": ["人社局", "市人力资源和社会保障局", "区人力资源社会保障局"],
    "住房建设": ["住建局", "市住房和城乡建设局", "市建委", "南坡市住房和城乡建设管理委员会"],
    "文旅": ["文旅局", "州文旅局", "市文化和旅游局"],
    "卫健": ["卫健委", "市卫生健康委员会", "县卫生健康局", "卫生健康行政部门"],
    "交通": ["交通局", "省交通运输厅", "南坡市静溪区交通运输局"],
    "工信": ["工信局", "市工业和信息化局"],
    "经信": ["经信委", "市经济和信息化局", "市经济信息化委"],
    "金融": ["地方金融监管局", "市金融监管局", "市金融办", "市金融局", "市政府金融办"],
    "规划资源": [
        "自然资源和规划局",
        "规划和自然资源局",
        "市规划资源局",
        "市资源规划局",
        "市自规局",
    ],
    "科技": ["市科委", "区科委", "科技局", "省科技厅"],
    "教育": ["市教委", "市教育局", "教育部", "教育主管部门"],
    "国资": ["国有资产监督管理委员会", "市国资委", "省政府国资委"],
    "管委会": ["静溪开发区管委会", "静溪开发区管理委员会"],
    "经开区": ["市经开区管委会", "经济技术开发区管理委员会"],
    "网信": ["市委网信办", "网信办", "省委网信办"],
    "宣传": ["市委宣传部", "宣传部"],
    "统战": ["市委统战部", "统战部"],
    "口岸": ["市政府口岸办", "口岸办", "市口岸办公室"],
    "外事": ["市政府外办", "市外办", "外事办公室"],
    "税务": ["税务总局", "市税务局", "国家税务总局南坡市税务局", "税务部门"],
    "人民银行": ["中国人民银行", "人民银行", "人行南坡中心支行", "中国人民银行静溪市中心支行"],
    "银保监": ["南坡银保监局", "静溪银保监分局", "银保监会"],
    "海关": ["南坡海关", "静溪海关"],
    "证监": ["南坡证监局", "证监会"],
    "供电": ["南坡供电局", "市供电局", "国网静溪供电公司"],
    "法院": ["市法院", "市中级人民法院", "市中院", "市人民法院"],
    "检察": ["市检察院", "人民检察院"],
    "审批": ["行政审批服务局", "市行政审批局", "审批服务管理局"],
    "政务": ["省政务局", "政务服务局", "政务服务管理局"],
    "数据": ["大数据局", "市大数据发展局", "大数据管理局"],
    "药监": ["市药监局", "药品监督管理局", "药品监管局"],
    "城管": ["市城管局", "市城市管理局", "城管执法局", "城市管理和综合执法局"],
    "公积金": ["公积金中心", "住房公积金管理中心"],
    "供销": ["市供销社", "供销合作总社"],
    "妇联": ["市妇联", "妇女联合会"],
    "共青团": ["团市委", "共青团市委", "团省委"],
    "残联": ["市残联", "残疾人联合会"],
    "科协": ["市科协", "科学技术协会"],
    "工商联": ["市工商联", "工商业联合会"],
    "部门": ["市财政局", "财政部门", "国务院财政部门", "财政主管部门"],
    "机关": ["市公安局", "公安机关"],
    "市政府": ["市政府", "南坡市人民政府", "市人民政府"],
    "县区政府": ["各县（市、区）人民政府", "各县区政府", "县人民政府"],
    "政府办": ["市政府办公室", "市政府办"],
    "带挂牌名称": ["市商务局（市口岸办）", "商务局"],
    "度假区": ["青麓度假区经济发展局", "经济发展局"],
}


@pytest.mark.parametrize("names", ALIKE.values(), ids=ALIKE)
def test_names_of_one_department(names: list[str]) -> None:
    pairs = product(names, names)
    assert [pair for pair in pairs if not same_department(*pair)] == []


APART = [
    ("市商务局", "市财政局"),
    ("市教育局", "市体育局"),
    ("市发展改革委", "经济发展局"),
    ("市委组织部", "市委宣传部"),
    ("局", "委"),
    ("市", "县"),
    ("", "市商务局"),
    ("市政府办公室", "市政府"),
    ("市委办公室", "市政府办公室"),
    ("国务院办公厅", "国务院"),
    ("市渡口整治领导小组", "市渡口整治领导小组办公室"),
    ("市城市管理局", "中央商务区管理局"),
    ("市政府有关部门", "市直有关部门"),
    ("市政府有关部门", "市财政局"),
    ("有关部门", "财政部门"),
    ("人民银行南坡分行", "工行静溪分行"),
    ("南坡集团", "静溪集团"),
    ("静溪新区管委会", "青麓新区管委会"),
    ("省人民政府", "各县区人民政府"),
    ("市政府", "镇政府"),
    ("市委", "市政府"),
    ("市自然资源局", "市资源规划局"),
    ("市信息中心", "市大数据中心"),
    ("市科协", "市科技局"),
    ("检察院", "法院"),
    ("市水利局", "市水务局"),
]


@pytest.mark.parametrize(("one", "other"), APART, ids=[f"{a or '空'}-{b}" for a, b in APART])
def test_names_of_two_departments(one: str, other: str) -> None:
    assert not same_department(one, other)
    assert not same_department(other, one)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("市商务局", "商务"), ("区域合作局", "区域合作"), ("市场监督管理局", "市场监督管理"), ("局", "局"), ("", "")],
    ids=["去掉地名与级别", "区域不是区", "市场不是市", "只有级别", "空"],
)  # fmt: skip
def test_stem(name: str, expected: str) -> None:
    assert stem(name) == expected


@pytest.mark.parametrize("key", DEPARTMENTS)
def test_first_character_of_a_stem_stands_in_every_spelling(key: str) -> None:
    """The indexes look for names by it."""
    assert all(key[0] in spelling for spelling in DEPARTMENTS[key])


@pytest.mark.parametrize("names", ALIKE.values(), ids=ALIKE)
def test_first_character_of_a_stem_stands_in_the_name(names: list[str]) -> None:
    assert [name for name in names if stem(name)[0] not in name] == []


NAMES = st.text(alphabet="市县区商务财政局委办发改教育人民政府法院（）、和")


@given(NAMES, NAMES)
def test_sameness_has_no_direction(one: str, other: str) -> None:
    assert same_department(one, one)
    assert same_department(one, other) is same_department(other, one)


@pytest.mark.parametrize(
    ("text", "other"),
    [("市发改委怎么办理备案", "发展改革"), ("问一下住建局的电话", "住房城乡建设"), ("金融办在哪里", "金融监管")],
    ids=["发改委", "住建局", "金融办"],
)  # fmt: skip
def test_other_names_of_a_department_in_a_question(text: str, other: str) -> None:
    assert other in other_names(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "应急部署到位",
        "建设部门办公楼",
        "医保局面向好",
        "数据部分缺失",
        "审批办理流程",
        "教学科研",
    ],
)
def test_ordinary_words_are_no_department(text: str) -> None:
    assert other_names(text) == ()


def test_terms_are_whole_names() -> None:
    assert {"发改委", "住建局", "卫生健康委员会"} <= set(TERMS)
    assert min(map(len, TERMS)) > 2
