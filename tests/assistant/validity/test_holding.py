"""What was superseded is left aside where its successor was found, unless it is what is asked about."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.understanding import understand
from assistant.validity.holding import holding
from assistant.wiring import Workspace
from index.hit import REPEALED, REVISED, Hit
from tests.assistant.hits import hit, record

OLD = record(
    "市政府关于印发茶叶补贴办法的通知",
    id="1" * 16,
    status=REPEALED,
    document_number="松政发〔2019〕12号",
    version_on=date(2019, 3, 1),
    successor_id="2" * 16,
    successor_title="市政府关于印发茶叶补贴办法（2024年修订）的通知",
)
NEW = record(
    "市政府关于印发茶叶补贴办法（2024年修订）的通知", id="2" * 16, version_on=date(2024, 3, 1)
)


def kept(question: str, *hits: Hit) -> list[str]:
    found = hits or (hit("每亩五百元。", notice=OLD), hit("每亩八百元。", notice=NEW))
    return [h.notice.id[0] for h in holding(understand(question), found)]


@pytest.mark.parametrize(
    "question", ["每亩补贴多少元？", "现在每亩补贴多少元？", "茶叶补贴办法规定每亩补贴多少"]
)
def test_superseded_is_left_aside(question: str) -> None:
    assert kept(question) == ["2"]


@pytest.mark.parametrize(
    "question",
    [
        "松政发〔2019〕12号规定每亩补贴多少元？",
        "《市政府关于印发茶叶补贴办法的通知》规定每亩补贴多少元？",
        "2019年每亩补贴多少元？",
        "原来每亩补贴多少元？",
        "旧办法每亩补贴多少元？",
        "以前每亩补贴多少元？",
    ],
)
def test_the_earlier_stays_where_it_is_asked_about(question: str) -> None:
    assert kept(question) == ["1", "2"]


def test_superseded_stays_where_its_successor_was_not_found() -> None:
    assert kept("每亩补贴多少元？", hit("每亩五百元。", notice=OLD)) == ["1"]


def test_what_another_text_repealed_stays() -> None:
    other = "市政府关于印发农产品补贴办法的通知"
    old = replace(OLD, successor_title=other)
    hits = (hit("每亩五百元。", notice=old), hit("每亩八百元。", notice=replace(NEW, title=other)))
    assert kept("每亩补贴多少元？", *hits) == ["1", "2"]


def test_editions_of_one_title_are_told_apart_by_year_only() -> None:
    title = "茶叶条例"
    old = record(
        title, id="1" * 16, status=REVISED, version_on=date(2016, 2, 6),
        successor_id="2" * 16, successor_title=title,
    )  # fmt: skip
    hits = (hit("三十日", notice=old), hit("十日", notice=record(title, id="2" * 16)))
    assert kept(f"《{title}》规定几日内备案？", *hits) == ["2"]
    assert kept(f"2016年的《{title}》规定几日内备案？", *hits) == ["1", "2"]


def test_answer_is_from_the_edition_that_holds(laws: Workspace) -> None:
    answer = laws.assistant.ask("茶叶经营者应当怎样备案？")
    assert "登录市商务局网站备案" in answer.text
    assert "县商务局" not in answer.text


def test_answer_from_the_earlier_edition_is_marked(laws: Workspace) -> None:
    answer = laws.assistant.ask("2016年的茶叶条例，茶叶经营者应当怎样备案？")
    assert "县商务局窗口备案" in answer.text
    assert "已修订" in answer.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("市级财政每年安排对口合作专项资金不少于多少？", "5000万元"),
        ("对口合作工作领导小组办公室设在哪里？", "市发展改革委"),
    ],
)
def test_samples_answer_from_the_plan_that_holds(
    sample_workspace: Workspace, question: str, says: str
) -> None:
    assert says in sample_workspace.assistant.ask(question).text
