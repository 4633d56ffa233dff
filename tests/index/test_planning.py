"""Which files are read again, which are gone, and which are left alone, told without opening any."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from documents.library import LibraryFile
from documents.notice import Masthead
from index import schema
from index.opening import open_engine
from index.planning import LONGEST, Plan, Verdict, judge, plan, storable
from index.registry import Registry
from index.sources import FailedFile, Filed, Sources
from tests.index.stores import staged

ROOT = "/公文库"
EARLIER, READING = 6, 7
NOW = datetime.fromisoformat("2024-05-01T08:00")
SAME, OTHER = "10:1:1:1", "11:2:2:1"

shown = Filed("0123456789abcdef", "指纹", READING, SAME)
withdrawn = replace(shown, state=schema.WITHDRAWN)
dead = FailedFile(ROOT, "通知.txt", "指纹", "打不开。", READING, SAME)
resting = replace(dead, passing=True, retry_at=NOW + timedelta(seconds=1))


# --- one file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signature", "filed", "failed", "verdict"),
    [
        pytest.param(SAME, None, None, Verdict.READ, id="新文件"),
        pytest.param(SAME, shown, None, Verdict.UNCHANGED, id="未变"),
        pytest.param(OTHER, shown, None, Verdict.READ, id="已变"),
        pytest.param("", shown, None, Verdict.READ, id="看不到"),
        pytest.param("", replace(shown, signature=""), None, Verdict.READ, id="一直看不到"),
        pytest.param("", None, replace(resting, signature=""), Verdict.READ, id="看不到而曾失败"),
        pytest.param(SAME, replace(shown, signature=""), None, Verdict.READ, id="读时太新"),
        pytest.param(SAME, replace(shown, reading=EARLIER), None, Verdict.READ, id="旧程序读的"),
        pytest.param(
            SAME, replace(withdrawn, reading=EARLIER), None, Verdict.UNCHANGED, id="已撤下"
        ),
        pytest.param(OTHER, withdrawn, None, Verdict.READ, id="撤下后已变"),
        pytest.param(SAME, None, dead, Verdict.FAILING, id="死信"),
        pytest.param(OTHER, None, dead, Verdict.READ, id="死信已变"),
        pytest.param(SAME, None, replace(dead, reading=EARLIER), Verdict.READ, id="旧程序的死信"),
        pytest.param(SAME, shown, dead, Verdict.FAILING, id="旧版在而新版坏"),
        pytest.param(SAME, None, resting, Verdict.FAILING, id="未到重试时"),
        pytest.param(OTHER, None, resting, Verdict.READ, id="未到重试时已变"),
        pytest.param(SAME, None, replace(resting, retry_at=NOW), Verdict.READ, id="到重试时"),
    ],
)
def test_file_is_read_only_when_it_may_say_something_new(
    signature: str, filed: Filed | None, failed: FailedFile | None, verdict: Verdict
) -> None:
    file = LibraryFile(ROOT, "通知.txt", signature)
    assert judge(file, filed, failed, READING, NOW) is verdict


# --- a library ------------------------------------------------------------------------------------


@pytest.fixture
def engine() -> Iterator[Engine]:
    opened = open_engine("sqlite:///:memory:")
    yield opened
    opened.dispose()


@pytest.fixture
def sources(engine: Engine) -> Sources:
    """Four files that are shown, and two that fail."""
    registry, sources = Registry(engine), Sources(engine)
    made = [
        staged(Masthead(name), "正文。", root=ROOT, source=f"{name}.txt") for name in "甲乙丙丁"
    ]
    signed = [replace(file, reading=READING, signature=SAME) for file in made]
    registry.make_current([registry.stage(file) for file in signed])
    for name in ("坏.docx", "也坏.docx"):
        sources.fail(replace(dead, source=name))
    return sources


def planned(sources: Sources, *files: tuple[str, str], reading: int = READING) -> Plan:
    """The files are nowhere on the disk: whoever opens one fails."""
    return plan(sources, ROOT, (LibraryFile("/没有", *file) for file in files), reading)


def names(files: Iterable[LibraryFile]) -> list[str]:
    return [file.source for file in files]


def test_each_file_is_planned_for_as_it_changed(sources: Sources) -> None:
    made = planned(
        sources, ("甲.txt", SAME), ("乙.txt", OTHER), ("新.txt", SAME), ("坏.docx", SAME)
    )
    assert names(made.to_read) == ["乙.txt", "新.txt"]
    assert sorted(made.removed) == ["丁.txt", "丙.txt", "也坏.docx"]
    assert made.unchanged == 1
    assert [failed.source for failed in made.failing] == ["坏.docx"]


def test_program_that_reads_otherwise_reads_everything_again(sources: Sources) -> None:
    files = [("甲.txt", SAME), ("乙.txt", SAME), ("坏.docx", SAME)]
    assert planned(sources, *files).to_read == []
    assert names(planned(sources, *files, reading=READING + 1).to_read) == names(
        LibraryFile("", *file) for file in files
    )


def test_failure_that_may_pass_is_read_when_it_is_due(sources: Sources) -> None:
    sources.fail(replace(dead, source="忙.docx", passing=True))
    assert planned(sources, ("忙.docx", SAME)).to_read == []
    sources.retry(ROOT, "忙.docx")
    assert names(planned(sources, ("忙.docx", SAME)).to_read) == ["忙.docx"]


def test_withdrawn_file_that_is_away_is_not_gone(engine: Engine, sources: Sources) -> None:
    Registry(engine).withdraw(sources.known(ROOT, ["甲.txt"])["甲.txt"].notice_id)
    assert "甲.txt" not in planned(sources).removed
    assert "乙.txt" in planned(sources).removed


def test_what_can_be_no_notice_is_not_looked_at(sources: Sources) -> None:
    assert planned(sources, ("录像.mp4", SAME), ("程序.exe", SAME)).to_read == []


def test_more_files_than_are_asked_about_in_one_go(sources: Sources) -> None:
    new = [(f"{number:04}.txt", SAME) for number in range(1200)]
    made = planned(sources, *new[:600], ("甲.txt", SAME), *new[600:], ("丁.txt", SAME))
    assert names(made.to_read) == [source for source, _ in new]
    assert (made.unchanged, sorted(made.removed)[:2]) == (2, ["丙.txt", "乙.txt"])


def test_name_that_is_no_text_is_known_by_its_readable_name(sources: Sources) -> None:
    source = os.fsdecode("吉林省.docx".encode("gb18030"))
    sources.fail(replace(dead, source=storable(source)))
    made = planned(sources, (source, SAME))
    assert [failed.source for failed in made.failing] == ["吉林省.docx（编码有误）"]
    assert storable(source) not in made.removed


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source", ["通知.txt", "𠮷林/🎉.md", "e\u0301.txt", "长" * (LONGEST // 3)], ids=len
)
def test_name_that_is_text_is_kept_as_it_is(source: str) -> None:
    assert storable(source) == source


MISCODED = ["吉林省/通知.docx".encode("gb18030"), b"\xff\xfe\x80.txt", b"\xe9.txt"]


@pytest.mark.parametrize("raw", MISCODED, ids=repr)
def test_name_that_is_no_text_is_told_apart_from_all_that_are(raw: bytes) -> None:
    stored = storable(os.fsdecode(raw))
    assert stored.endswith("（编码有误）")
    assert stored.encode().decode() == stored


def test_name_from_a_chinese_windows_is_readable() -> None:
    raw = os.fsdecode("吉林省/通知.docx".encode("gb18030"))
    assert storable(raw) == "吉林省/通知.docx（编码有误）"


def test_long_names_are_cut_and_told_apart() -> None:
    sources = [f"{'长' * 700}{end}.txt" for end in "甲乙"]
    stored = [storable(source) for source in sources]
    assert stored[0] != stored[1]
    for name in stored:
        assert name.startswith("长" * 100)
        assert name.endswith("（路径太长）")
        assert len(name.encode()) <= LONGEST
    assert stored == [storable(source) for source in sources]
