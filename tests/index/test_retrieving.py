"""A search finds what speaks to the question, within the filters, and only what is current."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.wiring import Workspace
from documents.notice import Masthead
from index import retrieving
from index.fusion import K
from index.hit import Filters
from tests.index.stores import Stores, open_stores, put, staged, write

MEETING = "由市发展改革委牵头召开联席会议。"
TEA = "由市商务局负责茶叶产销对接。"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """400 notices that say nearly the same, and one of the health commission among them."""
    with open_stores(tmp_path_factory.mktemp("四百份")) as opened:
        many = [
            staged(
                Masthead(
                    f"第{i}号通知",
                    issuer="商务局" if i % 4 else "教育局",
                    category="教育" if i % 2 else None,
                    issued_on=date(2020 + i % 5, 1, 1),
                ),
                f"联席会议第{i}次会议研究有关工作。",
            )
            for i in range(400)
        ]
        rare = staged(
            Masthead("卫生健康工作安排", issuer="卫生健康委", issued_on=date(2019, 5, 1)),
            "云岭市将派出医疗队，有关情况另行通知。",
        )
        put(opened, *many, rare)
        yield opened


def _titles(stores: Stores, question: str, filters: Filters | None = None) -> list[str]:
    return [hit.notice.title for hit in stores.retriever.search(question, 500, filters)]


# --- what is found, and how it is scored ----------------------------------------------------------


def test_hit_says_who_found_it_and_how_well(stores: Stores) -> None:
    put(stores, staged(Masthead("甲通知"), MEETING), staged(Masthead("乙通知"), TEA))
    hit = stores.retriever.search("联席会议由谁牵头？")[0]
    assert hit.notice.title == "甲通知"
    assert hit.found_by == {"keywords": 1, "vectors": 1}
    assert 0 < hit.score < 1
    assert hit.similarity is not None
    assert 0 < hit.similarity <= 1
    shown = stores.catalogue.notice(hit.notice.id)
    assert shown is not None
    assert shown.text[hit.start : hit.end] == hit.text


def test_best_comes_first_and_the_limit_holds(filled: Stores) -> None:
    hits = filled.retriever.search("联席会议", 7)
    assert len(hits) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage_id for hit in hits}) == 7


@pytest.mark.parametrize("limit", [0, -3], ids=["零", "负数"])
def test_limit_below_one_finds_nothing(filled: Stores, limit: int) -> None:
    assert filled.retriever.search("联席会议", limit) == []


def test_everything_can_be_asked_for(filled: Stores) -> None:
    assert len(filled.retriever.search("联席会议", 1000)) == 401


@pytest.mark.parametrize("question", ["", "  \n　"], ids=["空", "空白"])
def test_empty_question_finds_nothing(filled: Stores, question: str) -> None:
    assert filled.retriever.search(question) == []


def test_unknown_words_are_left_to_the_vectors(stores: Stores) -> None:
    put(stores, staged(Masthead("通知"), MEETING))
    [hit] = stores.retriever.search("魑魅魍魉")
    assert hit.found_by == {"vectors": 1}


def test_empty_library_finds_nothing(stores: Stores) -> None:
    assert stores.retriever.search("联席会议") == []


def test_word_of_the_title_finds_the_notice(filled: Stores) -> None:
    assert _titles(filled, "卫生健康")[0] == "卫生健康工作安排"


@pytest.mark.parametrize(
    "asked", ["1000万元", "1,000万元", "１，０００万元"], ids=["连写", "分节", "全角"]
)
@pytest.mark.parametrize("written", ["1000万元", "1，000万元"], ids=["原文连写", "原文分节"])
def test_amount_is_found_however_written(stores: Stores, asked: str, written: str) -> None:
    others = [staged(Masthead(f"其他{i}"), f"安排资金{i}00万元。") for i in range(2, 8)]
    put(stores, *others, staged(Masthead("资金通知"), f"安排专项资金{written}。"))
    by_words = {hit.found_by.get("keywords"): hit for hit in stores.retriever.search(asked)}
    assert by_words[1].notice.title == "资金通知"


def test_meaning_finds_what_no_word_does(workspace: Workspace, tmp_path: Path) -> None:
    write(tmp_path / "公文库", "干部交流", "选派年轻干部到对方单位挂职锻炼，期限一年。")
    write(tmp_path / "公文库", "茶叶产销", "组织茶叶企业参加展销会。")
    workspace.refresher.refresh(tmp_path / "公文库")
    hit = workspace.retriever.search("公务员互派学习")[0]
    assert "挂职锻炼" in hit.text
    assert hit.found_by == {"vectors": 1}


# --- within some notices --------------------------------------------------------------------------


def _versions(stores: Stores, *titles: str) -> list[str]:
    records, _ = stores.catalogue.notices(limit=500)
    return [record.version_id for record in records if record.title in titles]


def test_search_within_a_notice_finds_no_other(filled: Stores) -> None:
    within = _versions(filled, "卫生健康工作安排")
    hits = filled.retriever.search("联席会议第3次会议", 20, within=within)
    assert [hit.notice.title for hit in hits] == ["卫生健康工作安排"]


def test_search_within_some_notices_finds_all_of_them(filled: Stores) -> None:
    titles = {"第3号通知", "第8号通知", "卫生健康工作安排"}
    hits = filled.retriever.search("联席会议", 20, within=_versions(filled, *titles))
    assert {hit.notice.title for hit in hits} == titles


@pytest.mark.parametrize("within", [[], ["没有这个版本"]], ids=["一份也没有", "没有的版本"])
def test_search_within_no_notice_finds_nothing(filled: Stores, within: list[str]) -> None:
    assert filled.retriever.search("联席会议", within=within) == []


@pytest.mark.parametrize(
    ("issuer", "expected"), [("商务局", ["第3号通知"]), ("教育局", ["第8号通知"]), ("卫生", [])]
)
def test_filters_hold_within_the_notices_too(
    filled: Stores, issuer: str, expected: list[str]
) -> None:
    within = _versions(filled, "第3号通知", "第8号通知")
    hits = filled.retriever.search("联席会议", 20, Filters(issuer=issuer), within=within)
    assert [hit.notice.title for hit in hits] == expected


# --- before the trained order ---------------------------------------------------------------------


def test_fused_are_scored_by_their_ranks(stores: Stores) -> None:
    put(stores, staged(Masthead("甲通知"), MEETING), staged(Masthead("乙通知"), TEA))
    hit = stores.retriever.fused("联席会议由谁牵头？", 20)[0]
    assert hit.found_by == {"keywords": 1, "vectors": 1}
    assert hit.score == pytest.approx(2 / (K + 1))


def test_fused_and_ranked_are_the_same_passages(stores: Stores) -> None:
    put(stores, *(staged(Masthead(f"第{i}号"), f"{MEETING}第{i}次。") for i in range(10)))
    fused = stores.retriever.fused("第3次联席会议", 20)
    ranked = stores.retriever.search("第3次联席会议", 20)
    assert {hit.passage_id for hit in fused} == {hit.passage_id for hit in ranked}
    assert [h.score for h in fused] == sorted((h.score for h in fused), reverse=True)


def test_fused_within_a_notice_finds_no_other(filled: Stores) -> None:
    within = _versions(filled, "第3号通知")
    hits = filled.retriever.fused("联席会议", 30, within=within)
    assert [hit.notice.title for hit in hits] == ["第3号通知"]


@pytest.mark.parametrize("question", ["", "  \n　"], ids=["空", "空白"])
def test_empty_question_fuses_nothing(filled: Stores, question: str) -> None:
    assert filled.retriever.fused(question, 30) == []


def test_answering_passage_comes_before_one_that_repeats_the_words(stores: Stores) -> None:
    put(
        stores,
        staged(Masthead("联席会议制度"), "联席会议，联席会议，联席会议。"),
        staged(Masthead("工作规则"), MEETING),
    )
    assert _titles(stores, "联席会议由哪个委员会牵头召开？")[0] == "工作规则"


# --- filters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(issuer="教育局"), 100),
        (Filters(issuer="商务"), 300),
        (Filters(category="教育"), 200),
        (Filters(party="云岭市"), 1),
        (Filters(issued_to=date(2019, 12, 31)), 1),
        (Filters(issued_from=date(2024, 1, 1)), 80),
        (Filters(issued_from=date(2020, 1, 1)), 400),
        (Filters(issued_from=date(2021, 1, 1), issued_to=date(2021, 12, 31)), 80),
        (Filters(status="现行"), 401),
        (Filters(status="废止"), 0),
        (Filters(issuer="没有这个机关"), 0),
        (Filters(issuer="商务", category="教育"), 200),
    ],
    ids=[
        "机关",
        "机关300份",
        "分类",
        "当事方",
        "截止",
        "起始",
        "超过300份",
        "区间",
        "现行",
        "废止",
        "没有",
        "两项",
    ],
)
def test_filters_leave_all_that_meet_them_and_no_other(
    filled: Stores, filters: Filters, expected: int
) -> None:
    titles = _titles(filled, "联席会议", filters)
    meant, total = filled.catalogue.notices(limit=500, filters=filters)
    assert len(titles) == total == expected
    assert set(titles) == {record.title for record in meant}


@pytest.mark.parametrize("few", [300, 0], ids=["先过滤再检索", "检索后筛选"])
def test_filter_holds_before_the_limit(
    filled: Stores, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only match ranks last of 401 and would be cut off by a filter after the top 100."""
    monkeypatch.setattr(retrieving, "_FEW", few)
    hits = filled.retriever.search("联席会议第3次会议", 5, Filters(issuer="卫生健康委"))
    assert [hit.notice.title for hit in hits] == ["卫生健康工作安排"]


def test_more_notices_than_are_named_to_the_searches_still_fill_the_limit(filled: Stores) -> None:
    filters = Filters(issued_from=date(2020, 1, 1))
    hits = filled.retriever.search("云岭市医疗队", 350, filters)
    assert len(hits) == 350
    assert all(hit.notice.issued_on and hit.notice.issued_on.year >= 2020 for hit in hits)


# --- only what is current -------------------------------------------------------------------------


@pytest.mark.parametrize("filters", [None, Filters(party="商务局")], ids=["不过滤", "过滤"])
def test_notice_replaced_during_a_search_is_found(stores: Stores, filters: Filters | None) -> None:
    """The search has asked the keywords; before it looks the hits up, the notice is replaced."""
    put(stores, staged(Masthead("通知"), f"市商务局：{MEETING}"))
    replaced: list[str] = []

    def replace(step: str) -> None:
        if step == "查关键词" and not replaced:
            replaced.append(step)
            put(stores, staged(Masthead("通知"), f"{TEA}联席会议"))

    stores.watch(replace)
    hits = stores.retriever.search("联席会议", filters=filters)
    assert replaced
    assert [hit.text for hit in hits] == [f"通知\n{TEA}联席会议"]
    assert hits[0].found_by == {"keywords": 1, "vectors": 1}


def test_library_that_never_rests_is_still_searched(stores: Stores) -> None:
    put(stores, staged(Masthead("别的通知"), MEETING))

    def replace(step: str) -> None:
        if step == "查关键词":
            stores.watch(lambda step: None)
            put(stores, staged(Masthead("通知"), TEA))
            stores.watch(replace)

    stores.watch(replace)
    hits = stores.retriever.search("联席会议")
    assert "别的通知" in {hit.notice.title for hit in hits}


def test_many_retiring_passages_do_not_hide_what_is_current(stores: Stores) -> None:
    put(stores, *(staged(Masthead(f"第{i}号"), MEETING * 3) for i in range(250)))
    put(stores, staged(Masthead("留下的通知"), "附带提到一次联席会议。", root="/另一个库"))
    stores.registry.remove("/公文库", [f"第{i}号.txt" for i in range(250)])
    assert [hit.notice.title for hit in stores.retriever.search("联席会议", 5)] == ["留下的通知"]
