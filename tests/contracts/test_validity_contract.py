"""Standing follows what comes and goes, on SQLite and on PostgreSQL alike."""

import time
from dataclasses import asdict, replace
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, insert

from documents.links import read_links
from documents.notice import NO_TERM, Bond, Link, Masthead
from documents.validity import read_term
from index import schema
from index.catalogue import Catalogue
from index.hit import CURRENT, EXPIRED, PENDING, REPEALED, REVISED, Filters, NoticeRecord, Successor
from index.placing import notice_id
from index.registry import Registry, StagedFile
from index.rows import keys_of, link_rows
from tests.index.stores import staged

TODAY = date(2025, 6, 1)
OLD = Masthead(
    "松林市茶叶管理办法", "松林市人民政府", "松政发〔2019〕1号", issued_on=date(2019, 3, 1)
)
NEW = Masthead(
    "松林市农产品管理办法", "松林市人民政府", "松政发〔2024〕5号", issued_on=date(2024, 3, 1)
)
REPEALS = "本办法自印发之日起施行。《松林市茶叶管理办法》（松政发〔2019〕1号）同时废止。"


@pytest.fixture
def registry(engine: Engine) -> Registry:
    return Registry(engine)


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    return Catalogue(engine, lambda: TODAY)


def file(masthead: Masthead, body: str, source: str = "") -> StagedFile:
    """A notice with what its words say of its validity."""
    made = staged(masthead, body, source=source)
    text = made.notice.text
    return replace(made, term=read_term(masthead, text), links=read_links(masthead, text))


def show(registry: Registry, *files: StagedFile) -> None:
    registry.make_current([registry.stage(each) for each in files])


def only(catalogue: Catalogue, title: str) -> NoticeRecord:
    (record,) = catalogue.titled(title)
    return record


def statuses(catalogue: Catalogue) -> dict[str, str]:
    return {record.title: record.status for record in catalogue.notices(limit=50)[0]}


# --- coming and going --------------------------------------------------------------------------------


def test_status_follows_the_repealing_notice(registry: Registry, catalogue: Catalogue) -> None:
    show(registry, file(OLD, "正文。"))
    assert only(catalogue, OLD.title).status == CURRENT
    show(registry, file(NEW, REPEALS))
    repealed = only(catalogue, OLD.title)
    assert repealed.status == REPEALED
    assert repealed.superseded_by == Successor(
        notice_id("/公文库", f"{NEW.title}.txt"), NEW.title, NEW.document_number
    )
    registry.withdraw(notice_id("/公文库", f"{NEW.title}.txt"))
    again = only(catalogue, OLD.title)
    assert (again.status, again.superseded_by) == (CURRENT, None)


def test_status_follows_a_new_version_of_the_repealing_notice(
    registry: Registry, catalogue: Catalogue
) -> None:
    show(registry, file(OLD, "正文。"), file(NEW, REPEALS))
    assert only(catalogue, OLD.title).status == REPEALED
    show(registry, file(NEW, "本办法自印发之日起施行。"))
    assert only(catalogue, OLD.title).status == CURRENT


def test_order_of_coming_does_not_matter(registry: Registry, catalogue: Catalogue) -> None:
    show(registry, file(NEW, REPEALS))
    show(registry, file(OLD, "正文。"))
    assert statuses(catalogue) == {OLD.title: REPEALED, NEW.title: CURRENT}


def test_a_staged_notice_repeals_nothing_yet(registry: Registry, catalogue: Catalogue) -> None:
    show(registry, file(OLD, "正文。"))
    registry.stage(file(NEW, REPEALS))
    assert only(catalogue, OLD.title).status == CURRENT


def test_many_go_together(registry: Registry, catalogue: Catalogue) -> None:
    show(registry, file(OLD, "正文。"), file(NEW, REPEALS), file(Masthead("别的通知"), "正文。"))
    registry.remove("/公文库", [f"{m.title}.txt" for m in (OLD, NEW)])
    assert statuses(catalogue) == {"别的通知": CURRENT}
    registry.remove("/公文库", [])
    assert len(registry.unfinished()) == 2


def test_a_swept_version_takes_its_links_along(registry: Registry, catalogue: Catalogue) -> None:
    arrival = registry.stage(file(NEW, REPEALS))
    registry.sweep(str(arrival.version_id))
    assert registry.unfinished() == []
    assert catalogue.repeals_of(OLD.title) == []


def test_a_later_edition_revises_the_earlier(registry: Registry, catalogue: Catalogue) -> None:
    later = replace(
        OLD, title=f"{OLD.title}（2024年修订）", document_number=None, issued_on=date(2024, 3, 1)
    )
    show(registry, file(OLD, "正文。"), file(later, "正文。"))
    assert statuses(catalogue) == {OLD.title: REVISED, later.title: CURRENT}
    editions = catalogue.editions("关于印发《松林市茶叶管理办法》的通知")
    assert [record.title for record in editions] == [later.title, OLD.title]
    assert catalogue.editions("关于茶叶的通知") == []


# --- as of today -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("本办法自2024年1月1日起施行，有效期至2025年5月31日。", EXPIRED),
        ("本办法自2024年1月1日起施行，有效期至2025年6月1日。", CURRENT),
        ("本办法自2025年6月1日起施行。", CURRENT),
        ("本办法自2025年6月2日起施行。", PENDING),
        ("本办法自2020年1月1日起施行，有效期5年。", EXPIRED),
        ("取水许可证有效期至2020年1月1日。", CURRENT),
    ],
)
def test_status_is_as_of_today(
    registry: Registry, catalogue: Catalogue, body: str, status: str
) -> None:
    show(registry, file(OLD, body))
    assert only(catalogue, OLD.title).status == status


def test_days_pass_without_a_refresh(registry: Registry, engine: Engine) -> None:
    show(registry, file(OLD, "本办法自2024年1月1日起施行，有效期至2024年12月31日。"))
    seen = [
        only(Catalogue(engine, lambda day=day: day), OLD.title).status  # type: ignore[misc]
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    ]
    assert seen == [PENDING, CURRENT, CURRENT, EXPIRED]


def test_a_repeal_counts_from_its_day(registry: Registry, engine: Engine) -> None:
    body = "本办法自2025年1月1日起施行。《松林市茶叶管理办法》（松政发〔2019〕1号）同时废止。"
    show(registry, file(OLD, "正文。"), file(NEW, body))
    before, after = (
        only(Catalogue(engine, lambda day=day: day), OLD.title)  # type: ignore[misc]
        for day in (date(2024, 12, 31), date(2025, 1, 1))
    )
    assert (before.status, before.superseded_by) == (CURRENT, None)
    assert (after.status, after.superseded_by is not None) == (REPEALED, True)


def test_today_is_the_day_itself_unless_told(registry: Registry, engine: Engine) -> None:
    show(registry, file(OLD, "本办法自印发之日起施行，有效期至2019年12月31日。"))
    assert only(Catalogue(engine), OLD.title).status == EXPIRED


# --- looking up --------------------------------------------------------------------------------------


def test_filter_finds_each_status(registry: Registry, catalogue: Catalogue) -> None:
    show(
        registry,
        file(OLD, "正文。"),
        file(NEW, REPEALS),
        file(Masthead("过期的通知"), "本通知有效期至2020年12月31日。"),
        file(Masthead("将来的通知"), "本通知自2030年1月1日起施行。"),
        file(Masthead("标注的通知"), "有效性：废止"),
    )
    found = {
        status: {r.title for r in catalogue.notices(limit=50, filters=Filters(status=status))[0]}
        for status in (CURRENT, REVISED, REPEALED, EXPIRED, PENDING)
    }
    assert found == {
        CURRENT: {NEW.title},
        REVISED: set(),
        REPEALED: {OLD.title, "标注的通知"},
        EXPIRED: {"过期的通知"},
        PENDING: {"将来的通知"},
    }
    assert len(catalogue.versions_matching(Filters(status=REPEALED))) == 2


def test_links_come_back_with_the_notices_they_name(
    registry: Registry, catalogue: Catalogue
) -> None:
    show(registry, file(OLD, "正文。"), file(NEW, f"根据《水法》，制定本办法。\n{REPEALS}"))
    links = catalogue.links(only(catalogue, NEW.title).id)
    told = [(x.link.kind, x.link.title, x.link.document_number, x.notice_id) for x in links]
    assert told == [
        (Bond.RESTS_ON, "水法", None, None),
        (Bond.REPEALS, OLD.title, OLD.document_number, notice_id("/公文库", f"{OLD.title}.txt")),
    ]
    shown = catalogue.notice(only(catalogue, NEW.title).id)
    assert shown is not None
    assert shown.text[links[1].link.start : links[1].link.end] == REPEALS.split("。", 1)[1]
    assert catalogue.links("没有这个编号") == []


@pytest.mark.parametrize(
    ("title", "number"),
    [
        (OLD.title, ""),
        ("关于印发《松林市茶叶管理办法》的通知", ""),
        ("", "松政发[2019] １号"),
    ],
    ids=["题目", "通知的题目", "文号"],
)
def test_who_repeals_is_told_of_notices_the_index_does_not_hold(
    registry: Registry, catalogue: Catalogue, title: str, number: str
) -> None:
    show(registry, file(NEW, REPEALS))
    ((by, link),) = catalogue.repeals_of(title, number)
    assert (by.title, link.title, link.kind) == (NEW.title, OLD.title, Bond.REPEALS)
    assert catalogue.repeals_of("别的办法") == catalogue.repeals_of("") == []


def test_orders_of_the_state_council_are_found_by_any_spelling(
    registry: Registry, catalogue: Catalogue
) -> None:
    show(registry, file(Masthead("水条例", document_number="国令第707号"), "正文。"))
    assert len(catalogue.numbered("中华人民共和国国务院令第707号")) == 1


# --- ten thousand ------------------------------------------------------------------------------------


def test_ten_thousand_notices_are_judged_in_a_moment(engine: Engine, registry: Registry) -> None:
    many = 10_000
    mastheads = [
        Masthead(
            f"松林市第{i}号办法", document_number=f"松政发〔2020〕{i}号", issued_on=date(2020, 1, 1)
        )
        for i in range(many)
    ]
    blank = {"state": schema.LIVE, "fingerprint": "", "reading": 1, "outline": [], "pages": []}
    blank |= {"number": 1, "text_digest": ""}
    said = {"text": "正文。" * 500, "indexed_at": datetime(2025, 1, 1)}  # noqa: DTZ001
    link = Link(Bond.REPEALS, None, None, 0, 1)
    with engine.begin() as connection:
        ids = [
            {"id": str(i), "root": "/", "source": str(i), "current_version": str(i)}
            for i in range(many)
        ]
        connection.execute(insert(schema.notices), ids)
        versions = [
            {**asdict(m), **keys_of(m, NO_TERM), **blank, **said, "id": str(i), "notice_id": str(i)}
            for i, m in enumerate(mastheads)
        ]
        connection.execute(insert(schema.versions), versions)
        links = [
            row
            for i in range(many)
            for row in link_rows(str(i), [replace(link, title=f"松林市第{i}号旧办法")])
        ]
        connection.execute(insert(schema.links), links)
    began = time.perf_counter()
    registry.withdraw("1")
    assert time.perf_counter() - began < 10  # a third of a second on two cores
