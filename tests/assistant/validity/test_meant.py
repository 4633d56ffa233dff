"""Which notices a question about validity means."""

import pytest

from assistant.understanding import understand
from assistant.validity.asked import validity_asked
from assistant.validity.meant import is_titled, newest_of_each, notices_asked
from assistant.wiring import Workspace
from tests.assistant.hits import record


def meant(laws: Workspace, text: str) -> list[str]:
    question = understand(text)
    asked = validity_asked(question)
    assert asked is not None
    return [r.source.removesuffix(".txt") for r in notices_asked(question, asked, laws.catalogue)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《茶叶条例》还有效吗", ["茶叶条例新", "茶叶条例旧"]),
        ("《茶叶条例实施细则》还有效吗", ["茶叶条例实施细则"]),
        ("2016年的茶叶条例还有效吗", ["茶叶条例旧"]),
        ("1999年的茶叶条例还有效吗", []),
        ("松政发[2019]12号还有效吗", ["补贴旧"]),
        ("松政发〔2019〕99号还有效吗", []),
        ("茶叶补贴办法还有效吗", ["补贴旧"]),
        ("《松林市茶叶采摘规定（试行）》还有效吗", ["采摘"]),
        ("《火星办法》还有效吗", []),
    ],
)
def test_notices_meant(laws: Workspace, text: str, expected: list[str]) -> None:
    assert meant(laws, text) == expected


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("关于印发《茶叶办法》的通知", True),
        ("茶叶办法", True),
        ("茶叶办法（2019年）", True),
        ("办法", False),
        ("茶叶办法实施细则", False),
    ],
)
def test_own_title_or_only_a_part(title: str, own: bool) -> None:
    assert is_titled(record("关于印发《茶叶办法》的通知"), title) is own


def test_newest_of_each_keeps_the_order() -> None:
    records = [
        record("甲办法（2024年）", id="1"),
        record("乙通知", id="2"),
        record("甲办法", id="3"),
    ]
    assert [r.id for r in newest_of_each(records)] == ["1", "2"]
