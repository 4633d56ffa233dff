"""A file becomes a notice, or a message that says what to do; the sample notices as people read them."""

import os
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import documents
from documents import reading
from documents.errors import (
    DamagedFileError,
    EmptyFileError,
    MislabelledFileError,
    OversizedFileError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from documents.notice import Block, Draft, Masthead
from documents.reading import compose, parse, read_notice

SAMPLES = Path(documents.__file__).parent / "samples"


def refused(path: Path, kind: type[UnreadableFileError]) -> str:
    with pytest.raises(kind) as caught:
        read_notice(path)
    assert type(caught.value) is kind
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        pytest.param("通知.txt", b"", EmptyFileError, "0 字节", id="零字节"),
        pytest.param("通知.pdf", b"", EmptyFileError, "0 字节", id="零字节的PDF"),
        pytest.param("通知.txt", b" \n\n", EmptyFileError, "没有文字", id="只有空白"),
        pytest.param("通知.txt", b"%PDF-1.7\n%\xe2\xe3", MislabelledFileError, "PDF", id="PDF改名为txt"),
        pytest.param("通知.docx", "通知".encode(), MislabelledFileError, ".docx", id="文本改名为docx"),
        pytest.param("通知.pdf", "通知".encode(), MislabelledFileError, ".pdf", id="文本改名为pdf"),
        pytest.param("通知.txt", b"\x89PNG\r\n\x1a\n" + bytes(40), MislabelledFileError, "图片", id="图片改名为txt"),
        pytest.param("通知.html", b"\xff\xd8\xff\xe0" + bytes(40), MislabelledFileError, "图片", id="照片改名为html"),
        pytest.param("通知.md", b"PK\x03\x04" + bytes(40), MislabelledFileError, "压缩包", id="压缩包改名为md"),
        pytest.param("通知.txt", b"{\\rtf1\\ansi}", MislabelledFileError, "RTF", id="RTF改名为txt"),
        pytest.param("通知.txt", b"\xd0\xcf\x11\xe0" + bytes(40), MislabelledFileError, "Office", id="doc改名为txt"),
        pytest.param("通知.txt", bytes(range(256)) * 9, DamagedFileError, "UTF-8", id="不是文字"),
        pytest.param("通知.docx", b"PK\x03\x04" + bytes(40), DamagedFileError, "", id="docx残缺"),
        pytest.param("通知.pdf", b"%PDF-1.7\n" + bytes(40), DamagedFileError, "", id="PDF残缺"),
        pytest.param("通知.ofd", b"PK\x03\x04", UnsupportedFormatError, ".pdf", id="不支持的OFD"),
        pytest.param("通知.doc", b"\xd0\xcf\x11\xe0", UnsupportedFormatError, ".docx", id="不支持的doc"),
        pytest.param("通知", b"text", UnsupportedFormatError, "无后缀", id="没有后缀"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_which_file_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, kind: type[UnreadableFileError], words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    message = refused(path, kind)
    assert message.startswith(f"{name}：")
    assert words in message
    assert re.search(r"请.{2,}。$", message)


def test_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "很大.txt"
    with path.open("wb") as stream:
        stream.truncate(reading.LARGEST + 1)
    message = refused(path, OversizedFileError)
    assert message.startswith("很大.txt：")
    assert "20 MB" in message
    assert "请拆分" in message


def test_file_just_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("关于对口合作的通知")
    monkeypatch.setattr(reading, "LARGEST", path.stat().st_size)
    assert read_notice(path).text == "关于对口合作的通知"


@pytest.mark.parametrize("name", ["没有.txt", "没有.pdf"])
def test_missing_file(tmp_path: Path, name: str) -> None:
    assert re.match(rf"{name}：无法读取.*请检查", refused(tmp_path / name, DamagedFileError))


def test_folder_with_a_files_name(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").mkdir()
    assert "请" in refused(tmp_path / "通知.txt", DamagedFileError)


@pytest.mark.skipif(os.geteuid() == 0, reason="root 可以读取任何文件")
def test_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "保密.txt"
    path.write_text("通知")
    path.chmod(0)
    assert "权限" in refused(path, DamagedFileError)


def test_suffix_in_capitals(tmp_path: Path) -> None:
    path = tmp_path / "通知.TXT"
    path.write_text("关于对口合作的通知")
    assert read_notice(path).masthead.title == "关于对口合作的通知"


def test_fields_stand_before_the_text_and_can_be_cited() -> None:
    draft = Draft((Block("关于合作的通知"),), {"发文字号": "云政发〔2024〕3号"})
    assert compose(draft).text == "发文字号：云政发〔2024〕3号\n关于合作的通知"


def test_the_title_is_no_heading() -> None:
    draft = Draft((Block("关于合作的通知", level=1), Block("附表说明", level=1), Block("如下。")))
    assert [s.heading for s in compose(draft).sections] == ["附表说明"]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param([("甲", 1), ("乙", 1), ("丙", 2)], (0, 4), id="两页"),
        pytest.param([("甲", 1), ("乙", 3)], (0, 2, 2), id="中间一页没有新段落"),
        pytest.param([("甲", 2), ("乙", 2)], (0, 0), id="首页没有文字"),
        pytest.param([("甲", None), ("乙", None)], (), id="没有页码"),
    ],
)
def test_pages(blocks: list[tuple[str, int | None]], expected: tuple[int, ...]) -> None:
    assert compose(Draft(tuple(Block(t, page=p) for t, p in blocks))).pages == expected


MASTHEADS = {
    "云岭澄川教育卫生合作三年行动计划.txt": Masthead(
        title="云岭市教育局 云岭市卫生健康委员会关于印发《云岭市与澄川市教育卫生合作三年行动计划（2023—2025年）》的通知",
        issuer="云岭市教育局、云岭市卫生健康委员会",
        document_number="云岭教发〔2023〕44号",
        addressees="各县（区）教育局、卫生健康局，青禾度假区社会事务局，市直各学校、各医疗卫生机构",
        issued_on=date(2023, 11, 17),
    ),
    "十八个合作项目集中签约新闻.txt": Masthead(
        title="18个项目签约 总投资86.5亿元 澄川云岭共赴“丰收之约”",
        published_on=date(2023, 9, 16),
    ),
    "澄川市与云岭市对口合作实施方案（2021年）.txt": Masthead(
        title="澄川市人民政府办公室关于印发澄川市与云岭市对口合作实施方案的通知",
        issuer="澄川市人民政府办公室",
        document_number="澄川政办发〔2021〕17号",
        addressees="各区人民政府，市政府各委、办、局，各有关单位",
        issued_on=date(2021, 9, 6),
    ),
    "青禾农产品进北屏产销对接通知.txt": Masthead(
        title="关于做好2024年青禾农产品进北屏产销对接工作的通知",
        issuer="澄川市北屏区商务局",
        document_number="北屏商〔2024〕12号",
        addressees="各街道办事处，区供销社，各有关企业",
        issued_on=date(2024, 5, 22),
    ),
    "2024年山海相邀文化旅游合作活动方案.md": Masthead(
        title="2024年“山海相邀”文化旅游合作活动方案",
        issuer="澄川市文化和旅游局、云岭市文化广电和旅游局",
        document_number="澄川文旅发〔2024〕22号",
        addressees="各区文化和旅游主管部门，各县（区）文化广电和旅游主管部门，有关企业",
        issued_on=date(2024, 4, 28),
    ),
    "澄云联席会议纪要（2024年第1号）.md": Masthead(
        title="澄川市与云岭市对口合作第四次联席会议纪要",
        issuer="澄川市与云岭市对口合作联席会议办公室",
        document_number="澄云联席会议纪要〔2024〕1号",
        issued_on=date(2024, 3, 25),
    ),
    "2024年专业技术人才交流通知.html": Masthead(
        title="关于开展2024年云岭市专业技术人才赴澄川市交流工作的通知",
        issuer="云岭市人力资源和社会保障局",
        document_number="云岭人社发〔2024〕19号",
        addressees="各县（区）人力资源和社会保障局，青禾度假区党工委组织人事部，市直有关单位",
        issued_on=date(2024, 4, 9),
        published_on=date(2024, 4, 10),
    ),
    "北屏区与青禾度假区对口合作实施方案.html": Masthead(
        title="关于印发北屏区与青禾度假区对口合作实施方案的通知",
        issuer="云岭青禾生态旅游度假区管理委员会",
        document_number="云岭青管发〔2022〕8号",
        index_number="13060900MB5550127K/2022-00083",
        category="综合政务（其他） ; 通知",
        addressees="管委会各部门、各直属单位，青禾农旅集团",
        issued_on=date(2022, 4, 18),
        published_on=date(2022, 4, 20),
    ),
    "澄川市与云岭市对口合作实施方案（2024年修订）.html": Masthead(
        title="澄川市人民政府办公室关于印发澄川市与云岭市对口合作实施方案（2024年修订）的通知",
        issuer="澄川市人民政府办公室",
        document_number="澄川政办发〔2024〕5号",
        index_number="06000000555001/2024-00016",
        category="国民经济管理、国有资产监管 / 其他",
        addressees="各区人民政府，澄川经济技术开发区管委会，市政府各委、办、局",
        issued_on=date(2024, 1, 22),
        published_on=date(2024, 1, 26),
    ),
    "云岭市2024年对口合作工作要点.pdf": Masthead(
        title="关于印发《云岭市2024年对口合作工作要点》的通知",
        issuer="云岭市对口合作工作领导小组办公室",
        document_number="云岭合办发〔2024〕3号",
        addressees="各县（区）人民政府，青禾度假区管委会，市对口合作工作领导小组各成员单位",
        issued_on=date(2024, 2, 26),
    ),
    "关于同意共建澄云产业合作园的批复.pdf": Masthead(
        title="澄川市人民政府关于同意望汐区参与共建澄云产业合作园的批复",
        issuer="澄川市人民政府",
        document_number="澄川政函〔2023〕31号",
        addressees="望汐区人民政府",
        issued_on=date(2023, 6, 12),
    ),
    "澄川市对口合作专项资金管理办法（试行）.pdf": Masthead(
        title="澄川市财政局 澄川市经济协作办公室关于印发《澄川市对口合作专项资金管理办法（试行）》的通知",
        issuer="澄川市财政局、澄川市经济协作办公室",
        document_number="澄川财规〔2023〕6号",
        addressees="各区财政局、经济协作部门，市直有关单位",
        issued_on=date(2023, 5, 30),
    ),
    "报送上半年对口合作项目进展的通知.docx": Masthead(
        title="关于报送2024年上半年对口合作项目进展情况的通知",
        issuer="云岭市对口合作工作领导小组办公室",
        document_number="云岭合办函〔2024〕15号",
        addressees="各县（区）人民政府，青禾度假区管委会，市直有关单位",
        issued_on=date(2024, 5, 8),
    ),
    "澄云产业合作任务分工方案.docx": Masthead(
        title="云岭市人民政府办公室关于印发澄云产业合作重点任务分工方案（2024—2025年）的通知",
        issuer="云岭市人民政府办公室",
        document_number="云岭政办发〔2024〕11号",
        addressees="各县（区）人民政府，青禾度假区管委会，市政府有关部门",
        issued_on=date(2024, 3, 11),
    ),
    "澄川云岭2023年对口合作工作总结.docx": Masthead(
        title="澄川市与云岭市2023年对口合作工作总结",
        issuer="澄川市对口合作工作领导小组办公室",
        issued_on=date(2024, 1, 12),
    ),
}


def test_every_sample_is_checked() -> None:
    found = {path.name for path in SAMPLES.iterdir() if path.suffix != ".jsonl"}
    assert set(MASTHEADS) == found


@pytest.mark.parametrize("name", MASTHEADS)
def test_masthead_of_a_sample(name: str) -> None:
    """The 来源 line is left out: test_masthead and test_html have theirs."""
    masthead, expected = read_notice(SAMPLES / name).masthead, MASTHEADS[name]
    assert replace(masthead, origin=None) == replace(expected, origin=None)


def test_hard_wrapped_sample_has_its_paragraphs_back() -> None:
    lines = read_notice(SAMPLES / "青禾农产品进北屏产销对接通知.txt").text.split("\n")
    assert len(lines) == 22
    assert lines[4] == (
        "为落实《北屏区与青禾度假区对口合作实施方案》（云岭青管发〔2022〕8号）确定的产销合作任务，扩大青禾黑木耳、"
        "蓝莓、冷水鱼等优质农产品在我区的销售，经与青禾度假区农林水务局协商，现就2024年有关工作通知如下。"
    )
    assert lines[8] == (
        "（一）建好展销平台。对东港市场青禾特产展销馆进行改造，面积由400平方米扩大到650平方米，"
        "2024年6月30日前重新开馆。由区商务局牵头，东港市场管理公司负责具体实施。"
    )
    assert lines[14].startswith("对年采购青禾农产品200万元以上的企业")
    assert lines[-5:] == [
        "联系人：顾念北，联系电话：0600-5550128。",
        "附件：2024年产销对接活动安排表",
        "澄川市北屏区商务局",
        "2024年5月22日",
        "（此件公开发布）",
    ]


def test_sample_pdf_knows_its_pages() -> None:
    notice = read_notice(SAMPLES / "关于同意共建澄云产业合作园的批复.pdf")
    assert notice.text[notice.pages[1] :].startswith("五、每年12月底前")
    assert len(notice.pages) == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("合作方案任务分工\n" * 20_000, id="没有标点的短行"),
        pytest.param("对口合作方案任务分工保障措施，\n" * 20_000, id="全是逗号"),
        pytest.param("（" + "对口合作方案任务分工保障措施\n" * 20_000, id="括号不闭合"),
        pytest.param("对口合作方案任务分工保障措施 " * 20_000, id="一行到底有空格"),
        pytest.param("对口合作方案任务分工保障措施" * 20_000, id="一行到底没有空格"),
    ],
)
def test_odd_text_takes_no_longer_than_its_length_asks_for(text: str) -> None:
    began = time.process_time()
    notice = parse(".txt", text.encode())
    assert time.process_time() - began < 20
    assert len(notice.masthead.title) <= 200


def test_characters_that_cannot_be_printed_are_left_out() -> None:
    page = "<title>合\x1b作通知</title><p>发文字号：云\x02政发〔2024〕3号　索引号：1</p><p>加强\x08对口\x7f合作，落实各项责任。</p>"
    notice = parse(".html", page.encode())
    assert notice.masthead.title == "合作通知"
    assert notice.masthead.document_number == "云政发〔2024〕3号"
    assert notice.text.endswith("加强对口合作，落实各项责任。")
    with pytest.raises(EmptyFileError):
        parse(".txt", b"\x7f")
