"""What each kind of job does to the index and to the files, and what it says of it."""

import shutil
from pathlib import Path

import pytest

from index.job import Kind, State
from index.schema import LIVE
from index.sources import FailedFile
from tests.index.asking import (
    ask,
    carry_out,
    content,
    held_jobs,
    in_place,
    outcomes,
    receive,
    refresh,
    shown,
    upload,
)
from tests.index.stores import Stores, write

TEA = content("茶叶产销", "由市商务局负责茶叶产销对接。")
GINSENG = content("人参产业", "由市农业农村局负责人参产业园区建设。")
DAMAGED = b"%PDF-1.7 "
NAME = "通知.txt"


def root(stores: Stores) -> str:
    return stores.tools.uploads.root


def failing(stores: Stores) -> dict[str, FailedFile]:
    """Name → failure, of uploaded files."""
    return {Path(f.source).name: f for f in stores.sources.failures(root(stores))}


def versions(stores: Stores, notice_id: str) -> list[str]:
    """The ids of a notice's versions, the oldest first."""
    return [version.id for version in reversed(stores.catalogue.versions(notice_id))]


# --- uploading ------------------------------------------------------------------------------------


def test_uploaded_files_are_found_and_none_waits(stores: Stores) -> None:
    job = upload(stores, 茶叶=TEA, 人参=GINSENG)
    assert (job.state, job.reason, job.counts) == (State.DONE, None, {"新增": 2})
    assert (job.done, job.total, job.at) == (2, 2, "")
    assert outcomes(stores, job) == {"茶叶.txt": "新增", "人参.txt": "新增"}
    told = {told.source: told.notice_id for told in stores.jobs.files(job.id)}
    assert told == shown(stores)
    assert "茶叶产销对接" in stores.found("茶叶产销", 1)[0]
    assert in_place(stores) == {"茶叶.txt": TEA, "人参.txt": GINSENG}
    assert stores.tools.uploads.batches() == []
    assert held_jobs(stores) == []


def test_upload_of_the_same_name_is_the_next_version_of_its_notice(stores: Stores) -> None:
    upload(stores, 通知=TEA)
    before = shown(stores)
    job = upload(stores, 通知=GINSENG)
    assert outcomes(stores, job) == {NAME: "更新"}
    assert shown(stores) == before
    assert [v.number for v in stores.catalogue.versions(before[NAME])] == [2, 1]
    assert len(stores.found("茶叶 人参")) == 1
    assert "人参产业园区" in stores.found("茶叶 人参")[0]


def test_upload_of_what_is_there_already_is_said_to_change_nothing(stores: Stores) -> None:
    upload(stores, 通知=TEA)
    job = upload(stores, 通知=TEA)
    [told] = stores.jobs.files(job.id)
    assert (told.outcome, told.notice_id) == ("未变", shown(stores)[NAME])
    assert len(stores.catalogue.versions(shown(stores)[NAME])) == 1


def test_upload_that_cannot_be_read_is_listed_with_its_reason_and_the_rest_goes_on(
    stores: Stores,
) -> None:
    job = upload(stores, 损坏=DAMAGED, 茶叶=TEA)
    assert (job.state, job.counts) == (State.DONE, {"失败": 1, "新增": 1})
    [bad] = stores.jobs.files(job.id, outcome="失败")
    failed = failing(stores)["损坏.txt"]
    assert bad.source == "损坏.txt"
    assert bad.reason == failed.reason
    assert failed.reason.startswith("损坏.txt")
    assert failed.is_dead
    assert in_place(stores) == {"茶叶.txt": TEA}
    assert list(shown(stores)) == ["茶叶.txt"]


def test_unreadable_upload_leaves_its_namesake_answering(stores: Stores) -> None:
    upload(stores, 通知=TEA)
    upload(stores, 通知=DAMAGED)
    assert in_place(stores) == {NAME: TEA}
    assert "茶叶产销对接" in stores.found("茶叶产销", 1)[0]


def test_readable_upload_settles_what_failed_under_its_name_before(stores: Stores) -> None:
    for _ in range(2):
        upload(stores, 通知=DAMAGED, 别的=DAMAGED)
    assert outcomes(stores, upload(stores, 通知=TEA)) == {NAME: "新增"}
    assert set(failing(stores)) == {"别的.txt"}
    waiting = [p for b in stores.tools.uploads.batches() for p in stores.tools.uploads.waiting(b)]
    assert {path.name for path in waiting} == {"别的.txt"}


def test_upload_in_place_of_a_file_that_fails_there_is_shown(stores: Stores) -> None:
    """As when a program that reads otherwise cannot read what was uploaded long ago."""
    upload(stores, 通知=TEA)
    before = shown(stores)
    (stores.tools.uploads.folder / NAME).write_bytes(DAMAGED)
    ask(stores, Kind.FILES, root(stores), sources=[NAME])
    assert set(failing(stores)) == {NAME}
    job = upload(stores, 通知=GINSENG)
    assert outcomes(stores, job) == {NAME: "更新"}
    assert in_place(stores) == {NAME: GINSENG}
    assert shown(stores) == before
    assert failing(stores) == {}


def test_upload_whose_process_ended_before_the_reading_goes_on(stores: Stores) -> None:
    job = receive(stores, {"茶叶.txt": TEA, "人参.txt": GINSENG})
    [first, _] = stores.tools.uploads.waiting(str(job.details["batch"]))
    stores.tools.uploads.put_in_place(first)
    job = carry_out(stores, job)
    assert outcomes(stores, job) == {"茶叶.txt": "新增", "人参.txt": "新增"}


# --- restoring and withdrawing --------------------------------------------------------------------


def test_former_upload_comes_back_as_the_file_it_was(stores: Stores) -> None:
    upload(stores, 通知=TEA)
    upload(stores, 通知=GINSENG)
    nid = shown(stores)[NAME]
    job = ask(stores, Kind.RESTORE, notice_id=nid, version_id=versions(stores, nid)[0])
    assert (job.state, outcomes(stores, job)) == (State.DONE, {NAME: "更新"})
    assert in_place(stores) == {NAME: TEA}
    assert shown(stores) == {NAME: nid}
    assert "茶叶产销对接" in stores.found("茶叶 人参", 1)[0]
    assert not stores.sources.known(root(stores), [NAME])[NAME].is_decided


def test_former_version_of_a_library_file_comes_back_by_its_text(stores: Stores) -> None:
    file = write(stores.library, "通知", "由市商务局负责茶叶产销对接。")
    refresh(stores)
    changed = write(stores.library, "通知", "由市农业农村局负责人参产业。").read_bytes()
    refresh(stores)
    nid = shown(stores)[NAME]
    job = ask(stores, Kind.RESTORE, notice_id=nid, version_id=versions(stores, nid)[0])
    assert (job.state, outcomes(stores, job)) == (State.DONE, {NAME: "更新"})
    assert "茶叶产销对接" in stores.found("茶叶 人参", 1)[0]
    assert file.read_bytes() == changed
    assert refresh(stores).counts == {"未变": 1}
    write(stores.library, "通知", "由市文化旅游局负责冰雪旅游。")
    assert refresh(stores).counts == {"更新": 1, "未变": 0}
    assert shown(stores) == {NAME: nid}
    assert "冰雪旅游" in stores.found("茶叶 人参 冰雪", 1)[0]


def test_version_that_is_none_cannot_be_restored(stores: Stores) -> None:
    upload(stores, 通知=TEA)
    job = ask(stores, Kind.RESTORE, notice_id=shown(stores)[NAME], version_id="没有")
    assert (job.state, job.retry_at) == (State.FAILED, None)
    assert job.reason is not None
    assert job.reason.startswith("没有这个版本，无法恢复。")


def test_withdrawn_upload_is_gone_and_can_be_uploaded_again(stores: Stores) -> None:
    upload(stores, 通知=TEA, 别的=GINSENG)
    nid = shown(stores)[NAME]
    job = ask(stores, Kind.WITHDRAW, notice_id=nid)
    assert (job.state, outcomes(stores, job)) == (State.DONE, {NAME: "撤下"})
    assert list(shown(stores)) == list(in_place(stores)) == ["别的.txt"]
    assert not any("茶叶产销对接" in text for text in stores.found("茶叶产销"))
    assert outcomes(stores, upload(stores, 通知=TEA)) == {NAME: "新增"}
    assert shown(stores)[NAME] == nid


def test_withdrawn_upload_can_be_restored(stores: Stores) -> None:
    upload(stores, 通知=TEA)
    nid = shown(stores)[NAME]
    ask(stores, Kind.WITHDRAW, notice_id=nid)
    ask(stores, Kind.RESTORE, notice_id=nid, version_id=versions(stores, nid)[0])
    assert in_place(stores) == {NAME: TEA}
    assert shown(stores) == {NAME: nid}


def test_withdrawn_library_file_stays_where_it_is_and_out_of_answers(stores: Stores) -> None:
    file = write(stores.library, "通知", "由市商务局负责茶叶产销对接。")
    refresh(stores)
    job = ask(stores, Kind.WITHDRAW, notice_id=shown(stores)[NAME])
    assert outcomes(stores, job) == {NAME: "撤下"}
    assert file.exists()
    assert refresh(stores).counts == {"未变": 1}
    assert (shown(stores), stores.found("茶叶产销")) == ({}, [])


# --- refreshing and rebuilding --------------------------------------------------------------------


def test_named_files_are_read_and_no_others(stores: Stores) -> None:
    gone = write(stores.library, "没了", "由市商务局负责茶叶产销对接。")
    refresh(stores)
    gone.unlink()
    for name in ("新来", "没提"):
        write(stores.library, name, "由市商务局负责茶叶产销对接。")
    sources = ["新来.txt", "没了.txt", "没有过.txt"]
    job = ask(stores, Kind.FILES, str(stores.library.resolve()), sources=sources)
    assert outcomes(stores, job) == {"新来.txt": "新增", "没了.txt": "撤下"}
    assert list(shown(stores)) == ["新来.txt"]


def test_missing_library_rests_and_is_refreshed_when_it_is_back(stores: Stores) -> None:
    write(stores.library, "通知", "由市商务局负责茶叶产销对接。")
    away = stores.library.rename(stores.library.with_name("没挂载"))
    job = refresh(stores)
    assert job.state is State.WAITING
    assert job.retry_at is not None
    assert job.reason is not None
    assert job.reason.startswith(f"找不到 {stores.library}")
    away.rename(stores.library)
    again = carry_out(stores, stores.jobs.retry(job.id))
    assert (again.state, again.reason, list(shown(stores))) == (State.DONE, None, [NAME])
    assert held_jobs(stores) == []


def test_of_several_libraries_those_at_hand_are_refreshed(stores: Stores) -> None:
    write(stores.library, "通知", "由市商务局负责茶叶产销对接。")
    missing = stores.library.with_name("没挂载")
    job = ask(stores, Kind.REFRESH, roots=[str(missing), str(stores.library.resolve())])
    assert list(shown(stores)) == [NAME]
    assert job.state is State.WAITING
    assert str(missing) in str(job.reason)


def test_rebuild_makes_a_lost_index_anew_and_says_how_far_it_is(stores: Stores) -> None:
    upload(stores, 茶叶=TEA, 人参=GINSENG)
    stores.embeddings.embedded.clear()
    shutil.rmtree(stores.library.parent / "data" / "keywords")
    job = ask(stores, Kind.REBUILD)
    assert (job.state, job.done, job.total) == (State.DONE, 2, 2)
    assert stores.embeddings.embedded == []
    assert stores.followers.in_step()
    assert "茶叶产销对接" in stores.found("茶叶产销", 1)[0]


def test_rebuild_of_sound_indexes_does_nothing_unless_it_is_to(stores: Stores) -> None:
    upload(stores, 通知=TEA)
    assert ask(stores, Kind.REBUILD).total is None
    job = ask(stores, Kind.REBUILD, anew=True)
    assert (job.done, job.total) == (1, 1)
    [version] = stores.catalogue.versions(shown(stores)[NAME])
    assert version.state == LIVE


def test_fault_of_the_program_ends_the_job_and_no_more(
    stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    job = ask(stores, Kind.FILES, str(stores.library.resolve()))  # it names no files
    assert (job.state, job.retry_at) == (State.FAILED, None)
    assert "程序内部出错（KeyError），已记入日志" in str(job.reason)
    assert f"任务 {job.number} 出错" in caplog.text
    assert upload(stores, 通知=TEA).state is State.DONE
