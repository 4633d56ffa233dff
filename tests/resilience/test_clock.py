"""A clock that was wrong and is set right, or set back: nothing old is answered, nothing waits for ever."""

import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import ModuleType

import pytest

from assistant.answer import Answer, Kind, Status
from assistant.remembering import Memory
from assistant.web.job_records import JobOut
from documents.errors import SlowFileError
from index import jobs
from index.catalogue import VersionRecord
from index.conversations import Conversations
from index.job import Lane, State
from tests.index.stores import Stores, open_stores
from tests.resilience.faulty import answer, put

pytestmark = pytest.mark.resilience

DAY, YEAR = timedelta(days=1), timedelta(days=365)
real_time, real_time_ns = time.time, time.time_ns


class Clock:
    """The time that the program is told; files are dated by the real one, or by hand."""

    ahead = timedelta()

    @classmethod
    def now(cls, zone: tzinfo | None = None) -> datetime:
        return datetime.now(zone) + cls.ahead

    @classmethod
    def time(cls) -> float:
        return real_time() + cls.ahead.total_seconds()

    @classmethod
    def time_ns(cls) -> int:
        return real_time_ns() + int(cls.ahead.total_seconds() * 1e9)


class ShiftedDatetime(datetime):
    """Takes the place of datetime where a module asks it for the time."""

    now = Clock.now  # type: ignore[assignment]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Clock]]:
    """Right at first."""
    monkeypatch.setattr(time, "time", Clock.time)
    monkeypatch.setattr(time, "time_ns", Clock.time_ns)
    for module in _own_modules():
        if vars(module).get("datetime") is datetime:
            monkeypatch.setattr(module, "datetime", ShiftedDatetime)
    yield Clock
    Clock.ahead = timedelta()


def _own_modules() -> list[ModuleType]:
    return [m for name, m in sys.modules.items() if name.split(".")[0] in {"index", "documents"}]


@pytest.fixture
def stores(tmp_path: Path, clock: type[Clock]) -> Iterator[Stores]:
    with open_stores(tmp_path) as opened:
        yield opened


def refresh(stores: Stores) -> None:
    assert not stores.refresher.refresh(stores.library).failures


def history(stores: Stores) -> list[VersionRecord]:
    """The one notice's versions, the newest first."""
    ((notice,), _) = stores.catalogue.notices(limit=9)
    return stores.catalogue.versions(notice.id)


# --- notices --------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [YEAR, timedelta(hours=1)], ids=["快一年", "快一小时"])
def test_newer_version_is_the_one_that_came_later_whatever_the_clock_said(
    stores: Stores, clock: type[Clock], wrong: timedelta
) -> None:
    clock.ahead = wrong
    put(stores.library, "冷链")
    refresh(stores)
    for turn, who in enumerate(("委员会", "办公室"), start=2):
        clock.ahead -= wrong  # set right, and then back
        put(stores.library, "冷链", who=who)
        refresh(stores)
        assert f"冷链{who}第3科" in answer(stores, "冷链")
        versions = history(stores)
        assert [version.number for version in versions] == [*range(turn, 0, -1)]
        assert versions == sorted(versions, key=lambda v: v.indexed_at), "the clock said otherwise"


@pytest.mark.parametrize(
    "dated", [YEAR, timedelta(minutes=5), -20 * YEAR], ids=["明年", "五分钟后", "二十年前"]
)
def test_file_of_a_wrong_date_changed_with_the_same_size_and_date_is_read(
    stores: Stores, dated: timedelta
) -> None:
    moment = real_time() + dated.total_seconds()
    for who in ("甲局", "乙局", "丙局"):
        put(stores.library, "冷链", who=who)
        os.utime(stores.library / "冷链.txt", (moment, moment))
        refresh(stores)
        assert f"冷链{who}第3科" in answer(stores, "冷链")


def test_change_is_seen_while_the_clock_goes_back(stores: Stores, clock: type[Clock]) -> None:
    """As seen from a clock that was set back, every file is of the future."""
    for who in ("甲局", "乙局", "丙局"):
        put(stores.library, "冷链", who=who)
        refresh(stores)
        assert f"冷链{who}第3科" in answer(stores, "冷链")
        clock.ahead -= 2 * DAY


def test_files_of_the_future_are_not_read_over_and_over(stores: Stores, clock: type[Clock]) -> None:
    put(stores.library, "冷链")
    clock.ahead = -2 * DAY
    refresh(stores)
    assert stores.refresher.look(stores.library).unchanged == 1


def test_vectors_survive_a_clock_that_jumps_ahead(stores: Stores, clock: type[Clock]) -> None:
    put(stores.library, "冷链")
    refresh(stores)
    made = list(stores.embeddings.embedded)
    for ahead in (YEAR, -YEAR, 2 * YEAR):
        clock.ahead = ahead
        put(stores.library, "文旅", who=f"{ahead.days}局")
        refresh(stores)
        stores.tools.rebuilder.rebuild(stores.tools.models.wanted, anew=True)
        assert "冷链局第3科" in answer(stores, "冷链")
    again = [text for text in stores.embeddings.embedded[len(made) :] if text in made]
    assert again == [], "what is shown is not embedded anew"


# --- failures and jobs ----------------------------------------------------------------------------


def test_file_that_failed_while_the_clock_was_wrong_is_read_again(
    stores: Stores, clock: type[Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(stores.library, "冷链")
    read = stores.refresher._intake._read

    def slow(path: Path) -> None:
        raise SlowFileError(f"{path.name}：太慢")

    monkeypatch.setattr(stores.refresher._intake, "_read", slow)
    clock.ahead = YEAR
    assert stores.refresher.refresh(stores.library).failures
    monkeypatch.setattr(stores.refresher._intake, "_read", read)
    clock.ahead = timedelta()
    refresh(stores)
    assert "冷链局第3科" in answer(stores, "冷链")


def test_job_that_was_put_off_while_the_clock_was_wrong_is_done(
    stores: Stores, clock: type[Clock]
) -> None:
    clock.ahead = YEAR
    job = stores.worker.ask(jobs.Kind.REFRESH, str(stores.library))
    assert stores.jobs.start(job.id)
    stores.jobs.put_off(stores.jobs.get(job.id), "磁盘已满")
    clock.ahead = timedelta()
    due = stores.jobs.next(Lane.BULK)
    assert due is not None
    assert due.id == job.id


def test_jobs_are_done_in_the_order_they_were_asked_for(stores: Stores, clock: type[Clock]) -> None:
    asked = []
    for ahead in (YEAR, timedelta(), -YEAR):
        clock.ahead = ahead
        asked.append(stores.worker.ask(jobs.Kind.REFRESH, f"/公文库/{ahead.days}").id)
    done = []
    while job := stores.jobs.next(Lane.BULK):
        assert stores.jobs.start(job.id)
        stores.jobs.finish(job.id, State.DONE)
        done.append(job.id)
    assert done == asked


def test_time_left_is_never_less_than_none(stores: Stores, clock: type[Clock]) -> None:
    job = stores.worker.ask(jobs.Kind.REFRESH, "/公文库")
    clock.ahead = DAY
    assert stores.jobs.start(job.id)
    stores.jobs.tell(job.id, (1, 9, "冷链.txt"), {})
    clock.ahead = timedelta()
    left = JobOut.of(stores.jobs.get(job.id)).seconds_left
    assert left is None or left >= 0


# --- conversations --------------------------------------------------------------------------------


def test_what_was_said_last_is_the_last_turn_whatever_the_clock_said(
    stores: Stores, clock: type[Clock]
) -> None:
    memory = Memory(Conversations(stores.registry.engine))
    for ahead in (YEAR, timedelta(), -YEAR):
        clock.ahead = ahead
        said = f"第{ahead.days}天"
        memory.add("一号", said, Answer(Status.ANSWERED, Kind.EXTRACT, "好。", said))
    turns = [turn.content for turn in memory.history("一号", []) if turn.role == "user"]
    assert turns == ["第365天", "第0天", "第-365天"]
