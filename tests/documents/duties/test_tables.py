"""Rows of a table that allots tasks."""

import pytest

from documents.duties.tables import Head, read_head, read_row

LEAD, DUTY, SUPPORT = "牵头", "负责", "配合"

HEADS: dict[str, tuple[list[str], Head | None]] = {
    "牵头配合时限": (
        ["序号", "任务", "牵头单位", "配合单位", "完成时限"],
        Head((1,), ((2, LEAD), (3, SUPPORT)), 4),
    ),
    "责任单位": (["工作内容", "责任单位"], Head((0,), ((1, DUTY),), None)),
    "类别与事项": (["类别", "事项", "主办部门", "协办部门"], Head((1,), ((2, LEAD), (3, SUPPORT)), None)),
    "措施与要求": (["工作措施", "具体要求", "责任科室"], Head((0, 1), ((2, DUTY),), None)),
    "时间在前": (["时间", "内容", "承办单位"], Head((1,), ((2, DUTY),), 0)),
    "没有单位列": (["时间", "内容", "地点"], None),
    "没有任务列": (["姓名", "单位", "职务"], None),
    "数据行": (["1", "建设冷链物流中心，库容两万吨，配齐装卸设备", "市商务局"], None),
    "空": ([""], None),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), HEADS.values(), ids=HEADS)
def test_head(cells: list[str], expected: Head | None) -> None:
    assert read_head(cells) == expected


HEAD = Head((1,), ((2, LEAD), (3, SUPPORT)), 4)
ROWS = {
    "两种角色": (
        ["1", "编制规划", "市发改委", "市商务局、市财政局", "6月底"],
        ("编制规划", {LEAD: ["市发改委"], SUPPORT: ["市商务局", "市财政局"]}, "6月底"),
    ),
    "配合一栏空": (["2", "建冷库", "市商务局", "", ""], ("建冷库", {LEAD: ["市商务局"]}, None)),
    "空格分隔": (["3", "办学", "市教育局 市民政局", "", ""], ("办学", {LEAD: ["市教育局", "市民政局"]}, None)),
    "格内写明角色": (
        ["4", "修路", "市交通局牵头，市住建局配合", "", ""],
        ("修路", {LEAD: ["市交通局"], SUPPORT: ["市住建局"]}, None),
    ),
    "没有时限格": (["5", "招商", "市商务局", "各区政府"], ("招商", {LEAD: ["市商务局"], SUPPORT: ["各区政府"]}, None)),
    "没有任务": (["6", "", "市商务局", "", ""], None),
    "没有单位": (["7", "招商", "", "", ""], None),
    "格子太少": (["8", "招商"], None),
    "通栏分组行": (["流通类"] * 5, None),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), ROWS.values(), ids=ROWS)
def test_row(
    cells: list[str], expected: tuple[str, dict[str, list[str]], str | None] | None
) -> None:
    read = read_row(HEAD, cells)
    roles = {a.role: list(a.departments) for a in read[1]} if read else {}
    assert (read and (read[0], roles, read[2])) == expected
