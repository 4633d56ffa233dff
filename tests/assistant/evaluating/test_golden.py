"""Golden questions from the fields of a row: what is taken, and what is told where it is wrong."""

import pytest

from assistant.conversation import Turn
from assistant.errors import GoldenError
from assistant.evaluating.golden import GoldenQuestion, golden_question, names, unknown_names
from tests.assistant.hits import record

FULL = {
    "id": 7,
    "question": " 谁负责？ ",
    "answers": ["市商务局", "市商务局", 3000],
    "relevant": "冷链.txt",
    "type": "duty",
    "departments": ["市商务局"],
    "history": [["问了什么？", "答了什么。"]],
    "note": "不认识的字段不管",
}


def test_question_with_all_fields() -> None:
    assert golden_question("第 3 行", FULL) == GoldenQuestion(
        where="第 3 行",
        text="谁负责？",
        answers=("市商务局", "3000"),
        relevant=("冷链.txt",),
        type="duty",
        departments=("市商务局",),
        history=(Turn("user", "问了什么？"), Turn("assistant", "答了什么。")),
        id="7",
    )


def test_unanswerable_question_needs_no_answer() -> None:
    asked = golden_question("", {"question": "下雪吗？", "answers": [], "answerable": False})
    assert (asked.answerable, asked.answers) == (False, ())


def test_departments_stand_for_missing_answers() -> None:
    asked = golden_question("", {"question": "谁负责？", "departments": ["甲局", "乙局"]})
    assert asked.answers == ("甲局", "乙局")


WRONG = {
    "没有问题": ({"answers": ["甲"]}, "没有写问题"),
    "问题是空的": ({"question": "  ", "answers": ["甲"]}, "没有写问题"),
    "问题不是文字": ({"question": ["谁"], "answers": ["甲"]}, "问题（question）的格式不对"),
    "没有答案": ({"question": "谁"}, "没有写答案"),
    "答案是空的": ({"question": "谁", "answers": [""]}, "没有写答案"),
    "答案是对象": ({"question": "谁", "answers": [{}]}, "答案（answers）的格式不对"),
    "答案是真假": ({"question": "谁", "answers": True}, "不是 true 或 false"),
    "只有标点": ({"question": "谁", "answers": ["——"]}, "只有标点"),
    "应拒答写别的": ({"question": "谁", "answerable": "也许"}, "“应拒答”写的是“也许”"),
    "上文不成对": ({"question": "谁", "answers": ["甲"], "history": [["问"]]}, "上文（history）"),
    "上文是文字": ({"question": "谁", "answers": ["甲"], "history": "问"}, "上文（history）"),
}


@pytest.mark.parametrize(("row", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told(row: dict[str, object], says: str) -> None:
    with pytest.raises(GoldenError, match=says) as raised:
        golden_question("第 1 行", row)
    assert "请" in str(raised.value)


NOTICE = record("关于印发《冷链方案》的通知", source="2030/冷链v1.2.html", document_number="南坡发〔2030〕7号")  # fmt: skip
NAMES = {
    "路径": ("2030/冷链v1.2.html", True),
    "反斜杠路径": ("2030\\冷链v1.2.html", True),
    "文件名": ("冷链v1.2.html", True),
    "不带后缀": ("冷链v1.2", True),
    "标题": ("《关于印发〈冷链方案〉的通知》", True),
    "文号": ("南坡发[2030]7号", True),
    "另一份": ("冷链v1", False),
    "标点": ("——", False),
}


@pytest.mark.parametrize(("name", "means"), NAMES.values(), ids=NAMES)
def test_a_notice_is_named_by_file_title_or_number(name: str, means: bool) -> None:
    assert names(name, NOTICE) is means
    asked = GoldenQuestion("", "谁？", ("甲",), relevant=(name,))
    assert asked.means(NOTICE) is means
    assert unknown_names([asked], [NOTICE]) == (() if means else (name,))


def test_notice_without_a_number_is_not_meant_by_marks() -> None:
    assert not names("——", record("甲", document_number=None))
    assert unknown_names([], []) == ()
