"""Figures, dates and numbers of documents as values, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.facts import Fact, Sort, bare, facts, plain


def values(text: str) -> list[tuple[str, ...]]:
    return [fact.value for fact in facts(plain(text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200万元", ("12000000", "元")),
        ("1200 万 元", ("12000000", "元")),
        ("３．５亩", ("3.5", "亩")),
        ("2.50倍", ("2.5", "倍")),
        ("百分之二十", ("20", "%")),
        ("20%", ("20", "%")),
        ("百分之三点五", ("3.5", "%")),
        ("三十户", ("30", "户")),
        ("三百零二人", ("302", "人")),
        ("5名", ("5", "人")),
        ("一万两千个", ("12000", "个")),
        ("第三条", ("3", "条")),
        ("第一批", ("1", "批")),
        ("30余家", ("30", "家")),
        ("6个月", ("6", "个月")),
        ("2031年6月5日", ("2031", "6", "5")),
        ("2031-06-05", ("2031", "6", "5")),
        ("二〇三一年六月五日", ("2031", "6", "5")),
        ("2031年06月", ("2031", "6", "")),
        ("12月31日", ("", "12", "31")),
        ("十二月三十一日", ("", "12", "31")),
        ("2031年底", ("2031", "", "")),
        ("北办发〔2031〕9号", ("办发〔2031〕9号",)),
        ("北办发(2031)09号", ("办发〔2031〕9号",)),
        ("WiFi", ("wifi",)),
    ],
)
def test_one_value_for_every_spelling(text: str, value: tuple[str, ...]) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    "text", ["一个平台", "统一领导", "十分重要", "万众一心", "两地协作", "[1]", ""]
)
def test_what_is_no_figure(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("2031年", "2031年6月"),
        ("6月5日", "2031年6月5日"),
        ("30", "30户"),
        ("30户", "30"),
        ("2031", "2031年"),
    ],
)
def test_less_agrees_with_more(said: str, known: str) -> None:
    (one,), (two,) = facts(plain(said)), facts(plain(known))
    assert one.agrees(two)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("2031年6月", "2031年"),
        ("2031年6月5日", "6月5日"),
        ("30户", "30人"),
        ("30万元", "30元"),
        ("5个月", "5月"),
        ("北办发〔2031〕9号", "北办发〔2031〕8号"),
        ("2031", "2031年6月"),
    ],
)
def test_another_does_not_agree(said: str, known: str) -> None:
    (one,), (two,) = facts(plain(said)), facts(plain(known))
    assert not one.agrees(two)


@given(
    st.text(
        alphabet="〇一二三四五六七八九十百千万亿点两第年月日号个元%．.,-0123456789〔〕发A b\n[]",
        max_size=40,
    )
)
def test_any_text_can_be_read(text: str) -> None:
    words = plain(text)
    found = list(facts(words))
    assert [f.start for f in found] == sorted(f.start for f in found)
    assert all(words[f.start : f.end] and f.value for f in found)
    assert len(bare(words)) <= len(words)


@given(st.integers(0, 10**9), st.sampled_from(["元", "个", "户"]))
def test_figures_keep_their_value(number: int, unit: str) -> None:
    assert values(f"共{number:,}{unit}") == [(str(number), unit)]


def test_facts_say_where_they_stand() -> None:
    text = "投资300万元。"
    assert list(facts(text)) == [Fact(Sort.FIGURE, ("3000000", "元"), 2, 7)]
