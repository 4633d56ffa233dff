"""Follow-up questions are made whole; new topics stay as they are."""

import time
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Turn, standalone


def said(*exchanges: tuple[str, str]) -> tuple[Turn, ...]:
    """Questions and answers as a history."""
    return tuple(
        turn for q, a in exchanges for turn in (Turn("user", q), Turn("assistant", a)) if turn
    )


PLACE = said(
    ("松江区文化旅游合作由哪个部门负责？", "（三）文化旅游——落实部门：区文旅局、区商务局[1]")
)
LEAD = said(("冷链物流建设的牵头单位是哪个？", "市商务局。[1]"))
PLAN = said(("春耕备耕工作由谁负责？", "《白鹿县春耕备耕工作方案》提出，由县农业农村局负责。[1]"))
PROJECT = said(("澜沧港二期工程总投资多少？", "澜沧港二期工程项目总投资3.2亿元。[1]"))
PAIR = said(("白鹿县与松江区的产销对接由谁牵头", "县商务局。"))
QUOTED = said(
    ("根据《青石镇河道管护方案》，“清理乱堆乱放”的责任单位有哪些？", "镇水利站、镇城管办")
)
TASKS = said(
    (
        "市财政局牵头哪些任务？",
        "涉及市财政局的任务共三项：\n（一）设立产业基金——市财政局（牵头）[1]\n"
        "（四）落实税费减免：办好退税专窗，当日受理——市财政局（牵头）[2]\n（九）清理拖欠账款——牵头单位：市财政局[3]",
    )
)
LIST = said(
    (
        "申请人才公寓要提交哪些材料？",
        "三、申请材料\n1. 《人才公寓申请表》一式三份；\n2. 劳动合同复印件；\n3. 社保缴纳证明（近六个月）。[1]",
    )
)
YEAR = said(("2021年白鹿县新增就业多少人？", "3100人。[1]"))
MEETING = said(("第二次调度会由谁主持？", "会议由副县长主持。[1]"))
WHICH = said(("青石投资公司在白鹿县建了什么项目？", "石门山漂流项目"))
FUND = said(("《白鹿县茶叶奖补办法》的发文字号是什么？", "白鹿政规〔2022〕3号。[1]"))

HISTORIES = {
    "地方": PLACE, "角色": LEAD, "方案": PLAN, "项目": PROJECT, "两方": PAIR, "引号": QUOTED, "任务": TASKS,
    "清单": LIST, "年份": YEAR, "会议": MEETING, "哪个项目": WHICH, "文号": FUND,
}  # fmt: skip


# --- the same question about something else ------------------------------------------------------


@pytest.mark.parametrize(
    ("follow_up", "whole"),
    [
        ("那石门山呢？", "石门山文化旅游合作由哪个部门负责？"),
        ("石门山那边呢", "石门山文化旅游合作由哪个部门负责？"),
        ("那白鹿县呢", "白鹿县文化旅游合作由哪个部门负责？"),
        ("白鹿县呢？", "白鹿县文化旅游合作由哪个部门负责？"),
        ("那白鹿县那边呢？", "白鹿县文化旅游合作由哪个部门负责？"),
        ("还有青石镇呢", "青石镇文化旅游合作由哪个部门负责？"),
        ("那白鹿高新区呢？", "白鹿高新区文化旅游合作由哪个部门负责？"),
        ("白鹿县", "白鹿县文化旅游合作由哪个部门负责？"),
        ("换成白鹿县", "白鹿县文化旅游合作由哪个部门负责？"),
        ("那白鹿县谁负责？", "白鹿县文化旅游合作谁负责？"),
        ("白鹿县由谁负责？", "白鹿县文化旅游合作由谁负责？"),
        ("那松江区呢？", "松江区文化旅游合作由哪个部门负责？"),
        ("那松江呢？", "松江区文化旅游合作由哪个部门负责？"),
    ],
)
def test_another_place(follow_up: str, whole: str) -> None:
    assert standalone(follow_up, PLACE) == whole


@pytest.mark.parametrize(
    ("follow_up", "whole"),
    [
        ("那松江区呢？", "松江区的产销对接由谁牵头"),
        ("白鹿县呢？", "白鹿县的产销对接由谁牵头"),
        ("那青石镇呢", "白鹿县与松江区的产销对接青石镇由谁牵头"),
    ],
)
def test_one_of_two_parties(follow_up: str, whole: str) -> None:
    assert standalone(follow_up, PAIR) == whole


def test_parties_in_the_name_of_a_notice_stay() -> None:
    history = said(("白鹿县与松江区对口合作方案里白鹿县哪个部门负责旅游", "县文旅局"))
    whole = standalone("那松江区呢", history)
    assert whole == "白鹿县与松江区对口合作方案里松江区哪个部门负责旅游"


def test_the_other_party_is_known_from_the_titles() -> None:
    titles = ("关于印发松江区与白鹿县对口合作实施方案的通知",)
    history = [PLACE[0], Turn("assistant", "区文旅局。[1]", titles=titles)]
    assert standalone("那对方呢？", history) == "白鹿县文化旅游合作由哪个部门负责？"
    assert standalone("那对方呢？", PLACE) == PLACE[0].content


@pytest.mark.parametrize(
    ("follow_up", "whole"),
    [
        ("那医疗合作呢？", "松江区医疗合作由哪个部门负责？"),
        ("医疗呢", "松江区医疗合作由哪个部门负责？"),
        ("那科技方面呢？", "松江区科技合作由哪个部门负责？"),
        ("那教育卫生合作呢", "松江区教育卫生合作由哪个部门负责？"),
        ("白鹿县的医疗合作呢", "白鹿县医疗合作由哪个部门负责？"),
        ("电话呢？", "松江区文化旅游合作的电话是多少？"),
        ("白鹿县的电话呢", "白鹿县文化旅游合作的电话是多少？"),
        ("联系人呢", "松江区文化旅游合作的联系人是谁？"),
        ("那经费呢？", "松江区文化旅游合作的经费怎么安排？"),
        ("完成时限呢", "松江区文化旅游合作的完成时限是什么时候？"),
        ("活动地点呢", "松江区文化旅游合作的活动地点在哪里？"),
        ("有什么要求吗", "松江区文化旅游合作有什么要求吗"),
    ],
)
def test_another_matter_keeps_the_place(follow_up: str, whole: str) -> None:
    assert standalone(follow_up, PLACE) == whole


@pytest.mark.parametrize(
    ("asked", "follow_up", "whole"),
    [
        ("文化旅游合作哪个部门负责", "那医疗合作呢", "医疗合作哪个部门负责"),
        ("哪个部门负责文化旅游合作？", "那医疗合作呢", "哪个部门负责医疗合作？"),
        (
            "松江区负责文旅合作的是哪个部门",
            "那教育合作呢",
            "松江区负责教育合作的是哪个部门",
        ),
        ("推进教育协作的责任单位是谁？", "就业协作呢", "推进就业协作的责任单位是谁？"),
        ("产业类项目最多补助多少？", "民生类呢", "民生类项目最多补助多少？"),
        ("上海市对口支援新疆的资金是多少？", "那西藏呢", "上海市对口支援西藏的资金是多少？"),
        ("市商务局负责哪些任务", "市教育局呢", "市教育局负责哪些任务"),
        ("厂房的施工单位是哪家？", "监理单位呢", "厂房的监理单位是哪家？"),
        ("冷链物流由谁牵头", "那市教育局呢", "冷链物流，市教育局负责什么？"),
        ("茶叶补贴怎么申请", "没通过审核的呢", "茶叶补贴，没通过审核怎么办？"),
        (
            "每年安排的资金不少于多少？",
            "2021年的方案呢",
            "2021年的方案规定每年安排的资金不少于多少？",
        ),
        ("资金不能用在哪些方面", "可以用在哪些方面", "资金可以用在哪些方面"),
        ("产业园规划面积多大", "由哪个区参与共建", "产业园规划由哪个区参与共建"),
        ("单项奖补上限是多少", "那挂职干部的补助标准呢", "挂职干部的补助标准是多少？"),
    ],
)
def test_what_the_matter_is(asked: str, follow_up: str, whole: str) -> None:
    assert standalone(follow_up, said((asked, ""))) == whole


@pytest.mark.parametrize(
    ("history", "follow_up", "whole"),
    [
        (YEAR, "那2022年呢？", "2022年白鹿县新增就业多少人？"),
        (YEAR, "2023年的呢", "2023年白鹿县新增就业多少人？"),
        (YEAR, "2022年是多少", "2022年白鹿县新增就业多少人？"),
        (YEAR, "2022年青石镇呢", "2022年青石镇新增就业多少人？"),
        (YEAR, "今年呢", "今年白鹿县新增就业多少人？"),
        (PLACE, "那2025年呢？", "2025年松江区文化旅游合作由哪个部门负责？"),
        (MEETING, "第三次呢？", "第三次调度会由谁主持？"),
        (MEETING, "第三次在哪里召开", "第三次调度会在哪里召开"),
        (FUND, "那《白鹿县蓝莓奖补办法》呢", "《白鹿县蓝莓奖补办法》的发文字号是什么？"),
        (
            QUOTED,
            "那“整治排污口”呢？",
            "根据《青石镇河道管护方案》，“整治排污口”的责任单位有哪些？",
        ),
    ],
)
def test_another_of_its_kind(history: Sequence[Turn], follow_up: str, whole: str) -> None:
    assert standalone(follow_up, history) == whole


@pytest.mark.parametrize(
    ("history", "follow_up", "whole"),
    [
        (LEAD, "配合单位呢？", "冷链物流建设的配合单位是哪个？"),
        (LEAD, "那配合单位呢", "冷链物流建设的配合单位是哪个？"),
        (LEAD, "那责任部门呢？", "冷链物流建设的责任部门是哪个？"),
        (LEAD, "配合的呢", "冷链物流建设的配合单位是哪个？"),
        (PLACE, "牵头单位呢", "松江区文化旅游合作的牵头单位有哪些？"),
        (PLACE, "谁配合？", "松江区文化旅游合作谁配合？"),
        (PLACE, "牵头的是谁", "松江区文化旅游合作牵头的是谁"),
        (TASKS, "配合的呢", "市财政局配合哪些任务？"),
        (TASKS, "配合的有哪些", "市财政局配合哪些任务？"),
        (QUOTED, "配合单位呢", "根据《青石镇河道管护方案》，“清理乱堆乱放”的配合单位有哪些？"),
    ],
)
def test_another_role(history: Sequence[Turn], follow_up: str, whole: str) -> None:
    assert standalone(follow_up, history) == whole


def test_library_tells_places_from_matters() -> None:
    """青禾 and 蓝莓 look alike; only the notices know which is a place."""
    history = said(("松江区黑木耳销售由谁负责？", "区商务局。"))
    ask = lambda text: standalone(text, history, {"青禾"}.__contains__)  # noqa: E731
    assert ask("那青禾呢？") == "青禾黑木耳销售由谁负责？"
    assert ask("那蓝莓呢？") == "松江区蓝莓由谁负责？"


# --- questions that say only what is asked -------------------------------------------------------


@pytest.mark.parametrize(
    "follow_up",
    [
        "什么时候完成？",
        "什么时候完成",
        "什么时候开始？",
        "谁牵头？",
        "为什么？",
        "怎么申请？",
        "怎么考核",
        "需要什么材料？",
        "需要盖章吗？",
        "由谁验收",
        "完成了多少",
        "在哪里办理",
        "有没有补贴",
        "牵头的是谁",
    ],
)
def test_bare_question_is_about_what_was_asked_before(follow_up: str) -> None:
    assert standalone(follow_up, LEAD) == f"冷链物流建设{follow_up}"


@pytest.mark.parametrize(
    ("history", "follow_up", "whole"),
    [
        (LEAD, "联系电话是多少？", "冷链物流建设的联系电话是多少？"),
        (LEAD, "那什么时候完成呢？", "冷链物流建设什么时候完成呢？"),
        (LEAD, "请问联系人是谁", "冷链物流建设的联系人是谁"),
        (PROJECT, "工期多长", "澜沧港二期工程的工期多长"),
        (LIST, "最晚什么时候报", "申请人才公寓最晚什么时候报"),
        (LIST, "年龄有什么要求", "申请人才公寓的年龄有什么要求"),
        (FUND, "有效期多久", "《白鹿县茶叶奖补办法》的有效期多久"),
        (QUOTED, "什么时候完成", "根据《青石镇河道管护方案》，“清理乱堆乱放”什么时候完成"),
        (QUOTED, "发文字号是多少", "《青石镇河道管护方案》的发文字号是多少"),
        (QUOTED, "是哪个单位印发的", "《青石镇河道管护方案》是哪个单位印发的"),
        (WHICH, "占地多少", "石门山漂流项目占地多少"),
    ],
)
def test_what_the_words_of_asking_are_said_of(
    history: Sequence[Turn], follow_up: str, whole: str
) -> None:
    assert standalone(follow_up, history) == whole


@pytest.mark.parametrize(
    "follow_up",
    [
        "还有吗？",
        "还有吗",
        "还有没有",
        "还有其他的吗",
        "还有哪些？",
        "还有别的吗？",
        "其他的呢？",
        "其他呢",
        "除了这些呢",
        "就这些吗？",
        "继续",
        "再说一遍",
        "请再说一遍",
        "详细一点",
        "能说得详细点吗",
        "具体说说",
        "什么意思？",
        "那这个呢？",
    ],
)
def test_more_of_the_same_is_the_same_question(follow_up: str) -> None:
    assert standalone(follow_up, PLACE) == PLACE[0].content


# --- words that stand for something said ---------------------------------------------------------


@pytest.mark.parametrize(
    ("history", "follow_up", "whole"),
    [
        (PLAN, "这个方案由谁牵头？", "《白鹿县春耕备耕工作方案》由谁牵头？"),
        (PLAN, "该方案的发文字号是什么", "《白鹿县春耕备耕工作方案》的发文字号是什么"),
        (PLAN, "上述方案什么时候印发的？", "《白鹿县春耕备耕工作方案》什么时候印发的？"),
        (PLAN, "请问这份文件是哪天印发的", "《白鹿县春耕备耕工作方案》是哪天印发的"),
        (PLAN, "那该方案什么时候失效", "《白鹿县春耕备耕工作方案》什么时候失效"),
        (PLAN, "根据这个方案谁负责灌溉", "根据《白鹿县春耕备耕工作方案》谁负责灌溉"),
        (PLAN, "它什么时候印发的", "《白鹿县春耕备耕工作方案》什么时候印发的"),
        (FUND, "这个办法什么时候施行", "《白鹿县茶叶奖补办法》什么时候施行"),
        (FUND, "它由谁解释", "《白鹿县茶叶奖补办法》由谁解释"),
        (PROJECT, "那个项目什么时候开工？", "澜沧港二期工程项目什么时候开工？"),
        (PROJECT, "这个项目由谁建设", "澜沧港二期工程项目由谁建设"),
        (PROJECT, "它由谁建设？", "澜沧港二期工程由谁建设？"),
        (PROJECT, "其中由谁建设？", "澜沧港二期工程由谁建设？"),
        (PROJECT, "其中码头岸线多长", "澜沧港二期工程，码头岸线多长"),
        (WHICH, "那个项目投了多少钱？", "石门山漂流项目投了多少钱？"),
        (WHICH, "它在哪里", "石门山漂流项目在哪里"),
        (LEAD, "这件事什么时候完成？", "冷链物流建设什么时候完成？"),
        (LEAD, "由谁配合这项工作", "由谁配合冷链物流建设"),
        (LEAD, "这个部门还负责什么", "市商务局还负责什么"),
        (PLACE, "这两个部门的电话是多少", "松江区文化旅游合作的电话是多少"),
    ],
)
def test_what_was_spoken_of(history: Sequence[Turn], follow_up: str, whole: str) -> None:
    assert standalone(follow_up, history) == whole


def test_person_who_was_the_answer() -> None:
    history = said(("谁主持了第二次调度会？", "江知秋。[1]"))
    assert standalone("他还参加了什么会议", history) == "江知秋还参加了什么会议"


def test_notice_cited_is_meant() -> None:
    titles = ("关于做好茶叶产销工作的通知", "白鹿县茶叶产业规划")
    history = [Turn("user", "茶叶销售由谁负责？"), Turn("assistant", "县商务局。", titles=titles)]
    assert standalone("这个通知的文号是多少", history) == f"《{titles[0]}》的文号是多少"
    assert standalone("该规划何时印发", history) == f"《{titles[1]}》何时印发"
    assert standalone("文号是多少", history) == f"《{titles[0]}》的文号是多少"
    assert standalone("由谁监督", history) == "茶叶销售由谁监督"


def test_notice_named_by_its_number_only() -> None:
    history = said(("白鹿政发〔2024〕9号讲了什么", "茶叶产销。"))
    assert standalone("这个文件是谁发的", history) == "白鹿政发〔2024〕9号是谁发的"


@pytest.mark.parametrize(
    ("history", "follow_up", "whole"),
    [
        (LIST, "第二条是什么", "劳动合同复印件的具体内容是什么？"),
        (LIST, "上面第三项是什么？", "社保缴纳证明的具体内容是什么？"),
        (LIST, "第3个呢", "社保缴纳证明的具体内容是什么？"),
        (LIST, "第一项在哪里领取？", "《人才公寓申请表》一式三份在哪里领取？"),
        (LIST, "最后一个要盖章吗", "社保缴纳证明要盖章吗"),
        (LIST, "第二个材料需要原件吗", "劳动合同复印件需要原件吗"),
        (TASKS, "第二项什么时候完成？", "办好退税专窗什么时候完成？"),
        (TASKS, "第三项的配合单位是谁", "清理拖欠账款的配合单位是谁"),
        (PLACE, "第二个部门负责什么", "区商务局负责什么"),
        (PLACE, "第一个呢？", "区文旅局负责哪些任务？"),
        (FUND, "第十条规定了什么", "《白鹿县茶叶奖补办法》第十条规定了什么"),
    ],
)
def test_item_of_the_list(history: Sequence[Turn], follow_up: str, whole: str) -> None:
    assert standalone(follow_up, history) == whole


def test_items_one_after_the_other() -> None:
    history = (*TASKS, Turn("user", "第一项什么时候完成？"), Turn("assistant", "2024年底。"))
    assert standalone("第三个呢？", history) == "清理拖欠账款什么时候完成？"


# --- chains --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chain",
    [
        {
            "松江区文化旅游合作由哪个部门负责？": "松江区文化旅游合作由哪个部门负责？",
            "那石门山呢": "石门山文化旅游合作由哪个部门负责？",
            "那医疗合作呢？": "石门山医疗合作由哪个部门负责？",
            "什么时候完成": "石门山医疗合作什么时候完成",
            "谢谢": "谢谢",
            "配合单位呢": "石门山医疗合作的配合单位有哪些？",
        },
        {
            "《白鹿县茶叶奖补办法》的文号是多少？": "《白鹿县茶叶奖补办法》的文号是多少？",
            "什么时候印发的？": "《白鹿县茶叶奖补办法》什么时候印发的？",
            "有效期呢": "《白鹿县茶叶奖补办法》的有效期是多长？",
            "它废止了吗": "《白鹿县茶叶奖补办法》废止了吗",
            "白鹿县2023年产茶多少吨？": "白鹿县2023年产茶多少吨？",
            "2024年呢": "白鹿县2024年产茶多少吨？",
        },
        {
            "第二次调度会什么时候开的": "第二次调度会什么时候开的",
            "在哪里开的": "第二次调度会在哪里开的",
            "谁主持": "第二次调度会谁主持",
            "第三次呢": "第三次调度会谁主持",
            "由谁筹备": "第三次调度会由谁筹备",
        },
        {
            "石门山旅游专列由谁牵头": "石门山旅游专列由谁牵头",
            "配合单位有哪些": "石门山旅游专列的配合单位有哪些",
            "什么时候开行": "石门山旅游专列什么时候开行",
            "每列能坐多少人": "石门山旅游专列每列能坐多少人",
            "票价呢": "石门山旅游专列的票价是多少？",
        },
        {
            "推进医疗协作的责任单位是谁？": "推进医疗协作的责任单位是谁？",
            "推进教育协作呢？": "推进教育协作的责任单位是谁？",
            "完成时限呢": "推进教育协作的完成时限是什么时候？",
            "就业协作呢": "推进就业协作的完成时限是什么时候？",
        },
        {
            "市商务局负责哪些任务": "市商务局负责哪些任务",
            "市教育局呢": "市教育局负责哪些任务",
            "配合的有哪些": "市教育局配合哪些任务",
            "那市卫生健康委呢": "市卫生健康委配合哪些任务",
        },
    ],
    ids="→".join,
)
def test_chain_of_follow_ups(chain: dict[str, str]) -> None:
    history: list[Turn] = []
    for question, whole in chain.items():
        assert standalone(question, history) == whole
        history += [Turn("user", question), Turn("assistant", "")]


def test_last_question_counts() -> None:
    history = (*LEAD, *PLACE)
    assert standalone("那白鹿县呢？", history) == "白鹿县文化旅游合作由哪个部门负责？"


def test_question_remembered_whole_is_not_read_again() -> None:
    history = [
        Turn("user", "那它呢", whole="白鹿县茶叶产业由谁负责？"),
        Turn("assistant", "县农业局"),
    ]
    assert standalone("什么时候完成", history) == "白鹿县茶叶产业什么时候完成"


def test_thanks_and_their_answer_do_not_hide_the_list() -> None:
    history = (*LIST, *said(("谢谢", "不客气。")))
    assert standalone("第二条是什么", history) == "劳动合同复印件的具体内容是什么？"


def test_ten_questions_are_remembered() -> None:
    history = said(*[(f"{n}号渠道整治由谁负责？", "") for n in range(30)])
    assert standalone("什么时候完成", history) == "29号渠道整治什么时候完成"
    others = said(*[("谢谢", "")] * 10)
    assert standalone("什么时候完成", (*history, *others)) == "什么时候完成"


# --- what is left alone --------------------------------------------------------------------------

WHOLE = [
    "哪个部门负责冷链物流建设？",
    "白鹿县冷链物流建设由哪个部门牵头？",
    "冷水鱼养殖补助多少元？",
    "《石门山巡护办法》的文号是多少？",
    "松林政发〔2024〕12号是什么时候印发的",
    "石门山景区门票有什么优惠？",
    "明天会下雨吗？",
    "谢谢",
    "好的，明白了",
    "你好",
    "那文化旅游合作由哪个部门负责？",
    "还有哪些部门参与石门山巡护？",
    "那么农村公路养护的责任单位是谁",
    "还有一个问题，县医院扩建工程什么时候开工",
    "另外想问一下义务教育学区怎么划分",
    "茶叶由谁负责？",
    "用工补贴怎么申请",
    "对外投资怎么审批？",
    "老旧小区改造由谁负责？",
    "智慧城市建设进展怎么样",
    "白鹿县有哪些合作项目？",
    "青石镇2024年计划新建几所幼儿园",
    "报送项目进展情况联系谁，电话多少？",
    "文化旅游合作这项工作由谁负责？",
    "《石门山巡护办法》第二条规定了什么",
    "第三方评估由哪个单位组织？",
    "这个月有哪些招商活动？",
    "该不该给柑橘种植户发补贴",
    "应该由谁组织防汛演练？",
    "本科生安家补贴是多少",
    "其他应收款怎么管理？",
    "政策性农业保险的保费谁来补",
    "组织部负责什么？",
    "根据《河道管护方案》，谁来清理乱堆乱放？",
    "“一窗通办”由哪个部门牵头？",
    "专项资金不能用在哪些方面？",
    "hello world",
    "12345",
    "？",
]


@pytest.mark.parametrize("question", WHOLE)
@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_new_topic_is_not_polluted(question: str, history: tuple[Turn, ...]) -> None:
    assert standalone(question, history) == question


@pytest.mark.parametrize(
    "question",
    [
        "那白鹿县呢？",
        "什么时候完成？",
        "配合单位呢",
        "它由谁建设？",
        "这个方案由谁牵头？",
        "还有吗？",
        "第二项是什么",
    ],
)
def test_without_history_nothing_is_added(question: str) -> None:
    assert standalone(question, ()) == question
    assert standalone(question, (Turn("assistant", "您好，请提问。"),)) == question
    assert standalone(question, said(("你好", "您好，请提问。"))) == question


# --- what holds for every conversation -----------------------------------------------------------

FOLLOW_UPS = [
    "那石门山呢？", "什么时候完成", "配合单位呢", "这个方案由谁牵头？", "第二项是什么", "还有吗？", "那对方呢", "它呢", "电话呢",
    "这个部门负责什么", "2022年的呢", "那《办法》呢",
]  # fmt: skip

TURNS = st.builds(
    Turn,
    st.sampled_from(["user", "assistant"]),
    st.text(max_size=60)
    | st.sampled_from([turn.content for h in HISTORIES.values() for turn in h])
    | st.sampled_from(FOLLOW_UPS),
)


@given(st.text(max_size=60) | st.sampled_from(FOLLOW_UPS), st.lists(TURNS, max_size=6))
def test_any_conversation_is_read_and_little_is_added(question: str, history: list[Turn]) -> None:
    assert len(standalone(question, history)) <= len(question) + 200


@given(st.text(max_size=60) | st.sampled_from(FOLLOW_UPS))
def test_any_question_without_history_is_unchanged(question: str) -> None:
    assert standalone(question, ()) == question


@given(st.sampled_from(WHOLE), st.lists(TURNS, max_size=6))
def test_whole_question_is_unchanged_by_any_history(question: str, history: list[Turn]) -> None:
    assert standalone(question, history) == question


@pytest.mark.parametrize(
    "piece",
    [
        "的", "《", "》", "“", "第一", "1.", "（一）", "需要", "、", "方案", "区", "县与", "a", " ", "？", "项目", "2022年",
        "有多少", "是什么",        "牵头单位", "负责", "《《a", "一是", "市",
    ],
)  # fmt: skip
def test_long_texts_of_strangers_are_read_quickly(piece: str) -> None:
    long = (piece * 200_000)[:200_000]
    histories = [said((long, long)), said(("松江区文旅合作由谁负责", long)) * 25]
    began = time.process_time()
    for question, history in product([*FOLLOW_UPS, long, long[:200]], histories):
        assert len(standalone(question, history)) <= len(question) + 200
    assert time.process_time() - began < 20
