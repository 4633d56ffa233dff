"""GET /api/questions/unanswered, and questions that are asked only to see what comes."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, notice


def unanswered(live: Live, words: str) -> list[Any]:
    """The listed questions that hold these words."""
    listed = live.get("/api/questions/unanswered", limit=100)["questions"]
    return [each for each in listed if words in each["question"]]


@pytest.fixture(scope="module")
def office(live: Live) -> Live:
    live.upload("冷链.txt", notice("冷链建设", "由松江区商务局负责冷链建设。"))
    return live


def test_same_question_is_listed_once_with_its_count_and_nearest(office: Live) -> None:
    for words in ("火星茶叶产量是多少吨？", " 火星茶叶产量是多少吨", "火星茶叶，产量是多少吨?"):
        assert office.ask(words)["status"] == "refused"
    (found,) = unanswered(office, "火星")
    assert (found["count"], found["question"]) == (3, "火星茶叶，产量是多少吨?")
    assert found["asked_as"] == found["question"]
    assert found["reason"]
    assert found["nearest"][0]["title"] == "关于冷链建设的通知"
    assert found["last_asked_at"].endswith("Z")


def test_most_asked_comes_first_and_pages_are_turned(office: Live) -> None:
    for _ in range(5):
        office.ask("月球由谁负责？")
    office.ask("水星由谁负责？")
    first = office.get("/api/questions/unanswered", limit=1)
    assert first["questions"][0]["question"] == "月球由谁负责？"
    assert first["total"] >= 2
    rest = office.get("/api/questions/unanswered", limit=100, offset=1)
    assert len(rest["questions"]) == first["total"] - 1
    assert "月球由谁负责？" not in {each["question"] for each in rest["questions"]}


def test_follow_up_is_listed_as_the_whole_question(office: Live) -> None:
    conversation = office.ask("冷链建设由哪个部门负责？")["conversation_id"]
    asked = {"question": "什么时候完成？", "conversation_id": conversation}
    reply = office.post("/api/ask", **asked)
    assert reply["status"] == "refused"
    (found,) = unanswered(office, "冷链建设")
    assert (found["question"], found["asked_as"]) == (reply["question"], "什么时候完成？")
    (turn,) = [
        turn
        for turn in office.get("/api/questions", which="refused")["turns"]
        if turn["conversation_id"] == conversation
    ]
    assert (turn["question"], turn["standalone"]) == ("什么时候完成？", reply["question"])


def test_question_answered_after_an_upload_is_listed_no_more(office: Live) -> None:
    question = "渔港疏浚由哪个部门负责？"
    assert office.ask(question)["status"] == "refused"
    assert unanswered(office, "渔港")
    office.upload("渔港.txt", notice("渔港疏浚", "由松江区海洋局负责渔港疏浚。"))
    tried = office.post("/api/ask", question=question, remember=False)
    assert (tried["status"], tried["turn"]) == ("answered", None)
    assert unanswered(office, "渔港")  # to try is not to ask
    assert office.ask(question)["status"] == "answered"
    assert unanswered(office, "渔港") == []


def test_trying_leaves_no_trace(office: Live) -> None:
    before = office.get("/api/questions/unanswered", limit=1)["total"]
    reply = office.post("/api/ask", question="木卫二由谁负责？", remember=False)
    assert (reply["status"], reply["turn"]) == ("refused", None)
    assert office.get("/api/questions/unanswered", limit=1)["total"] == before
    conversation = office.client.get(f"/api/conversations/{reply['conversation_id']}")
    assert error_of(conversation, 404)["code"] == "not_found"


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "limit=x"])
def test_pages_that_are_none(client: TestClient, query: str) -> None:
    error_of(client.get(f"/api/questions/unanswered?{query}"), 422)
