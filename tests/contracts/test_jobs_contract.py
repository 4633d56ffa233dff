"""What was asked of the index, and how far it is: on SQLite and on PostgreSQL alike."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine

from index import jobs as module
from index.errors import NoticeGoneError
from index.job import FileOutcome, Job, Kind, Lane, State
from index.jobs import Jobs
from index.opening import open_engine

ROOT = "/公文库"
RARE = "𠮷林省“对口合作”100%_完成\\';--🎉.txt"


@pytest.fixture
def jobs(engine: Engine) -> Jobs:
    return Jobs(engine)


def started(jobs: Jobs, root: str = ROOT) -> Job:
    job = jobs.ask(Kind.REFRESH, root)
    assert jobs.start(job.id)
    return jobs.get(job.id)


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


# --- asking ---------------------------------------------------------------------------------------


def test_job_waits_as_it_was_asked_for(jobs: Jobs) -> None:
    job = jobs.ask(Kind.FILES, ROOT, {"sources": [RARE, "乙.txt"]}, Lane.URGENT)
    assert (job.kind, job.root, job.lane, job.state) == (
        Kind.FILES,
        ROOT,
        Lane.URGENT,
        State.WAITING,
    )
    assert job.details == {"sources": [RARE, "乙.txt"]}
    assert (job.number, job.attempts, job.done, job.total, job.at) == (1, 0, 0, None, "")
    assert now() - timedelta(minutes=1) < job.requested_at <= now()
    assert not job.is_over
    assert jobs.get(job.id) == job


def test_the_very_same_is_asked_for_once_while_it_waits(jobs: Jobs) -> None:
    first = jobs.ask(Kind.FILES, ROOT, {"sources": ["甲.txt"]})
    assert jobs.ask(Kind.FILES, ROOT, {"sources": ("甲.txt",)}).id == first.id
    others = [
        jobs.ask(Kind.FILES, ROOT, {"sources": ["乙.txt"]}),
        jobs.ask(Kind.FILES, "/乙库", {"sources": ["甲.txt"]}),
        jobs.ask(Kind.REFRESH, ROOT, {"sources": ["甲.txt"]}),
    ]
    assert [job.number for job in (first, *others)] == [1, 2, 3, 4]


@pytest.mark.parametrize("is_over", [False, True], ids=["正在运行", "已经完成"])
def test_what_has_begun_is_asked_for_anew(jobs: Jobs, is_over: bool) -> None:
    """Files may have changed since it looked at them."""
    first = started(jobs)
    if is_over:
        jobs.finish(first.id, State.DONE)
    assert jobs.ask(Kind.REFRESH, ROOT).id != first.id


@pytest.mark.parametrize("lanes", [(Lane.BULK, Lane.URGENT), (Lane.URGENT, Lane.BULK)])
def test_asking_twice_keeps_the_faster_lane(jobs: Jobs, lanes: tuple[Lane, Lane]) -> None:
    job, again = (jobs.ask(Kind.REFRESH, ROOT, lane=lane) for lane in lanes)
    assert again.lane is jobs.get(job.id).lane is Lane.URGENT


def test_asking_again_for_what_rests_has_it_tried_at_once(jobs: Jobs) -> None:
    job = started(jobs)
    jobs.put_off(job, "公文库没有连接。")
    assert jobs.next(Lane.BULK) is None
    assert jobs.ask(Kind.REFRESH, ROOT).retry_at is None
    assert jobs.next(Lane.BULK) == jobs.get(job.id)


def test_many_ask_at_once(url: str, jobs: Jobs) -> None:
    """From two processes, as far as the database can tell."""
    other = open_engine(url)
    both, together = (jobs, Jobs(other)), Barrier(8)

    def ask(number: int) -> list[Job]:
        together.wait(30)
        mine = both[number % 2]
        return [mine.ask(Kind.REBUILD), mine.ask(Kind.REFRESH, f"/库{number}")]

    with ThreadPoolExecutor(8) as threads:
        asked = [job for found in threads.map(ask, range(8)) for job in found]
    other.dispose()
    assert len({job.id for job in asked if job.kind is Kind.REBUILD}) == 1
    listed, total = jobs.page()
    assert total == 9
    assert [job.number for job in listed] == list(range(9, 0, -1))


# --- whose turn it is -----------------------------------------------------------------------------


def test_lanes_are_worked_each_by_itself_in_the_order_of_asking(jobs: Jobs) -> None:
    bulk = [jobs.ask(Kind.REFRESH, f"/{n}", lane=Lane.BULK) for n in range(2)]
    urgent = [jobs.ask(Kind.UPLOAD, f"/{n}", lane=Lane.URGENT) for n in range(2)]
    for expected, lane in ((bulk, Lane.BULK), (urgent, Lane.URGENT)):
        for job in expected:
            assert jobs.next(lane) == job
            assert jobs.start(job.id)
        assert jobs.next(lane) is None


def test_job_is_started_once_by_many_workers(url: str, jobs: Jobs) -> None:
    asked = [jobs.ask(Kind.REFRESH, f"/{n}") for n in range(12)]
    other = open_engine(url)
    both, together = (jobs, Jobs(other)), Barrier(6)

    def work(number: int) -> list[str]:
        mine, taken = both[number % 2], []
        together.wait(30)
        while job := mine.next(Lane.BULK):
            if mine.start(job.id):
                taken.append(job.id)
        return taken

    with ThreadPoolExecutor(6) as threads:
        taken = [job_id for found in threads.map(work, range(6)) for job_id in found]
    other.dispose()
    assert Counter(taken) == Counter(job.id for job in asked)
    assert {jobs.get(job.id).attempts for job in asked} == {1}


def test_job_that_is_carried_out_at_once_is_nobody_elses(jobs: Jobs) -> None:
    job = jobs.begin(Kind.REFRESH, ROOT)
    assert (job.state, job.attempts) == (State.RUNNING, 1)
    assert job.started_at is not None
    assert jobs.next(Lane.BULK) is None
    assert not jobs.start(job.id)


# --- how far it is --------------------------------------------------------------------------------


def test_progress_and_outcomes_are_seen_by_others(url: str, jobs: Jobs) -> None:
    job = started(jobs)
    told = [
        FileOutcome(RARE, "新增", "0123456789abcdef"),
        FileOutcome("坏.docx", "失败", None, "坏.docx：文件已损坏。"),
        FileOutcome("乙.txt", "新增", "fedcba9876543210"),
    ]
    assert jobs.tell(job.id, (1, 9, RARE), {"新增": 1}, [(0, told[0])])
    assert jobs.tell(job.id, (3, 9, "乙.txt"), {"新增": 2, "失败": 1}, [*enumerate(told)][1:])
    other = open_engine(url)
    seen = Jobs(other)
    shown = seen.get(job.id)
    assert (shown.done, shown.total, shown.at) == (3, 9, "乙.txt")
    assert shown.counts == {"新增": 2, "失败": 1}
    assert seen.files(job.id) == told
    assert seen.files(job.id, limit=2) == told[:2]
    assert seen.files(job.id, after=1) == told[2:]
    assert seen.files(job.id, outcome="失败") == [told[1]]
    assert seen.files(job.id, outcome="新增", after=0) == [told[2]]
    assert seen.files("没有") == []
    other.dispose()


def test_second_attempt_tells_its_own_outcomes(jobs: Jobs) -> None:
    job = started(jobs)
    jobs.tell(job.id, (1, 2, "甲.txt"), {"新增": 1}, [(0, FileOutcome("甲.txt", "新增"))])
    jobs.give_back(job.id)
    assert jobs.start(job.id)
    again = jobs.get(job.id)
    assert (again.done, again.total, again.counts, jobs.files(job.id)) == (0, None, {}, [])
    jobs.tell(job.id, (1, 2, "乙.txt"), {"新增": 1}, [(0, FileOutcome("乙.txt", "新增"))])
    assert [told.source for told in jobs.files(job.id)] == ["乙.txt"]


def test_finished_job_tells_how_it_ended(jobs: Jobs) -> None:
    job = started(jobs)
    jobs.tell(job.id, (1, 2, "甲.txt"), {})
    jobs.finish(job.id, State.FAILED, "程序内部出错。")
    over = jobs.get(job.id)
    assert (over.state, over.reason, over.at, over.is_over) == (
        State.FAILED,
        "程序内部出错。",
        "",
        True,
    )
    assert over.finished_at is not None
    assert over.finished_at >= over.requested_at


def test_old_records_are_cleared_away(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 3)
    unfinished = jobs.ask(Kind.REFRESH, "/等着")
    over = [started(jobs, root=f"/{n}") for n in range(5)]
    for job in over:
        jobs.tell(job.id, (1, 1, ""), {}, [(0, FileOutcome("甲.txt", "新增"))])
        jobs.finish(job.id, State.DONE)
    kept = [job.id for job in jobs.page()[0]]
    assert kept == [*(job.id for job in reversed(over[2:])), unfinished.id]
    assert jobs.files(over[0].id) == []
    assert len(jobs.files(over[2].id)) == 1


# --- looking --------------------------------------------------------------------------------------


def test_jobs_are_listed_page_by_page_the_newest_first(jobs: Jobs) -> None:
    for number in range(5):
        jobs.ask(Kind.REFRESH, f"/{number}")
    pages = [jobs.page(limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [[job.number for job in found] for found, _ in pages] == [[5, 4], [3, 2], [1], []]
    assert {total for _, total in pages} == {5}


def test_jobs_are_listed_by_state(jobs: Jobs) -> None:
    running, done, waiting = started(jobs), started(jobs, root="/乙"), jobs.ask(Kind.REBUILD)
    jobs.finish(done.id, State.DONE)
    assert [job.id for job in jobs.page(states=[State.RUNNING])[0]] == [running.id]
    found, total = jobs.page(states=[State.WAITING, State.DONE], limit=1)
    assert ([job.id for job in found], total) == ([waiting.id], 2)
    assert jobs.page(states=[State.FAILED]) == ([], 0)


@pytest.mark.parametrize("doing", ["get", "cancel", "retry"])
def test_unknown_job_is_said_to_be_unknown(jobs: Jobs, doing: str) -> None:
    with pytest.raises(NoticeGoneError, match="没有任务 0815"):
        getattr(jobs, doing)("0815")
