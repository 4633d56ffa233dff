"""How jobs are stopped, fail and are tried again: on SQLite and on PostgreSQL alike."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from index import jobs as module
from index.job import Job, Kind, Lane, State
from index.jobs import Jobs

ROOT = "/公文库"


@pytest.fixture
def jobs(engine: Engine) -> Jobs:
    return Jobs(engine)


def started(jobs: Jobs) -> Job:
    job = jobs.ask(Kind.REFRESH, ROOT)
    assert jobs.start(job.id)
    return jobs.get(job.id)


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


# --- stopping -------------------------------------------------------------------------------------


def test_waiting_job_is_cancelled_at_once(jobs: Jobs) -> None:
    job = jobs.ask(Kind.REFRESH, ROOT)
    cancelled = jobs.cancel(job.id)
    assert (cancelled.state, cancelled.stopping) == (State.CANCELLED, False)
    assert cancelled.finished_at is not None
    assert jobs.next(Lane.BULK) is None
    assert not jobs.start(job.id)


def test_running_job_hears_that_it_is_to_stop(jobs: Jobs) -> None:
    job = started(jobs)
    assert jobs.tell(job.id, (1, 9, ""), {})
    asked = jobs.cancel(job.id)
    assert (asked.state, asked.stopping, asked.finished_at) == (State.RUNNING, True, None)
    assert not jobs.tell(job.id, (2, 9, ""), {})
    jobs.finish(job.id, State.CANCELLED, "任务已被停止。")
    assert (jobs.get(job.id).state, jobs.get(job.id).stopping) == (State.CANCELLED, False)


def test_cancelling_what_is_over_changes_nothing(jobs: Jobs) -> None:
    job = started(jobs)
    jobs.finish(job.id, State.DONE)
    before = jobs.get(job.id)
    assert jobs.cancel(job.id) == before


@pytest.mark.parametrize("way", ["归还", "推迟"])
def test_job_stopped_by_a_person_does_not_wait_again(jobs: Jobs, way: str) -> None:
    job = started(jobs)
    jobs.cancel(job.id)
    if way == "归还":
        jobs.give_back(job.id)
    else:
        assert jobs.put_off(job, "磁盘空间不足。") is State.CANCELLED
    over = jobs.get(job.id)
    assert (over.state, over.stopping, over.retry_at) == (State.CANCELLED, False, None)
    assert over.finished_at is not None


# --- failing, and trying again --------------------------------------------------------------------


def test_job_that_fails_rests_longer_each_time_and_is_dead_at_last(jobs: Jobs) -> None:
    job, waits = started(jobs), []
    while jobs.put_off(job, "磁盘空间不足。") is State.WAITING:
        resting = jobs.get(job.id)
        assert resting.retry_at is not None
        assert (resting.reason, jobs.next(Lane.BULK)) == ("磁盘空间不足。", None)
        waits.append((resting.retry_at - now()).total_seconds())
        assert jobs.start(job.id)
        job = jobs.get(job.id)
    assert len(waits) >= 3
    assert waits == sorted(waits)
    dead = jobs.get(job.id)
    assert (dead.state, dead.reason, dead.attempts) == (
        State.FAILED,
        "磁盘空间不足。",
        len(waits) + 1,
    )
    assert dead.is_over


def test_job_that_rested_long_enough_is_next(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    job = started(jobs)
    jobs.put_off(job, "磁盘空间不足。")
    retry_at = jobs.get(job.id).retry_at
    assert retry_at is not None
    monkeypatch.setattr(module.moments, "now", lambda: retry_at)
    assert jobs.next(Lane.BULK) == jobs.get(job.id)


def test_clock_that_was_set_back_puts_no_job_off(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = started(jobs)
    jobs.put_off(job, "磁盘空间不足。")
    long_ago = now() - timedelta(days=400)
    monkeypatch.setattr(module.moments, "now", lambda: long_ago)
    assert jobs.next(Lane.BULK) == jobs.get(job.id)


@pytest.mark.parametrize("before", ["失败", "停止", "休息"])
def test_person_has_a_job_tried_again(jobs: Jobs, before: str) -> None:
    job = started(jobs)
    if before == "休息":
        jobs.put_off(job, "磁盘空间不足。")
    else:
        state = State.FAILED if before == "失败" else State.CANCELLED
        jobs.finish(job.id, state, "原因。")
    again = jobs.retry(job.id)
    assert (again.state, again.attempts, again.reason) == (State.WAITING, 0, None)
    assert (again.retry_at, again.finished_at) == (None, None)
    assert jobs.next(Lane.BULK) == again


def test_running_job_is_not_begun_a_second_time(jobs: Jobs) -> None:
    job = started(jobs)
    assert jobs.retry(job.id) == job
    assert jobs.next(Lane.BULK) is None


def test_job_given_back_goes_first_and_has_lost_no_attempt(jobs: Jobs) -> None:
    """As after each of many stops of the service during a bulk load."""
    job = started(jobs)
    later = jobs.ask(Kind.REFRESH, "/乙库")
    for _ in range(9):
        jobs.give_back(job.id)
        assert jobs.next(Lane.BULK) == jobs.get(job.id)
        assert jobs.start(job.id)
    assert jobs.put_off(jobs.get(job.id), "磁盘空间不足。") is State.WAITING
    assert jobs.next(Lane.BULK) == later


def test_job_that_ended_is_not_given_back(jobs: Jobs) -> None:
    job = started(jobs)
    jobs.finish(job.id, State.DONE)
    before = jobs.get(job.id)
    jobs.give_back(job.id)
    assert jobs.get(job.id) == before


def test_job_that_kills_its_process_every_time_is_given_up(jobs: Jobs) -> None:
    job = started(jobs)
    while jobs.take_up(jobs.get(job.id)) is State.WAITING:
        assert jobs.start(job.id)
    failed = jobs.get(job.id)
    assert (failed.state, failed.attempts) == (State.FAILED, 6)
    assert "意外结束" in (failed.reason or "")
    assert jobs.retry(job.id).state is State.WAITING
