"""Conversations over HTTP: shown again, named, deleted, exported, judged."""

import io
from typing import Any

import docx
import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.errors import error_of

QUESTION = "文化旅游合作由哪个部门负责？"


@pytest.fixture
def asked(client: TestClient) -> dict[str, Any]:
    reply: dict[str, Any] = client.post("/api/ask", json={"question": QUESTION}).json()
    assert reply["status"] == "answered"
    return reply


def test_conversation_is_shown_as_it_was_answered(
    client: TestClient, asked: dict[str, Any]
) -> None:
    then = client.post(
        "/api/ask",
        json={"question": "什么时候完成？", "conversation_id": asked["conversation_id"]},
    ).json()
    assert (asked["turn"], then["turn"]) == (0, 1)
    shown = client.get(f"/api/conversations/{asked['conversation_id']}").json()
    assert shown["title"] == QUESTION
    first, second = shown["turns"]
    assert first["reply"]["citations"] == asked["citations"]
    assert first["reply"]["duties"] == asked["duties"]
    assert second["question"] == "什么时候完成？"


def test_conversation_gets_a_name_and_is_deleted(client: TestClient, asked: dict[str, Any]) -> None:
    path = f"/api/conversations/{asked['conversation_id']}"
    assert client.patch(path, json={"title": "文旅分工"}).status_code == 204
    assert client.get(path).json()["title"] == "文旅分工"
    assert client.delete(path).status_code == 204
    assert error_of(client.get(path), 404)["code"] == "not_found"
    assert client.delete(path).status_code == 204
    error_of(client.patch(path, json={"title": "再来"}), 404)


@pytest.mark.parametrize("title", ["", "长" * 101])
def test_name_that_is_empty_or_too_long_is_refused(
    client: TestClient, asked: dict[str, Any], title: str
) -> None:
    path = f"/api/conversations/{asked['conversation_id']}"
    error_of(client.patch(path, json={"title": title}), 422)


def test_word_file_holds_answer_duties_and_sources(
    client: TestClient, asked: dict[str, Any]
) -> None:
    path = f"/api/conversations/{asked['conversation_id']}/export"
    response = client.get(path, params={"format": "docx"})
    assert "attachment" in response.headers["content-disposition"]
    document = docx.Document(io.BytesIO(response.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert QUESTION in words
    for cited in asked["citations"]:
        assert cited["title"] in words
        assert cited["quote"].strip() in words
    (table,) = document.tables
    assert len(table.rows) == len(asked["duties"]) + 1


def test_markdown_escapes_what_people_and_notices_say(client: TestClient) -> None:
    question = "<script>alert(1)</script> *由谁负责* [甲](javascript:x)？"
    reply = client.post("/api/ask", json={"question": question}).json()
    path = f"/api/conversations/{reply['conversation_id']}/export"
    text = client.get(path, params={"format": "md"}).text
    assert "\\<script\\>" in text
    assert "\\[甲\\](javascript" in text
    assert "\\*由谁负责\\*" in text


def test_vote_is_listed_with_its_reason(client: TestClient, asked: dict[str, Any]) -> None:
    vote = {"conversation_id": asked["conversation_id"], "turn": 0, "vote": "down"}
    assert client.post("/api/feedback", json={**vote, "reason": "缺时限"}).status_code == 204
    listed = client.get("/api/questions", params={"which": "down"}).json()
    (turn,) = [t for t in listed["turns"] if t["conversation_id"] == asked["conversation_id"]]
    assert (turn["question"], turn["reason"], turn["vote"]) == (QUESTION, "缺时限", "down")
    assert client.post("/api/feedback", json={**vote, "vote": None}).status_code == 204
    listed = client.get("/api/questions", params={"which": "down"}).json()
    assert asked["conversation_id"] not in [t["conversation_id"] for t in listed["turns"]]


@pytest.mark.parametrize(
    "vote",
    [
        {"conversation_id": "nobody", "turn": 0, "vote": "up"},
        {"conversation_id": "nobody", "turn": 10**6, "vote": "up"},
    ],
)
def test_vote_on_what_was_never_answered_is_refused(
    client: TestClient, vote: dict[str, Any]
) -> None:
    assert "没有这段对话" in error_of(client.post("/api/feedback", json=vote), 404)["message"]


def test_questions_without_an_answer_are_listed(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "火星茶叶产量是多少吨？"})
    listed = client.get("/api/questions", params={"which": "refused"}).json()
    assert "火星茶叶产量是多少吨？" in [turn["question"] for turn in listed["turns"]]


def test_examples_are_answered_and_facets_are_those_of_the_notices(client: TestClient) -> None:
    questions = client.get("/api/suggestions").json()["questions"]
    assert len(questions) == 4
    for question in questions:
        assert client.post("/api/ask", json={"question": question}).json()["status"] == "answered"
    facets = client.get("/api/facets").json()
    notices = client.get("/api/notices", params={"limit": 100}).json()["notices"]
    assert {f["value"] for f in facets["issuers"]} == {n["issuer"] for n in notices if n["issuer"]}
    assert "2024" in {year["value"] for year in facets["years"]}


def test_suggestions_about_a_notice_are_about_it(client: TestClient) -> None:
    notices = client.get("/api/notices", params={"q": "实施方案"}).json()["notices"]
    questions = client.get("/api/suggestions", params={"notice": notices[0]["id"]}).json()[
        "questions"
    ]
    assert questions
    error_of(client.get("/api/suggestions?notice=..%2f"), 422)
    assert client.get(f"/api/suggestions?notice={'0' * 16}").json() == {"questions": []}
