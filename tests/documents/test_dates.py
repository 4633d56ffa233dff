"""Dates as they stand in notices."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.dates import chinese_number, find_date, is_date_line
from documents.formats.numerals import chinese_number as as_chinese


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2019年2月20日", date(2019, 2, 20), id="阿拉伯数字"),
        pytest.param("2019年02月20日", date(2019, 2, 20), id="补零"),
        pytest.param("2019 年 2 月 20 日", date(2019, 2, 20), id="数字旁有空格"),
        pytest.param("2019-02-20 09:30", date(2019, 2, 20), id="连字符加时间"),
        pytest.param("2019/2/20", date(2019, 2, 20), id="斜线"),
        pytest.param("2019.2.20", date(2019, 2, 20), id="点"),
        pytest.param("二〇〇四年六月二十六日", date(2004, 6, 26), id="汉字〇"),
        pytest.param("二○○四年六月十六日", date(2004, 6, 16), id="汉字圆圈"),
        pytest.param("二零二四年十二月三十一日", date(2024, 12, 31), id="汉字零"),
        pytest.param("一九九九年十月一日", date(1999, 10, 1), id="上世纪"),
        pytest.param("自2024年1月1日起施行，2026年12月31日废止", date(2024, 1, 1), id="取第一个"),
        pytest.param(
            "2023年13月1日误，应为2023年12月1日", date(2023, 12, 1), id="跳过不存在的日期"
        ),
        pytest.param("2023年2月29日", None, id="平年没有二月二十九"),
        pytest.param("2024年5月", None, id="没有日"),
        pytest.param("国发〔2024〕5号", None, id="文号不是日期"),
        pytest.param("", None, id="空"),
    ],
)
def test_find_date(text: str, expected: date | None) -> None:
    assert find_date(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("2024年5月22日", True, id="落款日期"),
        pytest.param(" 2024 年5 月22 日 ", True, id="有空格"),
        pytest.param("（2024年5月22日）", True, id="带括号"),
        pytest.param("二〇〇四年六月二十六日", True, id="汉字日期"),
        pytest.param("2024年5月22日印发", False, id="版记的印发日期"),
        pytest.param("2024年5月22日前报送", False, id="句子里的日期"),
        pytest.param("2024年5月", False, id="只有年月"),
    ],
)
def test_is_date_line(line: str, expected: bool) -> None:
    assert is_date_line(line) is expected


@pytest.mark.parametrize("number", range(1, 100))
def test_chinese_number(number: int) -> None:
    assert chinese_number(as_chinese(number)) == chinese_number(str(number)) == number


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_found_in_either_writing(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    in_words = f"{year}年{as_chinese(day.month)}月{as_chinese(day.day)}日"
    if day.year < 2000:
        in_words = in_words.replace("〇", "零")
    assert find_date(f"自{day.year}年{day.month}月{day.day}日起施行。") == day
    assert find_date(f"自{in_words}起施行。") == day
