"""POST /api/ask and GET /api/search: the contract's shapes, streams, and what is refused."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.wiring import Workspace
from tests.assistant.web.errors import error_of

QUESTION = "北屏区哪些部门负责文化旅游合作？"
ANSWER = {
    "status": str,
    "kind": str,
    "answer": str,
    "question": str,
    "conversation_id": str,
    "citations": list,
    "duties": list,
    "took_ms": float,
}
CITATION = {
    "mark": int,
    "notice_id": str,
    "title": str,
    "document_number": str | None,
    "issuer": str | None,
    "issued_on": str | None,
    "published_on": str | None,
    "status": str,
    "source": str,
    "section": list,
    "quote": str,
    "start": int,
    "end": int,
    "page": int | None,
    "url": str,
}
PASSAGE = {
    "notice_id": str,
    "title": str,
    "source": str,
    "section": list,
    "text": str,
    "start": int,
    "end": int,
    "score": float,
    "found_by": dict,
}


def has_shape(value: dict[str, Any], shape: dict[str, Any]) -> bool:
    """Every field of the contract is there, with its type."""
    return all(isinstance(value[name], kind) for name, kind in shape.items())


def ask(client: TestClient, question: str = QUESTION, **more: object) -> Any:
    """Ask and return the body of the answer."""
    response = client.post("/api/ask", json={"question": question, **more})
    assert response.status_code == 200
    return response.json()


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream: name and data."""
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    assert "".join(f"event: {name}\ndata: {data}\n\n" for name, data in found) == text
    return [(name, json.loads(data)) for name, data in found]


# --- answers -------------------------------------------------------------------------------------


def test_answer_has_the_contracts_shape(client: TestClient) -> None:
    answer = ask(client)
    assert has_shape(answer, ANSWER)
    assert answer["status"] == "answered"
    assert answer["kind"] in {"duty", "masthead", "extract", "generated"}
    assert answer["question"] == QUESTION
    assert "[1]" in answer["answer"]
    assert all(has_shape(citation, CITATION) for citation in answer["citations"])
    assert [c["mark"] for c in answer["citations"]] == list(range(1, len(answer["citations"]) + 1))


def test_citation_can_be_clicked_back_to_the_notice(client: TestClient) -> None:
    citation = ask(client)["citations"][0]
    assert citation["source"] == "北屏区与青禾度假区对口合作实施方案.html"
    assert (citation["issued_on"], citation["published_on"]) == ("2022-04-18", "2022-04-20")
    notice = client.get(f"/api/notices/{citation['notice_id']}").json()
    assert notice["text"][citation["start"] : citation["end"]] == citation["quote"]
    version = notice["version"]["id"]
    span = f"{citation['start']}-{citation['end']}"
    assert citation["url"] == f"/notices/{citation['notice_id']}?version={version}#{span}"
    assert client.get(citation["url"]).status_code == 200


def test_page_of_a_pdf_is_named(client: TestClient) -> None:
    answer = ask(client, "云岭市2024年工作要点里推进医疗协作的责任单位是谁？")
    citation = answer["citations"][0]
    assert citation["source"].endswith(".pdf")
    pages = client.get(f"/api/notices/{citation['notice_id']}").json()["pages"]
    assert citation["page"] == sum(begin <= citation["start"] for begin in pages) > 1


def test_refusal_has_no_citations_and_says_what_is_nearest(client: TestClient) -> None:
    answer = ask(client, "明天云岭会下雪吗？")
    assert has_shape(answer, ANSWER)
    assert (answer["status"], answer["citations"], answer["duties"]) == ("refused", [], [])
    assert answer["answer"].count("。") == 1
    assert 1 <= len(answer["nearest"]) <= 3
    assert all(has_shape(citation, CITATION) for citation in answer["nearest"])


def test_follow_up_is_made_whole(client: TestClient) -> None:
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "区文化体育旅游局、区融媒体中心。[1]"},
    ]
    answer = ask(client, "那白杉县呢？", history=history)
    assert answer["question"] == "白杉县哪些部门负责文化旅游合作？"


def test_conversation_keeps_its_id_and_a_new_one_gets_one(client: TestClient) -> None:
    assert ask(client, conversation_id="No_1-a")["conversation_id"] == "No_1-a"
    first, second = ask(client)["conversation_id"], ask(client)["conversation_id"]
    assert first
    assert first != second


def test_conversation_is_remembered_by_its_id(client: TestClient) -> None:
    first = ask(client)
    second = ask(client, "那青禾呢？", conversation_id=first["conversation_id"])
    assert second["question"] == "青禾哪些部门负责文化旅游合作？"
    third = ask(client, "那产销合作呢？", conversation_id=first["conversation_id"])
    assert third["question"] == "青禾哪些部门负责产销合作？"
    assert third["conversation_id"] == first["conversation_id"]


def test_notice_cited_before_is_known_by_the_conversation(client: TestClient) -> None:
    first = ask(client)
    second = ask(client, "这个方案的文号是多少？", conversation_id=first["conversation_id"])
    assert second["question"].startswith(f"《{first['citations'][0]['title']}》")
    assert "云岭青管发〔2022〕8号" in second["answer"]


def test_page_that_sends_its_history_too_is_told_the_notice(client: TestClient) -> None:
    first = ask(client)
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": first["answer"]},
    ]
    id_ = first["conversation_id"]
    answer = ask(client, "这个方案的文号是多少？", conversation_id=id_, history=history)
    assert "云岭青管发〔2022〕8号" in answer["answer"]


def test_history_given_wins_over_what_is_remembered(client: TestClient) -> None:
    ask(client, "铁海联运班列的运费补贴是多少？", conversation_id="wins")
    history = [{"role": "user", "content": QUESTION}]
    answer = ask(client, "那白杉县呢？", conversation_id="wins", history=history)
    assert answer["question"] == "白杉县哪些部门负责文化旅游合作？"


def test_stranger_conversation_is_not_told(client: TestClient) -> None:
    ask(client, conversation_id="mine")
    assert ask(client, "那青禾呢？", conversation_id="yours")["question"] == "那青禾呢？"


def test_streamed_turns_are_remembered(client: TestClient) -> None:
    body = {"question": QUESTION, "conversation_id": "streamed", "stream": True}
    assert client.post("/api/ask", json=body).status_code == 200
    answer = ask(client, "那青禾呢？", conversation_id="streamed")
    assert answer["question"] == "青禾哪些部门负责文化旅游合作？"


def test_refusals_are_remembered_and_faults_are_not(client: TestClient) -> None:
    ask(client, "明天云岭会下雪吗？", conversation_id="refused")
    assert client.post("/api/ask", json={"question": " ", "conversation_id": "refused"}).is_error
    answer = ask(client, "那澄川市呢？", conversation_id="refused")
    assert "会下雪" in answer["question"]


def test_questions_asked_at_once_are_all_answered(client: TestClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(client, conversation_id="at-once"), range(8)))
    assert {answer["conversation_id"] for answer in answers} == {"at-once"}


def test_filters(client: TestClient) -> None:
    question = "市级财政每年安排的对口合作专项资金不少于多少？"
    old = ask(client, question, filters={"issued_to": "2022-01-01"})
    assert "3000万元" in old["answer"]
    new = ask(client, question, filters={"issued_from": "2024-01-01", "status": "现行"})
    assert "5000万元" in new["answer"]
    assert ask(client, question, filters={})["status"] == "answered"
    assert ask(client, question, filters={"issuer": "没有的机关"})["status"] == "refused"


# --- streams -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question", [QUESTION, "寒地农机智能装备项目投资多少钱？", "明天云岭会下雪吗？"]
)
def test_stream_says_the_same_as_the_plain_answer(client: TestClient, question: str) -> None:
    plain = ask(client, question, conversation_id="c")
    response = client.post(
        "/api/ask", json={"question": question, "conversation_id": "c", "stream": True}
    )
    assert response.headers["content-type"].startswith("text/event-stream")
    sent = events(response.text)
    names = [name for name, _ in sent]
    assert names == ["delta"] * (len(names) - 2) + ["citations", "done"]
    assert "".join(data["text"] for name, data in sent if name == "delta") == plain["answer"]
    assert sent[-2][1]["citations"] == plain["citations"]
    assert sent[-1][1]["turn"] == plain["turn"] + 1
    assert {**sent[-1][1], "took_ms": 0, "turn": 0} == {**plain, "took_ms": 0, "turn": 0}


def test_stream_of_a_question_that_cannot_be_asked_is_one_error(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": " ", "stream": True})
    ((name, data),) = events(response.text)
    assert name == "error"
    assert data["error"]["code"] == "bad_question"
    assert "问题是空的" in data["error"]["message"]


# --- what is refused -----------------------------------------------------------------------------

JSON = {"content-type": "application/json"}
BAD = {
    "空问题": ({"question": ""}, "问题是空的"),
    "问题过长": ({"question": "字" * 10_000}, "10000 个字，超过上限 1000 个字"),
    "没有问题": ({}, "question 缺少这一项"),
    "问题不是文字": ({"question": 1}, "question 应为文字"),
    "问题是null": ({"question": None}, "question 应为文字"),
    "不认识的字段": ({"question": "x", "nope": 1}, "不认识的字段 nope"),
    "不认识的筛选条件": ({"question": "x", "filters": {"nope": 1}}, "filters.nope，可用的筛选条件：issuer"),
    "日期有误": ({"question": "x", "filters": {"issued_from": "2024-13-01"}}, "应为日期"),
    "日期是文字": ({"question": "x", "filters": {"issued_to": "去年"}}, "filters.issued_to 应为日期"),
    "状态有误": ({"question": "x", "filters": {"status": "作废"}}, "filters.status 的值不可用"),
    "角色有误": ({"question": "x", "history": [{"role": "system", "content": ""}]}, "history.0.role"),
    "历史不是列表": ({"question": "x", "history": "x"}, "history 应为列表"),
    "历史太多": ({"question": "x", "history": [{"role": "user", "content": "x"}] * 51}, "history 太多"),
    "会话号有误": ({"question": "x", "conversation_id": "一号"}, "conversation_id 只能由字母、数字、下划线和连字符组成"),
    "会话号有换行": ({"question": "x", "conversation_id": "a\n"}, "conversation_id 只能由字母"),
    "会话号太长": ({"question": "x", "conversation_id": "x" * 65}, "conversation_id 太长"),
    "stream有误": ({"question": "x", "stream": "也许"}, "stream 应为 true 或 false"),
    "不是对象": (["x"], "应为 JSON 对象"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "says"), BAD.values(), ids=BAD.keys())
def test_request_that_is_wrong_says_what_and_where(
    client: TestClient, body: object, says: str
) -> None:
    assert says in error_of(client.post("/api/ask", json=body), 422)["message"]


def test_every_fault_is_named(client: TestClient) -> None:
    body = {"nope": 1, "filters": {"issued_from": "x", "issued_to": "y"}}
    error = error_of(client.post("/api/ask", json=body), 422)
    assert len(error["detail"]["fields"]) == 4


def test_json_that_is_none(client: TestClient) -> None:
    response = client.post("/api/ask", content='{"question": ', headers=JSON)
    assert "不是有效的 JSON" in error_of(response, 422)["message"]


def test_bytes_that_are_not_utf8(client: TestClient) -> None:
    body = '{"question": "北屏区"}'.encode("gbk")
    error_of(client.post("/api/ask", content=body, headers=JSON), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_form_of_another_site_cannot_ask(client: TestClient, kind: str) -> None:
    body = json.dumps({"question": QUESTION})
    error_of(client.post("/api/ask", content=body, headers={"content-type": kind}), 422)


def test_question_with_half_a_character(client: TestClient) -> None:
    """It is left out: half a character is no text."""
    response = client.post("/api/ask", content=rb'{"question": "\ud83d?"}', headers=JSON)
    assert response.status_code == 200
    alone = client.post("/api/ask", content=rb'{"question": "\ud83d"}', headers=JSON)
    assert "问题是空的" in error_of(alone, 422)["message"]


# --- search --------------------------------------------------------------------------------------


def test_passages_have_the_contracts_shape_best_first(client: TestClient) -> None:
    passages = client.get("/api/search", params={"q": "冷链配送", "limit": 5}).json()["passages"]
    assert len(passages) == 5
    assert all(has_shape(passage, PASSAGE) for passage in passages)
    assert "冷链" in passages[0]["text"]
    scores = [passage["score"] for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert set(passages[0]["found_by"]) <= {"keywords", "vectors"}


def test_passages_stand_in_their_notices(client: TestClient, sample_workspace: Workspace) -> None:
    for passage in client.get("/api/search", params={"q": "专项资金"}).json()["passages"]:
        notice = sample_workspace.catalogue.notice(passage["notice_id"])
        assert notice
        assert notice.text[passage["start"] : passage["end"]] == passage["text"]


def test_search_is_filtered(client: TestClient) -> None:
    query = {"q": "专项资金", "issuer": "财政局", "issued_from": "2023-01-01"}
    passages = client.get("/api/search", params=query).json()["passages"]
    assert passages
    assert {p["source"] for p in passages} == {"澄川市对口合作专项资金管理办法（试行）.pdf"}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("q=", "检索词是空的"),
        ("q=%20%20", "检索词是空的"),
        ("", "q 缺少这一项"),
        ("q=x&nope=1", "nope"),
        ("q=x&limit=0", "limit 太小"),
        ("q=x&limit=101", "limit 太大"),
        ("q=x&limit=abc", "limit 应为整数"),
        ("q=x&issued_from=abc", "应为日期"),
        ("q=x&status=abc", "的值不可用"),
        (f"q={'x' * 1001}", "q 太长"),
    ],
)
def test_search_that_is_wrong_says_what(client: TestClient, query: str, says: str) -> None:
    assert says in error_of(client.get(f"/api/search?{query}"), 422)["message"]


@pytest.mark.parametrize("words", ["%ff%fe", "%00", "%F0%9F%98%80", "%27%20OR%201%3D1", "%25_%5C"])
def test_search_for_odd_characters(client: TestClient, words: str) -> None:
    assert client.get(f"/api/search?q={words}").status_code == 200
