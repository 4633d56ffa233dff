"""Lists in answers, whatever way they are written."""

import pytest

from assistant.following.listing import listed_in, number


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        ("1. 申请表；\n2. 身份证；\n3. 体检报告（三个月内有效）。[1]", ["申请表", "身份证", "体检报告"]),
        ("（一）修渠；（二）清淤；（三）护堤。", ["修渠", "清淤", "护堤"]),
        ("一是修渠，二是清淤，三是护堤。", ["修渠", "清淤", "护堤"]),
        ("①修渠②清淤", ["修渠", "清淤"]),
        ("申请材料：\n1、申请表\n2、身份证", ["申请表", "身份证"]),
        ("牵头：县水利局、县林业局[1]", ["县水利局", "县林业局"]),
        ("（三）护林——松林县：县林业局、县公安局（负责）[1]", ["县林业局", "县公安局"]),
        ("共两项：\n（二）修渠——县水利局[1]\n（五）护林防火，全年——县林业局[2]", ["修渠", "护林防火"]),
        ("（二）修渠筑坝，全年——县水利局（牵头）[1]", ["修渠筑坝"]),
        ("总投资3.5亿元，工期2年。", []),
        ("", []),
    ],
    ids=["数字", "括号", "一是", "圈码", "顿号", "部门", "分工", "逐行", "一项", "没有清单", "空"],
)  # fmt: skip
def test_items_of_an_answer(answer: str, items: list[str]) -> None:
    assert listed_in(answer) == items


@pytest.mark.parametrize(
    ("text", "value"),
    [("二", 2), ("十", 10), ("十二", 12), ("二十一", 21), ("7", 7), ("③", 3), ("两", 2), ("很", 0), ("", 0)],
)  # fmt: skip
def test_numbers(text: str, value: int) -> None:
    assert number(text) == value
