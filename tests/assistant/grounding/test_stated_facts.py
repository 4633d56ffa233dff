"""The gate: what an answer states must stand in what it cites."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.grounding import stated_facts, unsupported_facts

QUOTE = "松林政发〔2024〕12号：2024年6月20日前安排专项资金1,200万元，增长12.50%，新增网点35个。"


@pytest.mark.parametrize(
    "text",
    [
        "安排1200万元",
        "安排1,200万元",
        "安排１，２００万元",
        "增长12.5%",
        "增长 12.50 ％",
        "新增网点35个[1]",
        "2024年06月20日前",
        "2024-06-20",
        "２０２４年６月２０日",
        "松林政发〔2024〕12号",
        "松林政发〔2024〕 12 号",
        "松林政发〔2024〕12号的网点是35个[1][2]",
        "没有数字的一句话",
        "",
    ],
)
def test_supported(text: str) -> None:
    assert not unsupported_facts(text, [QUOTE])


@pytest.mark.parametrize(
    ("text", "unsupported"),
    [
        ("安排1300万元", {"1300"}),
        ("新增网点36个", {"36"}),
        ("2023年6月20日前", {"2023"}),
        ("2024年6月21日前", {"21", "6月21日"}),
        ("增长12.6%", {"12.6"}),
        ("安排0.12亿元", {"0.12"}),
        ("松林政发〔2024〕13号", {"13", "政发〔2024〕13号"}),
        ("松林财发〔2024〕12号", {"财发〔2024〕12号"}),
    ],
)
def test_unsupported(text: str, unsupported: set[str]) -> None:
    assert unsupported_facts(text, [QUOTE]) == unsupported


def test_several_quotes_support_together() -> None:
    assert not unsupported_facts("35个网点，80户", ["新增网点35个", "带动农户80户"])
    assert unsupported_facts("35个网点，80户", ["新增网点35个"]) == {"80"}


def test_without_quotes_nothing_is_supported() -> None:
    assert unsupported_facts("共有35个网点，见松林政发〔2024〕12号", []) == {
        "35",
        "2024",
        "12",
        "政发〔2024〕12号",
    }


def test_marks_are_no_facts() -> None:
    assert stated_facts("由市商务局负责[1][12]") == set()


def test_a_figure_broken_over_lines_is_one() -> None:
    assert not unsupported_facts("总额1200万元", ["总额12\n00 万元"])


@given(st.text(max_size=100))
def test_a_text_supports_itself(text: str) -> None:
    assert not unsupported_facts(text, [text])


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3), st.text(max_size=60))
def test_more_quotes_never_support_less(text: str, quotes: list[str], more: str) -> None:
    assert unsupported_facts(text, [*quotes, more]) <= unsupported_facts(text, quotes)


@given(st.integers(0, 99_999), st.integers(0, 3), st.integers(0, 2))
def test_zeros_before_and_after_change_nothing(figure: int, before: int, after: int) -> None:
    written = f"{'0' * before}{figure}.{'5' + '0' * after}"
    assert not unsupported_facts(f"共{written}亩", [f"共{figure}.5亩"])


@given(st.integers(1000, 999_999_999))
def test_thousands_separators_change_nothing(figure: int) -> None:
    assert not unsupported_facts(f"共{figure}元", [f"共{figure:,}元"])
    assert not unsupported_facts(f"共{figure:,}元", [f"共{figure}元"])


@given(st.integers(1, 999), st.lists(st.integers(1, 999), max_size=4))
@example(5, [15])
def test_a_figure_is_supported_only_by_itself(figure: int, quoted: list[int]) -> None:
    quotes = [f"新增网点{n}个" for n in quoted]
    assert bool(unsupported_facts(f"新增网点{figure}个", quotes)) == (figure not in quoted)


def test_a_document_number_in_square_brackets_is_a_fact() -> None:
    assert unsupported_facts("松林政发[2019]9号", ["松林政发[2020]9号"])


def test_a_date_is_one_fact() -> None:
    assert unsupported_facts("2024年6月5日前完成", ["2024年5月6日前完成"])
