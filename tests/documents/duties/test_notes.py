"""Rules that a notice states once for all its assignments."""

import pytest

from documents.duties.notes import apply_notes, states_first_leads
from documents.notice import Duty

LEAD, DUTY, SUPPORT = "牵头", "负责", "配合"
A, B, C = "市商务局", "市财政局", "市教育局"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各责任单位列第一位者为牵头单位。", True),
        ("排在首位的单位为牵头单位", True),
        ("第一责任单位为牵头单位", True),
        ("牵头单位列在前面", False),
        ("市商务局为牵头单位", False),
    ],
    ids=["列第一位者", "排在首位", "第一责任单位", "只说列在前面", "只说某局"],
)
def test_rule_that_the_first_leads(text: str, expected: bool) -> None:
    assert states_first_leads(text) is expected


def duty(quote: str, *names: str, role: str = DUTY) -> Duty:
    """A duty at the start of a text."""
    return Duty("改造市场", role, names, quote, 0, len(quote))


def roles(rule: str, *duties: Duty) -> list[tuple[str, list[str]]]:
    """(role, departments) of duties under a rule."""
    return [(d.role, list(d.departments)) for d in apply_notes(duties, rule)]


def test_first_of_the_list_leads() -> None:
    found = roles("列第一位者为牵头单位。", duty(f"责任单位：{A}、{B}、{C}", A, B, C))
    assert found == [(LEAD, [A]), (DUTY, [B, C])]


def test_one_alone_and_those_with_a_leader_stay_as_they_are() -> None:
    alone = duty(f"责任单位：{A}", A)
    assert roles("列第一位者为牵头单位。", alone) == [(DUTY, [A])]
    led = (
        duty(f"（{A}牵头，{B}、{C}负责）", A, role=LEAD),
        duty(f"（{A}牵头，{B}、{C}负责）", B, C),
    )
    assert roles("列第一位者为牵头单位。", *led) == [(LEAD, [A]), (DUTY, [B, C])]


@pytest.mark.parametrize(
    ("quote", "leading"),
    [
        (f"（{A}、{B}，{C}）", [A, B]),
        (f"（责任单位：{A}，{B}、{C}）", [A]),
        (f"（{A}、{B}、{C}）", []),
        (f"责任单位：{A}，{B}、{C}", []),
    ],
    ids=["两家在前", "有标签", "没有逗号", "不在括号里"],
)
def test_those_before_the_comma_lead(quote: str, leading: list[str]) -> None:
    found = roles("（逗号前为牵头单位）", duty(quote, A, B, C))
    led = [name for role, names in found if role == LEAD for name in names]
    assert led == leading
    assert [name for _, names in found for name in names] == [A, B, C]


def test_those_in_brackets_lead() -> None:
    rule = "括号中为牵头单位。"
    assert roles(rule, duty(f"（{A}）", A)) == [(LEAD, [A])]
    assert roles(rule, duty(f"（{A}负责）", A)) == [(DUTY, [A])]


def test_without_a_rule_nothing_changes() -> None:
    assert roles("改造市场。", duty(f"（{A}，{B}）", A, B)) == [(DUTY, [A, B])]
