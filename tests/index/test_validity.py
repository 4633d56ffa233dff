"""Who takes whose force: judged from names, days and issuers alone."""

from datetime import date

import pytest

from documents.notice import Bond
from index.hit import CURRENT, REPEALED, REVISED
from index.lineage import lineage, number_key
from index.schema import key
from index.validity import Claim, Known, Names, Standing, is_earlier, standings

OLD, NEW = date(2019, 3, 1), date(2024, 3, 1)


def known(notice_id: str, title: str, day: date | None = None, **fields: object) -> Known:
    number = fields.pop("number", None)
    values: dict[str, object] = {
        "version_id": f"v{notice_id}", "notice_id": notice_id, "title": title,
        "title_key": key(title), "lineage": lineage(title), "issuer": "松林市人民政府",
        "document_number": number, "number_key": number_key(str(number)) if number else None,
        "version_on": day, "effective_from": None, "label": None,
    }  # fmt: skip
    return Known(**{**values, **fields})  # type: ignore[arg-type]


def claim(
    by: str, title: str = "", number: str = "", kind: Bond = Bond.REPEALS, since: date | None = None
) -> Claim:
    return Claim(by, kind, key(title), lineage(title), number_key(number) or None, since)


def judged(*notices: Known, claims: tuple[Claim, ...] = ()) -> dict[str, str]:
    """Status by notice."""
    return {version[1:]: s.status for version, s in standings(notices, claims).items()}


TEA = "松林市茶叶管理办法"


def test_without_links_and_editions_all_hold() -> None:
    assert judged(known("甲", TEA), known("乙", "关于茶叶的通知")) == {"甲": CURRENT, "乙": CURRENT}


@pytest.mark.parametrize(
    ("title", "number"),
    [
        (TEA, ""),
        (f"{TEA}（试行）", ""),
        (f"关于印发{TEA}的通知", ""),
        (TEA, "松政发〔2019〕1号"),
        ("", "松政发〔2019〕1号"),
        ("写错的题目", "松政发[2019]1号"),
    ],
    ids=["题目", "题目带试行", "印发通知的题目", "题目和文号", "只有文号", "以文号为准"],
)  # fmt: skip
def test_repealed_by_title_or_number(title: str, number: str) -> None:
    old = known("旧", TEA, OLD, number="松政发〔2019〕1号")
    new = known("新", "松林市农产品管理办法", NEW)
    found = standings([old, new], [claim("新", title, number)])
    assert found["v旧"] == Standing(REPEALED, None, new)
    assert found["v新"].status == CURRENT


def test_title_with_another_number_is_another_notice() -> None:
    old = known("旧", "关于茶叶的通知", OLD, number="松政发〔2019〕1号")
    links = (claim("新", "关于茶叶的通知", "松政发〔2018〕7号"),)
    assert judged(old, known("新", "关于农产品的通知", NEW), claims=links)["旧"] == CURRENT


def test_only_what_was_there_before_is_repealed() -> None:
    links = (claim("早", TEA),)
    assert judged(known("早", "甲规定", OLD), known("晚", TEA, NEW), claims=links)["晚"] == CURRENT


@pytest.mark.parametrize(("old", "new"), [(None, NEW), (OLD, None), (None, None)])
def test_days_that_are_not_known_stand_in_no_ones_way(old: date | None, new: date | None) -> None:
    links = (claim("新", TEA),)
    assert judged(known("旧", TEA, old), known("新", "甲规定", new), claims=links)["旧"] == REPEALED


def test_a_law_revised_since_repealed_what_was_there_when_it_began() -> None:
    law = known("法", "松林市农产品条例", date(2023, 7, 20), effective_from=date(2002, 1, 1))
    links = (claim("法", TEA),)
    assert judged(law, known("前", TEA, date(1998, 1, 1)), claims=links)["前"] == REPEALED
    assert judged(law, known("后", TEA, date(2010, 1, 1)), claims=links)["后"] == CURRENT


def test_a_text_that_repeals_its_namesake_does_not_repeal_itself_or_its_editions() -> None:
    editions = [known("旧", TEA, OLD), known("新", f"{TEA}（2024年修订）", NEW)]
    links = (claim("旧", TEA), claim("新", TEA))
    assert judged(*editions, claims=links) == {"旧": REVISED, "新": CURRENT}


def test_an_edition_repealed_by_number_is_repealed_not_only_revised() -> None:
    editions = [known("旧", TEA, OLD, number="松政发〔2019〕1号"), known("新", TEA, NEW)]
    links = (claim("新", TEA, "松政发〔2019〕1号"),)
    assert judged(*editions, claims=links) == {"旧": REPEALED, "新": CURRENT}


def test_same_title_of_another_city_is_not_meant() -> None:
    title = "关于优化营商环境的通知"
    ours = known("我市", title, OLD)
    theirs = known("他市", title, OLD, issuer="白鹿市人民政府")
    links = (claim("新", title),)
    assert judged(ours, theirs, known("新", "关于改进服务的通知", NEW), claims=links) == {
        "我市": REPEALED, "他市": CURRENT, "新": CURRENT,
    }  # fmt: skip


def test_title_may_leave_out_who_issued_it() -> None:
    ours = known("我市", "松林市人民政府关于优化营商环境的通知", OLD)
    theirs = known("他市", "白鹿市人民政府关于优化营商环境的通知", OLD, issuer="白鹿市人民政府")
    unsigned = known("不知谁发", "某某关于优化营商环境的通知", OLD, issuer=None)
    new = known("新", "关于改进服务的通知", NEW)
    found = judged(ours, theirs, unsigned, new, claims=(claim("新", "关于优化营商环境的通知"),))
    assert found == {"我市": REPEALED, "他市": CURRENT, "不知谁发": CURRENT, "新": CURRENT}


def test_a_title_that_names_its_place_is_meant_whoever_issued_it() -> None:
    old = known("旧", TEA, OLD, issuer="松林市商务局")
    new = known("新", "松林市农产品办法", NEW, issuer="松林市农业农村局")
    assert judged(old, new, claims=(claim("新", TEA),))["旧"] == REPEALED


def test_replaced_is_repealed_and_amended_is_revised() -> None:
    old, new = known("旧", TEA, OLD), known("新", "松林市农产品管理办法", NEW)
    assert judged(old, new, claims=(claim("新", TEA, kind=Bond.REPLACES),))["旧"] == REPEALED
    assert judged(old, new, claims=(claim("新", TEA, kind=Bond.AMENDS),))["旧"] == REVISED


def test_text_of_the_day_of_its_amendment_is_the_amended_one() -> None:
    links = (claim("决定", TEA, kind=Bond.AMENDS),)
    decision = known("决定", f"关于修改《{TEA}》的决定", NEW)
    assert judged(known("新文本", TEA, NEW), decision, claims=links)["新文本"] == CURRENT
    assert judged(known("没有日期", TEA), decision, claims=links)["没有日期"] == CURRENT


def test_the_latest_edition_is_the_one_that_holds() -> None:
    editions = [known(str(y), f"{TEA}（{y}年修订）", date(y, 5, 1)) for y in (2012, 2020, 2023)]
    found = standings(editions, [])
    assert {v: s.status for v, s in found.items()} == {
        "v2012": REVISED,
        "v2020": REVISED,
        "v2023": CURRENT,
    }
    assert all(s.by is editions[2] for v, s in found.items() if v != "v2023")


@pytest.mark.parametrize(
    ("one", "other", "earlier"),
    [
        ({"day": OLD}, {"day": NEW}, True),
        ({"day": NEW}, {"day": OLD}, False),
        ({"day": date(2024, 2, 20)}, {"day": NEW}, False),
        ({"day": None, "effective_from": date(2001, 9, 1)}, {"day": NEW}, True),
        ({"day": None, "effective_from": date(2024, 4, 1)}, {"day": NEW}, False),
        ({"day": NEW}, {"day": None, "effective_from": date(2024, 4, 1)}, False),
        ({"day": OLD}, {"day": None, "effective_from": NEW}, True),
        ({"day": None}, {"day": NEW}, False),
        ({"day": OLD}, {"day": None}, False),
    ],
    ids=["早", "晚", "同一版的两个日期", "无日期但早已施行", "无日期且刚施行", "同版无日期", "无日期的后一版",
         "什么也不知道", "后者不知道"],
)  # fmt: skip
def test_earlier_edition(one: dict[str, date], other: dict[str, date], earlier: bool) -> None:
    a, b = known("甲", TEA, **one), known("乙", TEA, **other)  # type: ignore[arg-type]
    assert is_earlier(a, b) is earlier


def test_copies_of_one_notice_are_no_editions_of_each_other() -> None:
    number = "松政发〔2024〕5号"
    copies = [known("甲", TEA, OLD, number=number), known("乙", TEA, NEW, number=number)]
    assert set(judged(*copies).values()) == {CURRENT}


def test_editions_of_other_issuers_are_not_taken_for_ours() -> None:
    title = "对口合作专项资金管理办法"
    ours, theirs = known("我市", title, OLD), known("他市", title, NEW, issuer="白鹿市财政局")
    assert set(judged(ours, theirs).values()) == {CURRENT}
    unsigned = known("不知谁发", title, NEW, issuer=None)
    assert judged(ours, unsigned)["我市"] == REVISED


def test_own_label_is_believed_and_keeps_its_successor() -> None:
    old = known("旧", TEA, OLD, label="已失效")
    new = known("新", "松林市农产品管理办法", NEW)
    assert standings([old], [])["v旧"] == Standing("已失效", None, None)
    assert standings([old, new], [claim("新", TEA)])["v旧"] == Standing("已失效", None, new)


def test_force_is_lost_from_the_day_given_or_from_when_the_other_begins() -> None:
    old = known("旧", TEA, OLD)
    new = known("新", "松林市农产品管理办法", NEW, effective_from=date(2024, 7, 1))
    day = date(2025, 1, 1)
    assert standings([old, new], [claim("新", TEA, since=day)])["v旧"].since == day
    assert standings([old, new], [claim("新", TEA)])["v旧"].since == date(2024, 7, 1)


def test_links_of_notices_that_went_count_no_more() -> None:
    assert judged(known("旧", TEA, OLD), claims=(claim("已撤", TEA),)) == {"旧": CURRENT}


def test_the_latest_of_several_repeals_is_named() -> None:
    old = known("旧", TEA, OLD)
    first = known("一", "甲规定", date(2021, 1, 1))
    second = known("二", "乙规定", date(2023, 1, 1))
    found = standings([old, first, second], [claim("一", TEA), claim("二", TEA)])
    assert found["v旧"].by is second


def test_a_number_means_notices_with_it_and_never_the_one_that_speaks() -> None:
    me = known("我", TEA, NEW, number="松政发〔2024〕5号")
    assert Names([me]).meant(claim("我", "", "松政发〔2024〕5号"), me) == []
    assert Names([me]).meant(claim("我", ""), me) == []
