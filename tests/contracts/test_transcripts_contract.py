"""What conversations promise to people who look at them again, on SQLite and PostgreSQL alike."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from index.conversations import Conversations, StoredTurn
from index.transcripts import Transcripts, Vote, Which

TURN = StoredTurn(
    "那青禾呢？",
    "青禾哪些部门负责？",
    "文旅事业局。[1]",
    "answered",
    reply={"citations": [{"quote": "甲\0乙"}]},
)


@pytest.fixture
def transcripts(engine: Engine) -> Transcripts:
    """With a conversation 甲 of two turns, the second refused, and 乙 of one."""
    kept = Conversations(engine)
    kept.append("a", TURN)
    kept.append("a", replace(TURN, question="火星茶叶由谁负责？", status="refused", reply=None))
    kept.append("b", TURN)
    return Transcripts(engine)


def test_conversation_is_shown_whole_in_order(transcripts: Transcripts) -> None:
    found = transcripts.whole("a")
    assert found is not None
    assert [(t.number, t.question, t.status) for t in found.turns] == [
        (0, "那青禾呢？", "answered"),
        (1, "火星茶叶由谁负责？", "refused"),
    ]
    assert found.turns[0].reply == {"citations": [{"quote": "甲乙"}]}
    assert found.turns[1].reply is None
    assert found.title is None


def test_unknown_conversation_can_be_neither_shown_nor_changed(transcripts: Transcripts) -> None:
    assert transcripts.whole("没有") is None
    assert not transcripts.rename("没有", "新名")
    assert not transcripts.forget("没有")
    assert not transcripts.judge("没有", 0, Vote.UP)


def test_new_name_is_kept(transcripts: Transcripts) -> None:
    assert transcripts.rename("a", "文旅分工")
    found = transcripts.whole("a")
    assert found is not None
    assert found.title == "文旅分工"


def test_deleted_conversation_is_gone_and_the_other_stays(transcripts: Transcripts) -> None:
    transcripts.judge("a", 0, Vote.DOWN, "答偏了")
    assert transcripts.forget("a")
    assert transcripts.whole("a") is None
    assert transcripts.turns(Which.DOWN, 10) == ([], 0)
    assert transcripts.whole("b") is not None


def test_vote_can_be_given_changed_and_taken_back(transcripts: Transcripts) -> None:
    assert transcripts.judge("a", 0, Vote.DOWN, "缺\0时限")
    (turn,), total = transcripts.turns(Which.DOWN, 10)
    assert (turn.conversation_id, turn.number, turn.vote_reason, total) == ("a", 0, "缺时限", 1)
    assert transcripts.judge("a", 0, Vote.UP)
    assert transcripts.turns(Which.DOWN, 10) == ([], 0)
    assert transcripts.turns(Which.UP, 10)[1] == 1
    assert transcripts.judge("a", 0, None)
    assert transcripts.turns(Which.UP, 10) == ([], 0)


def test_turn_that_was_never_asked_cannot_be_judged(transcripts: Transcripts) -> None:
    assert not transcripts.judge("a", 2, Vote.UP)


def test_refused_questions_are_listed_newest_first(
    engine: Engine, transcripts: Transcripts
) -> None:
    Conversations(engine).append("b", replace(TURN, question="月球由谁负责？", status="refused"))
    turns, total = transcripts.turns(Which.REFUSED, 10)
    assert [turn.question for turn in turns] == ["月球由谁负责？", "火星茶叶由谁负责？"]
    assert total == 2
    assert [t.question for t in transcripts.turns(Which.REFUSED, 1, 1)[0]] == ["火星茶叶由谁负责？"]


def test_unanswered_questions_are_counted_together_most_asked_first(
    engine: Engine, transcripts: Transcripts
) -> None:
    kept = Conversations(engine)
    refused = replace(TURN, status="refused", answer="没有找到。")
    kept.append("b", replace(refused, question="那火星呢", standalone="火星茶叶由谁负责"))
    kept.append("c", replace(refused, standalone="火星茶叶由谁负责？", reply={"nearest": [1]}))
    kept.append("c", replace(refused, standalone="月球由谁负责？"))
    kept.append("d", replace(TURN, standalone="月球由谁负责"))  # it was answered since
    kept.append("d", replace(refused, standalone="木星由谁负责？"))
    questions, total = transcripts.unanswered(10)
    assert [(each.last.standalone, each.count) for each in questions] == [
        ("火星茶叶由谁负责？", 2),
        ("木星由谁负责？", 1),
    ]
    assert total == 2
    last = questions[0].last
    assert (last.conversation_id, last.number, last.reply) == ("c", 0, {"nearest": [1]})
    assert last.question == TURN.question
    assert transcripts.unanswered(1, 1)[0] == questions[1:2]
    assert transcripts.unanswered(10, 5) == ([], 2)
