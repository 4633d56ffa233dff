"""Deadlines as days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.duties.deadlines import due_date

ISSUED = date(2023, 3, 5)


@pytest.mark.parametrize(
    ("deadline", "due"),
    [
        ("2023年6月底前", date(2023, 6, 30)),
        ("2024年2月底前完成", date(2024, 2, 29)),
        ("6月底前", date(2023, 6, 30)),
        ("2023年12月31日前", date(2023, 12, 31)),
        ("11月15日前", date(2023, 11, 15)),
        ("9月上旬", date(2023, 9, 10)),
        ("9月中旬前", date(2023, 9, 20)),
        ("9月下旬", date(2023, 9, 30)),
        ("年底前", date(2023, 12, 31)),
        ("2025年底前", date(2025, 12, 31)),
        ("明年6月底前", date(2024, 6, 30)),
        ("三季度", date(2023, 9, 30)),
        ("2024年第1季度", date(2024, 3, 31)),
        ("上半年完成", date(2023, 6, 30)),
        ("2023年全年", date(2023, 12, 31)),
        ("2023 年 6 月底前", date(2023, 6, 30)),
        ("2023年6月底前初步建成，2024年底前完成", date(2024, 12, 31)),
        ("2023年", date(2023, 12, 31)),
        ("长期坚持", None),
        ("持续推进", None),
        ("13月底前", None),
        ("", None),
        (None, None),
    ],
)
def test_due_date(deadline: str | None, due: date | None) -> None:
    assert due_date(deadline, ISSUED) == due


def test_without_a_year_in_a_notice_without_a_date() -> None:
    assert due_date("6月底前") is None
    assert due_date("2023年6月底前") == date(2023, 6, 30)


@given(st.text(alphabet="0123456789年月日底前末上中下旬季度全半，", max_size=40))
def test_never_fails(text: str) -> None:
    found = due_date(text, ISSUED)
    assert found is None or 1000 <= found.year <= 2999
