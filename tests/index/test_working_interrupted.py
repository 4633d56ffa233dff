"""Jobs that are stopped, killed or overtaken: what was read stays, and nothing is left undone."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from index import refreshing, telling, working
from index.errors import StoreError
from index.job import Job, Kind, State
from index.jobs import Jobs
from tests.index import asking
from tests.index.asking import (
    carry_out,
    content,
    ends,
    held_jobs,
    in_place,
    outcomes,
    receive,
    shown,
)
from tests.index.stores import CountingEmbeddings, Stores, open_stores, write
from tests.patience import PATIENCE_S, until

TEA = content("茶叶产销", "由市商务局负责茶叶产销对接。")
NAMES = [f"第{number}号" for number in range(5)]
FILES = [f"{name}.txt" for name in NAMES]


def fill(library: Path) -> None:
    for name in NAMES:
        write(library, name, f"{name}任务由市发展改革委负责。")


def asked(stores: Stores) -> Job:
    """A bulk load, with several files to read."""
    fill(stores.library)
    return stores.worker.ask(Kind.REFRESH, str(stores.library.resolve()))


class WatchedEmbeddings(CountingEmbeddings):
    """Has something done before texts are embedded."""

    def __init__(self, meanwhile: Callable[[list[str]], object]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self._meanwhile(texts)
        return super().embed_documents(texts)


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is shown and told about before the next is read."""
    monkeypatch.setattr(refreshing, "_BATCH", 1)
    monkeypatch.setattr(telling, "_TELL_S", -1.0)


def after_two(stores: Stores, do: Callable[[], object]) -> None:
    """Have something done once two notices are shown."""
    flips: list[str] = []

    def watch(step: str) -> None:
        flips.extend([step] if step == "切换版本" else [])
        if len(flips) == 2 and step == "切换版本":
            do()

    stores.watch(watch)


# --- stopped by a person --------------------------------------------------------------------------


def test_waiting_job_that_is_cancelled_is_never_begun(stores: Stores) -> None:
    job = asked(stores)
    stores.jobs.cancel(job.id)
    with asking.working(stores):
        done = receive(stores, {"茶叶.txt": TEA})
        assert ends(stores, done) is State.DONE
    assert stores.jobs.get(job.id).state is State.CANCELLED
    assert list(shown(stores)) == ["茶叶.txt"]


def test_running_job_that_is_cancelled_ends_and_what_was_read_stays(stores: Stores) -> None:
    job = asked(stores)
    after_two(stores, lambda: stores.jobs.cancel(job.id))
    over = carry_out(stores, job)
    assert (over.state, over.stopping) == (State.CANCELLED, False)
    assert over.reason == "任务已被停止；已经读入的公文照常可查。"
    assert outcomes(stores, over) == dict.fromkeys(FILES[:2], "新增")
    assert list(shown(stores)) == FILES[:2]
    assert len(stores.found("市发展改革委")) == 2
    assert stores.followers.in_step()
    assert held_jobs(stores) == []


def test_what_was_read_is_shown_even_where_more_was_to_come_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "_BATCH", 600)
    cancelled: list[Job] = []

    def cancel(texts: list[str]) -> None:
        if any(NAMES[1] in text for text in texts):
            cancelled.extend(stores.jobs.cancel(job.id) for job in stores.jobs.page()[0])

    with open_stores(tmp_path, WatchedEmbeddings(cancel)) as stores:
        assert carry_out(stores, asked(stores)).state is State.CANCELLED
        assert len(cancelled) == 1
        assert list(shown(stores)) == FILES[:2]


def test_cancelled_job_that_is_asked_for_again_goes_on_from_there(stores: Stores) -> None:
    job = asked(stores)
    after_two(stores, lambda: stores.jobs.cancel(job.id))
    carry_out(stores, job)
    stores.watch(lambda step: None)
    again = carry_out(stores, stores.jobs.retry(job.id))
    assert again.counts == {"新增": 3, "未变": 2}
    assert list(shown(stores)) == FILES


def test_upload_that_is_cancelled_puts_no_more_in_place(stores: Stores) -> None:
    job = receive(stores, dict.fromkeys(FILES, TEA))
    assert stores.jobs.start(job.id)
    stores.jobs.cancel(job.id)
    stores.worker.run(stores.jobs.get(job.id), Event())
    assert stores.jobs.get(job.id).state is State.CANCELLED
    assert in_place(stores) == {}
    assert carry_out(stores, stores.jobs.retry(job.id)).state is State.DONE
    assert set(in_place(stores)) == set(FILES)


def test_rebuild_that_is_cancelled_leaves_the_index_answering(stores: Stores) -> None:
    carry_out(stores, receive(stores, {"茶叶.txt": TEA}))
    job = stores.worker.ask(Kind.REBUILD, "", {"anew": True})
    assert stores.jobs.start(job.id)
    stores.jobs.cancel(job.id)
    stores.worker.run(stores.jobs.get(job.id), Event())
    over = stores.jobs.get(job.id)
    assert (over.state, over.reason) == (State.CANCELLED, "重建已被停止；原有索引照常使用。")
    assert len(stores.found("茶叶产销")) == 1


# --- the service ends -----------------------------------------------------------------------------


def test_job_is_given_back_when_the_service_stops_and_goes_on_with_the_next(tmp_path: Path) -> None:
    stop = Event()
    with open_stores(tmp_path) as stores:
        job = asked(stores)
        after_two(stores, stop.set)
        over = carry_out(stores, job, stop)
        assert (over.state, over.reason) == (State.WAITING, None)
        assert held_jobs(stores) == []
    with open_stores(tmp_path) as stores:
        assert list(shown(stores)) == FILES[:2]
        with asking.working(stores):
            assert ends(stores, job) is State.DONE
        assert outcomes(stores, job) == dict.fromkeys(FILES[2:], "新增")
        assert list(shown(stores)) == FILES


_WORKER = """
import sys
from pathlib import Path
from threading import Event
from index import refreshing
from index.job import Lane
from tests.index.stores import open_stores
refreshing._BATCH, flips = 1, []
def watch(step):
    flips.extend([step] if step == "切换版本" else [])
    if len(flips) == 2:
        print("two are shown", flush=True)
        sys.stdin.readline()
with open_stores(Path(sys.argv[1])) as stores:
    stores.watch(watch)
    stores.worker.work(Lane.BULK, Event())
"""


@pytest.fixture
def killed_later(stores: Stores, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process, which carries out a job and stands still once two notices are shown."""
    asked(stores)
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "two are shown\n"
    yield process
    process.kill()
    process.communicate()


def test_job_of_a_killed_process_is_given_back_and_of_a_living_one_not(
    stores: Stores, killed_later: "subprocess.Popen[str]"
) -> None:
    [job], _ = stores.jobs.page()
    stores.worker.recover()
    assert stores.jobs.get(job.id).state is State.RUNNING
    killed_later.kill()
    killed_later.wait(10)
    assert stores.jobs.get(job.id).state is State.RUNNING
    stores.worker.recover()
    assert stores.jobs.get(job.id).state is State.WAITING
    over = carry_out(stores, job)
    assert (over.state, over.counts) == (State.DONE, {"新增": 3, "未变": 2})
    assert list(shown(stores)) == FILES
    assert len(stores.found("市发展改革委")) == 5
    assert stores.followers.in_step()
    assert held_jobs(stores) == []


def test_job_whose_end_cannot_be_recorded_is_not_running_for_ever(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [StoreError("登记库读写失败。"), StoreError("登记库读写失败。")]
    record = Jobs.finish

    def finish(jobs: Jobs, job_id: str, state: State, reason: str | None = None) -> None:
        if faults:
            raise faults.pop()
        record(jobs, job_id, state, reason)

    def put_off(jobs: Jobs, job: Job, reason: str) -> State:
        raise faults.pop()

    monkeypatch.setattr(working, "_POLL_S", 0.01)
    monkeypatch.setattr(Jobs, "finish", finish)
    monkeypatch.setattr(Jobs, "put_off", put_off)
    with asking.working(stores):
        assert ends(stores, asked(stores)) is State.DONE
    assert list(shown(stores)) == FILES
    assert faults == []


# --- two lanes ------------------------------------------------------------------------------------


def test_urgent_upload_is_found_while_a_bulk_load_still_runs(tmp_path: Path) -> None:
    reached, let_on = Event(), Event()

    def stand_still(texts: list[str]) -> None:
        if any(NAMES[2] in text for text in texts):
            reached.set()
            assert let_on.wait(PATIENCE_S)

    model = WatchedEmbeddings(stand_still)
    with open_stores(tmp_path, model) as stores, asking.working(stores):
        try:
            bulk = asked(stores)
            assert reached.wait(PATIENCE_S)
            urgent = receive(stores, {"茶叶.txt": TEA})
            assert ends(stores, urgent) is State.DONE
            assert stores.jobs.get(bulk.id).state is State.RUNNING
            assert "茶叶产销对接" in stores.found("茶叶产销", 1)[0]
            assert set(shown(stores)) == {"茶叶.txt", *FILES[:2]}
        finally:
            let_on.set()
        assert ends(stores, bulk) is State.DONE
        assert set(shown(stores)) == {"茶叶.txt", *FILES}


def test_jobs_of_one_lane_follow_each_other(stores: Stores) -> None:
    with asking.working(stores):
        jobs = [receive(stores, {"茶叶.txt": content("茶叶", f"第{i}稿。")}) for i in range(4)]
        assert {ends(stores, job) for job in jobs} == {State.DONE}
    assert len(stores.catalogue.versions(shown(stores)["茶叶.txt"])) == 4
    assert "第3稿" in stores.found("茶叶", 1)[0]


def test_job_that_another_process_asks_for_is_seen(stores: Stores, tmp_path: Path) -> None:
    with asking.working(stores), open_stores(tmp_path) as other:
        job = receive(other, {"茶叶.txt": TEA})
        until(lambda: stores.jobs.get(job.id).state is State.DONE)
    assert list(shown(stores)) == ["茶叶.txt"]
