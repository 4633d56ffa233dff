"""Full and short names of one department."""

from itertools import product

import pytest

from documents.duties.aliases import same_department, stem

ALIKE = {
    "发展改革": ["发改委", "市发改委", "发展改革局", "静溪区发展和改革局", "国家发展改革委"],
    "市场监管": [
        "市监局",
        "市场监管局",
        "市市场监督管理局",
        "区市场监督管理局",
        "静溪区市场监管局",
    ],
    "人力社保": ["人社局", "市人力资源和社会保障局", "区人力资源社会保障局"],
    "住房建设": ["住建局", "市住房和城乡建设局"],
    "文旅": ["文旅局", "州文旅局", "市文化和旅游局"],
    "卫健": ["卫健委", "市卫生健康委员会", "县卫生健康局"],
    "交通": ["交通局", "省交通运输厅", "南坡市静溪区交通运输局"],
    "工信": ["工信局", "市工业和信息化局"],
    "带挂牌名称": ["市商务局（市口岸办）", "商务局"],
    "度假区": ["青麓度假区经济发展局", "经济发展局"],
}
PAIRS = [(name, one, other) for name, all_ in ALIKE.items() for one, other in product(all_, all_)]


@pytest.mark.parametrize(
    ("one", "other"), [p[1:] for p in PAIRS], ids=[f"{n} {a}={b}" for n, a, b in PAIRS]
)
def test_names_of_one_department(one: str, other: str) -> None:
    assert same_department(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市商务局", "市财政局"),
        ("市教育局", "市体育局"),
        ("市发展改革委", "经济发展局"),
        ("市委组织部", "市委宣传部"),
        ("局", "委"),
        ("市", "县"),
        ("", "市商务局"),
    ],
    ids=lambda name: name or "空",
)
def test_names_of_two_departments(one: str, other: str) -> None:
    assert not same_department(one, other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("市商务局", "商务"), ("区域合作局", "区域合作"), ("市场监督管理局", "市场监督管理"), ("局", "局"), ("", "")],
    ids=["去掉地名与级别", "区域不是区", "市场不是市", "只有级别", "空"],
)  # fmt: skip
def test_stem(name: str, expected: str) -> None:
    assert stem(name) == expected
