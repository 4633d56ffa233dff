"""What the masthead says: title, issuer, number, dates, addressees."""

from datetime import date

import pytest

from documents.masthead import read_masthead
from documents.notice import Masthead
from tests.quality import mastheads
from tests.shared import needs_shared

BODY = "为落实对口合作框架协议，经市政府同意，现就有关事项通知如下，请认真抓好贯彻落实。"


def read(*lines: str) -> Masthead:
    return read_masthead({}, None, lines)


TITLE = "云岭市人民政府办公室关于印发对口合作实施方案的通知"
NOTICE = (
    TITLE,
    "云政办发〔2024〕3号",
    "各县（区）人民政府，市政府各部门：",
    BODY,
    "云岭市人民政府办公室",
    "2024年3月11日",
)


def test_ordinary_notice() -> None:
    assert read(*NOTICE) == Masthead(
        title=TITLE,
        issuer="云岭市人民政府办公室",
        document_number="云政办发〔2024〕3号",
        addressees="各县（区）人民政府，市政府各部门",
        issued_on=date(2024, 3, 11),
    )


def test_page_table_wins_over_the_text() -> None:
    fields = {
        "标题": "关于印发《方案》的通知",
        "发文机关": "云岭市人民政府",
        "发文字号": "云政发〔2024〕9号",
        "索引号": "0600/2024-1",
        "分类": "综合政务",
        "成文日期": "2024年03月12日",
        "发布日期": "2024-03-15",
        "来源": "市政府办公室",
    }
    assert read_masthead(fields, "网页标题", NOTICE) == Masthead(
        title="关于印发《方案》的通知",
        issuer="云岭市人民政府",
        document_number="云政发〔2024〕9号",
        index_number="0600/2024-1",
        category="综合政务",
        addressees="各县（区）人民政府，市政府各部门",
        issued_on=date(2024, 3, 12),
        published_on=date(2024, 3, 15),
        origin="市政府办公室",
    )


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("云政办发〔2024〕3号", id="六角括号"),
        pytest.param("云政办发[2024]3号", id="半角方括号"),
        pytest.param("云政办发［2024］3号", id="全角方括号"),
        pytest.param("云政办发【2024】3号", id="方头括号"),
        pytest.param("云政办发﹝2024﹞3号", id="小六角括号"),
        pytest.param("云政办发（2024）3号", id="全角圆括号"),
        pytest.param("云政办发(2024)3号", id="半角圆括号"),
        pytest.param("云政办发 〔 2024 〕 3 号", id="有空格"),
        pytest.param("云政办发〔2024〕第3号", id="带第字"),
        pytest.param("云政办发〔2024〕3 号　签发人：沈砚清", id="带签发人"),
        pytest.param("市教（体）发〔2024〕3号", id="机关代字带括号"),
    ],
)
def test_number_line_in_every_writing(line: str) -> None:
    expected = line.split("　", maxsplit=1)[0].replace(" ", "")
    assert read(TITLE, line, BODY).document_number == expected


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "根据《云岭市实施方案》（云政发〔2021〕7号）要求，制定本方案。", id="根据某文件"
        ),
        pytest.param("云政发〔2021〕7号文件同时废止。", id="废止某文件"),
        pytest.param("《关于同意设立园区的请示》（望汐政〔2023〕20号）收悉。", id="来文收悉"),
        pytest.param("电话：0609-5550171", id="电话号码"),
    ],
)
def test_number_in_a_sentence_is_another_notices(line: str) -> None:
    assert read("关于做好对口合作工作的通知", "各县（区）人民政府：", line).document_number is None


@pytest.mark.parametrize(
    ("head", "title", "issuer"),
    [
        pytest.param(
            ["云岭市商务局文件", "云商〔2024〕3号", "关于做好产销对接工作的通知"],
            "关于做好产销对接工作的通知",
            "云岭市商务局",
            id="红头",
        ),
        pytest.param(
            ["云岭市商务局 文 件", "云商〔2024〕3号", "关于做好产销对接工作的通知"],
            "关于做好产销对接工作的通知",
            "云岭市商务局",
            id="红头有空格",
        ),
        pytest.param(
            ["云岭市商务局", "云商函〔2024〕3号", "关于做好产销对接工作的函"],
            "关于做好产销对接工作的函",
            "云岭市商务局",
            id="函的版头只有机关",
        ),
        pytest.param(
            ["两市对口合作联席会议办公室", "两市对口合作第四次联席会议纪要", "联席会议纪要〔2024〕1号"],
            "两市对口合作第四次联席会议纪要",
            "两市对口合作联席会议办公室",
            id="纪要",
        ),
        pytest.param(
            ["云岭市人民政府关于同意望汐区参与共建", "澄云产业合作园的批复", "云政函〔2023〕31号"],
            "云岭市人民政府关于同意望汐区参与共建澄云产业合作园的批复",
            "云岭市人民政府",
            id="标题两行",
        ),
        pytest.param(
            ["国务院关于印发", "《国务院工作规则》", "的通知", "国发〔2004〕18号"],
            "国务院关于印发《国务院工作规则》的通知",
            "国务院",
            id="标题三行",
        ),
        pytest.param(
            ["云岭市教育局 云岭市卫生健康委员会", "关于印发三年行动计划的通知", "云教发〔2023〕44号"],
            "云岭市教育局 云岭市卫生健康委员会关于印发三年行动计划的通知",
            "云岭市教育局、云岭市卫生健康委员会",
            id="两个机关",
        ),
        pytest.param(
            ["关于印发《办法（试行）》的通知", "云财规〔2023〕6号"], "关于印发《办法（试行）》的通知", None, id="标题里没有机关",
        ),
        pytest.param(
            ["国务院办公厅转发国家地震局关于加强震情监视意见的通知", "国办发〔1996〕1号"],
            "国务院办公厅转发国家地震局关于加强震情监视意见的通知",
            "国务院办公厅",
            id="转发",
        ),
        pytest.param(
            ["筑府办发电〔2020〕5号 市人民政府办公厅关于有序复工的通知"],
            "市人民政府办公厅关于有序复工的通知",
            "市人民政府办公厅",
            id="标题前粘着文号",
        ),
        pytest.param(["关于复工的通知", "关于复工的通知", "各有关单位："], "关于复工的通知", None, id="标题出现两遍"),
    ],
)  # fmt: skip
def test_title_and_issuer(head: list[str], title: str, issuer: str | None) -> None:
    masthead = read(*head, BODY)
    assert (masthead.title, masthead.issuer) == (title, issuer)


@pytest.mark.parametrize(
    ("lines", "issuer", "day"),
    [
        pytest.param(["云岭市商务局", "2024年5月22日"], "云岭市商务局", date(2024, 5, 22), id="一个机关"),
        pytest.param(["云岭市商务局", "2024 年5 月22 日"], "云岭市商务局", date(2024, 5, 22), id="日期有空格"),
        pytest.param(["云岭市商务局", "二〇二四年五月二十二日"], "云岭市商务局", date(2024, 5, 22), id="汉字日期"),
        pytest.param(
            ["云岭市商务局", "云岭市财政局", "2024年5月22日"], "云岭市商务局、云岭市财政局", date(2024, 5, 22), id="两个机关两行",
        ),
        pytest.param(
            ["云岭市商务局　云岭市财政局", "2024年5月22日"], "云岭市商务局、云岭市财政局", date(2024, 5, 22), id="两个机关一行",
        ),
        pytest.param(["云岭市商务局 2024年5月22日"], "云岭市商务局", date(2024, 5, 22), id="机关日期一行"),
        pytest.param(["国 务 院", "2024年5月22日"], "国务院", date(2024, 5, 22), id="字间空格"),
        pytest.param(["云岭市商务局", "2024年5月22日印发"], None, None, id="版记不是落款"),
        pytest.param([], None, None, id="没有落款"),
    ],
)  # fmt: skip
def test_sign_off(lines: list[str], issuer: str | None, day: date | None) -> None:
    masthead = read("关于做好产销对接工作的通知", "各有关单位：", BODY, *lines)
    assert (masthead.issuer, masthead.issued_on) == (issuer, day)


def test_sign_off_of_the_issuer_and_not_of_what_it_forwards() -> None:
    masthead = read(
        "国务院办公厅转发国家地震局意见的通知",
        "各省、自治区、直辖市人民政府：",
        BODY,
        "国务院办公厅",
        "2004年3月1日",
        "国家地震局",
        "2004年2月10日",
    )
    assert (masthead.issuer, masthead.issued_on) == ("国务院办公厅", date(2004, 3, 1))


@pytest.mark.parametrize(
    ("line", "title", "day"),
    [
        pytest.param(
            "云岭市商务局关于印发方案的通知（2023年4月7日）", "云岭市商务局关于印发方案的通知", date(2023, 4, 7), id="标题后的日期",
        ),
        pytest.param("道路运输条例(2022-03-29)", "道路运输条例", date(2022, 3, 29), id="法规版本"),
        pytest.param("关于印发方案（2024年修订）的通知", "关于印发方案（2024年修订）的通知", None, id="修订年份不是日期"),
    ],
)  # fmt: skip
def test_date_in_the_title_line(line: str, title: str, day: date | None) -> None:
    masthead = read(line, BODY)
    assert (masthead.title, masthead.issued_on) == (title, day)


def test_decree_of_the_state_council() -> None:
    masthead = read(
        "中华人民共和国国务院令",
        "第 707 号",
        "《中华人民共和国个人所得税法实施条例》已经修订通过，现予公布，自2019年1月1日起施行。",
        "总理　李克强",
        "2018年12月18日",
    )
    assert masthead.document_number == "国令第707号"
    assert masthead.issuer == "国务院"
    assert masthead.issued_on == date(2018, 12, 18)


def test_decree_of_a_ministry() -> None:
    masthead = read("规章制定程序规定", "云岭市人民政府令第16号", "《规定》已经通过，现予公布。")
    assert masthead.document_number == "云岭市人民政府令第16号"


@pytest.mark.parametrize(
    "byline",
    [
        pytest.param("2023-09-16 08:42:10 | 来源：澄川日报 | 编辑：林晚舟", id="竖线分隔"),
        pytest.param("来源:澄川日报 2023年9月16日", id="来源在前"),
        pytest.param("发布时间：2023-09-16 信息来源： 澄川日报", id="信息来源"),
    ],
)
def test_news(byline: str) -> None:
    masthead = read("18个项目签约 总投资86.5亿元", byline, "两市昨日签约。")
    assert masthead == Masthead(
        title="18个项目签约 总投资86.5亿元", published_on=date(2023, 9, 16), origin="澄川日报"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            "各县（区）人民政府，市政府各部门：", "各县（区）人民政府，市政府各部门", id="多个机关"
        ),
        pytest.param("望汐区人民政府:", "望汐区人民政府", id="半角冒号"),
        pytest.param("各有关单位 ：", "各有关单位", id="冒号前空格"),
        pytest.param("现将有关事项通知如下：", None, id="如下不是主送"),
        pytest.param("为做好关于园区的工作，各单位：", None, id="关于不是主送"),
        pytest.param("注意：", None, id="没有机关"),
    ],
)
def test_addressees(line: str, expected: str | None) -> None:
    assert read("关于做好产销对接工作的通知", line, BODY).addressees == expected


def test_colon_after_the_text_has_begun_names_no_addressees() -> None:
    assert read("关于做好工作的通知", BODY, "各部门分工如下所列单位：").addressees is None


@pytest.mark.parametrize("lines", [(), ("",), ("文",), ("第一章",)])
def test_a_title_is_always_given(lines: tuple[str, ...]) -> None:
    assert read(*lines).title == (lines[0] if lines else "")


@needs_shared
def test_mastheads_of_real_state_council_pages() -> None:
    """The gold date of one page (gov_047) is the day it was adopted, not the day it was signed."""
    shares = mastheads.state_council()
    assert shares["document_number"] >= 0.97
    assert shares["issuer"] >= 0.97
    assert shares["title"] >= 0.9
    assert shares["date"] >= 0.93


@needs_shared
def test_numbers_of_real_notices() -> None:
    assert mastheads.notices_2023()["document_number"] >= 0.95
