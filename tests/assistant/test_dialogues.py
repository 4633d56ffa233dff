"""Dialogues over the sample notices: every turn is answered, from the conversation the service keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from assistant.answer import Answer, Status
from assistant.wiring import Workspace


@dataclass(frozen=True)
class Said:
    """A question, words its answer must have, and words it must not have."""

    question: str
    answers: tuple[str, ...]
    others: tuple[str, ...] = ()


def said(question: str, *answers: str, without: tuple[str, ...] = ()) -> Said:
    return Said(question, answers, without)


DIALOGUES = {
    "两方与事项": [
        said("北屏区哪些部门负责文化旅游合作？", "区文化体育旅游局", "区融媒体中心"),
        said("那青禾呢？", "文旅事业局", "青禾农旅集团", without=("区融媒体中心",)),
        said("那产销合作呢", "农林水务局", "青禾农旅集团", without=("文旅事业局",)),
        said("北屏区呢", "区商务局", "区供销社", without=("农林水务局",)),
    ],
    "对方与文号": [
        said("北屏区哪些部门负责文化旅游合作？", "区文化体育旅游局"),
        said("那对方呢？", "文旅事业局", without=("区融媒体中心",)),
        said("这个方案的文号是多少？", "云岭青管发〔2022〕8号"),
        said("什么时候印发的？", "2022年4月18日"),
    ],
    "只有一方": [
        said("哪些部门负责教育医疗协作？", "区教育局", "社会事务局"),
        said("北屏区呢", "区卫生健康局", without=("社会事务局",)),
        said("营商环境呢", "区行政审批局", without=("行政审批服务局",)),
        said("青禾那边呢", "行政审批服务局", without=("区行政审批局",)),
    ],
    "角色与时限": [
        said("申报省级特色产业园区由哪个单位牵头？", "市发展改革委"),
        said("配合单位呢", "市工业和信息化局", "柳塘区人民政府"),
        said("什么时候完成", "2025年3月底"),
        said("那设立澄云产业合作基金呢", "2025年6月底"),
    ],
    "逐项追问": [
        said("推进医疗协作的责任单位是谁？", "市卫生健康委员会", "市医疗保障局"),
        said("推进教育协作呢", "市教育局", without=("市医疗保障局",)),
        said("完成时限呢", "2024年9月底前"),
        said("那就业协作呢", "2024年11月底前"),
    ],
    "同一通知里的任务": [
        said("校际结对由谁负责？", "市教育局"),
        said("云端课堂呢", "市教育局"),
        said("配合单位有哪些", "市财政局", "市大数据局"),
        said("远程诊疗呢", "市医疗保障局", "市大数据局"),
    ],
    "部门的任务": [
        said("任务分工表里市生态环境局牵头什么任务？", "建成启动区污水处理站"),
        said("市营商环境建设局呢", "跨市通办"),
        said("那市统计局呢？", "数据审核"),
    ],
    "活动": [
        said("“云岭号”直达旅游列车由哪个单位牵头？", "云岭市文化广电和旅游局"),
        said("配合单位呢", "云岭市交通运输局", "澄川远帆旅行社"),
        said("每列能坐多少人", "520人"),
    ],
    "冷链": [
        said("北屏区给青禾产品完善冷链配送，由哪个部门牵头？", "区发展改革局"),
        said("什么时候建成", "2024年9月底前"),
        said("容量多大", "800吨"),
        said("这份通知的联系电话是多少", "0600-5550128"),
    ],
    "管理办法": [
        said("澄川市对口合作专项资金管理办法的文号是多少？", "澄川财规〔2023〕6号"),
        said("谁印发的", "澄川市财政局", "澄川市经济协作办公室"),
        said("第八条规定了什么", "300万元", "150万元"),
    ],
    "人才交流": [
        said("赴澄川跟岗交流要提交哪些申报材料？", "跟岗交流人员推荐表", "体检报告"),
        said("第四条有什么要求", "三个月内有效"),
        said("这个通知的文号是多少", "云岭人社发〔2024〕19号"),
        said("联系电话呢", "0609-5550162"),
    ],
    "会议": [
        said("第四次联席会议在哪里召开的？", "青禾度假区会议中心"),
        said("这个纪要是哪天印发的", "2024年3月25日"),
        said("第五次联席会议由谁筹备", "澄川市发展改革委"),
    ],
    "班列": [
        said("铁海联运班列的运费补贴是多少？", "600元"),
        said("什么时候开始试运行", "2024年5月1日"),
        said("试运行多久", "六个月"),
    ],
    "园区": [
        said("澄云产业合作园规划面积多大？", "6.8平方公里"),
        said("其中启动区有多大？", "1.2平方公里"),
    ],
    "项目": [
        said("寒地农机智能装备项目投资多少钱？", "12.6亿元"),
        said("什么时候开工", "开工"),
        said("谢谢", "没有"),
        said("那个项目投资多少钱", "12.6亿元"),
    ],
    "换话题": [
        said("推进医疗协作的责任单位是谁？", "市卫生健康委员会"),
        said("铁海联运班列的运费补贴是多少？", "600元"),
        said("区妇联要落实哪项对口合作工作？", "动员社会力量参与"),
        said("再说一遍", "动员社会力量参与"),
    ],
}


@pytest.fixture(scope="module")
def names() -> Iterator[str]:
    """Names for conversations."""
    return (f"dialogue-{n}" for n in count())


def ask(workspace: Workspace, name: str, question: str) -> Answer:
    """Ask as the service does: with the turns it remembers."""
    answer = workspace.assistant.ask(question, workspace.memory.history(name, ()))
    workspace.memory.add(name, question, answer)
    return answer


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES.keys())
def test_every_turn_is_answered(
    sample_workspace: Workspace, names: Iterator[str], dialogue: list[Said]
) -> None:
    name = next(names)
    for turn in dialogue:
        answer = ask(sample_workspace, name, turn.question)
        assert all(words in answer.text for words in turn.answers), (turn.question, answer.text)
        assert not any(words in answer.text for words in turn.others), (turn.question, answer.text)


def test_new_topic_after_a_long_conversation_is_answered_alone(
    sample_workspace: Workspace, names: Iterator[str]
) -> None:
    name = next(names)
    for turn in DIALOGUES["逐项追问"]:
        ask(sample_workspace, name, turn.question)
    question = "区妇联要落实哪项对口合作工作？"
    assert ask(sample_workspace, name, question) == sample_workspace.assistant.ask(question)


def test_follow_up_to_what_the_notices_do_not_say_is_refused(
    sample_workspace: Workspace, names: Iterator[str]
) -> None:
    name = next(names)
    ask(sample_workspace, name, "推进医疗协作的责任单位是谁？")
    answer = ask(sample_workspace, name, "联系电话是多少？")
    assert answer.question == "推进医疗协作的联系电话是多少？"
    assert answer.status is Status.REFUSED
