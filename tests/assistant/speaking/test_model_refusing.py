"""A server of a language model that takes no request: what is said says what to do."""

from collections.abc import Iterator

import pytest

from assistant.errors import (
    ModelBrokenError,
    ModelBusyError,
    ModelFailure,
    ModelOverflowError,
    ModelRefusedError,
)
from assistant.speaking.model import Message
from tests.assistant.speaking.scripted_model import (
    ASKED,
    KEY,
    Exchange,
    ScriptedModel,
    failure_of,
    scripted,
)


@pytest.fixture
def server() -> Iterator[ScriptedModel]:
    with scripted(Exchange.answer) as own:
        yield own


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [(400, ModelRefusedError, "日志"), (401, ModelRefusedError, "DUIKOU_MODEL_KEY"),
     (403, ModelRefusedError, "权限"), (404, ModelRefusedError, "DUIKOU_MODEL_NAME"),
     (413, ModelOverflowError, "DUIKOU_MODEL_CONTEXT"), (429, ModelBusyError, "稍后"),
     (500, ModelBrokenError, "日志"), (503, ModelBrokenError, "HTTP 503"), (204, ModelBrokenError, "HTTP 204")],
)  # fmt: skip
def test_status_says_what_to_do(
    status: int, kind: type[ModelFailure], said: str, server: ScriptedModel
) -> None:
    server.script = lambda exchange: exchange.fail(
        status, f'{{"error": "of {KEY}: 冷链由谁负责？"}}'
    )
    failure = failure_of(server.model(), 20)
    assert type(failure) is kind
    assert said in str(failure)
    assert "冷链" not in str(failure)
    assert len(server.heard) == 1  # and is not tried again


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(status: int, server: ScriptedModel) -> None:
    with scripted(lambda exchange: exchange.answer("我是别人。")) as elsewhere:
        to = f"Location: {elsewhere.url}/chat/completions\r\n"
        server.script = lambda exchange: exchange.fail(status, "", to)
        assert isinstance(failure_of(server.model(), 20), ModelRefusedError)
        assert elsewhere.heard == []


@pytest.mark.parametrize(
    "complaint",
    [
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens",
        '{"error": {"code": 400, "type": "exceed_context_size_error", "message": "the request exceeds"}}',
        '{"error": {"code": "context_length_exceeded"}}',
        "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]",
        '{"error": {"code": "1261", "message": "Prompt 超长"}}',
    ],
)
def test_request_that_is_too_long_is_known_by_what_servers_say(
    complaint: str, server: ScriptedModel
) -> None:
    server.script = lambda exchange: exchange.fail(400, complaint)
    failure = failure_of(server.model(), 20)
    assert isinstance(failure, ModelOverflowError)
    assert "DUIKOU_MODEL_CONTEXT" in str(failure)


def test_overflow_told_in_the_stream_is_known_too(server: ScriptedModel) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.event({"error": {"message": "maximum context length is 4096 tokens", "code": 400}})

    server.script = script
    assert isinstance(failure_of(server.model(), 20), ModelOverflowError)


def test_silence_after_a_request_that_is_too_long_is_taken_for_that(server: ScriptedModel) -> None:
    server.script = lambda exchange: exchange.fail(200, "")
    model = server.model(context=2048)
    with pytest.raises(ModelOverflowError):
        list(model.stream([Message("user", "公文" * 1000)], 5, 50))
    with pytest.raises(ModelBrokenError):
        list(model.stream(ASKED, 5, 50))


def test_content_that_the_service_does_not_like(server: ScriptedModel) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say("由市")
        exchange.end("content_filter")

    server.script = script
    assert isinstance(failure_of(server.model(), 20), ModelRefusedError)
