"""What a question asks for, on questions as clerks write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding import Wants, understand

MASTHEAD = [
    ("《白杉县冷水鱼养殖补助办法》的发文字号是什么？", "document_number"),
    ("白杉县冷水鱼养殖补助办法的文号是多少", "document_number"),
    ("请问松江湖保护区巡护方案文件编号是啥", "document_number"),
    ("这个通知的索引号是多少？", "index_number"),
    ("渔港改造方案主送哪些单位？", "addressees"),
    ("渔港改造方案的主送机关是谁", "addressees"),
    ("渔港改造方案发给了谁", "addressees"),
    ("关于做好春耕备耕工作的通知是什么时候印发的？", "issued_on"),
    ("关于做好春耕备耕工作的通知的成文日期", "issued_on"),
    ("春耕备耕通知是几月几号下发的", "issued_on"),
    ("春耕备耕方案哪年出台的？", "issued_on"),
    ("春耕备耕通知印发时间是哪天", "issued_on"),
    ("春耕备耕通知是哪天发布的", "published_on"),
    ("春耕备耕通知的发布时间是什么时候？", "published_on"),
    ("《春耕备耕通知》何时公布", "published_on"),
    ("春耕备耕通知公开日期", "published_on"),
    ("春耕备耕通知是哪个部门印发的？", "issuer"),
    ("春耕备耕通知由谁发布？", "issuer"),
    ("春耕备耕通知是哪家单位发的？", "issuer"),
    ("分工方案是哪个机关发的？", "issuer"),
    ("春耕备耕通知的发文机关是哪里", "issuer"),
    ("春耕备耕通知由哪些部门联合印发", "issuer"),
    ("哪些部门联合印发了春耕备耕通知", "issuer"),
    ("松林政发[2024]12号是哪个单位出台的", "issuer"),
    ("签约新闻的来源是什么", "origin"),
    ("这篇报道的来源是哪里", "origin"),
    ("松林政发〔2024〕12号的标题是什么？", "title"),
    ("松林政发〔2024〕12号文件的全称是什么？", "title"),
]

CONTENT = [
    ("哪个部门负责冷链物流建设？", Wants.WHO),
    ("冷链物流建设由谁负责", Wants.WHO),
    ("冷链物流归谁管？", Wants.WHO),
    ("办理跟岗补贴找谁？", Wants.WHO),
    ("冷链物流的牵头单位是哪个？", Wants.WHO),
    ("冷链物流牵头单位和配合单位分别是谁", Wants.WHO),
    ("推进医疗协作的责任部门有哪些", Wants.WHO),
    ("哪些单位配合市教育局开展校际结对", Wants.WHO),
    ("文化走廊建设由哪几个部门落实？", Wants.WHO),
    ("跨境电商谁来牵头", Wants.WHO),
    ("职教联盟是哪个处室分管的", Wants.WHO),
    ("区妇联负责哪些工作？", Wants.TASKS),
    ("市统计局承担什么任务？", Wants.TASKS),
    ("市水务局牵头哪几项工作", Wants.TASKS),
    ("临港镇有哪些职责", Wants.TASKS),
    ("民政局要做什么", Wants.TASKS),
    ("2023年签约了多少个项目？", Wants.FIGURE),
    ("每亩补助多少元", Wants.FIGURE),
    ("补助标准是多少", Wants.FIGURE),
    ("示范区面积有多大", Wants.FIGURE),
    ("财政资金占总投资的比例是多少", Wants.FIGURE),
    ("什么时候完成主体工程？", Wants.WHEN),
    ("报名截止到几号？", Wants.WHEN),
    ("方案实施期限是多久", Wants.WHEN),
    ("项目何时开工", Wants.WHEN),
    ("材料报送的时间是什么时候", Wants.WHEN),
    ("联席会议办公室设在哪里？", Wants.WHERE),
    ("报名地点在什么地方", Wants.WHERE),
    ("培训在哪儿举行", Wants.WHERE),
    ("咨询电话是多少", Wants.PHONE),
    ("联系人和联系方式", Wants.PHONE),
    ("报名邮箱是什么", Wants.PHONE),
    ("冷链物流建设的主要目标是什么？", Wants.TEXT),
    ("申请补助需要哪些材料？", Wants.TEXT),
    ("如何申请设备购置补贴", Wants.TEXT),
    ("松林政发〔2024〕12号讲了什么？", Wants.TEXT),
    ("修订后的方案废止了哪个文件？", Wants.TEXT),
]

ONLY_LOOKS_LIKE_MASTHEAD = [
    ("信息公开由哪个部门负责？", Wants.WHO),
    ("政务信息发布由哪个部门负责", Wants.WHO),
    ("哪个部门负责发布预警信息？", Wants.WHO),
    ("谁负责公布考试成绩", Wants.WHO),
    ("文件由谁负责解释", Wants.WHO),
    ("2024年发布的通知里，冷链由谁牵头", Wants.WHO),
    ("去年印发的方案中哪个部门负责医疗协作", Wants.WHO),
    ("2023年印发的方案规定每年安排多少资金", Wants.FIGURE),
    ("补贴名单的公示时间是多久", Wants.WHEN),
    ("政策发布会什么时候召开", Wants.WHEN),
    ("文件什么时候生效", Wants.WHEN),
    ("哪天发放消费券", Wants.WHEN),
    ("企业从哪里获得资金来源", Wants.WHERE),
    ("补贴发给哪些企业？", Wants.TEXT),
]

# reported
TAKEN_FOR_MASTHEAD = [
    ("消费券发给谁", "问的是发放对象，不是主送机关"),
    ("奖金发给了谁", "问的是发放对象，不是主送机关"),
    ("补助资金什么时候下发", "问的是拨款时间，不是成文日期"),
    ("谁下发补贴资金", "问的是拨款单位，不是发文机关"),
    ("什么时候发布录取名单？", "问的是工作安排，不是发布日期"),
    ("考试成绩什么时候公布？", "问的是工作安排，不是发布日期"),
    ("由谁发布洪水预警", "问的是职责，不是发文机关"),
    ("投资额最大的项目名称是什么", "问的是项目，不是公文标题"),
    ("农产品价格信息的来源是什么", "问的是数据来源，不是稿件来源"),
]

# reported
NOT_SEEN = [
    ("市残联参与了哪些事项", Wants.TASKS, "“参与了哪些”不算问任务"),
    ("谁签发了春耕备耕通知", Wants.FIELD, "“谁签发”不算问发文机关"),
    ("方案有效期多长", Wants.WHEN, "问的是期限，却按数字理解"),
]


@pytest.mark.parametrize(("question", "field"), MASTHEAD)
def test_question_for_the_masthead(question: str, field: str) -> None:
    understood = understand(question)
    assert (understood.wants, understood.field) == (Wants.FIELD, field)


@pytest.mark.parametrize(("question", "wants"), CONTENT)
def test_question_for_the_content(question: str, wants: Wants) -> None:
    understood = understand(question)
    assert (understood.wants, understood.field) == (wants, None)


@pytest.mark.parametrize(("question", "wants"), ONLY_LOOKS_LIKE_MASTHEAD)
def test_question_that_only_looks_like_one_for_the_masthead(question: str, wants: Wants) -> None:
    assert understand(question).wants is wants


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(question, marks=pytest.mark.xfail(reason=reason))
        for question, reason in TAKEN_FOR_MASTHEAD
    ],
)
def test_question_about_an_event_is_not_one_for_the_masthead(question: str) -> None:
    assert understand(question).wants is not Wants.FIELD


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        pytest.param(question, wants, marks=pytest.mark.xfail(reason=reason))
        for question, wants, reason in NOT_SEEN
    ],
)
def test_rarer_wording(question: str, wants: Wants) -> None:
    assert understand(question).wants is wants


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("总投资是多少亿元", "亿元"),
        ("每亩补助多少元", "元"),
        ("安排专项资金多少万元？", "万元"),
        ("2023年签约了多少个项目？", "个"),
        ("共有几家企业入驻", "家"),
        ("展期多少天", "天"),
        ("建设了多少公里公路", "公里"),
        ("产能多少吨", "吨"),
        ("完成了百分之几", None),
        ("补助标准是多少", None),
        ("面积有多大", None),
        ("哪几个部门负责冷链物流", None),
    ],
)
def test_unit_of_the_figure_asked_for(question: str, unit: str | None) -> None:
    assert understand(question).unit == unit


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("《渔港改造方案》由谁牵头？", ("渔港改造方案",)),
        ("《甲镇方案》和《乙镇方案》有什么不同", ("甲镇方案", "乙镇方案")),
        ("《关于印发《渔港改造方案》的通知》是哪天印发的", ("关于印发《渔港改造方案》的通知",)),
        ("渔港改造方案由谁牵头？", ()),
        ("《渔港改造方案由谁牵头？", ()),
    ],
)
def test_titles(question: str, titles: tuple[str, ...]) -> None:
    assert understand(question).titles == titles


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("松林政发〔2024〕12号的标题是什么？", ("松林政发〔2024〕12号",)),
        ("松林政发[2024]12号是谁发的", ("松林政发[2024]12号",)),
        ("松林政发（2024）第12号是谁发的", ("松林政发（2024）第12号",)),
        ("松林政发〔 2024 〕 12 号的标题", ("松林政发〔 2024 〕 12 号",)),
        ("松林政发2024年12号文的标题", ()),
        ("2024年12月印发的通知", ()),
    ],
)
def test_document_numbers(question: str, numbers: tuple[str, ...]) -> None:
    assert understand(question).document_numbers == numbers


def test_words_before_a_document_number_are_not_part_of_it() -> None:
    assert understand("请问松林政发〔2024〕12号的标题").document_numbers == (
        "松林政发〔2024〕12号",
    )


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2023年签约了多少个项目？", ("2023",)),
        ("2024年和2025年的目标分别是什么", ("2024", "2025")),
        ("2022-2025年的规划目标", ("2022", "2025")),
        ("2024年与2024年的比较", ("2024",)),
        ("松林政发〔2024〕12号的标题是什么？", ()),
        ("《2024年工作要点》由谁印发", ()),
        ("电话0609-20245550是谁的", ()),
        ("补助2000元的条件", ()),  # reported
    ],
)
def test_years(question: str, years: tuple[str, ...]) -> None:
    assert understand(question).years == years


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("请问白杉县冷水鱼养殖补助办法的文号是多少？", "白杉县冷水鱼养殖补助办法"),
        ("哪个部门负责冷链物流建设？", "冷链物流建设"),
        ("冷链物流建设由谁负责", "冷链物流建设"),
        ("区妇联负责哪些工作？", "区妇联"),
        ("财政资金占总投资的比例是多少", "财政资金占总投资的比例"),
        ("冷链物流建设的主要目标是什么？", "冷链物流建设的主要目标"),
        ("如何申请设备购置补贴", "申请设备购置补贴"),
        ("什么时候完成主体工程？", "完成主体工程"),
        ("主体工程的完成时限是什么时候？", "主体工程的完成时限"),
        ("发文字号是什么", ""),
    ],
)
def test_topic_leaves_out_the_words_of_asking(question: str, topic: str) -> None:
    assert understand(question).topic == topic


def test_place_of_the_asking_words() -> None:
    assert understand("松江区与白鹿县的合作由谁负责").asked_at == 10


@given(st.text(max_size=200))
def test_any_text_is_understood(text: str) -> None:
    understood = understand(text)
    assert understood.text == text
    assert (understood.field is not None) == (understood.wants is Wants.FIELD)
    assert understood.unit is None or understood.wants is Wants.FIGURE


@pytest.mark.parametrize(
    "text",
    [
        "“通过微信公众号、热线电话等渠道宣传推广平台功能”由哪个单位牵头？",
        "12345热线电话由哪个部门负责？",
    ],
)
def test_telephone_in_the_task_is_not_asked_for(text: str) -> None:
    assert understand(text).wants is Wants.WHO


@pytest.mark.parametrize(
    "text", ["联系电话是多少？", "报名电话", "项目办的传真和邮箱是什么", "该打什么电话咨询？"]
)
def test_telephone_asked_for(text: str) -> None:
    assert understand(text).wants is Wants.PHONE


@pytest.mark.parametrize("text", ["第一时间部署建立了什么机制？", "办理时间较长的事项有哪些？"])
def test_time_that_is_not_asked_for(text: str) -> None:
    assert understand(text).wants is Wants.TEXT


@pytest.mark.parametrize(
    "text",
    [
        "联席会议召开的时间是什么？",
        "什么时候完成？",
        "办理时限是多久",
        "活动起止时间",
        "报名截止到哪天",
    ],
)
def test_time_asked_for(text: str) -> None:
    assert understand(text).wants is Wants.WHEN
