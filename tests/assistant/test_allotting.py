"""Answers from the register, on the sample notices: who does what, and what a body does."""

import re

import pytest

from assistant.answer import Answer, Kind, Status
from assistant.wiring import Workspace

Asked = tuple[str, set[str], set[str]]

ANSWERED: dict[str, Asked] = {
    "负责": (
        "北屏区哪些部门负责文化旅游合作？",
        {"区文化体育旅游局", "区融媒体中心"},
        {"文旅事业局"},
    ),
    "另一方": (
        "青禾度假区哪些部门负责文化旅游合作？",
        {"文旅事业局", "青禾农旅集团"},
        {"区融媒体中心"},
    ),
    "一方简称": ("青禾那边畅通农产品产销由谁落实？", {"农林水务局", "青禾农旅集团"}, {"区供销社"}),
    "一方在后": ("推进科技协作北屏由谁落实？", {"区科学技术局", "区农业农村局"}, {"农林水务局"}),
    "两边": (
        "文化旅游合作两边分别由哪些部门落实？",
        {"区文化体育旅游局", "区融媒体中心", "文旅事业局", "青禾农旅集团"},
        set(),
    ),
    "两地": (
        "扩大教育医疗协作两地各由谁落实？",
        {"区教育局", "区卫生健康局", "社会事务局"},
        set(),
    ),
    "表格里的牵头": ("设立澄云产业合作基金由谁牵头？", {"市财政局"}, {"市金融服务中心"}),
    "表格里的配合": (
        "设立澄云产业合作基金的配合单位有哪些？",
        {"市金融服务中心", "云岭产业投资集团"},
        {"市财政局"},
    ),
    "牵头": ("开通云岭至澄川直达航线由哪个单位牵头？", {"市交通运输局"}, {"云岭机场公司"}),
    "配合": (
        "开通云岭至澄川直达航线，哪些单位配合市交通运输局？",
        {"市文化广电和旅游局", "云岭机场公司"},
        {"市交通运输局"},
    ),
    "句子里的分工": (
        "青禾农产品拓宽销售渠道由谁负责？",
        {"区商务局"},
        {"区发展改革局"},
    ),
    "部门的任务": ("区妇联要落实哪项对口合作工作？", {"区妇联"}, {"文旅事业局"}),
}


@pytest.mark.parametrize(("question", "named", "absent"), ANSWERED.values(), ids=ANSWERED)
def test_bodies_of_a_task(
    sample_workspace: Workspace, question: str, named: set[str], absent: set[str]
) -> None:
    answer = ask(sample_workspace, question)
    held = {name for cited in answer.duties for name in cited.duty.departments}
    assert named <= held
    assert not absent & held
    assert all(name in answer.text for name in named)


def ask(workspace: Workspace, question: str) -> Answer:
    """An answer from the register, each row of which carries the mark of its citation."""
    answer = workspace.assistant.ask(question)
    assert (answer.status, answer.kind) == (Status.ANSWERED, Kind.DUTY)
    citations = {citation.mark: citation for citation in answer.citations}
    assert {int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)} == set(citations)
    assert answer.duties
    for cited in answer.duties:
        citation = citations[cited.mark]
        assert (citation.start, citation.end) == (cited.duty.start, cited.duty.end)
        assert citation.quote == cited.duty.quote
    return answer


def test_tasks_of_a_body_with_their_number(sample_workspace: Workspace) -> None:
    question = "《澄云产业合作重点任务分工方案（2024—2025年）》里市财政局牵头哪些任务？"
    answer = ask(sample_workspace, question)
    assert "共两项" in answer.text
    assert [cited.duty.task for cited in answer.duties] == [
        "设立规模5亿元的澄云产业合作基金",
        "出台园区企业用工补贴办法",
    ]


def test_deadline_is_told(sample_workspace: Workspace) -> None:
    answer = ask(sample_workspace, "开通云岭至澄川直达航线由哪个单位牵头？")
    assert "2024年8月底前" in answer.text
    assert {cited.duty.deadline for cited in answer.duties} == {"2024年8月底前"}


TASKS = [
    "共建合作园区", "畅通农产品产销", "深化文化旅游合作", "推进科技协作", "扩大教育医疗协作", "加强干部人才交流", "互学营商环境做法",
    "动员社会力量参与",
]  # fmt: skip


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("side", ["北屏区", "青禾度假区"])
def test_sides_are_never_mixed(sample_workspace: Workspace, task: str, side: str) -> None:
    answer = ask(sample_workspace, f"{side}由哪些部门落实“{task}”？")
    assert {cited.duty.party for cited in answer.duties} == {side}


REFUSED = {
    "没有的任务": ("北屏区负责海洋环境保护合作的是哪个部门？", "最接近的任务是“"),
    "公文里没有的任务": (
        "《北屏区与青禾度假区对口合作实施方案》中修建地铁由谁负责？",
        "最接近的任务是“",
    ),
    "没有的部门": ("市气象局负责哪些工作？", "没有找到"),
    "没有写明的角色": ("推进教育协作的牵头单位是谁？", "没有写明牵头单位"),
}


@pytest.mark.parametrize(("question", "says"), REFUSED.values(), ids=REFUSED)
def test_refusal_says_what_is_missing(
    sample_workspace: Workspace, question: str, says: str
) -> None:
    answer = sample_workspace.assistant.ask(question)
    assert (answer.status, answer.citations, answer.duties) == (Status.REFUSED, (), ())
    assert says in answer.text
    assert answer.nearest


def test_by_when_is_answered_from_the_register(sample_workspace: Workspace) -> None:
    answer = ask(sample_workspace, "设立澄云产业合作基金什么时候完成？")
    assert answer.kind is Kind.DUTY
    assert "2025年6月底" in answer.text
    assert {cited.duty.deadline for cited in answer.duties} == {"2025年6月底"}


def test_by_when_of_a_task_without_a_deadline_is_not_a_duty_answer(
    sample_workspace: Workspace,
) -> None:
    answer = sample_workspace.assistant.ask("北屏区的文化旅游合作什么时候完成？")
    assert answer.kind is not Kind.DUTY


def test_task_is_told_from_the_edition_that_holds(sample_workspace: Workspace) -> None:
    answer = ask(sample_workspace, "澄川市“产销对接”由哪些部门负责？")
    assert {c.notice.document_number for c in answer.citations} == {"澄川政办发〔2024〕5号"}
    assert "市机关事务管理局" in answer.text


def test_editions_that_allot_a_task_differently_are_told_apart(
    sample_workspace: Workspace,
) -> None:
    answer = ask(sample_workspace, "澄川市以前“产销对接”由哪些部门负责？")
    first, *rest = answer.text.split("\n")
    assert "分工不一致" in first
    assert "2024年修订" in rest[0]
    assert any("2021" in c.notice.source for c in answer.citations)


def test_former_edition_is_asked_for_in_plain_words(sample_workspace: Workspace) -> None:
    answer = ask(sample_workspace, "澄川市以前的产销对接由哪些部门负责？")
    assert any("2021" in c.notice.source for c in answer.citations)
