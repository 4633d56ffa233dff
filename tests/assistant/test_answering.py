"""Questions to the sample notices, one by one, and what holds for every answer."""

import json
import re
from datetime import date
from typing import Any

import pytest

from assistant.answer import Answer, Kind, Status
from assistant.conversation import Turn
from assistant.errors import QuestionError
from assistant.wiring import Workspace, samples
from index.hit import Filters

QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (samples() / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]

# reported
FAILS = {
    "s34": "把2025年的目标当作新签约的个数",
}


def named(question: dict[str, Any]) -> Any:
    """A question as a parameter, expected to fail where it is known to."""
    known = FAILS.get(question["id"])
    marks = [pytest.mark.xfail(reason=known, raises=AssertionError)] if known else []
    return pytest.param(question, id=f"{question['id']} {question['question']}", marks=marks)


def of_type(*types: str) -> list[Any]:
    """The sample questions of some types, as parameters."""
    return [named(q) for q in QUESTIONS if q["type"] in types]


class Answers:
    """The answers to the sample questions, each asked once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[str, Answer] = {}

    def to(self, question: dict[str, Any]) -> Answer:
        """The answer to a sample question, asked after its history."""
        name = question["id"]
        if name not in self._known:
            self._known[name] = put(self._workspace, question)
        return self._known[name]


@pytest.fixture(scope="module")
def answers(sample_workspace: Workspace) -> Answers:
    """Answers from the sample notices."""
    return Answers(sample_workspace)


def put(workspace: Workspace, question: dict[str, Any]) -> Answer:
    """Ask a sample question."""
    history = [
        turn
        for asked, answered in question.get("history", [])
        for turn in (Turn("user", asked), Turn("assistant", answered))
    ]
    return workspace.assistant.ask(question["question"], history)


@pytest.mark.parametrize(
    "question", of_type("metadata", "fact", "figure", "list", "followup", "duty_reverse")
)
def test_sample_question_is_answered(answers: Answers, question: dict[str, Any]) -> None:
    answer = answers.to(question)
    assert answer.status is Status.ANSWERED
    assert all(words in answer.text for words in question["answers"])
    assert not question.get("any") or any(words in answer.text for words in question["any"])


@pytest.mark.parametrize("question", of_type("duty"))
def test_sample_question_names_the_departments(answers: Answers, question: dict[str, Any]) -> None:
    answer = answers.to(question)
    assert answer.status is Status.ANSWERED
    assert all(department in answer.text for department in question["departments"])
    cited = {citation.notice.source.rsplit(".", 1)[0] for citation in answer.citations}
    assert cited & set(question["relevant"])


@pytest.mark.parametrize("question", of_type("unanswerable"))
def test_sample_question_without_an_answer_is_refused(
    answers: Answers, question: dict[str, Any]
) -> None:
    answer = answers.to(question)
    assert answer.status is Status.REFUSED
    assert answer.citations == ()
    assert "没有" in answer.text
    assert answer.text.count("。") == 1
    assert 1 <= len(answer.nearest) <= 3


# --- what holds for every answer -----------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q['id']} {q['question']}")
def test_every_citation_stands_in_its_notice_and_supports_every_figure(
    sample_workspace: Workspace, answers: Answers, question: dict[str, Any]
) -> None:
    answer = answers.to(question)
    for citation in (*answer.citations, *answer.nearest):
        notice = sample_workspace.catalogue.notice(citation.notice.id)
        assert notice
        assert citation.quote == notice.text[citation.start : citation.end]
        assert citation.quote.strip()
    if answer.status is Status.ANSWERED:
        assert marks(answer.text) == {citation.mark for citation in answer.citations}
        shown = [s for c in answer.citations for s in (c.quote, c.notice.title, *c.section)]
        assert figures(re.sub(r"\[\d+\]", "", answer.text)) <= figures("\n".join(shown))


def marks(text: str) -> set[int]:
    """The citations that a text names."""
    return {int(mark) for mark in re.findall(r"\[(\d+)\]", text)}


def figures(text: str) -> set[float]:
    """The figures of a text, 02 and 2 being one."""
    return {float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", text)}


# --- questions that cannot be asked --------------------------------------------------------------


@pytest.mark.parametrize("question", ["", " ", "\n\t　"], ids=["空", "空格", "各种空白"])
def test_empty_question_is_an_error(sample_workspace: Workspace, question: str) -> None:
    with pytest.raises(QuestionError, match="问题是空的"):
        sample_workspace.assistant.ask(question)


def test_overlong_question_is_an_error(sample_workspace: Workspace) -> None:
    with pytest.raises(QuestionError, match="问题有 10000 个字，超过上限 1000 个字"):
        sample_workspace.assistant.ask("字" * 10_000)


@pytest.mark.parametrize(
    "question", ["？", "谢谢", "12345", "hello world", "字" * 99, "'; DROP TABLE notices; --"]
)
def test_question_about_nothing_is_refused(sample_workspace: Workspace, question: str) -> None:
    assert sample_workspace.assistant.ask(question).status is Status.REFUSED


def test_empty_library_refuses(workspace: Workspace) -> None:
    answer = workspace.assistant.ask("哪个部门负责冷链物流？")
    assert (answer.status, answer.nearest) == (Status.REFUSED, ())
    assert "没有" in answer.text


# --- filters -------------------------------------------------------------------------------------

MONEY = "市级财政每年安排的对口合作专项资金不少于多少？"


@pytest.mark.parametrize(
    ("filters", "figure"),
    [
        (Filters(issued_to=date(2022, 1, 1)), "3000万元"),
        (Filters(issued_from=date(2024, 1, 1)), "5000万元"),
        (Filters(category="国民经济"), "5000万元"),
        (Filters(issuer="澄川市人民政府办公室", issued_to=date(2021, 9, 6)), "3000万元"),
    ],
    ids=["2022年以前", "2024年以后", "分类", "发文机关与日期"],
)
def test_filters_choose_the_notices_that_answer(
    sample_workspace: Workspace, filters: Filters, figure: str
) -> None:
    answer = sample_workspace.assistant.ask(MONEY, filters=filters)
    assert figure in answer.text
    other = "3000万元" if figure == "5000万元" else "5000万元"
    assert other not in answer.text


@pytest.mark.parametrize(
    "filters",
    [
        Filters(issuer="北屏区商务局"),
        Filters(issuer="没有的机关"),
        Filters(issued_from=date(2023, 1, 2), issued_to=date(2023, 1, 1)),
    ],
    ids=["别的机关", "没有的机关", "起止颠倒"],
)
def test_filters_that_exclude_the_answer_refuse(
    sample_workspace: Workspace, filters: Filters
) -> None:
    answer = sample_workspace.assistant.ask(MONEY, filters=filters)
    assert answer.status is Status.REFUSED
    assert all(filters.issuer in (c.notice.issuer or "") for c in answer.nearest if filters.issuer)


def test_filters_hold_for_masthead_questions_too(sample_workspace: Workspace) -> None:
    question = "《关于印发北屏区与青禾度假区对口合作实施方案的通知》的发文字号是什么？"
    answer = sample_workspace.assistant.ask(question, filters=Filters(issuer="没有的机关"))
    assert answer.status is Status.REFUSED


@pytest.mark.parametrize(
    "question",
    [
        "《关于印发北屏区与青禾度假区对口合作实施方案的通知》里哪个部门负责文化旅游合作？",
        "区妇联要落实哪项对口合作工作？",
    ],
)
def test_filters_hold_for_duty_questions_too(sample_workspace: Workspace, question: str) -> None:
    ask = sample_workspace.assistant.ask
    assert ask(question).kind is Kind.DUTY
    answer = ask(question, filters=Filters(issuer="没有的机关"))
    assert (answer.status, answer.duties) == (Status.REFUSED, ())


# --- conversation and kinds ----------------------------------------------------------------------


def test_follow_up_tells_the_whole_question(sample_workspace: Workspace) -> None:
    history = (
        Turn("user", "北屏区哪些部门负责文化旅游合作？"),
        Turn("assistant", "区文化体育旅游局、区融媒体中心。[1]"),
    )
    answer = sample_workspace.assistant.ask("那白杉县呢？", history)
    assert answer.question == "白杉县哪些部门负责文化旅游合作？"


def test_whole_question_is_told_as_it_was_asked(sample_workspace: Workspace) -> None:
    question = "铁海联运班列的运费补贴是多少？"
    answer = sample_workspace.assistant.ask(f"  {question}\n")
    assert (answer.question, answer.kind) == (question, Kind.EXTRACT)
    assert "600元" in answer.text


def test_answers_are_repeatable(sample_workspace: Workspace) -> None:
    question = "设立澄云产业合作基金的配合单位有哪些？"
    first = sample_workspace.assistant.ask(question)
    assert all(sample_workspace.assistant.ask(question) == first for _ in range(3))


def test_what_holds_now_comes_first(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("现在澄川市对口合作工作领导小组办公室设在哪里？")
    assert answer.citations[0].notice.document_number == "澄川政办发〔2024〕5号"


def test_refusal_does_not_deny_what_the_notices_say(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("沈砚清市长的办公电话是多少？")
    assert "“沈砚清”" not in answer.text


def test_unknown_document_number_is_refused(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("澄川财规〔2099〕6号的标题是什么？")
    assert answer.status is Status.REFUSED


@pytest.mark.xfail(reason="问面积，答的是“单位面积投资强度”")  # reported
def test_area_is_answered_with_an_area(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("启动区的面积是多少？")
    assert "1.2平方公里" in answer.text or answer.status is Status.REFUSED


@pytest.mark.xfail(reason="一句话里带孤立代理码（坏字节）时分词器报 TypeError")  # reported
def test_question_with_broken_characters_is_an_error_for_people(
    sample_workspace: Workspace,
) -> None:
    with pytest.raises(QuestionError):
        sample_workspace.assistant.ask("\udcff哪个部门负责冷链")


def test_no_type_of_question_is_left_out() -> None:
    assert {q["type"] for q in QUESTIONS} == {
        "duty",
        "duty_reverse",
        "fact",
        "figure",
        "followup",
        "list",
        "metadata",
        "unanswerable",
    }
