"""What a reader of .txt and .md notices would notice."""

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import DamagedFileError, EmptyFileError, UnreadableFileError
from documents.formats.text import read_text
from documents.notice import CELL, Draft

NOTICE = "关于做好对口合作工作的通知\n\n各区人民政府：\n\n一、统一思想。甲局负责。\n"


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def read(*lines: str) -> Draft:
    return read_text("\n".join(lines).encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(NOTICE.encode(), id="UTF-8"),
        pytest.param(NOTICE.encode("utf-8-sig"), id="UTF-8带BOM"),
        pytest.param(NOTICE.encode("gb18030"), id="GB18030"),
        pytest.param(NOTICE.encode("utf-16"), id="UTF-16带BOM"),
        pytest.param(b"\xfe\xff" + NOTICE.encode("utf-16-be"), id="UTF-16大端带BOM"),
        pytest.param(NOTICE.encode("utf-16-le"), id="UTF-16小端无BOM"),
        pytest.param(NOTICE.encode("utf-16-be"), id="UTF-16大端无BOM"),
        pytest.param(NOTICE.replace("\n", "\r\n").encode(), id="Windows换行"),
        pytest.param(NOTICE.replace("\n", "\r\n").encode("gb18030"), id="Windows记事本"),
    ],
)
def test_every_encoding_reads_the_same(content: bytes) -> None:
    assert texts(read_text(content)) == [
        "关于做好对口合作工作的通知",
        "各区人民政府：",
        "一、统一思想。甲局负责。",
    ]


def test_bytes_of_the_character_one_do_not_turn_utf16_around() -> None:
    """一 is 4E00: a text full of it has zero bytes on both sides."""
    line = "一是一体推进一二三产，二是统一一张清单。"
    assert texts(read_text(f"{line}\n{line}".encode("utf-16-le"))) == [line, line]


def test_gb18030_bytes_that_happen_to_be_utf8() -> None:
    assert texts(read_text("联通".encode("gb18030"))) == ["联通"]


def test_rare_character_of_a_name_survives_gb18030() -> None:
    assert texts(read_text("联系人：刘䶮𬱖".encode("gb18030"))) == ["联系人：刘䶮𬱖"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bytes(range(256)) * 8, id="各种字节"),
        pytest.param(b"\x00\x01\x02\x03" * 100, id="控制字符"),
        pytest.param(b"\xff\xff\xff\xfe\x80\x81" * 50, id="无此编码"),
        pytest.param(b"\x7fELF\x02\x01\x01\x00" + bytes(200), id="程序文件"),
        pytest.param(b"\xff\xfe" + b"\x00\xd8" * 9, id="残缺的UTF-16"),
        pytest.param("对口合作".encode("utf-16-le") + b"\x00\x0a\x00", id="奇数字节的UTF-16"),
    ],
)
def test_bytes_that_are_no_text(content: bytes) -> None:
    with pytest.raises(DamagedFileError, match=r"UTF-8"):
        read_text(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="零字节"),
        pytest.param(b" \n\t\r\n ", id="只有空白"),
        pytest.param("\u3000\u3000\n\ufeff\u200b".encode(), id="全角空格和零宽字符"),
        pytest.param("<!-- 草稿 -->\n---\n".encode(), id="只有注释和分隔线"),
    ],
)
def test_file_without_words(content: bytes) -> None:
    with pytest.raises(EmptyFileError, match="没有文字"):
        read_text(content)


def test_markdown() -> None:
    draft = read(
        "# 对口合作方案",
        "",
        "**发文字号**：云政发〔2024〕3号",
        "",
        "**发文机关**：云岭市人民政府",
        "",
        "## 一、任务 ##",
        "由**市商务局**牵头，__市财政局__配合。",
        "- 牵头单位：市商务局",
        "* 配合单位：市财政局",
        "<!-- 待核 -->",
        "| 序号 | 任务 |",
        "| --- | :---: |",
        "| 1 | 建园区 |",
        "| 2 |  |",
        "---",
        "3*4=12，下划线 a_b_c 照旧。",
    )
    assert [(block.text, block.level, block.row) for block in draft.blocks] == [
        ("对口合作方案", 1, False),
        ("一、任务", 2, False),
        ("由市商务局牵头，市财政局配合。", None, False),
        ("牵头单位：市商务局", None, False),
        ("配合单位：市财政局", None, False),
        (f"序号{CELL}任务", None, True),
        (f"1{CELL}建园区", None, True),
        (f"2{CELL}", None, True),
        ("3*4=12，下划线 a_b_c 照旧。", None, False),
    ]
    assert draft.fields == {"发文字号": "云政发〔2024〕3号", "发文机关": "云岭市人民政府"}


def test_tabs_make_a_row() -> None:
    block = read("序号\t 任务 \t单位").blocks[0]
    assert (block.text, block.row) == (f"序号{CELL}任务{CELL}单位", True)


def test_page_saved_as_one_line_is_parted_where_its_paragraphs_met() -> None:
    body = "要统一认识，明确责任，细化措施，加强调度，按时报告，确保各项任务落到实处。" * 4
    line = (
        "关于稳就业的通知 人社厅明电〔2020〕8号 各省、自治区、直辖市人社厅（局）： "
        f"一、暂停招聘会。{body} 二、强化网上服务，近 20 万人受益（记者 简书宁）。{body} 特此通知。"
    )
    assert texts(read("关于稳就业的通知", line)) == [
        "关于稳就业的通知",
        "关于稳就业的通知",
        "人社厅明电〔2020〕8号",
        "各省、自治区、直辖市人社厅（局）：",
        f"一、暂停招聘会。{body}",
        f"二、强化网上服务，近 20 万人受益（记者 简书宁）。{body}",
        "特此通知。",
    ]


def test_short_line_keeps_its_spaces() -> None:
    assert texts(read("澄川市财政局 澄川市商务局")) == ["澄川市财政局 澄川市商务局"]


def test_page_numbers_of_a_printed_notice_are_left_out() -> None:
    line = "为落实对口合作的各项任务，扩大优质农产品销售，经与度假区农林水务局协商，现就工作"
    draft = read(*[line] * 8, "— 3 —", *[line] * 3, "通知如下。", "-4-")
    assert texts(draft) == [line * 11 + "通知如下。"]


def test_damaged_bytes_are_placed() -> None:
    with pytest.raises(DamagedFileError, match="第 13 字节"):
        read_text("对口合作".encode() + b"\xff" + "方案".encode())


def test_comments_are_left_out_where_they_are_closed() -> None:
    assert texts(read("甲<!-- 一\n二 -->乙", "<!-- 丙")) == ["甲乙", "<!-- 丙"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<!--" * 100_000, id="注释"),
        pytest.param("**甲 " * 100_000, id="加粗"),
        pytest.param("# " + "#" * 200_000 + "甲", id="井号"),
        pytest.param("市局 " * 200_000, id="一行到底"),
    ],
)
def test_odd_text_takes_no_longer_than_its_length_asks_for(text: str) -> None:
    began = time.process_time()
    read_text(text.encode())
    assert time.process_time() - began < 5


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(UnreadableFileError):
        draft = read_text(content)
        assert all(block.text.strip() and "\n" not in block.text for block in draft.blocks)


WORDS = st.text(
    alphabet="对口合作工作方案市商务局牵头负责一二三（）“”《》，。；：、0123 　ABc", max_size=60
)


@given(st.lists(WORDS, max_size=30), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_no_word_is_lost(lines: list[str], encoding: str) -> None:
    text = "\n".join(lines)
    try:
        draft = read_text(text.encode(encoding))
    except EmptyFileError:
        assert not text.strip()
    else:
        assert re.sub(r"\s", "", "".join(texts(draft))) == re.sub(r"\s", "", text)
