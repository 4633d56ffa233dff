"""What questions are about, and whether they say so."""

import pytest

from assistant.following.topics import exchange, is_whole, joined, names_nothing, topic


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("北屏区哪些部门负责文化旅游合作？", "北屏区文化旅游合作"),
        ("北屏区负责文化旅游合作的是哪个部门", "北屏区文化旅游合作"),
        ("冷链物流建设的牵头单位是哪个？", "冷链物流建设"),
        ("谁负责冷链物流？", "冷链物流"),
        ("澜沧港二期工程总投资多少？", "澜沧港二期工程"),
        ("松江区与白鹿县对口合作实施方案的文号是多少？", "松江区与白鹿县对口合作实施方案"),
        ("申请人才公寓要提交哪些材料？", "申请人才公寓"),
        ("对口合作工作由谁负责", "对口合作工作"),
        ("第四次调度会什么时候开的", "第四次调度会"),
        ("巡护系统何时上线？", "巡护系统"),
        ("茶叶补贴什么时候能领到", "茶叶补贴"),
        ("市商务局牵头什么任务？", "市商务局牵头的任务"),
        ("开通直达航线，哪些单位配合市交通运输局？", "开通直达航线"),
        ("根据《河道方案》，“清理堆放”由谁牵头？", "根据《河道方案》，“清理堆放”"),
        ("松林政发〔2024〕12号是什么时候印发的", "松林政发〔2024〕12号"),
    ],
)
def test_topic_of_a_question(asked: str, about: str) -> None:
    assert topic(asked) == about


@pytest.mark.parametrize(
    "text",
    ["用工补贴怎么申请", "管网建设由谁负责", "上海电话是多少", "茶叶由谁负责？", "组织部负责什么", "发电项目由谁负责", "《办法》是谁发的"],
)  # fmt: skip
def test_question_that_names_something(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize(
    "text",
    ["什么时候交？", "钱由谁出", "它有多大", "牵头的是谁", "需要什么材料", "由谁筹备", "需要盖章吗", "怎么考核", "完成了多少", ""],
)  # fmt: skip
def test_question_that_names_nothing(text: str) -> None:
    assert names_nothing(text)


def test_questions_of_the_same_thing_are_about_the_same() -> None:
    first = exchange("巡护系统由谁建设？")
    assert exchange("巡护系统多久能用上", first).about == "巡护系统"
    assert exchange("茶叶由谁收购？", first).about == "茶叶"


@pytest.mark.parametrize(
    ("rest", "whole"),
    [
        ("电话是多少", "冷链物流项目的电话是多少"),
        ("什么时候完成", "冷链物流项目什么时候完成"),
        ("项目由谁负责", "冷链物流项目由谁负责"),
    ],
)
def test_what_is_asked_is_said_of_something(rest: str, whole: str) -> None:
    assert joined("冷链物流项目", rest) == whole
