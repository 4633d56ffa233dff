"""The tools as the official client of the protocol calls them, over HTTP."""

import re
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp_types import CallToolResult

from index.keys import Scope
from tests.assistant.web.listening import Keyed
from tests.assistant.web.tools_client import LEGACY, MODERN, calling, over_http, text_of

QUESTION = "北屏区哪些部门负责文化旅游合作？"
PLAN = "北屏区与青禾度假区对口合作实施方案"


def call(keyed: Keyed, name: str, **arguments: Any) -> CallToolResult:
    return over_http(keyed.url, calling(name, **arguments), keyed.secrets[Scope.ASK])


def data(result: CallToolResult) -> Any:
    assert not result.is_error, text_of(result)
    return result.structured_content


def refusal(result: CallToolResult) -> str:
    assert result.is_error
    said = text_of(result)
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert "Error" not in said
    return said


@pytest.mark.parametrize("mode", [LEGACY, MODERN])
def test_tools_tell_in_chinese_what_they_are_for(keyed: Keyed, mode: str) -> None:
    async def listed(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = over_http(keyed.url, listed, keyed.secrets[Scope.ASK], mode)
    assert [tool.name for tool in tools] == ["ask", "search", "read_notice", "look_up_duties"]
    for tool in tools:
        assert re.search(r"[\u4e00-\u9fff]{5}", tool.description)
        assert tool.annotations.read_only_hint
        assert tool.output_schema["type"] == "object"
        assert tool.input_schema["additionalProperties"] is False
        for field in tool.input_schema["properties"].values():
            assert re.search(r"[\u4e00-\u9fff]", field["description"])


@pytest.mark.parametrize("mode", [LEGACY, MODERN])
def test_ask_answers_with_sources(keyed: Keyed, mode: str) -> None:
    key = keyed.secrets[Scope.ASK]
    result = over_http(keyed.url, calling("ask", question=QUESTION), key, mode)
    answer = data(result)
    assert answer["status"] == "answered"
    assert {"区文化体育旅游局", "区融媒体中心"} <= set(answer["duties"][0]["departments"])
    assert answer["citations"][0]["quote"]
    assert f"《{answer['citations'][0]['title']}》" in text_of(result)
    assert f"{keyed.url}{answer['citations'][0]['url']}" in text_of(result)


def test_ask_keeps_to_the_filters_and_refuses_openly(keyed: Keyed) -> None:
    answer = data(call(keyed, "ask", question=QUESTION, filters={"issued_to": "1990-01-01"}))
    assert answer["status"] == "refused"
    nearest = call(keyed, "ask", question="火星基地由哪个单位负责建设？")
    assert data(nearest)["citations"] == []
    assert "最接近的内容（不是答案）" in text_of(nearest)


def test_nothing_that_is_asked_is_kept(keyed: Keyed) -> None:
    answer = data(call(keyed, "ask", question=QUESTION))
    assert keyed.workspace.transcripts.whole(answer["conversation_id"]) is None


def test_search_finds_passages(keyed: Keyed) -> None:
    result = call(keyed, "search", query="文化旅游合作", limit=3)
    passages = data(result)["passages"]
    assert len(passages) == 3
    assert all(f"{keyed.url}{passage['url']}" in text_of(result) for passage in passages)


def test_notice_is_read_by_whatever_it_is_called(keyed: Keyed) -> None:
    whole = data(call(keyed, "read_notice", notice=PLAN))
    number = whole["notice"]["document_number"]
    for called in (whole["notice"]["id"], number, f"《{whole['notice']['title']}》"):
        assert data(call(keyed, "read_notice", notice=called)) == whole
    assert whole["text"]
    assert whole["end"] - whole["start"] == len(whole["text"])


def test_long_notice_is_read_part_by_part(keyed: Keyed) -> None:
    text, offset = "", 0
    while offset is not None:
        part = data(call(keyed, "read_notice", notice=PLAN, offset=offset, limit=500))
        text += part["text"]
        offset = part["next_offset"]
    notice = keyed.workspace.catalogue.notice(part["notice"]["id"])
    assert notice is not None
    assert text == notice.text


def test_section_is_read_alone(keyed: Keyed) -> None:
    outline = data(call(keyed, "read_notice", notice=PLAN))["outline"]
    wanted = next(section for section in outline if section["level"] == 1)
    part = data(call(keyed, "read_notice", notice=PLAN, section=wanted["heading"]))
    assert (part["start"], part["end"]) == (wanted["start"], wanted["end"])
    assert part["next_offset"] is None


def test_duties_are_looked_up(keyed: Keyed) -> None:
    found = data(call(keyed, "look_up_duties", department="区融媒体中心"))
    assert found["total"] == len(found["duties"]) > 0
    assert all("融媒体中心" in "".join(duty["departments"]) for duty in found["duties"])
    some = call(keyed, "look_up_duties", due_from="2024-01-01", due_to="2024-12-31", limit=1)
    assert "2024-01-01" <= data(some)["duties"][0]["due"] <= "2024-12-31"
    assert f"共 {data(some)['total']} 条" in text_of(some)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {}, "question 缺少这一项"),
        ("ask", {"question": ""}, "问题是空的"),
        ("ask", {"question": "谁", "filters": {"city": "x"}}, "不认识的字段 filters.city"),
        ("ask", {"question": "谁", "history": []}, "不认识的字段 history"),
        ("search", {"query": " "}, "检索词是空的"),
        ("search", {"query": "谁", "limit": 51}, "limit 太大"),
        ("read_notice", {"notice": "0" * 16}, "没有找到公文"),
        ("read_notice", {"notice": "没有这样的公文标题"}, "没有找到公文"),
        ("read_notice", {"notice": "对口合作"}, "请用编号指明是哪一份"),
        ("read_notice", {"notice": PLAN, "section": "火星"}, "没有章节“火星”"),
        ("look_up_duties", {"due_to": "年底"}, "due_to 应为日期"),
    ],
)
def test_errors_say_in_chinese_what_to_do(
    keyed: Keyed, name: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in refusal(call(keyed, name, **arguments))


@pytest.mark.parametrize("mode", [LEGACY, MODERN])
def test_unknown_tool(keyed: Keyed, mode: str) -> None:
    with pytest.raises(MCPError, match="没有名为 delete_all 的工具。可用：ask、search"):
        over_http(keyed.url, calling("delete_all"), keyed.secrets[Scope.ASK], mode)


def test_notices_are_resources(keyed: Keyed) -> None:
    async def first(client: Client) -> tuple[Any, Any, Any]:
        listed = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        return listed, templates, await client.read_resource(str(listed[0].uri))

    listed, (template,), read = over_http(keyed.url, first, keyed.secrets[Scope.ASK])
    assert len(listed) == keyed.workspace.catalogue.notices(limit=1)[1]
    assert template.uri_template == "notice://{notice_id}"
    notice = keyed.workspace.catalogue.notice(str(listed[0].uri).removeprefix("notice://"))
    assert notice is not None
    assert read.contents[0].text == notice.text


@pytest.mark.parametrize("uri", ["notice://0000000000000000", "file:///etc/passwd"])
def test_other_resources_are_refused(keyed: Keyed, uri: str) -> None:
    async def read(client: Client) -> Any:
        return await client.read_resource(uri)

    with pytest.raises(MCPError, match="可能已被撤下或替换"):
        over_http(keyed.url, read, keyed.secrets[Scope.ASK])
