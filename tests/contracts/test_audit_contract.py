"""What the audit promises, and what is dropped when its time is over, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, func, insert, select, update

from index import audit as module
from index import schema
from index.audit import Audit, Entry, Sought
from index.conversations import Conversations, StoredTurn
from index.moments import now
from index.retention import Limits, Retention
from index.transcripts import Transcripts, Vote

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 22, 12)  # noqa: DTZ001  as the stores have it
ONE = Entry(NOW, "r-1", "ask", "ok", "key:a", "门户", "10.0.0.1", "对话", {"question": "谁负责？"})


@pytest.fixture
def audit(engine: Engine) -> Audit:
    return Audit(engine)


def test_entry_comes_back_as_it_was_noted(audit: Audit) -> None:
    audit.note(ONE)
    audit.note(Entry(NOW, "r-2", "sign_in", "key_refused"))
    assert audit.page(Sought(), 10) == ([Entry(NOW, "r-2", "sign_in", "key_refused"), ONE], 2)


def test_words_that_no_database_takes_are_noted_without(audit: Audit) -> None:
    audit.note(replace(ONE, name="甲\0乙", details={"question": "半个\ud800字"}))
    (found,) = audit.page(Sought(), 1)[0]
    assert (found.name, found.details) == ("甲乙", {"question": "半个字"})


def test_entries_are_found_by_time_action_and_owner(audit: Audit) -> None:
    for day in range(4):
        for action in ("ask", "upload"):
            for owner in ("key:a", None):
                audit.note(replace(ONE, at=NOW + day * DAY, action=action, owner=owner))
    assert audit.page(Sought(), 1)[1] == 16
    assert audit.page(Sought(since=NOW + DAY), 1)[1] == 12
    assert audit.page(Sought(until=NOW + DAY), 1)[1] == 4
    assert audit.page(Sought(action="upload", owner="key:a"), 1)[1] == 4
    sought = Sought(NOW + DAY, NOW + 2 * DAY, "ask", "key:a")
    assert [entry.at for entry in audit.page(sought, 10)[0]] == [NOW + DAY]
    assert audit.page(Sought(action="ask' OR 1=1"), 1)[1] == 0


def test_pages_and_the_whole_agree(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH", 3)
    for number in range(10):
        audit.note(replace(ONE, target=str(number)))
    pages = [entry for start in (0, 4, 8) for entry in audit.page(Sought(), 4, start)[0]]
    assert [entry.target for entry in pages] == [str(n) for n in reversed(range(10))]
    assert [entry.target for entry in audit.each(Sought())] == [str(n) for n in range(10)]


def test_too_old_is_dropped_and_nothing_else(engine: Engine, audit: Audit) -> None:
    for days in (29, 30, 31):
        audit.note(replace(ONE, at=NOW - days * DAY))
    with engine.begin() as connection:
        for days in (39, 41):
            row = {"owner": "key:a", "day": (NOW - days * DAY).date(), "questions": 1}
            connection.execute(insert(schema.usage).values(row))
    Conversations(engine).append("旧", StoredTurn("问", "问", "答", "answered"))
    Retention(engine, Limits(30, None)).drop(NOW)
    assert [entry.at for entry in audit.each(Sought())] == [NOW - 29 * DAY, NOW - 30 * DAY]
    with engine.connect() as connection:
        days = connection.scalars(select(schema.usage.c.day)).all()
    assert days == [(NOW - 39 * DAY).date()]
    assert Transcripts(engine).whole("旧") is not None


def test_conversations_are_dropped_where_days_are_set(engine: Engine) -> None:
    kept, transcripts = Conversations(engine), Transcripts(engine)
    for name, days in (("新", 6), ("旧", 8)):
        kept.append(name, StoredTurn("问", "问", "答", "answered"))
        transcripts.judge(name, 0, Vote.UP)
        resting = update(schema.conversations).where(schema.conversations.c.id == name)
        with engine.begin() as connection:
            connection.execute(resting.values(updated_at=NOW - days * DAY))
    Retention(engine, Limits(365, 7)).drop(NOW)
    assert transcripts.whole("旧") is None
    assert transcripts.whole("新") is not None
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.turns)) == 1


def test_it_is_done_at_once_and_ends_when_told(engine: Engine, audit: Audit) -> None:
    audit.note(replace(ONE, at=now() - 400 * DAY))
    stop = Event()
    chore = Thread(target=Retention(engine, Limits(365, None)).run, args=(stop,))
    chore.start()
    while audit.page(Sought(), 1)[1]:
        stop.wait(0.05)
    stop.set()
    chore.join(5)
    assert not chore.is_alive()


def owned(engine: Engine, name: str, owner: str | None, days: int) -> None:
    Conversations(engine).append(name, StoredTurn("问", "问", "答", "answered"))
    row = update(schema.conversations).where(schema.conversations.c.id == name)
    with engine.begin() as connection:
        connection.execute(row.values(owner=owner, updated_at=NOW - days * DAY))


def test_conversations_of_one_owner_go_and_others_stay(engine: Engine) -> None:
    for name, owner, days in (
        ("1", "key:a", 9),
        ("2", "key:a", 1),
        ("3", "key:b", 9),
        ("4", None, 9),
    ):
        owned(engine, name, owner, days)
    assert Conversations(engine).forget_before(NOW - 5 * DAY, "key:a") == 1
    assert [found.id for found, _ in Transcripts(engine).each()] == ["2", "3", "4"]
    assert Conversations(engine).forget_before(NOW - 5 * DAY) == 2


def test_all_conversations_are_given_out_with_their_owners(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.transcripts._BATCH", 2)
    for number in range(5):
        owned(engine, str(number), f"key:{number % 2}", number)
    transcripts = Transcripts(engine)
    assert [found.id for found, _ in transcripts.each()] == list("01234")
    assert [owner for _, owner in transcripts.each("key:1")] == ["key:1", "key:1"]
    between = transcripts.each(since=NOW - 3 * DAY, before=NOW - DAY)
    assert [(found.id, len(found.turns)) for found, _ in between] == [("2", 1), ("3", 1)]
