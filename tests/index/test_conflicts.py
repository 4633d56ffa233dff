"""Tasks that notices of one place allot differently."""

from datetime import date

import pytest

from documents.notice import Duty
from index.conflicts import conflicts, current_first, disagree, task_name
from index.hit import DutyRecord, NoticeRecord


def record(
    notice: str,
    task: str,
    *names: str,
    role: str = "牵头",
    party: str | None = None,
    status: str = "现行",
) -> DutyRecord:
    """An assignment under a heading; `notice` is its issuer and id."""
    found = NoticeRecord(
        notice, "v", "/", f"{notice}.txt", f"{notice}关于分工的通知", notice.rstrip("甲乙"), None, None, None, None,
        date(2030, 1, 1), None, None, status,
    )  # fmt: skip
    return DutyRecord(found, Duty("任务", role, names, "", 0, 0, (task,), party))


LEADS = record("东岭县政府甲", "（一）推进旅游合作", "县文旅局")


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (record("东岭县政府乙", "2.推进旅游合作", "县商务局"), True),
        (record("东岭县政府乙", "2.推进旅游合作", "县文旅局", role="配合"), True),
        (record("东岭县政府乙", "2.推进旅游合作", "县文化和旅游局"), False),
        (record("东岭县政府乙", "2.推进医疗合作", "县卫健局"), False),
        (record("西岭县政府", "2.推进旅游合作", "县商务局"), False),
        (record("东岭县政府甲", "（一）推进旅游合作", "县商务局"), False),
        (record("东岭县政府乙", "2.推进旅游合作", "县商务局", party="青麓"), False),
        (record("东岭县政府乙", "2.进一步深化旅游合作", "县商务局"), True),
    ],
    ids=[
        "部门不同",
        "角色不同",
        "只是简称",
        "任务不同",
        "地方不同",
        "同一份公文",
        "另一方",
        "换了动词",
    ],
)
def test_conflict(other: DutyRecord, differs: bool) -> None:
    found = conflicts([LEADS, other])
    assert bool(found) is differs
    if found:
        assert (found[0].task, found[0].records) == ("推进旅游合作", (LEADS, other))


def test_what_is_in_force_comes_first() -> None:
    old = record("东岭县政府乙", "推进旅游合作", "县商务局", status="已废止")
    assert current_first([old, LEADS]) == [LEADS, old]
    assert conflicts([old, LEADS])[0].records == (LEADS, old)


def test_several_assignments_in_each_notice_are_compared_as_a_whole() -> None:
    one = [
        record("东岭县政府甲", "建园区", "县商务局"),
        record("东岭县政府甲", "建园区", "县财政局", role="配合"),
    ]
    same = [
        record("东岭县政府乙", "建园区", "县财政局", role="配合"),
        record("东岭县政府乙", "建园区", "县商务局"),
    ]
    assert not disagree([*one, *same])
    assert disagree([*one, same[0]])


def test_task_without_heading_is_its_first_sentence() -> None:
    duty = Duty("1.完善工业品下乡体系。支持企业。", "负责", ("县商务局",), "", 0, 0)
    assert task_name(DutyRecord(LEADS.notice, duty)) == "完善工业品下乡体系"
