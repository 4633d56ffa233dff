"""/v1 streams while the answer is made, as OpenAI's own client reads it; the note of an answer."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionChunk

from assistant.web.sources import without_sources
from assistant.wiring import Workspace
from tests.assistant.web.scripted import PIECES, Script
from tests.attacks.besieged import listening
from tests.patience import until

ANSWER = "".join(PIECES)
NOTE = "本回答由语言模型根据引文写成。"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    made = Script(note=NOTE).installed(monkeypatch)
    yield made
    made.let()


@pytest.fixture
def client(sample_workspace: Workspace, script: Script) -> Iterator[OpenAI]:
    with listening(sample_workspace) as service:
        url = f"http://127.0.0.1:{service.port}/v1"
        with OpenAI(base_url=url, api_key="none", max_retries=0) as opened:
            yield opened


def stream(client: OpenAI, **more: Any) -> "openai.Stream[ChatCompletionChunk]":
    messages: Any = [{"role": "user", "content": "慢"}]
    return client.chat.completions.create(model="duikou", messages=messages, stream=True, **more)


def whole(client: OpenAI) -> Any:
    return client.chat.completions.create(
        model="duikou", messages=[{"role": "user", "content": "慢"}]
    )


def test_chunks_come_as_the_answer_is_made(client: OpenAI, script: Script) -> None:
    """The next is not told before it is heard."""
    script.hold()
    came: list[str] = []
    for chunk in stream(client):
        if text := chunk.choices[0].delta.content:
            came.append(text)
            script.let(1)
    assert came[: len(PIECES)] == list(PIECES)


def test_note_stands_between_the_text_and_its_sources(client: OpenAI, script: Script) -> None:
    answered = whole(client)
    message = answered.choices[0].message
    assert message.content.startswith(f"{ANSWER}\n\n说明：{NOTE}\n\n来源：\n[1] 《")
    assert message.note == NOTE
    assert without_sources(message.content)[0] == ANSWER
    chunks = list(stream(client, stream_options={"include_usage": True}))
    texts = [chunk.choices[0].delta.content or "" for chunk in chunks[:-1]]
    assert "".join(texts) == message.content
    assert chunks[-1].usage == answered.usage
    assert (chunks[-2].choices[0].delta.model_extra or {})["note"] == NOTE


def test_refusal_with_a_note_is_read_back_without_it() -> None:
    assert without_sources(f"没有找到。\n\n说明：{NOTE}") == ("没有找到。", ())
    assert without_sources("说明：见附件。") == ("说明：见附件。", ())


def test_what_goes_wrong_in_the_middle_is_raised_by_the_client(
    client: OpenAI, script: Script
) -> None:
    script.fault = RuntimeError("谁也没有料到")
    texts: list[str] = []
    with pytest.raises(openai.APIError, match="服务内部出错") as raised:
        texts += [chunk.choices[0].delta.content or "" for chunk in stream(client)]
    body: Any = raised.value.body
    assert (body["code"], body["type"]) == ("internal", "server_error")


def test_who_closes_the_stream_ends_the_answer(client: OpenAI, script: Script) -> None:
    script.pieces = PIECES * 1000
    script.hold()
    with stream(client) as going:
        assert next(going).choices[0].delta.role == "assistant"
    script.let()
    until(lambda: script.ended == ["UnheardError"])
