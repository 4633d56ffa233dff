"""What becomes of notices that are read anew, withdrawn or restored: on SQLite and on PostgreSQL."""

import pytest

from index import schema
from index.placing import notice_id
from tests.contracts.placing import ROOT, File, Index

A, B, C = "甲.txt", "乙.txt", "丙.txt"


def state(index: Index, source: str) -> str:
    return index.sources.known(ROOT, [source])[source].state


# --- another way of reading -----------------------------------------------------------------------


def read_anew(index: Index, *batches: list[File], adding: str = "") -> None:
    """As a later program reads the same files: at no moment do copies come apart."""
    for batch in batches:
        later = (File(f.source, f.text, f.kind, f.reading + 1) for f in batch)
        index.flip(index.stage(f.staged(f.text + adding) for f in later))
        assert len(index.shown()) == 1


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
