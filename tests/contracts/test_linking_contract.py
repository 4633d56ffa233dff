"""A notice knows which others name it, and only those, on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from documents.links import read_links
from documents.notice import Bond, Masthead
from index.catalogue import Catalogue
from index.placing import notice_id
from index.registry import Registry, StagedFile
from tests.index.stores import staged

TEA = Masthead(
    "松林市茶叶管理办法", "松林市人民政府", "松政发〔2019〕1号", issued_on=date(2019, 3, 1)
)
FARM = Masthead(
    "松林市农产品管理办法", "松林市人民政府", "松政发〔2024〕5号", issued_on=date(2024, 3, 1)
)
FUND = Masthead(
    "松林市茶叶资金细则", "松林市财政局", "松财发〔2020〕2号", issued_on=date(2020, 5, 1)
)
REPEALS = "《松林市茶叶管理办法》（松政发〔2019〕1号）同时废止。"
RESTS = "根据《松林市茶叶管理办法》，制定本细则。"


@pytest.fixture
def registry(engine: Engine) -> Registry:
    return Registry(engine)


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    return Catalogue(engine, lambda: date(2025, 6, 1))


def file(masthead: Masthead, body: str) -> StagedFile:
    made = staged(masthead, body, source=f"{masthead.title}.txt")
    return replace(made, links=read_links(masthead, made.notice.text))


def show(registry: Registry, *files: StagedFile) -> None:
    registry.make_current([registry.stage(each) for each in files])


def id_of(masthead: Masthead) -> str:
    return notice_id("/公文库", f"{masthead.title}.txt")


def referring(catalogue: Catalogue, masthead: Masthead) -> list[tuple[str, Bond]]:
    found = catalogue.referring(id_of(masthead))
    return [(record.title, link.kind) for record, link in found]


def test_those_that_name_it_are_known_the_newest_first(
    registry: Registry, catalogue: Catalogue
) -> None:
    show(registry, file(FUND, RESTS), file(TEA, "正文。"), file(FARM, REPEALS))
    assert referring(catalogue, TEA) == [
        (FARM.title, Bond.REPEALS),
        (FUND.title, Bond.RESTS_ON),
    ]
    assert referring(catalogue, FARM) == referring(catalogue, FUND) == []
    ((record, link), _) = catalogue.referring(id_of(TEA))
    shown = catalogue.notice(record.id)
    assert shown is not None
    assert shown.text[link.start : link.end] == REPEALS


def test_the_reverse_of_every_link(registry: Registry, catalogue: Catalogue) -> None:
    show(registry, file(FUND, RESTS), file(TEA, "正文。"), file(FARM, f"{RESTS}\n{REPEALS}"))
    all_of_them = catalogue.notices(limit=10)[0]
    there = {
        (record.id, each.notice_id, each.link.kind)
        for record in all_of_them
        for each in catalogue.links(record.id)
    }
    back = {
        (by.id, record.id, link.kind)
        for record in all_of_them
        for by, link in catalogue.referring(record.id)
    }
    assert there == back
    assert len(back) == 3


def test_a_number_decides_before_a_title(registry: Registry, catalogue: Catalogue) -> None:
    other = replace(TEA, document_number="松政发〔2016〕9号", issued_on=date(2016, 1, 1))
    renamed = replace(other, title="松林市茶叶生产管理办法")
    show(registry, file(TEA, "正文。"), file(renamed, "旧文。"))
    show(registry, file(FARM, "《松林市茶叶管理办法》（松政发〔2016〕9号）同时废止。"))
    assert referring(catalogue, renamed) == [(FARM.title, Bond.REPEALS)]
    assert referring(catalogue, TEA) == []


def test_what_was_withdrawn_or_is_unknown_names_nothing(
    registry: Registry, catalogue: Catalogue
) -> None:
    show(registry, file(TEA, "正文。"), file(FARM, REPEALS))
    assert catalogue.referring("没有这个编号") == []
    show(registry, file(FARM, "不再提起。"))
    assert referring(catalogue, TEA) == []
