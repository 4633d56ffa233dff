"""What the store of conversations promises, on SQLite and on PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from documents.notice import Masthead
from index import schema
from index.conversations import Conversations, StoredTurn
from index.errors import StoreError
from index.opening import open_engine
from index.placing import notice_id
from index.registry import Registry
from tests.index.stores import staged

TURN = StoredTurn("那青禾呢？", "青禾哪些部门负责文化旅游合作？", "文旅事业局。[1]", "answered")


@pytest.fixture
def conversations(engine: Engine) -> Conversations:
    return Conversations(engine)


def asked(number: int) -> StoredTurn:
    return replace(TURN, question=f"第{number}问")


def questions(conversations: Conversations, conversation_id: str, limit: int = 500) -> list[str]:
    return [turn.question for turn in conversations.recent(conversation_id, limit)]


def test_turn_comes_back_as_it_was_said(conversations: Conversations) -> None:
    assert conversations.append("a-1", TURN) == 0
    assert conversations.recent("a-1") == [TURN]


def test_unknown_conversation_has_no_turns(conversations: Conversations) -> None:
    assert conversations.recent("没有") == []


def test_last_turns_come_oldest_first(conversations: Conversations) -> None:
    numbers = [conversations.append("a", asked(i)) for i in range(15)]
    assert numbers == list(range(15))
    assert questions(conversations, "a", 10) == [f"第{i}问" for i in range(5, 15)]


def test_conversations_do_not_mix(conversations: Conversations) -> None:
    conversations.append("a", asked(1))
    conversations.append("A", asked(2))
    assert questions(conversations, "a") == ["第1问"]
    assert questions(conversations, "A") == ["第2问"]


def test_two_hundred_turns_are_kept_and_numbers_go_on(conversations: Conversations) -> None:
    numbers = [conversations.append("a", asked(i)) for i in range(203)]
    assert numbers[-1] == 202
    kept = questions(conversations, "a")
    assert (len(kept), kept[0], kept[-1]) == (200, "第3问", "第202问")


def test_turns_asked_at_once_are_all_kept(engine: Engine, conversations: Conversations) -> None:
    """Some of them open the conversation at the same moment."""
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda i: conversations.append("同时", asked(i)), range(40)))
    assert sorted(numbers) == list(range(40))
    assert sorted(questions(conversations, "同时")) == sorted(f"第{i}问" for i in range(40))
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.conversations)) == 1


def test_processes_append_to_one_conversation(url: str) -> None:
    """Each with an engine of its own, as two services on one database."""
    engines = [open_engine(url) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(
            pool.map(lambda e: [Conversations(e).append("a", asked(i)) for i in range(10)], engines)
        )
    assert len(questions(Conversations(engines[0]), "a")) == 30
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize(
    "text",
    ["𠮷林省“对口合作”100%_\\'；--🎉", "第一行\n第二行\t", "字" * 100_000, ""],
    ids=["罕用字", "换行", "十万字", "空"],
)
def test_any_text_is_stored(conversations: Conversations, text: str) -> None:
    turn = StoredTurn(text, text, text, "refused")
    conversations.append("a", turn)
    assert conversations.recent("a") == [turn]


def test_what_no_database_takes_is_left_out(conversations: Conversations) -> None:
    conversations.append("a", replace(TURN, question="甲\0乙\ud83d丙"))
    assert questions(conversations, "a") == ["甲乙丙"]


def test_titles_are_those_the_cited_notices_have_now(
    engine: Engine, conversations: Conversations
) -> None:
    registry = Registry(engine)
    first = staged(Masthead("实施方案"), "正文。", source="甲.txt", fingerprint="1")
    registry.make_current([registry.stage(first)])
    cited = (notice_id(first.root, "甲.txt"), "没有这份公文", notice_id(first.root, "甲.txt"))
    conversations.append("a", replace(TURN, notice_ids=cited))
    [turn] = conversations.recent("a")
    assert (turn.notice_ids, turn.titles) == (cited[:2], ("实施方案",))
    second = staged(Masthead("实施方案（修订）"), "正文。", source="甲.txt", fingerprint="2")
    registry.make_current([registry.stage(second)])
    assert conversations.recent("a")[0].titles == ("实施方案（修订）",)


def test_resting_conversations_are_forgotten(engine: Engine, conversations: Conversations) -> None:
    for name in ("旧", "新"):
        conversations.append(name, TURN)
    long_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=100)
    with engine.begin() as connection:
        old = update(schema.conversations).where(schema.conversations.c.id == "旧")
        connection.execute(old.values(updated_at=long_ago))
    month_ago = datetime.now(UTC) - timedelta(days=30)
    assert conversations.forget_before(month_ago) == 1
    assert conversations.forget_before(month_ago) == 0
    assert conversations.recent("旧") == []
    assert conversations.recent("新") == [TURN]
    assert conversations.append("旧", TURN) == 0


def test_moment_in_another_zone_is_the_same_moment(conversations: Conversations) -> None:
    conversations.append("a", TURN)
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert conversations.forget_before(hour_ago.astimezone()) == 0


@pytest.mark.parametrize("doing", ["读取", "写入", "清理"])
def test_broken_store_says_what_to_do(
    engine: Engine, conversations: Conversations, doing: str
) -> None:
    schema.turns.drop(engine)
    calls = {
        "读取": lambda: conversations.recent("a"),
        "写入": lambda: conversations.append("a", TURN),
        "清理": lambda: conversations.forget_before(datetime.now(UTC)),
    }
    with pytest.raises(StoreError, match=rf"(?s)登记库对话{doing}失败.*duikou doctor"):
        calls[doing]()
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.conversations)) == 0
