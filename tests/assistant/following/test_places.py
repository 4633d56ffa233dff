"""Places are told from common nouns that end as they do."""

import pytest

from assistant.following.places import Places, known_in, mentions, names_place, partner, same_place


def named(text: str, *spoken: str) -> list[str]:
    """The places a text names."""
    return [text[a:b] for a, b in Places(frozenset(spoken)).mentions(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("北屏区哪些部门负责文化旅游合作？", ["北屏区"]),
        ("请问由哪个部门负责北屏区的文化旅游合作", ["北屏区"]),
        ("澄川市北屏区与云岭市青禾度假区谁牵头", ["澄川市", "北屏区", "云岭市", "青禾度假区"]),
        ("云岭青禾生态旅游度假区呢", ["云岭青禾生态旅游度假区"]),
        ("赴澄川市跟岗交流", ["澄川市"]),
        ("和平区的智慧城市", ["和平区"]),
        ("在白鹿县的社区治理", ["白鹿县"]),
        ("上海市对口支援新疆的资金", ["上海市", "新疆"]),
        ("2022年白鹿县的呢", ["白鹿县"]),
        ("农产品市场和乡村振兴", []),
        ("老旧小区改造、特色小镇、示范区建设", []),
        ("全市各区和相关县城", []),
        ("《白鹿县茶叶办法》和“松江区”", []),
        ("沈砚清市长的电话", []),
        ("任务分工表里市生态环境局", []),
    ],
)
def test_places_are_named(text: str, places: list[str]) -> None:
    assert named(text) == places


def test_name_spoken_of_as_a_place_is_one() -> None:
    assert named("石门山文化旅游合作由谁负责", "石门山") == ["石门山"]
    assert named("石门山区由谁负责", "白鹿") == []


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("白鹿县", True),
        ("澄川市北屏区", True),
        ("白鹿县的茶叶", False),
        ("茶叶", False),
        ("", False),
    ],
)
def test_text_that_is_a_place(text: str, alone: bool) -> None:
    assert names_place(text) is alone


def test_same_place_by_its_short_name() -> None:
    assert same_place("青禾", "青禾度假区")
    assert not same_place("北屏区", "白杉县")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("青禾度假区管委会", True),
        ("云岭青禾生态旅游度假区", True),
        ("青禾县", True),
        ("青禾上市销售", False),
        ("青禾市场", False),
        ("青禾产品", False),
    ],
)
def test_place_is_known_by_its_kind(text: str, known: bool) -> None:
    assert known_in("青禾", text) is known


def test_partner_of_a_place() -> None:
    texts = ["没有", "关于印发北屏区与青禾度假区对口合作实施方案的通知"]
    assert partner("北屏区", texts) == "青禾度假区"
    assert partner("青禾", texts) == "北屏区"
    assert partner("白杉县", texts) is None


def test_no_place_in_nothing() -> None:
    assert mentions("") == []
