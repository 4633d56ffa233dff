"""Histories given and stored, and what is kept when the store fails."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.answer import Answer, Kind, Status
from assistant.conversation import Turn, standalone
from assistant.remembering import Memory
from documents.notice import Masthead
from index import schema
from index.conversations import Conversations, StoredTurn
from index.errors import StoreError
from index.opening import open_engine
from index.placing import notice_id
from index.registry import Registry
from tests.index.stores import staged

TITLE = "关于印发春耕备耕工作方案的通知"
ANSWER = Answer(Status.ANSWERED, Kind.EXTRACT, "县农业农村局。[1]", "春耕备耕由谁负责？")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path / 'registry.db'}")
    yield opened
    opened.dispose()


@pytest.fixture
def memory(engine: Engine) -> Memory:
    """Remembers one turn of conversation 一号, with a citation."""
    registry = Registry(engine)
    file = staged(Masthead(TITLE), "正文。", source="甲.txt")
    registry.make_current([registry.stage(file)])
    turn = StoredTurn(
        "春耕备耕由谁负责？",
        ANSWER.question,
        ANSWER.text,
        "answered",
        (notice_id(file.root, "甲.txt"),),
    )
    Conversations(engine).append("一号", turn)
    return Memory(Conversations(engine))


def test_stored_turns_are_the_history(memory: Memory) -> None:
    assert memory.history("一号", []) == [
        Turn("user", "春耕备耕由谁负责？", whole="春耕备耕由谁负责？"),
        Turn("assistant", "县农业农村局。[1]", titles=(TITLE,)),
    ]
    assert memory.history("二号", []) == []


def test_history_given_wins_and_learns_the_titles(memory: Memory) -> None:
    given = [
        Turn("user", "谁负责春耕？"),
        Turn("assistant", ANSWER.text),
        Turn("user", ANSWER.text),
        Turn("assistant", "别处说的。"),
    ]
    found = memory.history("一号", given)
    assert [turn.content for turn in found] == [turn.content for turn in given]
    assert [turn.titles for turn in found] == [(), (TITLE,), (), ()]


def test_notice_cited_is_this_notice(memory: Memory) -> None:
    history = memory.history("一号", [])
    assert standalone("这个通知什么时候印发的？", history) == f"《{TITLE}》什么时候印发的？"


def test_answer_is_remembered(memory: Memory) -> None:
    memory.add("二号", "那由谁负责？", ANSWER)
    asked, answered = memory.history("二号", [])
    assert (asked.content, asked.whole) == ("那由谁负责？", ANSWER.question)
    assert answered.content == ANSWER.text


def test_turn_that_cannot_be_stored_is_logged_and_nothing_more(
    engine: Engine, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    schema.turns.drop(engine)
    with caplog.at_level(logging.ERROR, "duikou.conversation"):
        memory.add("一号", "问", ANSWER)
    assert "一号" in caplog.text


def test_history_that_cannot_be_read_is_an_error(engine: Engine, memory: Memory) -> None:
    schema.turns.drop(engine)
    with pytest.raises(StoreError, match="登记库对话读取失败"):
        memory.history("一号", [])
