"""Which notice a file belongs to, as files come, change and go: on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from itertools import permutations

import pytest

from index.placing import notice_id
from tests.contracts.placing import ROOT, File, Index

A, B, C = "甲.txt", "乙.txt", "丙.txt"
ORDERS = list(permutations([A, B, C]))


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


def test_file_that_returns_is_the_notice_that_it_was_last(index: Index) -> None:
    """Two went by its place and said the same; one of them said something else in the end."""
    index.put(File(A, "正文"), File(B, "正文"))
    index.put(File(A, "改了"))
    index.take(A)
    last = index.id_of(B)
    index.put(File(A, "正文"))
    index.take(B)
    index.take(A)
    index.put(File(A, "正文"))
    assert index.shown() == {"正文": last}


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
