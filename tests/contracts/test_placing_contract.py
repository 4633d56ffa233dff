"""Which notice a file belongs to, whatever happens to files: on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import pytest
from sqlalchemy import Engine

from index import schema
from index.opening import open_engine
from index.placing import notice_id
from tests.contracts.placing import ROOT, File, Index

A, B, C = "甲.txt", "乙.txt", "丙.txt"
ORDERS = list(permutations([A, B, C]))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def index(engine: Engine) -> Index:
    return Index(engine)


def state(index: Index, source: str) -> str:
    return index.sources.known(ROOT, [source])[source].state


# --- one file -------------------------------------------------------------------------------------


def test_replaced_file_is_a_new_version_of_its_notice(index: Index) -> None:
    index.put(File(A, "旧文"))
    before = index.id_of(A)
    index.put(File(A, "新文"))
    assert index.shown() == {"新文": before}
    assert index.history(before) == ["新文", "旧文"]
    assert [v.number for v in index.catalogue.versions(before)] == [2, 1]


def test_file_saved_anew_with_the_same_words_is_a_version_with_its_fingerprint(
    index: Index,
) -> None:
    index.put(File(A, "正文"))
    index.put(File(A, "正文", "另存"))
    assert index.shown() == {"正文": index.id_of(A)}
    fingerprints = [v.fingerprint for v in index.catalogue.versions(index.id_of(A))]
    assert fingerprints == ["正文.另存", "正文.txt"]


def test_file_that_returns_as_it_was_is_the_same_notice(index: Index) -> None:
    index.put(File(A, "正文"))
    before = index.id_of(A)
    assert index.take(A) == 1
    assert index.shown() == {}
    index.put(File(A, "正文"))
    assert index.shown() == {"正文": before}


def test_notice_that_was_never_shown_leaves_its_id_free(index: Index) -> None:
    """As after a crash between staging and the flip."""
    index.stage([File(A, "没写完").staged()])
    index.sweep()
    index.put(File(A, "写完了"))
    assert index.shown() == {"写完了": notice_id(ROOT, A)}
    assert index.history(notice_id(ROOT, A)) == ["写完了"]


# --- renaming -------------------------------------------------------------------------------------


def test_renamed_file_keeps_its_notice(index: Index) -> None:
    index.put(File(A, "正文"))
    before = index.id_of(A)
    index.put(File(B, "正文"))
    assert index.take(A) == 0
    assert index.shown() == {"正文": before}
    assert index.files_of(before) == [B]
    [record], _ = index.catalogue.notices(limit=1)
    assert record.source == B


def test_renamed_file_that_was_away_for_a_while_keeps_its_notice(index: Index) -> None:
    index.put(File(A, "正文"))
    before = index.id_of(A)
    index.put(File(B, "正文"))
    index.take(A)
    index.take(B)
    index.put(File(B, "正文"))
    assert index.shown() == {"正文": before}


def test_new_file_under_the_old_name_is_another_notice(index: Index) -> None:
    index.put(File(A, "正文"))
    before = index.id_of(A)
    index.put(File(B, "正文"))
    index.take(A)
    index.put(File(A, "别的"))
    assert index.shown() == {"正文": before, "别的": index.id_of(A)}
    assert index.id_of(A) != before
    after = index.id_of(A)
    index.take(A, B)
    index.put(File(A, "别的"), File(B, "正文"))
    assert index.shown() == {"正文": before, "别的": after}


@pytest.mark.parametrize("is_new_first", [True, False], ids=["新名在前", "旧名在前"])
def test_renamed_and_replaced_in_one_batch(index: Index, is_new_first: bool) -> None:
    """The old words are at the new place, the old place has new words."""
    index.put(File(A, "旧文"))
    files = [File(A, "新文"), File(B, "旧文")]
    index.put(*(reversed(files) if is_new_first else files))
    assert index.shown() == {"新文": index.id_of(A), "旧文": index.id_of(B)}
    assert index.id_of(A) == notice_id(ROOT, A)
    assert index.history(index.id_of(A)) == ["新文", "旧文"]


def test_files_that_change_names_change_notices(index: Index) -> None:
    index.put(File(A, "甲文"), File(B, "乙文"))
    before = index.shown()
    index.put(File(A, "乙文"), File(B, "甲文"))
    assert index.shown() == before
    assert index.files_of(before["甲文"]) == [B]
    assert index.files_of(before["乙文"]) == [A]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "".join(name[0] for name in order))
def test_three_files_that_change_names_in_a_circle(index: Index, order: tuple[str, ...]) -> None:
    index.put(File(A, "甲文"), File(B, "乙文"), File(C, "丙文"))
    before = index.shown()
    now = {A: "丙文", B: "甲文", C: "乙文"}
    index.put(*(File(source, now[source]) for source in order))
    assert index.shown() == before
    assert {index.text_of(index.id_of(source)) for source in now} == set(now.values())
    assert all(index.text_of(index.id_of(source)) == text for source, text in now.items())


# --- copies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_together", [True, False], ids=["同批", "先后"])
def test_files_that_say_the_same_are_one_notice(index: Index, is_together: bool) -> None:
    files = [File(A, "正文"), File(B, "正文", "pdf"), File(C, "正文")]
    for batch in [files] if is_together else [[file] for file in files]:
        index.put(*batch)
    assert index.shown() == {"正文": notice_id(ROOT, A)}
    assert index.files_of(notice_id(ROOT, A)) == [C, B, A]
    assert index.history(notice_id(ROOT, A)) == ["正文"]
    assert index.sources.count(ROOT) == 3


def test_files_of_two_libraries_that_say_the_same_are_one_notice(index: Index) -> None:
    index.put(File(A, "正文"))
    before = index.id_of(A)
    index.flip(index.stage([replace(File(A, "正文").staged(), root="/乙库")]))
    assert index.shown() == {"正文": before}
    assert index.sources.of_notice(before) == [("/乙库", A), (ROOT, A)]
    index.registry.forget(ROOT)
    [record], _ = index.catalogue.notices(limit=1)
    assert (record.id, record.root, record.source) == (before, "/乙库", A)


def test_notice_stays_until_its_last_file_is_gone(index: Index) -> None:
    index.put(File(A, "正文"), File(B, "正文"))
    before = index.id_of(A)
    assert index.take(A) == 0
    assert index.shown() == {"正文": before}
    assert index.take(B) == 1
    assert index.shown() == {}


def test_same_title_with_other_words_is_another_notice(index: Index) -> None:
    index.put(File(A, "正文"), File(B, "正文。"))
    assert len(index.shown()) == 2


def test_copies_keep_the_old_words_when_the_first_file_changes(index: Index) -> None:
    index.put(File(A, "旧文"), File(B, "旧文"), File(C, "旧文", "pdf"))
    first = index.id_of(A)
    [version] = index.catalogue.versions(first)
    index.put(File(A, "新文"))
    assert index.shown() == {"新文": first, "旧文": index.id_of(B)}
    assert index.id_of(B) == index.id_of(C) != first
    assert index.history(first) == ["新文", "旧文"]
    # the very version that was shown, with the passages that the followers hold
    assert [v.id for v in index.catalogue.versions(index.id_of(B))] == [version.id]
    assert len(index.catalogue.passages_of(index.id_of(B))) == 1
    assert index.registry.count_current() == 2


def test_what_the_first_file_said_can_be_restored_after_copies_kept_it(index: Index) -> None:
    index.put(File(A, "旧文"), File(B, "旧文"))
    index.put(File(A, "新文"))
    first = index.id_of(A)
    index.take(B)
    index.restore(first, index.catalogue.versions(first)[-1].id)
    assert index.shown() == {"旧文": first}


def test_changed_copy_is_a_notice_of_its_own(index: Index) -> None:
    index.put(File(A, "旧文"), File(B, "旧文"))
    first = index.id_of(A)
    index.put(File(B, "新文"))
    assert index.shown() == {"旧文": first, "新文": index.id_of(B)}
    assert index.files_of(first) == [A]


@pytest.mark.parametrize("order", [(A, B), (B, A)], ids=["主本在前", "副本在前"])
def test_all_files_of_a_notice_change_to_the_same_words(
    index: Index, order: tuple[str, str]
) -> None:
    index.put(File(A, "旧文"), File(B, "旧文"))
    index.put(*(File(source, "新文") for source in order))
    [(text, nid)] = index.shown().items()
    assert text == "新文"
    assert index.files_of(nid) == [B, A]


@pytest.mark.parametrize("order", [(A, B), (B, A)], ids=["主本在前", "副本在前"])
def test_all_files_of_a_notice_change_to_different_words(
    index: Index, order: tuple[str, str]
) -> None:
    index.put(File(A, "旧文"), File(B, "旧文"))
    first = index.id_of(A)
    new = {A: "甲的新文", B: "乙的新文"}
    index.put(*(File(source, new[source]) for source in order))
    assert index.shown() == {"甲的新文": first, "乙的新文": index.id_of(B)}
    assert index.history(first) == ["甲的新文", "旧文"]


def test_file_that_comes_to_say_what_another_says_joins_it_and_returns(index: Index) -> None:
    index.put(File(A, "甲文"), File(B, "乙文"))
    before = index.shown()
    index.put(File(B, "甲文"))
    assert index.shown() == {"甲文": before["甲文"]}
    assert index.files_of(before["甲文"]) == [B, A]
    index.put(File(B, "乙文"))
    assert index.shown() == before


@pytest.mark.parametrize("order", [(A, B), (B, A)], ids=["加入在前", "改动在前"])
def test_file_joins_a_notice_that_changes_in_the_same_batch(
    index: Index, order: tuple[str, str]
) -> None:
    index.put(File(A, "甲文"), File(B, "乙文"))
    ids = index.shown()
    now = {A: "乙文", B: "乙的新文"}
    index.put(*(File(source, now[source]) for source in order))
    assert index.shown() == {"乙文": ids["甲文"], "乙的新文": ids["乙文"]}
    assert index.files_of(ids["甲文"]) == [A]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "".join(name[0] for name in order))
def test_copy_leaves_with_another_file_while_the_first_changes(
    index: Index, order: tuple[str, ...]
) -> None:
    """B and C are copies of A; C comes to say something, B joins it, and A changes too."""
    index.put(File(A, "旧文"), File(B, "旧文"), File(C, "旧文"))
    first = index.id_of(A)
    now = {A: "甲的新文", B: "新文", C: "新文"}
    index.put(*(File(source, now[source]) for source in order))
    assert index.shown() == {"甲的新文": first, "新文": index.id_of(B)}
    assert index.id_of(B) == index.id_of(C)


def test_line_break_in_a_name_makes_no_two_files_one(index: Index) -> None:
    """An id is made of root and source, with a line break between."""
    one = File("乙\n丙.txt", "甲文").staged()
    other = replace(File("丙.txt", "乙文").staged(), root=f"{ROOT}\n乙")
    assert notice_id(one.root, one.source) == notice_id(other.root, other.source)
    index.flip(index.stage([one, other]))
    assert set(index.shown()) == {"甲文", "乙文"}


# --- another way of reading -----------------------------------------------------------------------


def read_anew(index: Index, *batches: list[File], adding: str = "") -> None:
    """As a later program reads the same files."""
    for batch in batches:
        later = (File(f.source, f.text, f.kind, f.reading + 1) for f in batch)
        index.flip(index.stage(f.staged(f.text + adding) for f in later))


@pytest.mark.parametrize("adding", ["", "（附表也读出来了）"], ids=["读出相同", "读出更多"])
@pytest.mark.parametrize("order", [(A, B, C), (C, B, A)], ids=["主本在前", "副本在前"])
@pytest.mark.parametrize("is_together", [True, False], ids=["同批", "先后"])
def test_copies_stay_one_notice_with_its_id(
    index: Index, adding: str, order: tuple[str, ...], is_together: bool
) -> None:
    index.put(File(A, "正文"), File(B, "正文"), File(C, "正文"))
    first = index.id_of(A)
    files = [File(source, "正文") for source in order]
    read_anew(index, *([files] if is_together else [[f] for f in files]), adding=adding)
    assert index.shown() == {f"正文{adding}": first}
    assert index.files_of(first) == [C, B, A]
    assert index.history(first)[0] == f"正文{adding}"
    assert {v.state for v in index.catalogue.versions(first)[1:]} == {schema.RETIRED}


@pytest.mark.parametrize("order", [(A, B), (B, A)], ids=["主本在前", "副本在前"])
@pytest.mark.parametrize("is_together", [True, False], ids=["同批", "先后"])
def test_copies_that_are_now_read_differently_part(
    index: Index, order: tuple[str, str], is_together: bool
) -> None:
    index.put(File(A, "正文"), File(B, "正文", "pdf"))
    first = index.id_of(A)
    files = {A: File(A, "正文", reading=99), B: File(B, "正文", "pdf", reading=99)}
    texts = {A: "正文（附表）", B: "正文（页脚）"}
    as_read = [files[source].staged(texts[source]) for source in order]
    for batch in [as_read] if is_together else [[each] for each in as_read]:
        index.flip(index.stage(batch))
        assert all(texts[file.source] in index.shown() for file in batch)
    assert index.shown() == {texts[A]: index.id_of(A), texts[B]: index.id_of(B)}
    assert first in {index.id_of(A), index.id_of(B)}


def test_first_file_changes_while_a_new_program_reads_its_copies(index: Index) -> None:
    """Another file with the old words arrives in the same batch."""
    index.put(File(A, "旧文"), File(B, "旧文"))
    first = index.id_of(A)
    now = [File(A, "新文", reading=99), File(C, "旧文", reading=99)]
    index.flip(index.stage(file.staged() for file in now))
    assert index.text_of(first) == "新文"
    assert index.text_of(index.id_of(B)) == index.text_of(index.id_of(C)) == "旧文"
    index.put(File(B, "旧文", reading=99))
    assert index.shown() == {"新文": first, "旧文": index.id_of(B)}


def test_new_copy_read_before_the_others_leaves_them_their_id(index: Index) -> None:
    index.put(File(B, "正文"))
    first = index.id_of(B)
    read_anew(index, [File(A, "正文")])
    assert index.shown() == {"正文": first}
    read_anew(index, [File(B, "正文")])
    assert index.shown() == {"正文": first}
    assert index.files_of(first) == [B, A]


# --- what people decided --------------------------------------------------------------------------


def test_withdrawn_notice_comes_back_with_a_changed_file_only(index: Index) -> None:
    index.put(File(A, "旧文"))
    nid = index.id_of(A)
    assert index.registry.withdraw(nid) is True
    index.sweep()
    assert (index.shown(), state(index, A)) == ({}, schema.WITHDRAWN)
    assert index.sources.known(ROOT, [A])[A].is_decided
    assert index.sources.count(ROOT) == 0
    index.put(File(A, "新文"))
    assert (index.shown(), state(index, A)) == ({"新文": nid}, schema.INDEXED)


def test_withdrawn_copies_come_back_one_by_one(index: Index) -> None:
    index.put(File(A, "旧文"), File(B, "旧文"))
    first = index.id_of(A)
    index.registry.withdraw(first)
    assert [state(index, A), state(index, B)] == [schema.WITHDRAWN] * 2
    index.put(File(B, "乙的新文"))
    assert index.shown() == {"乙的新文": index.id_of(B)}
    index.put(File(A, "甲的新文"))
    assert index.shown() == {"乙的新文": index.id_of(B), "甲的新文": first}


def test_withdrawn_copies_that_change_together_are_not_mixed(index: Index) -> None:
    index.put(File(A, "旧文"), File(B, "旧文"))
    first = index.id_of(A)
    index.registry.withdraw(first)
    index.put(File(B, "乙的新文"), File(A, "甲的新文"))
    assert index.shown() == {"乙的新文": index.id_of(B), "甲的新文": first}


def test_new_copy_of_a_withdrawn_notice_is_shown(index: Index) -> None:
    """A person who puts it there again wants it."""
    index.put(File(A, "正文"))
    index.registry.withdraw(index.id_of(A))
    index.put(File(B, "正文"))
    assert index.shown() == {"正文": index.id_of(B)}
    assert state(index, A) == schema.WITHDRAWN


def test_withdrawn_file_that_was_away_is_still_withdrawn(index: Index) -> None:
    """As when a share is not there for an hour: it is not told as gone."""
    index.put(File(A, "正文"), File(B, "别的"))
    index.registry.withdraw(index.id_of(A))
    assert index.sources.others(ROOT, set()) == [B]
    assert index.sources.among(ROOT, [A, B]) == [B]
    assert state(index, A) == schema.WITHDRAWN


def test_former_version_is_shown_again_until_the_file_changes(index: Index) -> None:
    index.put(File(A, "一稿"))
    index.put(File(A, "二稿"))
    nid = index.id_of(A)
    index.restore(nid, index.catalogue.versions(nid)[1].id)
    assert index.shown() == {"一稿": nid}
    assert index.history(nid) == ["一稿", "二稿", "一稿"]
    assert index.sources.known(ROOT, [A])[A].is_decided
    assert index.files_of(nid) == [A]
    index.put(File(A, "三稿"))
    assert index.shown() == {"三稿": nid}
    assert not index.sources.known(ROOT, [A])[A].is_decided


def test_withdrawn_notice_can_be_restored(index: Index) -> None:
    index.put(File(A, "正文"))
    nid = index.id_of(A)
    [version] = index.catalogue.versions(nid)
    index.registry.withdraw(nid)
    index.sweep()
    index.restore(nid, version.id)
    assert index.shown() == {"正文": nid}


def test_notice_whose_file_is_gone_can_be_restored(index: Index) -> None:
    index.put(File(A, "正文"))
    nid = index.id_of(A)
    [version] = index.catalogue.versions(nid)
    index.take(A)
    index.restore(nid, version.id)
    assert index.shown() == {"正文": nid}
    index.put(File(A, "新文"))
    assert index.shown() == {"新文": nid}


def test_copy_of_a_restored_notice_is_read_again_when_the_first_file_changes(index: Index) -> None:
    """What was restored is not what the copy says."""
    index.put(File(A, "一稿"))
    nid = index.id_of(A)
    index.put(File(A, "二稿"))
    index.put(File(B, "二稿"))
    index.restore(nid, index.catalogue.versions(nid)[1].id)
    index.put(File(A, "三稿"))
    assert index.shown() == {"三稿": nid, "一稿": index.id_of(B)}
    filed = index.sources.known(ROOT, [B])[B]
    assert not filed.is_decided
    assert filed.reading != File(B, "二稿").reading
    index.put(File(B, "二稿"))
    assert index.shown() == {"三稿": nid, "二稿": index.id_of(B)}


def test_restored_notice_stays_when_its_former_file_parts_from_another(index: Index) -> None:
    index.put(File(A, "甲文"), File(B, "乙文"))
    ids = index.shown()
    index.put(File(B, "甲文"))
    index.restore(ids["乙文"], index.catalogue.versions(ids["乙文"])[0].id)
    index.put(File(A, "新文"))
    assert index.shown() == {"新文": ids["甲文"], "乙文": ids["乙文"], "甲文": index.id_of(B)}


# --- what happens between staging and the flip ----------------------------------------------------


def test_copy_that_joins_a_notice_while_that_goes_is_shown(index: Index) -> None:
    index.put(File(A, "正文"))
    nid = index.id_of(A)
    arrivals = index.stage([File(B, "正文").staged()])
    index.registry.remove(ROOT, [A])
    index.flip(arrivals)
    assert index.shown() == {"正文": nid}
    assert index.files_of(nid) == [B]
    assert len(index.catalogue.passages_of(nid)) == 1


def test_copy_that_joins_a_notice_that_a_person_withdraws_is_withdrawn(index: Index) -> None:
    index.put(File(A, "正文"))
    arrivals = index.stage([File(B, "正文").staged()])
    index.registry.withdraw(index.id_of(A))
    index.flip(arrivals)
    assert index.shown() == {}
    assert [state(index, A), state(index, B)] == [schema.WITHDRAWN] * 2


def test_copy_that_joins_a_notice_gone_for_good_is_read_again(index: Index) -> None:
    index.put(File(A, "正文"))
    arrivals = index.stage([File(B, "正文").staged()])
    index.take(A)
    index.flip(arrivals)
    filed = index.sources.known(ROOT, [B])[B]
    assert filed.reading != File(B, "正文").reading
    index.put(File(B, "正文"))
    assert set(index.shown()) == {"正文"}


def test_file_removed_while_its_new_version_is_staged_is_shown_until_it_is_missed(
    index: Index,
) -> None:
    index.put(File(A, "旧文"))
    arrivals = index.stage([File(A, "新文").staged()])
    index.registry.remove(ROOT, [A])
    index.flip(arrivals)
    assert index.shown() == {"新文": notice_id(ROOT, A)}
    assert index.sources.others(ROOT, set()) == [A]
