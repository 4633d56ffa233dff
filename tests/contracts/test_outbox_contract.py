"""Events that wait to be told: in order, in the transaction of what they tell, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event, func, select, update

from documents.notice import Masthead
from index import schema
from index.errors import StoreError
from index.job import FileOutcome, Kind
from index.jobs import Jobs
from index.outbox import Delivery, Outbox
from index.placing import notice_id
from index.registry import Registry
from tests.index.stores import staged

URL, OTHER = "https://oa.example.cn/hook", "https://other.example.cn/"


@pytest.fixture
def outbox(engine: Engine) -> Outbox:
    return Outbox(engine, (URL, OTHER))


@pytest.fixture
def jobs(engine: Engine, outbox: Outbox) -> Jobs:
    return Jobs(engine, outbox.announce)


def tell(jobs: Jobs, *files: FileOutcome) -> str:
    job = jobs.begin(Kind.REFRESH, "/库")
    jobs.tell(job.id, (1, 1, ""), {}, list(enumerate(files)))
    return job.id


def due(outbox: Outbox, url: str = URL) -> Delivery:
    found = outbox.next(url)
    assert found is not None
    return found


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(schema.deliveries)) or 0


def make_due(engine: Engine, made: timedelta = timedelta()) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    with engine.begin() as connection:
        connection.execute(update(schema.deliveries).values(due_at=now, made_at=now - made))


def show(engine: Engine, source: str, title: str) -> str:
    registry = Registry(engine)
    file = staged(Masthead(title), title, source=source)
    registry.make_current([registry.stage(file)])
    return notice_id(file.root, source)


def test_each_receiver_is_told_what_became_of_each_file(
    engine: Engine, outbox: Outbox, jobs: Jobs
) -> None:
    nid = show(engine, "茶.txt", "关于茶的通知")
    job_id = tell(
        jobs,
        FileOutcome("茶.txt", "新增", nid),
        FileOutcome("坏.pdf", "失败", None, "坏.pdf：不是 PDF。"),
        FileOutcome("旧.txt", "未变", nid),
    )
    assert waiting(engine) == 4
    for url in (URL, OTHER):
        first = due(outbox, url)
        told = dict(first.body)
        assert told.pop("id") == first.id
        assert told.pop("time").endswith("Z")
        assert len(str(told.pop("version_id"))) == 32
        assert told == {
            "event": "notice.indexed",
            "job_id": job_id,
            "source": "茶.txt",
            "notice_id": nid,
            "title": "关于茶的通知",
            "version": 1,
            "reason": None,
        }
        outbox.told(first)
        failed = due(outbox, url)
        assert (failed.body["event"], failed.body["title"]) == ("notice.failed", None)
        assert failed.body["reason"] == "坏.pdf：不是 PDF。"
        outbox.told(failed)
        assert outbox.next(url) is None


def test_replaced_and_withdrawn(engine: Engine, outbox: Outbox, jobs: Jobs) -> None:
    nid = show(engine, "茶.txt", "关于茶的通知")
    show(engine, "茶.txt", "关于茶叶的通知")
    tell(jobs, FileOutcome("茶.txt", "更新", nid))
    tell(jobs, FileOutcome("茶.txt", "撤下", nid))  # from one of its places: it is shown still
    Registry(engine).withdraw(nid)
    tell(jobs, FileOutcome("茶.txt", "撤下", nid))
    told = []
    while delivery := outbox.next(URL):
        told.append((delivery.body["event"], delivery.body["title"], delivery.body["version"]))
        outbox.told(delivery)
    assert told == [
        ("notice.replaced", "关于茶叶的通知", 2),
        ("notice.withdrawn", "关于茶叶的通知", 2),
    ]


def test_without_receivers_nothing_is_kept(engine: Engine) -> None:
    tell(Jobs(engine, Outbox(engine).announce), FileOutcome("坏.pdf", "失败"))
    tell(Jobs(engine), FileOutcome("坏.pdf", "失败"))
    assert waiting(engine) == 0


def test_event_is_put_down_with_the_outcome_or_not_at_all(engine: Engine, jobs: Jobs) -> None:
    def fail(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if "deliveries" in statement:
            raise RuntimeError("断电")

    job = jobs.begin(Kind.REFRESH, "/库")
    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises((RuntimeError, StoreError)):
        jobs.tell(job.id, (1, 1, ""), {}, [(0, FileOutcome("坏.pdf", "失败"))])
    event.remove(engine, "before_cursor_execute", fail)
    assert (jobs.files(job.id), waiting(engine)) == ([], 0)


def test_what_could_not_be_told_holds_up_those_after_it(
    engine: Engine, outbox: Outbox, jobs: Jobs
) -> None:
    tell(jobs, FileOutcome("甲.pdf", "失败"), FileOutcome("乙.pdf", "失败"))
    first = due(outbox)
    assert outbox.put_off(first, "ConnectError", refused=False)
    assert outbox.next(URL) is None
    assert due(outbox, OTHER).body["source"] == "甲.pdf"  # nobody waits for another receiver
    make_due(engine)
    again = due(outbox)
    assert (again.id, again.attempts, again.body) == (first.id, 1, first.body)


def test_what_was_refused_lets_others_pass(engine: Engine, outbox: Outbox, jobs: Jobs) -> None:
    tell(jobs, FileOutcome("甲.pdf", "失败"), FileOutcome("乙.pdf", "失败"))
    outbox.put_off(due(outbox), "HTTP 422", refused=True)
    second = due(outbox)
    assert second.body["source"] == "乙.pdf"
    outbox.told(second)
    assert outbox.next(URL) is None
    make_due(engine)
    assert due(outbox).body["source"] == "甲.pdf"


def test_pauses_grow_and_end_after_three_days(engine: Engine, outbox: Outbox, jobs: Jobs) -> None:
    tell(jobs, FileOutcome("甲.pdf", "失败"))
    pauses = []
    for _ in range(9):
        assert outbox.put_off(due(outbox), "ConnectError", refused=False)
        with engine.connect() as connection:
            at = connection.scalar(select(func.max(schema.deliveries.c.due_at)))
        assert at is not None
        pauses.append(round((at - datetime.now(UTC).replace(tzinfo=None)).total_seconds()))
        make_due(engine, timedelta(days=2))
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (10, 10_800)
    make_due(engine, timedelta(days=3))
    assert not outbox.put_off(due(outbox), "ConnectError", refused=False)
    assert outbox.next(URL) is None


def test_clock_set_back_puts_nothing_off_for_days(
    engine: Engine, outbox: Outbox, jobs: Jobs
) -> None:
    tell(jobs, FileOutcome("甲.pdf", "失败"))
    ahead = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=30)
    with engine.begin() as connection:
        connection.execute(update(schema.deliveries).values(due_at=ahead))
    assert due(outbox).body["source"] == "甲.pdf"


def test_what_nobody_took_is_dropped(engine: Engine, outbox: Outbox, jobs: Jobs) -> None:
    tell(jobs, FileOutcome("甲.pdf", "失败"))
    now = datetime.now(UTC).replace(tzinfo=None)
    assert outbox.drop_before(now - timedelta(days=1)) == 0
    assert outbox.drop_before(now + timedelta(days=1)) == 2
