"""What a reader of notice pages would notice: the notice whole, the site around it gone."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from documents.errors import (
    DamagedFileError,
    EmptyFileError,
    MislabelledFileError,
    UnreadableFileError,
)
from documents.formats.html import read_html
from documents.notice import Draft

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "state_council_2018" / "documents"

TITLE = "关于印发东湖区与西山区对口合作实施方案的通知"
SENTENCE = "现将《东湖区与西山区对口合作实施方案》印发给你们，请按照方案要求，认真抓好落实。"
NOTICE = ["各有关部门：", SENTENCE, "东湖区管理委员会", "2019年2月20日"]
BODY = "".join(f"<p>{line}</p>" for line in NOTICE)


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def read(body: str, head: str = "") -> Draft:
    page = f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return read_html(page.encode())


FIELDS = {
    "索引号": "11220100/2019-10783",
    "分类": "综合政务(其他) ; 通知",
    "发文机关": "东湖区管理委员会",
    "成文日期": "2019年02月20日",
    "标题": TITLE,
    "发文字号": "东管发〔2019〕9号",
    "发布日期": "2019年02月21日",
}
TABLE_OF_FOUR = f"""<table><tr><td>索&nbsp; 引&nbsp;号:</td><td>11220100/2019-10783</td>
<td>分&nbsp;&nbsp;类:</td><td>综合政务(其他) ; 通知</td></tr>
<tr><td>发文机关:</td><td>东湖区管理委员会</td><td>成文日期:</td><td>2019年02月20日</td></tr>
<tr><td>标　　题:</td><td colspan="3">{TITLE}</td></tr>
<tr><td>发文字号:</td><td>东管发〔2019〕9号</td><td>发布日期:</td><td>2019年02月21日</td></tr></table>"""
TABLE_OF_TWO = "".join(
    (
        "<table>",
        *(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in FIELDS.items()),
        "</table>",
    )
)
LIST = "<ul>" + "".join(f"<li>{name}：{value}</li>" for name, value in FIELDS.items()) + "</ul>"
LIST_BY_TWO = """<ul><li>索  引 号: 11220100/2019-10783 分  类: 综合政务(其他) ; 通知</li>
<li>发文机关: 东湖区管理委员会 成文日期: 2019年02月20日</li>
<li>标      题: 关于印发东湖区与西山区对口合作实施方案的通知</li>
<li>发文字号: 东管发〔2019〕9号 发布日期: 2019年02月21日</li></ul>"""
TERMS = (
    "<dl>"
    + "".join(f"<dt>{name}：</dt><dd>{value}</dd>" for name, value in FIELDS.items())
    + "</dl>"
)
BOXES = "".join(
    f'<div><div class="l">{name}：</div><div class="r">{value}</div></div>'
    for name, value in FIELDS.items()
)
SPANS = "".join(
    f"<p><strong>{name}：</strong><span>{value}</span></p>" for name, value in FIELDS.items()
)


@pytest.mark.parametrize(
    "metadata",
    [TABLE_OF_FOUR, TABLE_OF_TWO, LIST, LIST_BY_TWO, TERMS, BOXES, SPANS, TABLE_OF_FOUR + LIST_BY_TWO],
    ids=["四列表格", "两列表格", "列表", "一行两项", "定义列表", "成对的块", "加粗标签", "重复两遍"],
)  # fmt: skip
def test_metadata_becomes_fields_and_leaves_the_text(metadata: str) -> None:
    draft = read(f"{metadata}<div><h1>{TITLE}</h1>{BODY}</div>")
    assert dict(draft.fields) == FIELDS
    assert texts(draft) == [TITLE, *NOTICE]
    assert draft.title == TITLE


def test_metadata_in_the_same_layout_table_as_the_notice() -> None:
    row = f'<tr><td colspan="4"><p>{TITLE}</p>{BODY}</td></tr></table>'
    draft = read(TABLE_OF_FOUR.replace("</table>", row))
    assert dict(draft.fields) == FIELDS
    assert texts(draft) == [TITLE, *NOTICE]


def test_table_of_notices_is_no_metadata() -> None:
    table = """<table><tr><td>序号</td><td>文件名称</td><td>文号</td><td>发文日期</td></tr>
    <tr><td>1</td><td>关于合作的通知</td><td>东政发〔2001〕3号</td><td>2001年3月1日</td></tr></table>"""
    draft = read(BODY + table)
    assert not draft.fields
    assert texts(draft)[-2:] == [
        "序号\t文件名称\t文号\t发文日期",
        "1\t关于合作的通知\t东政发〔2001〕3号\t2001年3月1日",
    ]


def test_label_in_the_notice_itself_stays() -> None:
    lines = ["联系人：张三", "名称：东湖论坛", "时间：2019年3月1日"]
    assert texts(read(BODY + "".join(f"<p>{line}</p>" for line in lines)))[-3:] == lines


@pytest.mark.parametrize(
    "frame",
    [
        "<div>您当前的位置：<a>首页</a> &gt;&gt; <a>政务公开</a> &gt;&gt; 正文</div>",
        "<div><a>首页</a> &gt; <a>政务公开</a> &gt; 正文</div>",
        '<div class="nav"><a>首页</a><a>政务公开</a></div>',
        "<ul><li><a>首页</a></li><li><a>政务公开</a></li><li><a>办事服务</a></li></ul>",
        "<p>发布时间：2019-02-20 09:18 来源：东湖区政府办 浏览次数：12 字体：[<a>大</a> <a>中</a> <a>小</a>]</p>",
        "<div>【字体：<a>大</a> <a>中</a> <a>小</a>】 【打印】 【关闭】</div>",
        '<div class="bdsharebuttonbox">分享到：<a>微信</a></div>',
        "<div>分享到： <a>微信</a> <a>新浪微博</a></div>",
        '<div style="display: none">隐藏的字</div>',
        "<script>var a = '<p>脚本</p>'</script><style>p {}</style>",
        "<div>今天是2019年3月1日 星期五</div>",
    ],
    ids=["当前位置", "面包屑", "导航类名", "导航链接", "发布信息", "字体打印", "分享类名", "分享文字", "隐藏", "脚本样式", "日期"],
)  # fmt: skip
def test_page_before_the_notice_is_left_out(frame: str) -> None:
    assert texts(read(f"{frame}<div><h2>{TITLE}</h2>{BODY}</div>")) == [TITLE, *NOTICE]


@pytest.mark.parametrize(
    "frame",
    [
        "<div>版权所有：东湖区人民政府<br>主办单位：东湖区政府办公室</div>",
        "<div><p>主办单位：东湖区政府办 地址：东湖路1号</p><p>联系电话：0431-81120000</p><p>吉ICP备05001234号-1</p></div>",
        "<footer>东湖区人民政府 网站标识码：2201000001</footer>",
        "<p>吉公网安备 22010202000001号 建议使用1024*768分辨率</p>",
        "<h3>相关链接</h3><ul><li><a>关于某某的解读</a> 2019-01-01</li><li><a>一图读懂</a></li></ul>",
        "<p>上一篇：<a>关于放假的通知</a></p><p>下一篇：<a>没有了</a></p>",
        "<p>（责任编辑：张三）</p>",
        "<p>来源：东湖区政府办</p>",
        "<p>扫一扫在手机打开当前页</p><p><a>打印本页</a> <a>关闭窗口</a></p>",
        "<ul><li><a>国务院部门网站</a></li><li><a>各省区市网站</a></li></ul>",
    ],
    ids=[
        "版权",
        "主办单位和备案",
        "页脚标签",
        "公安备案",
        "相关链接",
        "上一篇",
        "责任编辑",
        "来源",
        "扫一扫",
        "友情链接",
    ],
)
def test_page_after_the_notice_is_left_out(frame: str) -> None:
    assert texts(read(f"<div><h2>{TITLE}</h2>{BODY}</div>{frame}")) == [TITLE, *NOTICE]


@pytest.mark.parametrize(
    "line",
    [
        "三、加强版权保护，未经许可不得转载他人作品，违者依法处理。",
        "主办单位：东湖区商务局",
        "联系电话：0431-81120000",
        "年销售额>5000万元的企业，按标准>1%给予补助",
        "附件：任务分工表.doc",
        "各单位要加强网站声明和版权所有标识的管理。",
    ],
    ids=["谈版权的条款", "活动主办单位", "联系电话", "大于号", "附件", "谈网站的句子"],
)
def test_notice_text_that_looks_like_the_page_stays(line: str) -> None:
    assert line in texts(read(f"<div><h2>{TITLE}</h2>{BODY}<p>{line}</p></div>"))


@pytest.mark.parametrize(
    "holder",
    ['id="UCAP-CONTENT"', 'id="zoom"', 'class="view TRS_UEDITOR"', 'class="article-content"', ""],
)
def test_notice_is_found_beside_a_column_of_digests(holder: str) -> None:
    side = "<div><h3>要闻</h3><p><a>近日，区委召开会议，研究部署春耕生产工作，要求抓紧落实。</a></p></div>"
    page = f"<h1>{TITLE}</h1><div><div><div {holder}>{BODY}</div></div></div>{side}"
    assert texts(read(page)) == [TITLE, *NOTICE]


def test_signature_and_attachments_outside_the_holder_stay() -> None:
    after = '<p>东湖区管理委员会</p><p>2019年2月20日</p><p><a href="/P1.xls">东湖区任务表</a></p><p>友情链接</p>'
    draft = read(f'<div id="zoom"><p>各有关部门：</p><p>{SENTENCE}</p></div>{after}')
    assert texts(draft) == [*NOTICE, "东湖区任务表"]


def test_form_around_the_whole_page_is_no_obstacle() -> None:
    assert texts(read(f'<form class="nav"><div>{BODY}</div></form>')) == NOTICE


def test_inline_tags_do_not_break_and_block_tags_do() -> None:
    body = "<div>第一<b>段</b><span>的字</span>，到此为止。<br>第二段。<div>第三段。</div>第四段。</div>"
    assert texts(read(body)) == ["第一段的字，到此为止。", "第二段。", "第三段。", "第四段。"]


def test_white_space_is_one_space_and_source_breaks_inside_chinese_are_none() -> None:
    body = "<p>&nbsp;　东湖区\n  人民政府&nbsp;&nbsp; 办公室\u200b　</p><p>GDP\ngrowth</p>"
    assert texts(read(body)) == ["东湖区人民政府 办公室", "GDP growth"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>甲</li><li><p>乙</p></li></ol>", ["1. 甲", "2. 乙"]),
        (
            '<ol start="3"><li>甲</li><li value="7">乙</li><li>丙</li></ol>',
            ["3. 甲", "7. 乙", "8. 丙"],
        ),
        ('<ol type="a"><li>甲</li><li>乙</li></ol>', ["a. 甲", "b. 乙"]),
        ('<ol style="list-style-type: none"><li>一、甲</li></ol>', ["一、甲"]),
        ("<ul><li>甲</li></ul>", ["甲"]),
        ("<ol><li>甲<ol><li>乙</li></ol></li><li>丙</li></ol>", ["1. 甲", "1. 乙", "2. 丙"]),
    ],
    ids=["有序", "起始值", "字母", "无标记", "无序", "嵌套"],
)
def test_list_items_show_their_numbers(markup: str, expected: list[str]) -> None:
    assert texts(read(f"<p>{SENTENCE}</p>{markup}<p>{SENTENCE}</p>"))[1:-1] == expected


def test_merged_cells_speak_in_every_row_and_column() -> None:
    table = """<table><tr><td rowspan=2>序<br>号</td><td rowspan="2">任务</td><td colspan="2">责任单位</td></tr>
    <tr><td>东湖区</td><td>西山区</td></tr>
    <tr><td>1</td><td rowspan="2"><p>文化旅游</p></td><td>文旅局<br>新闻中心</td><td>文体局</td></tr>
    <tr><td>2</td><td></td><td>宣传部</td></tr><tr><td colspan="4">二、商贸合作</td></tr></table>"""
    draft = read(BODY + table)
    rows = [block.text for block in draft.blocks if block.row]
    assert rows == [
        "序号\t任务\t责任单位\t责任单位",
        "序号\t任务\t东湖区\t西山区",
        "1\t文化旅游\t文旅局 新闻中心\t文体局",
        "2\t文化旅游\t\t宣传部",
        "二、商贸合作",
    ]


def test_layout_tables_give_paragraphs_and_tables_in_them_rows() -> None:
    inner = (
        "<table><tr><td>任务</td><td>单位</td></tr><tr><td>商贸</td><td>商务局</td></tr></table>"
    )
    draft = read(f"<table><tr><td><table><tr><td>{BODY}{inner}</td></tr></table></td></tr></table>")
    assert texts(draft) == [*NOTICE, "任务\t单位", "商贸\t商务局"]
    assert [block.row for block in draft.blocks] == [False] * 4 + [True] * 2


def test_headings_have_levels() -> None:
    draft = read(f"<h1>{TITLE}</h1><h2>一、总体要求</h2><p>{SENTENCE}</p>")
    assert [block.level for block in draft.blocks] == [1, 2, None]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (f"<title>{TITLE}</title>", TITLE),
        (f"<title>{TITLE}_政策文件_东湖区人民政府</title>", TITLE),
        (f"<title>{TITLE}-东湖市发展和改革委员会</title>", TITLE),
        (f"<title>东湖区人民政府网 - {TITLE}</title>", TITLE),
        ("<title>关于A-B两区合作的通知_东湖区政府网</title>", "关于A-B两区合作的通知"),
        ("<title>关于规划（2018—2035年）的批复</title>", "关于规划（2018—2035年）的批复"),
        (f'<title>东湖区人民政府</title><meta name="ArticleTitle" content="{TITLE}">', TITLE),
        ("<title>东湖区人民政府门户网站</title>", "页面标题"),
    ],
    ids=[
        "只有标题",
        "下划线后缀",
        "短横后缀",
        "网站名在前",
        "标题含短横",
        "标题含破折号",
        "网页标签",
        "只有网站名",
    ],
)
def test_title_without_the_name_of_the_site(head: str, title: str) -> None:
    assert read(f"<h1>页面标题</h1>{BODY}", head).title == title


def test_page_tags_fill_the_fields() -> None:
    head = '<meta name="PubDate" content="2019-02-20 09:18"><meta name="ContentSource" content="政府办">'
    assert dict(read(BODY, head).fields) == {"发布日期": "2019-02-20 09:18", "来源": "政府办"}


PAGE = f'<html><head><meta charset="gb2312"><title>{TITLE}</title></head><body>{BODY}</body></html>'


@pytest.mark.parametrize(
    "content",
    [
        PAGE.encode("gb18030"),
        PAGE.replace("gb2312", "utf-8").encode("gb18030"),
        PAGE.encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-16-be"),
        PAGE.replace("<html>", '<?xml version="1.0" encoding="gb2312"?><html>').encode("gb18030"),
        PAGE.replace("gb2312", "iso-8859-1").encode("gb18030"),
    ],
    ids=[
        "GBK",
        "误标为UTF-8的GBK",
        "误标为GBK的UTF-8",
        "带BOM",
        "UTF-16",
        "无BOM的UTF-16",
        "XML声明",
        "误标为西文",
    ],
)
def test_encodings(content: bytes) -> None:
    draft = read_html(content)
    assert (draft.title, texts(draft)) == (TITLE, NOTICE)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFileError),
        (b"<html><body><script>x</script></body></html>", EmptyFileError),
        (b"<html><head><title>t</title></head></html>", EmptyFileError),
        (b"%PDF-1.7", MislabelledFileError),
        ("只有文字，没有标记。".encode(), MislabelledFileError),
        (PAGE.encode()[:-20] + b"\xff\xfe\xe4" + PAGE.encode()[-20:], DamagedFileError),
        ("\ufeff<p>通知".encode("utf-8") + b"\xff", DamagedFileError),
    ],
    ids=["空文件", "只有脚本", "没有正文", "其实是PDF", "纯文字", "坏字节", "BOM后有坏字节"],
)
def test_broken_files_raise(content: bytes, error: type[UnreadableFileError]) -> None:
    with pytest.raises(error):
        read_html(content)


def test_deeply_nested_tags_are_read_through() -> None:
    assert texts(read("<div>" * 1500 + f"<p>{SENTENCE}</p>")) == [SENTENCE]


def test_control_characters_behind_what_is_dropped() -> None:
    page = "<p>加强<script>f()</script>\x1b对口合作，落实责任。</p>"
    assert texts(read_html(page.encode())) == ["加强\x1b对口合作，落实责任。"]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f"<p>{'&amp;' * 100_000}</p>", id="没有标点"),
        pytest.param("<script>f</script>词" * 20_000, id="脚本"),
        pytest.param("<table><tr><td>甲</td><td>乙，" * 400, id="表中表"),
        pytest.param("<p>版权所有</p>" * 20_000 + "<p>一、对口合作</p>", id="版权所有"),
        pytest.param("<p>来源：某报 日期：2024-01-01</p>" * 20_000, id="来源"),
        pytest.param(f"<title>{'网（' * 100_000}</title>", id="标题"),
        pytest.param("<div class=nav>甲" * 2000, id="导航"),
    ],
)
def test_odd_page_takes_no_longer_than_its_length_asks_for(markup: str) -> None:
    began = time.process_time()
    read_html(f"<body><p>加强对口合作，落实各项责任，按时报告。</p>{markup}".encode())
    assert time.process_time() - began < 8


@given(st.binary(max_size=300))
def test_any_bytes_raise_only_unreadable_file_errors(content: bytes) -> None:
    with suppress(UnreadableFileError):
        read_html(b"<p>" + content)


_TAGS = ["<table>", "<tr>", "<td>", "</td>", "<td colspan=3 rowspan=2>", "</tr>", "</table>", "<p>", "</p>", "<br>",
         "<ol>", "<li>", "</ol>", "<div id=zoom>", "<div class=nav>", "</div>", "<a>", "</a>", "<!--", "-->", "<pre>"]  # fmt: skip


@given(
    st.lists(
        st.sampled_from([*_TAGS, "索引号：", "文号：3号", "首页 >", "甲乙丙，丁。", "\n"]),
        max_size=40,
    )
)
def test_any_markup_raises_only_unreadable_file_errors(pieces: list[str]) -> None:
    with suppress(UnreadableFileError):
        for block in read("".join(pieces)).blocks:
            assert "\n" not in block.text
            assert block.text.strip()


@pytest.mark.skipif(not REAL.is_dir(), reason="没有评测数据 ../shared/data/state_council_2018")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.html")), ids=lambda path: path.stem)
def test_real_pages_lose_no_word(path: Path) -> None:
    content = path.read_bytes()
    page = etree.fromstring(content, etree.HTMLParser(encoding="utf-8")).find("body")
    expected = "".join("".join(page.itertext()).split())
    found = "".join("".join(texts(read_html(content))).split())
    if "rowspan" in content.decode() or "colspan" in content.decode():
        assert set(expected) == set(found)
        assert len(found) >= len(expected)
    else:
        assert found == expected
