"""Editions of one text share a lineage; other texts have their own or none."""

import pytest

from index.lineage import lineage, number_key


@pytest.mark.parametrize(
    "title",
    [
        "松林市水务管理办法",
        "《松林市水务管理办法》",
        "松林市水务管理办法（试行）",
        "松林市水务管理办法(2024年修订)",
        "松林市水务管理办法（2024年修订版）",
        "松林市水务管理办法（2021年）",
        "松林市水务管理办法（2021版）",
        "松林市水务管理办法(2021-08-25)",
        "松林市水务管理办法（修订）",
        "松林市水务管理办法（修订）（试行）",
        "松林市水务管理办法（２０２４年修正本）",
        "松林市水务管理办法（第二次修订）",
        "松林市水务管理办法（已废止）",
        "关于印发松林市水务管理办法的通知",
        "关于印发《松林市水务管理办法》的通知",
        "松林市人民政府办公室关于印发《松林市水务管理办法（试行）》的通知",
        "松林市人民政府办公室关于重新印发松林市水务管理办法（2024年修订）的通知",
        "松林市人民政府关于公布〈松林市水务管理办法〉的通知",
        "松林市 水务管理办法",
    ],
)
def test_editions_of_one_text_share_a_lineage(title: str) -> None:
    assert lineage(title) == "松林市水务管理办法"


def test_a_law_is_called_with_or_without_its_country() -> None:
    assert lineage("中华人民共和国水法") == lineage("水法(2016-07-02)") == "水法"


@pytest.mark.parametrize(
    "title",
    [
        "松林市水务管理办法（征求意见稿）",
        "松林市水务条例（草案）",
        "《松林市水务管理办法》政策解读",
        "关于《松林市水务管理办法》的起草说明",
        "关于做好水务工作的通知",
        "松林市2024年水务工作要点",
        "实施方案",
        "关于印发工作方案的通知",
        "关于印发《甲办法》《乙细则》的通知",
        "松林市水务局工作方法",
        "",
    ],
)
def test_what_is_not_revised_as_a_whole_has_no_lineage(title: str) -> None:
    assert lineage(title) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("松林市水务管理办法", "松林市水务管理办法实施细则"),
        ("水法", "水法实施条例"),
        ("2023年水务工作方案", "2024年水务工作方案"),
        ("松林市水务管理办法", "白鹿县水务管理办法"),
        ("关于修改《水务条例》的决定", "水务条例"),
    ],
)
def test_other_texts_have_another_lineage(one: str, other: str) -> None:
    assert lineage(one) != lineage(other)


def test_orders_of_the_state_council_have_one_key() -> None:
    spelled = ("中华人民共和国国务院令第707号", "国务院令第707号", "国令第707号", "国令 第７０７号")
    assert {number_key(number) for number in spelled} == {"国令第707号"}
