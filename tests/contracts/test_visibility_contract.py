"""Who sees which notice, as files come and go and folders change hands: on both databases alike."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from documents.links import read_links
from documents.notice import Masthead
from index.catalogue import Catalogue
from index.errors import BadGroupError, NoticeGoneError
from index.intake import READING
from index.registry import StagedFile
from index.sight import WHOLE
from index.visibility import Visibility
from tests.contracts.placing import ROOT, File, Index
from tests.index.stores import staged

OPEN, CLOSED, INNER = "甲.txt", "人事/乙.txt", "人事/任免/丙.txt"


@pytest.fixture
def visibility(engine: Engine) -> Visibility:
    return Visibility(engine)


def catalogue(index: Index, visibility: Visibility, *groups: str) -> Catalogue:
    return index.catalogue.seen_by(visibility.sight(groups))


def texts(seen: Catalogue) -> set[str]:
    records, total = seen.notices(limit=100)
    assert total == len(records)
    found = [seen.notice(record.id) for record in records]
    return {notice.text.removeprefix("通知\n") for notice in found if notice}


def unread(index: Index) -> set[str]:
    known = index.sources.known(ROOT, [OPEN, CLOSED, INNER])
    return {source for source, filed in known.items() if filed.reading != READING}


def test_without_rules_everybody_sees_everything(index: Index, visibility: Visibility) -> None:
    assert visibility.sight(()) == WHOLE
    assert visibility.sight(("人事处",)) == WHOLE


def test_folder_is_for_its_groups_alone(index: Index, visibility: Visibility) -> None:
    visibility.limit(ROOT, "人事", ["人事处", "领导"])
    index.put(File(OPEN, "公开"), File(CLOSED, "机密"))
    assert texts(catalogue(index, visibility)) == {"公开"}
    assert texts(catalogue(index, visibility, "财务处")) == {"公开"}
    assert texts(catalogue(index, visibility, "领导")) == {"公开", "机密"}
    assert texts(index.catalogue) == {"公开", "机密"}


def test_rule_counts_at_once_for_what_is_there(index: Index, visibility: Visibility) -> None:
    index.put(File(OPEN, "公开"), File(CLOSED, "机密"))
    before = index.catalogue.last_flip()
    visibility.limit(ROOT, "人事", ["人事处"])
    assert index.catalogue.last_flip() != before
    assert texts(catalogue(index, visibility)) == {"公开"}
    assert unread(index) == set()
    visibility.free(ROOT, "人事")
    assert texts(catalogue(index, visibility)) == {"公开", "机密"}


def test_same_rule_again_changes_nothing(index: Index, visibility: Visibility) -> None:
    visibility.limit(ROOT, "人事", ["人事处"])
    before = index.catalogue.last_flip()
    visibility.limit(ROOT, "人事", ["人事处"])
    assert index.catalogue.last_flip() == before


def test_deepest_folder_decides(index: Index, visibility: Visibility) -> None:
    visibility.limit(ROOT, "", ["机关"])
    visibility.limit(f"{ROOT}/人事", "", ["人事处"])
    visibility.limit(ROOT, "人事/任免", [])
    index.put(File(OPEN, "内部"), File(CLOSED, "机密"), File(INNER, "公示"))
    assert texts(catalogue(index, visibility)) == {"公示"}
    assert texts(catalogue(index, visibility, "机关")) == {"公示", "内部"}
    assert texts(catalogue(index, visibility, "人事处")) == {"公示", "机密"}


def test_folder_of_a_like_name_is_another(index: Index, visibility: Visibility) -> None:
    visibility.limit(ROOT, "人事", ["人事处"])
    index.put(File("人事部/甲.txt", "公开"))
    assert texts(catalogue(index, visibility)) == {"公开"}


@pytest.mark.parametrize("together", [True, False], ids=["一起来", "先后来"])
def test_copies_for_other_readers_are_other_notices(
    index: Index, visibility: Visibility, together: bool
) -> None:
    visibility.limit(ROOT, "人事", ["人事处"])
    files = [File(CLOSED, "同文"), File(OPEN, "同文")]
    if together:
        index.put(*files)
    else:
        for file in files:
            index.put(file)
    assert index.id_of(OPEN) != index.id_of(CLOSED)
    everybody = catalogue(index, visibility)
    assert texts(everybody) == {"同文"}
    assert everybody.sources(index.id_of(OPEN)) == [OPEN]
    assert everybody.notice(index.id_of(CLOSED)) is None


def test_copies_part_when_a_folder_is_limited(index: Index, visibility: Visibility) -> None:
    index.put(File(CLOSED, "同文"), File(OPEN, "同文"))
    assert index.id_of(OPEN) == index.id_of(CLOSED)
    visibility.limit(ROOT, "人事", ["人事处"])
    everybody = catalogue(index, visibility)
    for record in everybody.notices(limit=9)[0]:
        assert CLOSED not in (record.source, *everybody.sources(record.id))
    assert len(unread(index)) == 1  # is read again, and only then another notice
    index.put(*(File(source, "同文") for source in unread(index)))
    assert index.id_of(OPEN) != index.id_of(CLOSED)
    assert texts(catalogue(index, visibility)) == {"同文"}
    assert [r.source for r in catalogue(index, visibility, "人事处").notices(limit=9)[0]] == [
        CLOSED,
        OPEN,
    ]


def test_moved_into_a_closed_folder_it_is_gone_for_others(
    index: Index, visibility: Visibility
) -> None:
    """Also by the link that an old answer gave."""
    visibility.limit(ROOT, "人事", ["人事处"])
    index.put(File(OPEN, "误发"))
    before, version = index.id_of(OPEN), index.catalogue.versions(index.id_of(OPEN))[0].id
    everybody = catalogue(index, visibility)
    assert everybody.version(version) is not None
    index.put(File(CLOSED, "误发"))
    index.take(OPEN)
    assert texts(everybody) == set()
    assert everybody.version(version) is None
    assert everybody.versions(before) == []
    assert index.catalogue.version(version) is not None


def test_history_of_a_closed_notice_is_closed(index: Index, visibility: Visibility) -> None:
    visibility.limit(ROOT, "人事", ["人事处"])
    index.put(File(CLOSED, "旧稿"))
    index.put(File(CLOSED, "新稿"))
    nid = index.id_of(CLOSED)
    index.take(CLOSED)
    everybody = catalogue(index, visibility)
    assert everybody.versions(nid) == []
    assert len(catalogue(index, visibility, "人事处").versions(nid)) == 2


def test_rule_between_staging_and_showing_counts(index: Index, visibility: Visibility) -> None:
    arrivals = index.stage([File(CLOSED, "机密").staged()])
    visibility.limit(ROOT, "人事", ["人事处"])
    index.flip(arrivals)
    assert texts(catalogue(index, visibility)) == set()
    assert texts(catalogue(index, visibility, "人事处")) == {"机密"}


def test_who_repealed_a_notice_is_told_to_those_who_may_see_it(
    index: Index, visibility: Visibility
) -> None:
    """That it holds no longer is told to all."""
    visibility.limit(ROOT, "人事", ["人事处"])
    old = Masthead("松林市茶叶管理办法", "松林市人民政府", "松政发〔2019〕1号")
    new = Masthead("松林市农产品管理办法", "松林市人民政府", "松政发〔2024〕5号")
    repealing = "自印发之日起施行。《松林市茶叶管理办法》（松政发〔2019〕1号）同时废止。"
    index.flip(index.stage([saying(old, "正文", OPEN)]))
    index.flip(index.stage([saying(new, repealing, CLOSED)]))
    everybody, staff = catalogue(index, visibility), catalogue(index, visibility, "人事处")
    [seen] = everybody.titled(old.title)
    assert seen.status == "已废止"
    assert (seen.successor_id, seen.successor_title, seen.superseded_by) == (None, None, None)
    assert everybody.referring(seen.id) == []
    assert everybody.repeals_of(old.title) == []
    [known] = staff.titled(old.title)
    assert known.superseded_by is not None
    assert known.superseded_by.title == new.title
    assert [record.title for record, _ in staff.referring(seen.id)] == [new.title]


def test_link_to_a_closed_notice_leads_nowhere(index: Index, visibility: Visibility) -> None:
    visibility.limit(ROOT, "人事", ["人事处"])
    secret = Masthead("松林市任免办法", "松林市人民政府", "松政发〔2019〕1号")
    public = Masthead("松林市茶叶管理办法", "松林市人民政府", "松政发〔2024〕5号")
    index.flip(index.stage([saying(secret, "正文", CLOSED)]))
    based = "根据《松林市任免办法》（松政发〔2019〕1号），制定本办法。"
    index.flip(index.stage([saying(public, based, OPEN)]))
    for groups, leads in (((), False), (("人事处",), True)):
        [link] = catalogue(index, visibility, *groups).links(index.id_of(OPEN))
        assert (link.notice_id is not None) == leads


def saying(masthead: Masthead, body: str, source: str) -> StagedFile:
    """A notice with what it says of others."""
    made = staged(masthead, body, root=ROOT, source=source, fingerprint=body)
    return replace(made, links=read_links(masthead, made.notice.text), reading=READING)


@pytest.mark.parametrize(
    "groups", [["人事,处"], ["a/b"], ["%"], ["_下"], ["x" * 41], [f"组{i}" for i in range(11)]]
)
def test_odd_groups_are_refused(visibility: Visibility, groups: list[str]) -> None:
    with pytest.raises(BadGroupError, match="可见组"):
        visibility.limit(ROOT, "人事", groups)
    assert visibility.folders() == []


def test_folder_without_a_rule_cannot_be_freed(visibility: Visibility) -> None:
    with pytest.raises(NoticeGoneError, match="没有设过可见范围"):
        visibility.free(ROOT, "人事")
