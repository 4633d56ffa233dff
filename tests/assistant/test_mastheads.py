"""Masthead questions to the sample notices, and the words that say so."""

from datetime import date

import pytest

from assistant.answer import Kind, Status
from assistant.mastheads import FIELD_NAMES, state_field, word_stands
from assistant.wiring import Workspace
from index.catalogue import NoticeText
from index.hit import NoticeRecord

ASKED = [
    ("《关于开展2024年云岭市专业技术人才赴澄川市交流工作的通知》的发文字号是什么？", "云岭人社发〔2024〕19号"),
    ("《云岭市2024年对口合作工作要点》的文号是多少", "云岭合办发〔2024〕3号"),
    ("关于开展2024年云岭市专业技术人才赴澄川市交流工作的通知主送哪些单位？", "市直有关单位"),
    ("云岭青管发〔2022〕8号的标题是什么？", "《关于印发北屏区与青禾度假区对口合作实施方案的通知》"),
    ("云岭青管发[2022]8号是哪天发布的？", "2022年4月20日"),
    ("云岭青管发（2022）8号文件的索引号是多少", "13060900MB5550127K/2022-00083"),
    ("云岭合办发〔2024〕3号是哪个单位印发的？", "云岭市对口合作工作领导小组办公室"),
    ("云岭合办发〔2024〕3号的成文日期", "2024年2月26日"),
    ("云岭市2024年对口合作工作要点是什么时候印发的", "2024年2月26日"),
    ("18个项目签约的新闻来源是什么", "澄川日报"),
    ("澄川市对口合作专项资金管理办法是哪个部门制发的", "澄川市财政局"),
    ("教育卫生合作三年行动计划由哪些部门联合印发？", "云岭市卫生健康委员会"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "value"), ASKED, ids=[q for q, _ in ASKED])
def test_field_is_stated_with_its_place(
    sample_workspace: Workspace, question: str, value: str
) -> None:
    answer = sample_workspace.assistant.ask(question)
    assert (answer.status, answer.kind) == (Status.ANSWERED, Kind.MASTHEAD)
    assert value in answer.text
    assert len({citation.notice.id for citation in answer.citations}) == 1


def test_two_notices_of_like_title_are_both_named(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("澄川市与云岭市对口合作实施方案的发文字号")
    assert "澄川政办发〔2024〕5号" in answer.text
    assert "澄川政办发〔2021〕17号" in answer.text


def test_field_that_a_notice_does_not_have_is_refused(sample_workspace: Workspace) -> None:
    question = "澄川市人民政府关于同意望汐区参与共建澄云产业合作园的批复的索引号是多少？"
    answer = sample_workspace.assistant.ask(question)
    assert answer.status is Status.REFUSED
    assert "没有写明索引号" in answer.text
    assert answer.nearest


@pytest.mark.parametrize("title", ["《火星移民管理办法》", "火星移民管理办法"])
def test_unknown_notice_is_refused(sample_workspace: Workspace, title: str) -> None:
    answer = sample_workspace.assistant.ask(f"{title}的发文字号是什么？")
    assert answer.status is Status.REFUSED


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2024年“山海相邀”文化旅游合作活动方案的文号是多少？", "澄川文旅发〔2024〕22号"),
        ("第四次联席会议纪要的发文机关是谁？", "澄川市与云岭市对口合作联席会议办公室"),
    ],
)
def test_field_in_a_markdown_notice(sample_workspace: Workspace, question: str, value: str) -> None:
    answer = sample_workspace.assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert value in answer.text


@pytest.mark.xfail(reason="标题只写一部分时，只认最新的一份，不提另外两份")  # reported
def test_part_of_a_title_that_fits_several_names_them(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("《对口合作实施方案》的发文字号是什么？")
    assert len(answer.citations) > 1


def test_every_field_of_every_sample_is_said_at_its_place(sample_workspace: Workspace) -> None:
    records, _ = sample_workspace.catalogue.notices(limit=100)
    stated = 0
    for record in records:
        notice = sample_workspace.catalogue.notice(record.id)
        assert notice
        for field in FIELD_NAMES:
            statement = state_field(record, field, notice)
            if statement is None:
                continue
            stated += 1
            (span,) = statement.spans
            assert notice.text[span.start : span.end].strip()
    assert stated > 70


# --- a notice by hand ----------------------------------------------------------------------------


def notice(text: str, **fields: object) -> NoticeText:
    """A notice with some masthead fields."""
    blank: dict[str, object] = dict.fromkeys(NoticeRecord.__dataclass_fields__)
    known = {"id": "0" * 16, "version_id": "v", "root": "/", "source": "a.txt", "title": "通知"}
    record = NoticeRecord(**{**blank, **known, **fields})  # type: ignore[arg-type]
    return NoticeText(record, text, (), ())


def quoted(read: NoticeText, field: str) -> str | None:
    """The words that are cited for a field."""
    statement = state_field(read.record, field, read)
    if statement is None:
        return None
    return read.text[statement.spans[0].start : statement.spans[0].end]


def test_date_is_quoted_from_the_sign_off() -> None:
    read = notice("根据2024年3月1日会议\n松林市水务局\n2024年3月1日\n", issued_on=date(2024, 3, 1))
    statement = state_field(read.record, "issued_on", read)
    assert statement
    assert statement.text == "《通知》的成文日期是2024年3月1日。"
    assert statement.spans[0].start == read.text.rindex("2024年")


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-01",
        "2024.3.1",
        "二〇二四年三月一日",
        "2024 年 3 月 1 日",
    ],
)
def test_date_is_found_however_it_is_written(written: str) -> None:
    read = notice(f"松林市水务局\n{written}\n", issued_on=date(2024, 3, 1))
    assert quoted(read, "issued_on") == written


def test_labelled_line_is_quoted_with_its_label() -> None:
    read = notice(
        "松林政发〔2024〕12号引述在此\n发文字号：松林政发〔2024〕12号\n",
        document_number="松林政发〔2024〕12号",
    )
    assert quoted(read, "document_number") == "发文字号：松林政发〔2024〕12号"


def test_value_is_found_over_the_spaces_of_the_layout() -> None:
    read = notice("松林政发〔2024〕 12 号\n", document_number="松林政发〔2024〕12号")
    assert quoted(read, "document_number") == "松林政发〔2024〕 12 号"


def test_value_that_the_text_does_not_say_is_not_stated() -> None:
    read = notice("正文\n", issuer="松林市水务局", issued_on=date(2024, 3, 1))
    assert quoted(read, "issuer") is None
    assert quoted(read, "issued_on") is None
    assert quoted(read, "category") is None


def test_order_of_the_state_council_is_shown_as_written() -> None:
    read = notice("中华人民共和国国务院令 第 999 号\n", document_number="国令第999号")
    statement = state_field(read.record, "document_number", read)
    assert statement
    assert statement.text == "《通知》的发文字号是国令第999号（原文：国务院令第999号）。"


@pytest.mark.parametrize(
    ("word", "text", "stands"),
    [
        ("松江区", "松江区水务局", True),
        ("松江区", "松江与白鹿", True),
        ("白鹿县", "松江与白鹿", True),
        ("水务局", "水务工作", False),
        ("山区", "山上", False),
    ],
)
def test_place_names_stand_without_their_rank(word: str, text: str, stands: bool) -> None:
    assert word_stands(word, text) is stands
