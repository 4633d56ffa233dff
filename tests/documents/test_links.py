"""What a notice says of other notices: many ways of writing it, and what only looks like it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.links import read_links
from documents.notice import Bond, Link, Masthead

DEEDS = {Bond.REPEALS, Bond.REPLACES, Bond.AMENDS}


def links(text: str, title: str = "关于印发专项资金管理办法的通知") -> tuple[Link, ...]:
    return read_links(Masthead(title), text)


def deeds(text: str, title: str = "关于印发专项资金管理办法的通知") -> list[tuple[str, ...]]:
    """Kind, title and number of what is done to others."""
    return [
        (link.kind.value, link.title or "", link.document_number or "")
        for link in links(text, title)
        if link.kind in DEEDS
    ]


OLD = ("废止", "松林市水务办法", "")
NUMBERED = ("废止", "松林市水务办法", "松政发〔2019〕12号")
REPEALS = [
    ("本办法自2024年1月1日起施行，《松林市水务办法》同时废止。", [OLD]),
    ("《松林市水务办法》（松政发〔2019〕12号）同时废止。", [NUMBERED]),
    ("《松林市水务办法》(松政发[2019]12号)同时废止。", [("废止", "松林市水务办法", "松政发[2019]12号")]),
    ("《松林市水务办法》（松政发〔2019〕 12 号，以下简称《办法》）即行废止。", [NUMBERED]),
    ("《松林市水务办法》（以下简称《办法》）同时废止。", [OLD]),
    ("原《松林市水务办法》同时废止。", [OLD]),
    ("原来印发的《松林市水务办法》予以废止。", [OLD]),
    ("《松林市水务办法》自本办法施行之日起废止。", [OLD]),
    ("《松林市水务办法》自2024年7月1日起废止。", [OLD]),
    ("《松林市水务办法》（松政发〔2019〕12号）自即日起停止执行。", [NUMBERED]),
    ("自本通知印发之日起，《松林市水务办法》（松政发〔2019〕12号）不再执行。", [NUMBERED]),
    ("2019年3月1日市政府印发的《松林市水务办法》同时停止执行。", [OLD]),
    ("经研究，决定废止《松林市水务办法》（松政发〔2019〕12号）。", [NUMBERED]),
    ("现决定对《松林市水务办法》予以废止。", [OLD]),
    ("本通知自印发之日起施行，同时废止《松林市水务办法》。", [OLD]),
    ("《松林市水务办法》已废止。", [OLD]),
    ("《松林市水务办法》一文自行失效。", [OLD]),
    ("《松林市水务办法》及相关配套文件同时废止。", [OLD]),
    ("《松林市水务办法》、《松林市收费规定》（松价〔2018〕3号）同时废止。", [OLD, ("废止", "松林市收费规定", "松价〔2018〕3号")]),
    ("《松林市水务办法》和《松林市收费规定》两个文件一并废止。", [OLD, ("废止", "松林市收费规定", "")]),
    (
        "《甲办法》《乙办法》以及2015年市政府发布的《丙办法》等3件规范性文件同时废止。",
        [("废止", "甲办法", ""), ("废止", "乙办法", ""), ("废止", "丙办法", "")],
    ),
    (
        "《关于印发〈松林市水务办法〉的通知》（松政发〔2019〕12号）同时废止。",
        [("废止", "关于印发〈松林市水务办法〉的通知", "松政发〔2019〕12号")],
    ),
    (
        "《关于印发《松林市水务办法》的通知》（松政发〔2019〕12号）同时废止。",
        [("废止", "关于印发《松林市水务办法》的通知", "松政发〔2019〕12号")],
    ),
    ("原松林市水务办法同时废止。", [OLD]),
    ("原松林市水务办法（松政发〔2019〕12号）同时废止。", [NUMBERED]),
    ("原松政发〔2019〕12号文件同时废止。", [("废止", "", "松政发〔2019〕12号")]),
    ("松政发〔2019〕12号文同时停止执行。", [("废止", "", "松政发〔2019〕12号")]),
    ("2010年6月1日松林市人民政府令第35号公布的《松林市水务办法》同时废止。", [OLD]),
    ("《松林市水务办法》（松林市人民政府令第35号）同时废止。", [("废止", "松林市水务办法", "松林市人民政府令第35号")]),
    ("下列文件同时废止：\n1.《松林市水务办法》（松政发〔2019〕12号）\n2.《甲规定》\n特此通知。", [NUMBERED, ("废止", "甲规定", "")]),
    ("现将废止的文件目录公布如下：\n序号\t文件名称\t文号\n1\t关于水务的通知\t松政发〔2019〕12号\n",
     [("废止", "关于水务的通知", "松政发〔2019〕12号")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REPEALS, ids=[text for text, _ in REPEALS])
def test_repealed_notices_are_read(text: str, expected: list[tuple[str, ...]]) -> None:
    assert deeds(f"关于印发专项资金管理办法的通知\n{text}") == expected


OTHERS = [
    ("本办法代替《松林市水务办法》（松政发〔2019〕12号）。", [("替代", "松林市水务办法", "松政发〔2019〕12号")]),
    ("《松林市水务办法》由本办法取代。", [("替代", "松林市水务办法", "")]),
    ("此前印发的《松林市水务办法》，以本通知为准。", [("替代", "松林市水务办法", "")]),
    ("《松林市水务办法》与本办法不一致的，以本办法为准。", [("修订", "松林市水务办法", "")]),
    ("市政府决定对《松林市水务办法》作如下修改：", [("修订", "松林市水务办法", "")]),
    ("市水务局对《松林市水务办法》（松政发〔2019〕12号）进行了修订，现印发给你们。", [("修订", "松林市水务办法", "松政发〔2019〕12号")]),
    ("将《松林市水务办法》第三条修改为：“水是资源。”", [("修订", "松林市水务办法", "")]),
    ("《松林市水务办法》第五条同时废止。", [("修订", "松林市水务办法", "")]),
    ("《松林市水务办法》中关于收费的规定停止执行。", [("修订", "松林市水务办法", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), OTHERS, ids=[text for text, _ in OTHERS])
def test_replaced_and_amended_notices_are_read(text: str, expected: list[tuple[str, ...]]) -> None:
    assert deeds(text) == expected


TITLES = [
    ("松林市人民政府关于废止《松林市水务办法》的决定", [OLD]),
    ("关于废止《松林市水务办法》等2件规范性文件的通知", [OLD]),
    ("国务院关于修改《水务条例》的决定", [("修订", "水务条例", "")]),
    ("关于修订《松林市水务办法》的通知", [("修订", "松林市水务办法", "")]),
    ("关于征求废止《松林市水务办法》意见的公告", []),
    ("关于修订《松林市水务办法》的说明", []),
    ("关于印发《松林市水务办法》的通知", []),
]


@pytest.mark.parametrize(("title", "expected"), TITLES, ids=[title for title, _ in TITLES])
def test_title_that_does_it_is_read(title: str, expected: list[tuple[str, ...]]) -> None:
    assert deeds(f"{title}\n各单位：\n请遵照执行。", title) == expected


@pytest.mark.parametrize(
    "text",
    [
        "及时修改或者废止不相适应的规定。",
        "推动修订《松林市水务办法》，完善制度。",
        "配合做好《松林市水务办法》的修订工作。",
        "适时废止《松林市水务办法》。",
        "建议废止《松林市水务办法》。",
        "如《松林市水务办法》废止，按新规定执行。",
        "《松林市水务办法》废止前签订的合同继续有效。",
        "《松林市水务办法》废止后，有关事项另行规定。",
        "《松林市水务办法》尚未废止。",
        "根据《松林市水务办法》，许可证到期失效。",
        "按照《松林市水务办法》办理的许可，逾期未开工的，许可证自行废止。",
        "《松林市水务办法》的废止程序依照规定执行。",
        "依据《松林市水务办法》第三条，合同作废。",
        "疫情结束后本意见自行废止。",
        "企业应当及时清理废止内部制度。",
        "对《松林市水务办法》进行修订，9月底前完成。",
        "用信用报告代替《无违法记录证明》。",
        "本办法与国家规定不一致的，以国家规定为准。",
        "现公布继续有效、废止和失效的文件目录：\n1.《松林市水务办法》（松政发〔2019〕12号）",
        "列入《废止和失效的文件目录》的文件不再作为依据。",
    ],
)
def test_what_is_planned_or_about_something_else_is_no_link(text: str) -> None:
    assert deeds(f"关于印发工作要点的通知\n{text}") == []


def test_a_draft_repeals_nothing() -> None:
    text = "本条例自2024年1月1日起施行。《松林市水务办法》同时废止。"
    assert deeds(text, "松林市水务条例（征求意见稿）") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《甲办法》自2027年1月1日起废止。", date(2027, 1, 1)),
        ("《甲办法》（松政发〔2019〕12号）自二〇二七年一月一日起停止执行。", date(2027, 1, 1)),
        ("本办法自2027年1月1日起施行，《甲办法》同时废止。", None),
    ],
)
def test_day_of_the_repeal_is_read(text: str, expected: date | None) -> None:
    assert [link.since for link in links(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《中华人民共和国水法》，制定本办法。", [("中华人民共和国水法", None)]),
        (
            "根据《水法》、《防洪法》和《省水条例》（省令第3号），结合实际，制定本办法。",
            [("水法", None), ("防洪法", None), ("省水条例", "省令第3号")],
        ),
        (
            "为深入贯彻落实《国务院关于水务的意见》（国发〔2018〕12号），现通知如下：",
            [("国务院关于水务的意见", "国发〔2018〕12号")],
        ),
        (
            "按照省政府办公厅《关于水务的通知》（省办发〔2018〕 3 号）要求，",
            [("关于水务的通知", "省办发〔2018〕3号")],
        ),
        ("《水法》已经通过。", []),
        (f"{'水' * 1600}\n根据《水法》的规定予以处罚。", []),
    ],
    ids=["一部法", "三部法", "贯彻落实", "上级通知", "没有依据", "正文深处"],
)
def test_what_a_notice_rests_on_is_read(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = [(x.title, x.document_number) for x in links(text) if x.kind is Bond.RESTS_ON]
    assert found == expected


def test_a_notice_named_twice_is_one_link() -> None:
    assert len(links("《甲办法》同时废止。\n《甲办法》停止执行。")) == 1


WORDS = (
    "《|》|〈|〉|（|）|(|松政发〔2019〕12号|同时废止|。|；|\n|：|\t|下列文件废止：|根据|本办法|自2024年1月1日起"
    "|代替|以本通知为准|水务办法| |　|对|进行了修订|关于废止|原|、|和|２０１９|决定废止|第三条"
)
PIECES = st.sampled_from(WORDS.split("|"))


@given(st.lists(PIECES, max_size=40))
def test_every_link_quotes_the_text_it_was_read_from(pieces: list[str]) -> None:
    text = "".join(pieces)
    for link in links(text, "关于废止《水务办法》的通知"):
        quote = "".join(text[link.start : link.end].split())
        assert 0 <= link.start < link.end <= len(text)
        assert link.title or link.document_number
        for named in (link.title, link.document_number):
            assert squeeze(named or "") in squeeze(quote)


def squeeze(text: str) -> str:
    wide = str.maketrans("０１２３４５６７８９(),:;", "0123456789（），：；")
    return "".join(text.translate(wide).split())
