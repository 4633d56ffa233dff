"""The side that a label names, by its full name."""

import pytest

from documents.duties.parties import full_party

TEXT = "静溪区与青麓度假区结对。静溪区出技术，静溪县早已撤销。青麓度假区出资源。"


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("静溪", "静溪区"),
        ("青麓", "青麓度假区"),
        ("静溪区", "静溪区"),
        ("东岭", "东岭"),
        ("静.", "静."),
        ("", None),
        (None, None),
    ],
    ids=["最常写的全称", "度假区", "已是全称", "文中没有", "不是正则", "空", "没有"],
)
def test_full_name(short: str | None, expected: str | None) -> None:
    assert full_party(short, TEXT) == expected
