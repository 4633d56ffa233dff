"""Which of two sides a question asks about."""

import pytest

from assistant.parties import asks_about_both, party_asked, short_name
from assistant.understanding import understand

PARTIES = {"静溪区", "青麓度假区"}

SIDES = {
    "全称": ("静溪区由哪个部门负责共建园区？", "静溪区"),
    "简称": ("共建园区这件事静溪找谁？", "静溪区"),
    "度假区简称": ("共建园区青麓由哪个部门负责？", "青麓度假区"),
    "离问词最近的": ("销售静溪农产品这件事青麓找谁？", "青麓度假区"),
    "任务里的一方不算": ("青麓产品进市场，静溪区由谁负责？", "静溪区"),
    "没有提到": ("共建园区由哪个部门负责？", None),
    "别的地方": ("东岭县由谁负责共建园区？", None),
    "双方": ("静溪区和青麓度假区双方由谁负责共建园区？", None),
    "分别": ("静溪和青麓分别由谁负责？", None),
}


@pytest.mark.parametrize(("text", "expected"), SIDES.values(), ids=SIDES)
def test_side_asked_about(text: str, expected: str | None) -> None:
    assert party_asked(understand(text), PARTIES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("两边由谁负责？", True), ("两地各由谁负责？", True), ("静溪由谁负责？", False)],
    ids=["两边", "两地", "一边"],
)
def test_both_sides(text: str, expected: bool) -> None:
    assert asks_about_both(understand(text)) is expected


def test_no_parties() -> None:
    assert party_asked(understand("静溪由谁负责？"), ()) is None


@pytest.mark.parametrize(
    ("place", "expected"),
    [("静溪区", "静溪"), ("青麓度假区", "青麓"), ("和县", "和县"), ("静溪", "静溪"), ("", "")],
    ids=["区", "度假区", "太短", "已是简称", "空"],
)
def test_short_name(place: str, expected: str) -> None:
    assert short_name(place) == expected
