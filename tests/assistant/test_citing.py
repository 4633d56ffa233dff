"""Marks, quotes, and what is dropped because it cannot be cited."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Span, Statement
from assistant.citing import cite
from documents.notice import Section
from index.catalogue import NoticeText
from index.hit import NoticeRecord

TEXT = "关于冷链建设的通知\n一、任务\n由市商务局牵头，新增网点35个。\n二、资金\n安排专项资金1200万元。\n"
RECORD = NoticeRecord(
    id="0123456789abcdef",
    version_id="v1",
    root="/library",
    source="冷链.txt",
    title="关于冷链建设的通知",
    issuer="松林市人民政府",
    document_number="松林政发〔2024〕12号",
    index_number=None,
    category=None,
    addressees=None,
    issued_on=None,
    published_on=None,
    origin=None,
)
OUTLINE = (
    Section("一、任务", 1, TEXT.index("一、任务"), TEXT.index("二、资金")),
    Section("二、资金", 1, TEXT.index("二、资金"), len(TEXT)),
)
PAGES = (0, TEXT.index("二、资金"))


def read(notice_id: str) -> NoticeText | None:
    """The library: one notice."""
    return NoticeText(RECORD, TEXT, OUTLINE, PAGES) if notice_id == RECORD.id else None


def span(words: str, record: NoticeRecord = RECORD) -> Span:
    """The place where the notice says these words."""
    start = TEXT.index(words)
    return Span(record, start, start + len(words))


LEAD, MONEY = "由市商务局牵头，新增网点35个。", "安排专项资金1200万元。"


def test_marks_count_up_in_order_of_appearance() -> None:
    cited = cite([Statement(MONEY, (span(MONEY),)), Statement(LEAD, (span(LEAD),))], read)
    assert cited.text == f"{MONEY}[1]\n{LEAD}[2]"
    assert [(c.mark, c.quote) for c in cited.citations] == [(1, MONEY), (2, LEAD)]


def test_same_place_has_one_mark() -> None:
    statements = [
        Statement("新增网点35个。", (span(LEAD),)),
        Statement(MONEY, (span(MONEY),)),
        Statement("市商务局牵头。", (span(LEAD),)),
    ]
    cited = cite(statements, read)
    assert cited.text.splitlines() == ["新增网点35个。[1]", f"{MONEY}[2]", "市商务局牵头。[1]"]
    assert [c.mark for c in cited.citations] == [1, 2]


def test_citation_names_section_page_and_place() -> None:
    citation = cite([Statement(MONEY, (span(MONEY),))], read).citations[0]
    assert citation.section == ("二、资金",)
    assert citation.page == 2
    assert citation.notice is RECORD
    assert TEXT[citation.start : citation.end] == citation.quote


def test_statement_on_two_places_has_both_marks() -> None:
    cited = cite([Statement("网点35个，资金1200万元。", (span(LEAD), span(MONEY)))], read)
    assert cited.text == "网点35个，资金1200万元。[1][2]"


def test_statement_with_a_figure_its_quotes_lack_is_dropped() -> None:
    statements = [Statement("新增网点36个。", (span(LEAD),)), Statement(MONEY, (span(MONEY),))]
    cited = cite(statements, read)
    assert cited.text == f"{MONEY}[1]"
    assert [c.quote for c in cited.citations] == [MONEY]


def test_figure_of_another_quote_does_not_count() -> None:
    cited = cite([Statement(MONEY, (span(MONEY),)), Statement("网点1200个。", (span(LEAD),))], read)
    assert cited.text == f"{MONEY}[1]"


def test_replaced_version_is_not_cited() -> None:
    old = span(LEAD, replace(RECORD, version_id="v0"))
    assert cite([Statement(LEAD, (old,))], read).text == ""
    assert cite([Statement(LEAD, (old,))], read).citations == ()


def test_removed_notice_is_not_cited() -> None:
    gone = span(LEAD, replace(RECORD, id="fedcba9876543210"))
    assert cite([Statement(LEAD, (gone,))], read).citations == ()


def test_blank_or_empty_place_is_not_cited() -> None:
    blank = [Span(RECORD, 5, 5), Span(RECORD, len(TEXT) - 1, len(TEXT)), Span(RECORD, 900, 950)]
    for place in blank:
        assert cite([Statement("有一句话。", (place,))], read).citations == ()


def test_connecting_phrase_stays_only_without_facts() -> None:
    cited = cite(
        [Statement("分工如下："), Statement("共有3项："), Statement(LEAD, (span(LEAD),))], read
    )
    assert cited.text == f"分工如下：\n{LEAD}[1]"


def test_nothing_to_say() -> None:
    assert cite([], read).text == ""


PLACES = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@given(st.lists(PLACES, max_size=6))
def test_every_mark_names_a_citation_and_every_quote_stands_in_the_text(
    places: list[list[int]],
) -> None:
    cited = cite([Statement("所述", (Span(RECORD, *place),)) for place in places], read)
    marks = [c.mark for c in cited.citations]
    assert marks == list(range(1, len(marks) + 1))
    assert all(TEXT[c.start : c.end] == c.quote and c.quote.strip() for c in cited.citations)
    assert len({(c.start, c.end) for c in cited.citations}) == len(cited.citations)
    assert all(f"[{mark}]" in cited.text for mark in marks)
