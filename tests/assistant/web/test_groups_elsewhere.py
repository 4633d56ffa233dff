"""A closed notice is closed at the doors for other programs too: OpenAI's interface, and MCP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.assistant.web.errors import error_of
from tests.assistant.web.grouped import (
    GROUP,
    QUESTIONS,
    SECRET,
    Grouped,
    Reader,
    grouped_service,
    leaks,
)


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Grouped]:
    with grouped_service(tmp_path_factory.mktemp("grouped")) as service, service.live.client:
        yield service


@pytest.fixture(params=["没有组的密钥", "别组的密钥"])
def other(request: pytest.FixtureRequest, grouped: Grouped) -> Reader:
    return grouped.stranger if request.param == "没有组的密钥" else grouped.outsider


def complete(reader: Reader, question: str, **more: Any) -> httpx.Response:
    said = {"model": "duikou", "messages": [{"role": "user", "content": question}], **more}
    return reader.post("/v1/chat/completions", **said)


def call(reader: Reader, method: str, **parameters: Any) -> httpx.Response:
    headers = {"accept": "application/json, text/event-stream"}
    asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    return reader.request("POST", "/mcp", json=asked, headers=headers)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("stream", [False, True], ids=["整段", "流式"])
def test_completion_tells_nothing(
    grouped: Grouped, other: Reader, question: str, stream: bool
) -> None:
    told = complete(other, question, stream=stream)
    assert told.status_code == 200
    assert leaks(told, question) == []
    assert grouped.notice_id not in told.text


def test_completion_answers_members(grouped: Grouped) -> None:
    assert "柏溪人才局" in complete(grouped.member, QUESTIONS[0]).text


def test_conversation_is_not_gone_on_with_by_others(grouped: Grouped, other: Reader) -> None:
    asked = grouped.member.post("/api/ask", question=QUESTIONS[0]).json()
    told = complete(other, "配合单位呢？", conversation_id=asked["conversation_id"])
    assert told.status_code == 404
    assert leaks(told) == []


CALLS: list[dict[str, Any]] = [
    {"name": "ask", "arguments": {"question": QUESTIONS[0]}},
    {"name": "search", "arguments": {"query": "霜岭专班", "limit": 50}},
    {"name": "look_up_duties", "arguments": {"department": "柏溪人才局"}},
    {"name": "look_up_duties", "arguments": {"limit": 500}},
    {"name": "read_notice", "arguments": {"notice": SECRET["number"]}},
    {"name": "read_notice", "arguments": {"notice": SECRET["title"]}},
]


@pytest.mark.parametrize("called", CALLS, ids=lambda c: f"{c['name']}-{len(str(c))}")
def test_tool_tells_nothing(grouped: Grouped, other: Reader, called: dict[str, Any]) -> None:
    told = call(other, "tools/call", **called)
    assert told.status_code == 200
    assert leaks(told, str(called)) == []
    assert grouped.notice_id not in told.text
    known = call(grouped.member, "tools/call", **called)
    assert leaks(known, "") != []


def test_resources_are_those_that_are_seen(grouped: Grouped, other: Reader) -> None:
    assert grouped.notice_id in call(grouped.member, "resources/list").text
    listed = call(other, "resources/list")
    assert (grouped.notice_id in listed.text, leaks(listed)) == (False, [])
    told = call(other, "resources/read", uri=f"notice://{grouped.notice_id}")
    assert leaks(told) == []
    assert "没有" in told.text


def test_key_without_the_scope_is_refused(grouped: Grouped) -> None:
    keys = grouped.live.workspace.keys
    from index.keys import Scope

    filing = Reader(grouped.live.client, keys.create("收文", [Scope.INDEX], groups=[GROUP])[1])
    error_of(call(filing, "tools/list"), 403)
