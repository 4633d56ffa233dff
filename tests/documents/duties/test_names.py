"""Lists of departments, split as a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.duties.names import is_body, split_names

LISTS = {
    "顿号": ("市商务局、市财政局", ["市商务局", "市财政局"]),
    "逗号": ("市商务局，市财政局,市教育局", ["市商务局", "市财政局", "市教育局"]),
    "分号和斜线": ("市商务局；市财政局/市教育局", ["市商务局", "市财政局", "市教育局"]),
    "名称里的和": ("市工业和信息化局、市住房和城乡建设局", ["市工业和信息化局", "市住房和城乡建设局"]),
    "和连接两个名称": ("市工业和信息化局和市财政局", ["市工业和信息化局", "市财政局"]),
    "及": ("市住房和城乡建设局及市自然资源和规划局", ["市住房和城乡建设局", "市自然资源和规划局"]),
    "以及": ("市文化广电和旅游局以及各区人民政府", ["市文化广电和旅游局", "各区人民政府"]),
    "与": ("市公安局与市司法局", ["市公安局", "市司法局"]),
    "地名里的和": ("兴和县政府、平和区政府", ["兴和县政府", "平和区政府"]),
    "各市州与县市区": ("各市（州）、县（市、区）人民政府", ["各市（州）、县（市、区）人民政府"]),
    "各县市区与开发区": (
        "各县（市、区）人民政府、各开发区管委会",
        ["各县（市、区）人民政府", "各开发区管委会"],
    ),
    "各市和县": ("各市和县人民政府", ["各市和县人民政府"]),
    "省市县三级": ("省、市、县发展改革部门", ["省、市、县发展改革部门"]),
    "驻市单位": ("中、省驻市单位", ["中、省驻市单位"]),
    "一类单位": ("市直各部门", ["市直各部门"]),
    "等部门": ("市商务局、市财政局等部门", ["市商务局", "市财政局"]),
    "等有关单位": ("市商务局、市财政局等有关单位", ["市商务局", "市财政局"]),
    "等若干个部门": ("市商务局、市财政局等12个部门", ["市商务局", "市财政局"]),
    "等在列表中间": ("市商务局等部门、各区政府", ["市商务局", "各区政府"]),
    "挂牌名称在括号里": (
        "市政府办公室（市外办、市侨办）、市教育局",
        ["市政府办公室（市外办、市侨办）", "市教育局"],
    ),
    "六角括号": ("各市、县〔区〕政府", ["各市、县〔区〕政府"]),
    "企业": ("南坡供电公司、南坡水务集团", ["南坡供电公司", "南坡水务集团"]),
    "群团": ("团市委、市妇联、市残联", ["团市委", "市妇联", "市残联"]),
    "由字开头": ("由市商务局、市财政局", ["市商务局", "市财政局"]),
    "条号开头": ("第三条市商务局", ["市商务局"]),
    "换行断开名称": ("市商\n务局、市财 政局", ["市商务局", "市财政局"]),
    "重复只留一个": ("市商务局、市商务局", ["市商务局"]),
    "一个": ("市商务局", ["市商务局"]),
    "空": ("", []),
    "只有标点": ("、，；", []),
    "只有等": ("等部门", []),
    "只有括号": ("（", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LISTS.values(), ids=LISTS)
def test_list_is_split_into_its_names(text: str, expected: list[str]) -> None:
    assert list(split_names(text)) == expected


BODIES = [
    "市商务局",
    "各县（市、区）人民政府",
    "市委宣传部",
    "南坡供电公司",
    "团市委",
    "市直各单位",
]
OTHERS = {
    "空": "",
    "一个字": "局",
    "职责": "做好统筹",
    "句子": "市商务局要加快，市财政局",
    "带的": "市商务局的部门",
    "带动词": "市商务局牵头的单位",
    "过长": "市" * 40 + "局",
}


@pytest.mark.parametrize("name", BODIES)
def test_name_of_a_body(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_words_are_no_body(text: str) -> None:
    assert not is_body(text)


def test_long_list_joined_by_and_is_split_whole() -> None:
    assert split_names("和".join(f"第{i}区商务局" for i in range(3000))) == tuple(
        f"第{i}区商务局" for i in range(3000)
    )


@given(st.text(alphabet="市县区商务财政局各等部门和及与以、，；（）〔〕() \n由"))
def test_names_stand_in_the_list_white_space_aside(text: str) -> None:
    flat = "".join(text.split())
    names = split_names(text)
    assert all(name in flat for name in names)
    assert len(set(names)) == len(names)


PLAIN = st.lists(
    st.sampled_from(
        ["市商务局", "市工业和信息化局", "各县（市、区）人民政府", "市委网信办", "市妇联"]
    ),
    min_size=1,
    unique=True,
)


@given(PLAIN, st.sampled_from(["、", "，"]), st.sampled_from(["", "等", "等部门", "等有关单位"]))
def test_written_list_is_read_back(names: list[str], mark: str, end: str) -> None:
    assert list(split_names(mark.join(names) + end)) == names
