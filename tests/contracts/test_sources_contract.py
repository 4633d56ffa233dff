"""What is known of files, and of those that could not be read: on SQLite and on PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from index.planning import LONGEST
from index.sources import FailedFile, Sources
from tests.contracts.placing import ROOT, File, Index

OTHER_ROOT = "/乙库"
SOON = timedelta(minutes=1)
STRANGE = [
    "对口合作/通知 (1).docx", "𠮷林省/㐂.txt", "ᠮᠣᠩᠭᠣᠯ.txt", "བོད་ཡིག.pdf", "ئۇيغۇر.html", "🎉.md",
    "100%_完成\\';--.txt", "ＡＢＣ．ｔｘｔ", "A.txt", "a.txt", "e\u0301.txt", "é.txt", "换\n行.txt", " .txt",
]  # fmt: skip


@pytest.fixture
def sources(index: Index) -> Sources:
    return index.sources


def failed(source: str, fingerprint: str = "1", *, root: str = ROOT, **more: Any) -> FailedFile:
    return replace(FailedFile(root, source, fingerprint, f"{source}：无法读取。"), **more)


def passing(source: str = "忙.docx", fingerprint: str = "1", signature: str = "") -> FailedFile:
    return failed(source, fingerprint, signature=signature, passing=True)


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


# --- names ----------------------------------------------------------------------------------------


def test_name_in_any_script_is_known_as_it_is(index: Index) -> None:
    index.put(*(File(source, f"第{i}件") for i, source in enumerate(STRANGE)))
    known = index.sources.known(ROOT, STRANGE)
    assert {s: index.text_of(filed.notice_id) for s, filed in known.items()} == {
        source: f"第{i}件" for i, source in enumerate(STRANGE)
    }
    assert set(index.sources.others(ROOT, STRANGE[:1])) == set(STRANGE[1:])


def test_name_in_any_script_fails_as_it_is(sources: Sources) -> None:
    for source in STRANGE:
        sources.fail(failed(source))
    assert {f.source for f in sources.failures(ROOT)} == set(STRANGE)
    assert set(sources.failing(ROOT, STRANGE)) == set(STRANGE)
    sources.mended(ROOT, STRANGE[1:])
    assert [f.source for f in sources.failures()] == STRANGE[:1]


def test_longest_name_is_known(index: Index) -> None:
    """Hardly a character comes twice, so that no database can make it shorter."""
    long = "".join(chr(0x4E00 + i) for i in range(LONGEST // 3))
    index.put(File(long, "正文"))
    index.sources.fail(failed(long))
    assert list(index.sources.known(ROOT, [long])) == [long]
    assert list(index.sources.failing(ROOT, [long])) == [long]


def test_thousands_of_names_are_asked_about_in_one_call(index: Index) -> None:
    names = [f"{number}.txt" for number in range(2600)]
    for source in (names[0], names[-1]):
        index.put(File(source, f"{source}的正文"))
        index.sources.fail(failed(source))
    assert set(index.sources.known(ROOT, names)) == {names[0], names[-1]}
    assert set(index.sources.failing(ROOT, names)) == {names[0], names[-1]}
    assert index.sources.among(ROOT, names) == [names[0], names[-1]]
    assert index.sources.others(ROOT, set(names)) == []
    index.sources.mended(ROOT, names)
    assert index.sources.failures() == []


def test_asking_about_no_names_is_no_fault(sources: Sources) -> None:
    assert sources.known(ROOT, []) == {}
    assert sources.failing(ROOT, []) == {}
    assert sources.among(ROOT, []) == []
    sources.mended(ROOT, [])


# --- which files are known ------------------------------------------------------------------------


def test_files_of_another_library_are_not_mixed_in(index: Index) -> None:
    index.put(File("甲.txt", "甲文"))
    index.flip(index.stage([replace(File("甲.txt", "乙文").staged(), root=OTHER_ROOT)]))
    index.sources.fail(failed("坏.docx", root=OTHER_ROOT))
    ids = {
        root: index.sources.known(root, ["甲.txt"])["甲.txt"].notice_id
        for root in (ROOT, OTHER_ROOT)
    }
    assert ids[ROOT] != ids[OTHER_ROOT]
    assert index.sources.others(ROOT, []) == ["甲.txt"]
    assert sorted(index.sources.others(OTHER_ROOT, [])) == ["坏.docx", "甲.txt"]
    assert index.sources.failing(ROOT, ["坏.docx"]) == {}
    assert (index.sources.count(ROOT), index.sources.count("/没有")) == (1, 0)


def test_file_that_is_shown_and_now_fails_is_named_once(index: Index) -> None:
    index.put(File("甲.txt", "甲文"))
    index.sources.fail(failed("甲.txt"))
    assert index.sources.others(ROOT, []) == ["甲.txt"]
    assert index.sources.among(ROOT, ["甲.txt", "别的.txt"]) == ["甲.txt"]


def test_touched_file_is_known_by_its_new_signature_and_fails_no_more(index: Index) -> None:
    index.put(File("甲.txt", "甲文"))
    before = index.sources.known(ROOT, ["甲.txt"])["甲.txt"]
    index.sources.fail(failed("甲.txt"))
    index.sources.seen(ROOT, "甲.txt", "9:9:9:9")
    assert index.sources.known(ROOT, ["甲.txt"])["甲.txt"] == replace(before, signature="9:9:9:9")
    assert index.sources.failures() == []


def test_forgotten_library_is_at_hand_no_more_but_remembered(index: Index) -> None:
    assert (index.sources.roots(), index.sources.roots_at_hand()) == ([], [])
    index.put(File("甲.txt", "甲文"))
    index.sources.fail(failed("坏.docx", root=OTHER_ROOT))
    both = sorted([ROOT, OTHER_ROOT])
    assert (index.sources.roots(), index.sources.roots_at_hand()) == (both, both)
    index.registry.forget(ROOT)
    index.registry.forget(OTHER_ROOT)
    assert (index.sources.roots(), index.sources.roots_at_hand()) == ([ROOT], [])


# --- failures -------------------------------------------------------------------------------------


def test_failure_tells_all_that_was_recorded(sources: Sources) -> None:
    recorded = sources.fail(failed("坏.docx", "指纹", reading=7, signature="1:2:3:4"))
    assert sources.failures() == [recorded]
    assert sources.failing(ROOT, ["坏.docx"]) == {"坏.docx": recorded}
    assert (recorded.fingerprint, recorded.reading, recorded.signature) == ("指纹", 7, "1:2:3:4")
    assert recorded.reason == "坏.docx：无法读取。"
    assert recorded.failed_at is not None
    assert now() - SOON < recorded.failed_at <= now()


def test_fault_of_the_content_is_a_dead_letter_at_once(sources: Sources) -> None:
    recorded = sources.fail(failed("坏.docx"))
    assert (recorded.is_dead, recorded.is_due(now() + timedelta(days=9))) == (True, False)
    assert sources.fail(failed("坏.docx")).attempts == 2


def test_fault_of_the_moment_is_tried_again_at_growing_intervals_and_then_dead(
    sources: Sources,
) -> None:
    waits = []
    while not (recorded := sources.fail(passing())).is_dead:
        assert recorded.retry_at is not None
        assert recorded.failed_at is not None
        waits.append(recorded.retry_at - recorded.failed_at)
        assert not recorded.is_due(recorded.retry_at - timedelta(seconds=1))
        assert recorded.is_due(recorded.retry_at)
    assert len(waits) >= 3
    assert waits == sorted(set(waits))
    assert recorded.attempts == len(waits) + 1
    assert sources.fail(passing()).is_dead


@pytest.mark.parametrize(
    ("before", "after", "attempts"),
    [
        (passing(fingerprint="1"), passing(fingerprint="1"), 2),
        (passing(fingerprint="1"), passing(fingerprint="2"), 1),
        (passing(fingerprint="", signature="1:1"), passing(fingerprint="", signature="1:1"), 2),
        (passing(fingerprint="", signature="1:1"), passing(fingerprint="", signature="2:2"), 1),
        (passing(fingerprint=""), passing(fingerprint=""), 1),
        (passing(fingerprint="1", signature="1:1"), passing(fingerprint="", signature="1:1"), 1),
    ],
    ids=["内容相同", "内容已变", "打不开而未变", "打不开而已变", "还在写", "这次才打不开"],
)
def test_attempts_are_counted_for_the_same_content(
    sources: Sources, before: FailedFile, after: FailedFile, attempts: int
) -> None:
    sources.fail(before)
    assert sources.fail(after).attempts == attempts


def test_clock_that_was_set_back_puts_nothing_off_for_long(sources: Sources) -> None:
    recorded = sources.fail(passing())
    assert recorded.is_due(now() - timedelta(days=400))


def test_dead_letters_and_those_still_tried_are_listed_apart(sources: Sources) -> None:
    sources.fail(passing("忙.docx"))
    sources.fail(failed("坏.docx"))
    assert [f.source for f in sources.failures(dead=True)] == ["坏.docx"]
    assert [f.source for f in sources.failures(dead=False)] == ["忙.docx"]
    assert len(sources.failures()) == 2


def test_failures_are_listed_by_library_and_name_up_to_a_limit(sources: Sources) -> None:
    for source in ("3.txt", "1.txt", "2.txt"):
        sources.fail(failed(source))
        sources.fail(failed(source, root="/0"))
    listed = [(f.root, f.source) for f in sources.failures(limit=4)]
    assert listed == [("/0", "1.txt"), ("/0", "2.txt"), ("/0", "3.txt"), (ROOT, "1.txt")]
    assert len(sources.failures(ROOT)) == 3


@pytest.mark.parametrize(
    ("root", "source", "expected"),
    [
        (None, None, {(ROOT, "坏.docx"), (ROOT, "忙.docx"), (OTHER_ROOT, "坏.docx")}),
        (ROOT, None, {(ROOT, "坏.docx"), (ROOT, "忙.docx")}),
        (None, "坏.docx", {(ROOT, "坏.docx"), (OTHER_ROOT, "坏.docx")}),
        (ROOT, "坏.docx", {(ROOT, "坏.docx")}),
        (ROOT, "没有.docx", set()),
    ],
    ids=["全部", "一个库", "一个名字", "一个文件", "没有的"],
)
def test_person_has_failed_files_tried_again_at_once(
    sources: Sources, root: str | None, source: str | None, expected: set[tuple[str, str]]
) -> None:
    for one in (failed("坏.docx"), passing("忙.docx"), failed("坏.docx", root=OTHER_ROOT)):
        sources.fail(one)
    assert set(sources.retry(root, source)) == expected
    due = {(f.root, f.source) for f in sources.failures() if f.is_due(now())}
    assert due == expected


def test_file_tried_again_by_a_person_has_all_its_attempts_before_it(sources: Sources) -> None:
    while not sources.fail(passing()).is_dead:
        pass
    sources.retry()
    recorded = sources.fail(passing())
    assert (recorded.attempts, recorded.is_dead) == (1, False)


def test_two_that_record_the_same_failure_at_once_both_go_on(sources: Sources) -> None:
    with ThreadPoolExecutor(8) as threads:
        recorded = list(threads.map(lambda _: sources.fail(passing()), range(24)))
    [kept] = sources.failures()
    assert kept in recorded
