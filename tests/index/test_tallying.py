"""The register's rows in order, and counted."""

from collections.abc import Sequence
from datetime import date

import pytest

from documents.notice import Duty
from index.hit import DutyRecord, NoticeRecord
from index.tallying import Load, Order, ordered, tally


def record(task: str, departments: str, role: str = "负责", **more: str | None) -> DutyRecord:
    """A row; departments are parted by spaces, `notice` names the notice."""
    name = more.pop("notice", "甲")
    masthead = NoticeRecord(*[name] * 5, *[None] * 5, date(2024, 1, 5), None, None)
    duty = Duty(task, role, tuple(departments.split()), "原句", 0, 2, **more)
    return DutyRecord(masthead, duty)


ROWS = [
    record("建市场", "商务局 财政局", "牵头", deadline="6月底前", party="松江市"),
    record("修路", "交通局", deadline="长期坚持"),
    record("办学", "教育局 商务局", "配合", deadline="2023年10月", notice="乙"),
    record("种茶", "农业局", deadline="2024年6月", party="白鹿区"),
]


def tasks(records: Sequence[DutyRecord]) -> list[str]:
    return [record.duty.task for record in records]


ORDERS = {
    "公文": (Order.NOTICE, False, ["建市场", "修路", "办学", "种茶"]),
    "公文，倒序": (Order.NOTICE, True, ["种茶", "办学", "修路", "建市场"]),
    "任务": (Order.TASK, False, ["修路", "办学", "建市场", "种茶"]),
    "时限，没有日期的在后": (Order.DUE, False, ["办学", "建市场", "种茶", "修路"]),
    "时限，倒序，没有日期的还在后": (Order.DUE, True, ["建市场", "种茶", "办学", "修路"]),
    "一方，没有的在后": (Order.PARTY, False, ["建市场", "种茶", "修路", "办学"]),
}


@pytest.mark.parametrize(("order", "descending", "expected"), ORDERS.values(), ids=ORDERS)
def test_order(order: Order, descending: bool, expected: list[str]) -> None:
    assert tasks(ordered(ROWS, order, descending=descending)) == expected


def test_tally() -> None:
    counted = tally(ROWS)
    assert (counted.total, counted.notices, counted.undated) == (4, 2, 1)
    assert counted.departments == (
        Load("商务局", {"牵头": 1, "配合": 1}),
        Load("交通局", {"负责": 1}),
        Load("农业局", {"负责": 1}),
        Load("教育局", {"配合": 1}),
        Load("财政局", {"牵头": 1}),
    )
    assert counted.months == (("2023-10", 1), ("2024-06", 2))
    assert counted.parties == ("松江市", "白鹿区")
    assert counted.roles == ("负责", "牵头", "配合")


def test_tally_of_nothing() -> None:
    counted = tally([])
    assert (counted.total, counted.notices, counted.undated) == (0, 0, 0)
    assert (counted.departments, counted.months, counted.parties, counted.roles) == ((),) * 4


def test_departments_beyond_the_busiest_are_told_by_number() -> None:
    counted = tally([record("建市场", f"第{n}局") for n in range(25)])
    assert (len(counted.departments), counted.more_departments) == (20, 5)
