"""What is current can be paged, looked up and traced back; nothing else is ever shown."""

from datetime import date

import pytest

from documents.notice import Masthead, Notice, Section
from index.errors import StoreError
from index.hit import Filters
from index.refreshing import READING
from index.registry import StagedFile
from index.schema import STAGED
from tests.index.stores import Stores, put, staged


def _put(stores: Stores, *mastheads: Masthead) -> None:
    put(stores, *(staged(masthead, "各单位：请认真落实。") for masthead in mastheads))


def _titles(stores: Stores, containing: str = "", filters: Filters | None = None) -> list[str]:
    found, _ = stores.catalogue.notices(limit=100, containing=containing, filters=filters)
    return [record.title for record in found]


def test_newest_come_first_and_undated_last(stores: Stores) -> None:
    _put(
        stores,
        Masthead("没有日期的通知"),
        Masthead("去年的通知", issued_on=date(2023, 5, 1)),
        Masthead("只有发布日期的通知", published_on=date(2024, 1, 8)),
        Masthead("今年的通知", issued_on=date(2024, 3, 5), published_on=date(2024, 3, 9)),
    )
    assert _titles(stores) == ["今年的通知", "只有发布日期的通知", "去年的通知", "没有日期的通知"]


def test_pages_join_without_gap_or_repetition(stores: Stores) -> None:
    _put(stores, *(Masthead(f"第{i}号通知", issued_on=date(2024, 1, 1)) for i in range(7)))
    pages = [stores.catalogue.notices(limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [len(records) for records, _ in pages] == [3, 3, 1, 0]
    assert {total for _, total in pages} == {7}
    assert len({record.id for records, _ in pages for record in records}) == 7


def test_same_file_under_two_roots_is_paged_in_a_fixed_order(stores: Stores) -> None:
    masthead = Masthead("同名通知")
    put(stores, *(staged(masthead, f"正文{i}。", root=f"/库{i}") for i in range(6)))
    one_by_one = [stores.catalogue.notices(limit=1, offset=i)[0][0].id for i in range(6)]
    assert one_by_one == [record.id for record in stores.catalogue.notices(limit=6)[0]]


@pytest.mark.parametrize(
    ("containing", "expected"),
    [
        ("茶叶", ["茶叶产销通知"]),
        ("澄政办发", ["增长10%的通知"]),
        ("云岭市商务局", ["茶叶产销通知"]),
        ("10%", ["增长10%的通知"]),
        ("%", ["增长10%的通知"]),
        ("_", ["数据_表_通知"]),
        ("\\", []),
        ("gdp", ["GDP核算通知"]),
        ("没有这样的公文", []),
    ],
    ids=[
        "标题",
        "文号",
        "机关",
        "含百分号",
        "只有百分号",
        "下划线",
        "反斜杠",
        "小写",
        "没有",
    ],
)
def test_notices_are_found_by_a_part_of_their_names(
    stores: Stores, containing: str, expected: list[str]
) -> None:
    _put(
        stores,
        Masthead("茶叶产销通知", issuer="云岭市商务局"),
        Masthead("增长10%的通知", document_number="澄政办发〔2024〕3号"),
        Masthead("数据_表_通知"),
        Masthead("GDP核算通知"),
    )
    assert _titles(stores, containing) == expected
    assert stores.catalogue.notices(limit=1, containing=containing)[1] == len(expected)


def test_filters_narrow_the_page_and_its_total(stores: Stores) -> None:
    _put(stores, Masthead("甲通知", issuer="教育局"), Masthead("乙通知", issuer="卫生健康委"))
    records, total = stores.catalogue.notices(limit=10, filters=Filters(issuer="教育"))
    assert ([record.title for record in records], total) == (["甲通知"], 1)


TITLE = "澄川市人民政府办公室关于印发《对口合作实施方案（2024年）》的通知"


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "对口合作实施方案(2024年)",
        "《对口合作实施方案（２０２４年）》",
        "关于印发〈对口合作实施方案（2024 年）〉的通知",
    ],
    ids=["全称", "半角括号", "书名号和全角数字", "单书名号和空格"],
)
def test_title_is_found_whatever_its_marks_and_widths(stores: Stores, title: str) -> None:
    _put(stores, Masthead(TITLE), Masthead("关于茶叶的通知"))
    assert [record.title for record in stores.catalogue.titled(title)] == [TITLE]


def test_exact_title_is_preferred_to_those_that_contain_it(stores: Stores) -> None:
    _put(stores, Masthead("对口合作实施方案"), Masthead("对口合作实施方案任务分工表"))
    assert [record.title for record in stores.catalogue.titled("对口合作实施方案")] == [
        "对口合作实施方案"
    ]


@pytest.mark.parametrize(
    "title", ["", "通知", "《》", "____"], ids=["空", "太短", "只有标点", "下划线"]
)
def test_title_that_could_be_any_finds_none(stores: Stores, title: str) -> None:
    _put(stores, Masthead("关于茶叶的通知"))
    assert stores.catalogue.titled(title) == []


@pytest.mark.parametrize(
    "number",
    [
        "澄政办发〔2024〕3号",
        "澄政办发[2024]3号",
        "澄政办发（２０２４）３号",
        "澄政办发 【2024】 3 号",
    ],
    ids=["六角括号", "方括号", "全角", "空格"],
)
def test_number_is_found_whatever_its_brackets_and_widths(stores: Stores, number: str) -> None:
    _put(
        stores,
        Masthead("甲通知", document_number="澄政办发〔2024〕3号"),
        Masthead("乙通知", document_number="澄政办发〔2024〕13号"),
        Masthead("丙通知"),
    )
    assert [record.title for record in stores.catalogue.numbered(number)] == ["甲通知"]


def test_empty_number_finds_none(stores: Stores) -> None:
    _put(stores, Masthead("没有文号的通知"))
    assert stores.catalogue.numbered("") == []


def test_notice_comes_back_as_it_was_read(stores: Stores) -> None:
    masthead = Masthead("关于茶叶的通知", "商务局", "商发〔2024〕1号", issued_on=date(2024, 1, 2))
    section = Section("一、总体要求", 1, 8, 20)
    notice = Notice(masthead, "关于茶叶的通知\n一、总体要求\n𠮷祥茶叶。", (section,), (0, 8))
    stores.tools.replacer.replace([StagedFile("/库", "茶.pdf", "1", READING, notice, (), ())])
    [record], _ = stores.catalogue.notices(limit=1)
    shown = stores.catalogue.notice(record.id)
    assert shown is not None
    assert (shown.text, shown.outline, shown.pages) == (notice.text, (section,), (0, 8))
    assert (record.issuer, record.document_number, record.issued_on) == (
        "商务局",
        "商发〔2024〕1号",
        date(2024, 1, 2),
    )


def test_unknown_notice_is_none(stores: Stores) -> None:
    assert stores.catalogue.notice("没有这个编号") is None
    assert stores.catalogue.versions("没有这个编号") == []
    assert stores.catalogue.passages_of("没有这个编号") == []


def test_passages_follow_each_other_and_stand_where_they_say(stores: Stores) -> None:
    put(stores, staged(Masthead("长通知"), "请各部门认真落实有关任务。" * 90))
    [record], _ = stores.catalogue.notices(limit=1)
    shown = stores.catalogue.notice(record.id)
    passages = stores.catalogue.passages_of(record.id)
    assert shown is not None
    assert len(passages) > 2
    assert "".join(passage.text for passage in passages) == shown.text
    assert all(shown.text[p.start : p.end] == p.text for p in passages)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))


def test_more_passages_than_one_query_may_name(stores: Stores) -> None:
    put(stores, staged(Masthead("通知"), "正文。"))
    [record], _ = stores.catalogue.notices(limit=1)
    wanted = [passage.id for passage in stores.catalogue.passages_of(record.id)]
    found = stores.catalogue.passages([f"没有:{i}" for i in range(40_000)] + wanted)
    assert list(found) == wanted


def test_history_is_newest_first(stores: Stores) -> None:
    for fingerprint in ("一稿", "二稿", "三稿"):
        put(stores, staged(Masthead("通知"), fingerprint, fingerprint=fingerprint))
    [record], total = stores.catalogue.notices(limit=10)
    history = stores.catalogue.versions(record.id)
    assert total == 1
    assert [version.fingerprint for version in history] == ["三稿", "二稿", "一稿"]
    assert [version.state for version in history] == ["current", "retired", "retired"]
    assert history[0].id == record.version_id


def test_staged_version_is_nowhere_to_be_seen(stores: Stores) -> None:
    version_id = stores.registry.stage(staged(Masthead("未生效的通知"), "正文。")).version_id
    assert version_id is not None
    [passage] = next(stores.registry.current_passages([version_id]))
    assert stores.catalogue.notices(limit=10) == ([], 0)
    assert stores.catalogue.titled("未生效的通知") == []
    assert stores.catalogue.versions_matching(Filters()) == []
    assert stores.catalogue.passages([passage.id]) == {}


def test_staged_version_is_not_history(stores: Stores) -> None:
    put(stores, staged(Masthead("通知"), "一稿", fingerprint="1"))
    stores.registry.stage(staged(Masthead("通知"), "二稿", fingerprint="2"))
    [record], _ = stores.catalogue.notices(limit=10)
    assert STAGED not in {version.state for version in stores.catalogue.versions(record.id)}


def test_unreadable_registry_says_what_to_do(stores: Stores) -> None:
    for file in stores.library.parent.glob("data/registry.db*"):
        file.write_bytes(b"\x00" * 4096)
    with pytest.raises(StoreError, match=r"登记库读取失败.*duikou restore"):
        stores.catalogue.notices(limit=10)
