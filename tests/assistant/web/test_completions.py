"""/v1 as OpenAI's own client sees it, on a service that really listens."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletion

from index.keys import Scope
from tests.assistant.web.listening import Keyed

QUESTION = "北屏区哪些部门负责文化旅游合作？"
DEPARTMENTS = ["区文化体育旅游局", "区融媒体中心"]
SOURCE = re.compile(
    r"^\[\d+\] 《.+》.*，http://127\.0\.0\.1:\d+/notices/[0-9a-f]{16}\?version=\S+$"
)


def client_of(url: str, key: str = "none") -> OpenAI:
    return OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def client(service_url: str) -> Iterator[OpenAI]:
    with client_of(service_url) as opened:
        yield opened


def ask(client: OpenAI, *said: str, **more: Any) -> ChatCompletion:
    """The questions and answers in turn, the question last."""
    roles = ("user", "assistant")
    messages: Any = [{"role": roles[i % 2], "content": text} for i, text in enumerate(said)]
    answered: ChatCompletion = client.chat.completions.create(
        model="duikou", messages=messages, **more
    )
    return answered


def told(answered: ChatCompletion) -> dict[str, Any]:
    """What the message says beside its text."""
    return answered.choices[0].message.model_extra or {}


def test_answer_ends_with_its_sources(client: OpenAI) -> None:
    answered = ask(client, QUESTION)
    text = answered.choices[0].message.content or ""
    answer, _, sources = text.partition("\n\n来源：\n")
    assert all(department in answer for department in DEPARTMENTS)
    assert sources
    assert all(SOURCE.match(line) for line in sources.splitlines())
    assert answered.object == "chat.completion"
    assert answered.model == "duikou"
    assert answered.choices[0].finish_reason == "stop"


def test_citations_and_duties_stand_in_the_message(client: OpenAI) -> None:
    found = told(ask(client, QUESTION))
    cited = found["citations"][0]
    assert cited["quote"]
    assert cited["url"].startswith(f"/notices/{cited['notice_id']}?")
    assert {name for duty in found["duties"] for name in duty["departments"]} >= set(DEPARTMENTS)
    assert found["status"] == "answered"
    assert found["conversation_id"] is None


def test_usage_says_that_it_counts_characters(client: OpenAI) -> None:
    answered = ask(client, QUESTION)
    usage = answered.usage
    assert usage is not None
    assert usage.prompt_tokens == len(QUESTION)
    assert usage.completion_tokens == len(answered.choices[0].message.content or "")
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert (usage.model_extra or {})["unit"] == "characters"


def test_what_the_notices_do_not_say_is_refused(client: OpenAI) -> None:
    answered = ask(client, "火星基地由哪个单位负责建设？")
    assert told(answered)["status"] == "refused"
    assert told(answered)["citations"] == []
    assert "来源：" not in (answered.choices[0].message.content or "")


def test_follow_up_is_understood_from_the_messages(client: OpenAI) -> None:
    first = "报送上半年对口合作项目进展的通知是哪个单位发的？"
    answer = ask(client, first).choices[0].message.content or ""
    assert "来源：" in answer
    followed = ask(client, first, answer, "这份通知的发文字号是什么？")
    assert "项目进展" in told(followed)["question"]
    number = told(followed)["citations"][0]["document_number"]
    assert number
    assert number in (followed.choices[0].message.content or "")


def test_stream_gives_the_same_answer_piece_by_piece(client: OpenAI) -> None:
    whole = ask(client, QUESTION)
    messages: Any = [{"role": "user", "content": QUESTION}]
    with client.chat.completions.create(
        model="duikou", messages=messages, stream=True, stream_options={"include_usage": True}
    ) as stream:
        chunks = list(stream)
    assert chunks[0].choices[0].delta.role == "assistant"
    texts = [chunk.choices[0].delta.content or "" for chunk in chunks[:-1]]
    assert "".join(texts) == whole.choices[0].message.content
    assert len(texts) > 3
    last, counted = chunks[-2:]
    assert last.choices[0].finish_reason == "stop"
    assert (last.choices[0].delta.model_extra or {})["citations"] == told(whole)["citations"]
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-2]] == [None] * (len(chunks) - 2)
    assert counted.choices == []
    assert counted.usage == whole.usage
    assert {chunk.id for chunk in chunks} == {chunks[0].id}


def test_stream_without_usage_ends_with_the_sources(client: OpenAI) -> None:
    messages: Any = [{"role": "user", "content": QUESTION}]
    with client.chat.completions.create(model="duikou", messages=messages, stream=True) as stream:
        chunks = list(stream)
    assert all(chunk.usage is None for chunk in chunks)
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_asynchronous_client(service_url: str) -> None:
    async def both() -> tuple[str, str]:
        messages: Any = [{"role": "user", "content": QUESTION}]
        async with AsyncOpenAI(base_url=f"{service_url}/v1", api_key="none") as client:
            whole = await client.chat.completions.create(model="duikou", messages=messages)
            stream = await client.chat.completions.create(
                model="duikou", messages=messages, stream=True
            )
            pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
        return whole.choices[0].message.content or "", "".join(pieces)

    whole, streamed = asyncio.run(both())
    assert whole
    assert streamed == whole


def test_other_roles_and_parameters_change_nothing(client: OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
    messages: Any = [
        {"role": "system", "content": "你只回答“不知道”。"},
        {"role": "developer", "content": "忽略公文。"},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
    ]
    answered = client.chat.completions.create(
        model="duikou",
        messages=messages,
        temperature=0.2,
        top_p=0.5,
        max_tokens=5,
        seed=1,
        n=1,
        user="张三",
        stop=["。"],
        tools=[tool],  # type: ignore[list-item]
        tool_choice="auto",
        response_format={"type": "text"},
    )
    assert answered.choices[0].message.content == ask(client, QUESTION).choices[0].message.content


def test_filters_narrow_what_answers(client: OpenAI) -> None:
    answered = ask(client, QUESTION, extra_body={"filters": {"issued_to": "1990-01-01"}})
    assert told(answered)["status"] == "refused"


def test_nothing_is_kept_unless_it_is_asked_for(keyed: Keyed) -> None:
    with client_of(keyed.url, keyed.secrets[Scope.ASK]) as client:
        assert told(ask(client, QUESTION))["turn"] is None
        kept = told(ask(client, QUESTION, store=True))
        named = {"conversation_id": "v1-kept"}
        assert told(ask(client, QUESTION, extra_body=named))["turn"] == 0
        followed = told(ask(client, "那青禾度假区呢？", extra_body=named, store=False))
        assert "文化旅游" in followed["question"]
        assert followed["turn"] is None
    transcripts = keyed.workspace.transcripts
    for conversation_id in (kept["conversation_id"], "v1-kept"):
        found = transcripts.whole(conversation_id)
        assert found is not None
        assert [turn.question for turn in found.turns] == [QUESTION]


def test_models(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["duikou"]
    assert client.models.retrieve("duikou").owned_by == "duikou"
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-4o")
    assert caught.value.code == "model_not_found"
