"""Text copied out of a web page: the notice stays, the page around it goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.formats.page_text import PageText, trim_page

NOTICE = [
    "关于印发对口合作实施方案的通知",
    "各有关部门：",
    "现将方案印发给你们，请认真抓好落实。",
    "一、总体要求",
    "坚持政府引导、市场运作。",
]


def trim(*lines: str) -> PageText:
    return trim_page(list(lines))


def test_plain_text_is_untouched() -> None:
    assert trim(*NOTICE) == PageText(lines=NOTICE)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            [
                "索引号：0600/2019-10783",
                "发文机关：云岭市人民政府",
                "成文日期：2019年02月20日",
                "发文字号：云政发〔2019〕9号",
            ],
            id="一行一项",
        ),
        pytest.param(
            [
                "索 引 号: 0600/2019-10783 发文机关: 云岭市人民政府",
                "成文日期:2019年02月20日 文 号: 云政发〔2019〕9号",
            ],
            id="一行两项",
        ),
        pytest.param(
            [
                "索引号：0600/2019-10783",
                "发文机关：云岭市人民政府",
                "成文日期：2019年02月20日 发文字号：云政发〔2019〕9号",
                "索引号：0600/2019-10783 发文机关：云岭市人民政府",
                "成文日期：2019年02月20日",
                "发文字号：云政发〔2019〕9号",
            ],
            id="出现两遍",
        ),
        pytest.param(
            [
                "云岭市政府信息公开专栏 >> 市政府办公室 >> 信息公开平台",
                "索引号：0600/2019-10783",
                "发布机构：云岭市人民政府",
                "主题词：",
                "成文日期：2019年02月20日",
                "文号：云政发〔2019〕9号",
                "打印",
            ],
            id="带导航行和空项",
        ),
    ],
)
def test_metadata_lines_become_fields(head: list[str]) -> None:
    assert trim(*head, *NOTICE) == PageText(
        lines=NOTICE,
        fields={
            "索引号": "0600/2019-10783",
            "发文机关": "云岭市人民政府",
            "成文日期": "2019年02月20日",
            "发文字号": "云政发〔2019〕9号",
        },
    )


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("来源：澄川日报", id="只有来源"),
        pytest.param("标题：关于对口合作的说明", id="只有一项"),
    ],
)
def test_a_single_label_is_text(line: str) -> None:
    lines = ["关于直营店的说明", line, "直营店共二十家。"]
    assert trim(*lines) == PageText(lines=lines)


NEWS = ["十八个项目签约", "2023-09-16 08:42:10 | 来源：澄川日报 | 编辑：林晚舟", "两市签约。"]


@pytest.mark.parametrize(
    "site",
    [
        pytest.param([], id="没有站点行"),
        pytest.param(
            ["澄川新闻网 > 要闻", "望汐 北屏 临渚 经开区 云岭", "新闻热线：0600-5550100"],
            id="频道和热线",
        ),
        pytest.param(["您当前的位置：首页 > 新闻", "", "投稿邮箱：a@example.com"], id="位置和邮箱"),
    ],
)
def test_news_begins_at_its_headline(site: list[str]) -> None:
    page = trim(*site, *NEWS)
    assert (list(page.lines), page.title) == (NEWS, "十八个项目签约")


def test_sentences_above_a_byline_are_no_site_lines() -> None:
    lines = ["编者按：以下为全文。", "热线：0600-5550100", *NEWS]
    assert list(trim(*lines).lines) == lines


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(["版权声明：", "1、凡注明来源为本网的作品，版权归本网所有。"], id="版权声明"),
        pytest.param(["中国吉林网版权及免责声明", "1、转载请注明出处。"], id="版权及免责声明"),
        pytest.param(["本网站声明", "转载请注明出处。"], id="本网声明"),
        pytest.param(["云岭市人民政府版权所有", "地址：松涛路66号"], id="版权所有在后"),
        pytest.param(["版权所有：云岭市人民政府办公室"], id="版权所有在前"),
        pytest.param(["朔ICP备00000088号", "网站地图"], id="备案号"),
        pytest.param(["网站标识码：0609000088"], id="标识码"),
        pytest.param(["Copyright © 2024 云岭市人民政府"], id="英文"),
    ],
)
def test_the_sites_own_statement_goes(statement: list[str]) -> None:
    assert list(trim(*NOTICE, *statement).lines) == NOTICE


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("八、加强版权保护声明", id="标题"),
        pytest.param("（三）规范版权声明：", id="带冒号的标题"),
        pytest.param("转载稿件应当附版权声明，注明作者和出处。", id="句中的声明"),
        pytest.param("作品的版权所有者可以向市文化和旅游局申请补助。", id="版权所有者"),
        pytest.param("版权所有人应当提交权属证明。", id="版权所有人在句首"),
        pytest.param("各网站应当依法办理ICP备案和公安网备案。", id="备案义务"),
    ],
)
def test_a_notice_that_speaks_of_copyright_keeps_it(line: str) -> None:
    lines = [*NOTICE, line, "附则另行公布。"]
    assert list(trim(*lines).lines) == lines


def test_page_buttons_go_but_sizes_in_a_table_stay() -> None:
    assert list(trim("大 中 小", "打印", *NOTICE, "大", "中", "小", "关闭").lines) == [
        *NOTICE,
        "大",
        "中",
        "小",
    ]


@given(st.lists(st.text(alphabet="对口合作方案，。：一、", max_size=20)))
def test_text_without_a_page_around_it_is_untouched(lines: list[str]) -> None:
    assert trim_page(lines) == PageText(lines=lines)
