"""A server of a language model that behaves badly: who asks gets control back in time, and is told why."""

import time
from collections.abc import Callable, Iterator

import pytest

from assistant.errors import (
    ModelBrokenError,
    ModelSlowError,
    ModelUnreachableError,
)
from assistant.speaking.model import ChatModel, Endpoint
from tests.assistant.speaking.scripted_model import (
    ASKED,
    KEY,
    LONG_S,
    Exchange,
    ScriptedModel,
    failure_of,
    scripted,
    threads_end_within,
)
from tests.conftest import free_port
from tests.patience import until

SECONDS = 0.6


@pytest.fixture
def server() -> Iterator[ScriptedModel]:
    with scripted(Exchange.answer) as own:
        own.model()  # so that no test counts what is done once
        yield own


def silent(exchange: Exchange) -> None:
    exchange.left_within(LONG_S)


def silent_after_the_head(exchange: Exchange) -> None:
    exchange.begin()
    exchange.left_within(LONG_S)


def silent_after_some_text(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("由市")
    exchange.left_within(LONG_S)


def dripping_its_head(exchange: Exchange) -> None:
    for byte in b"HTTP/1.1 200 OK\r\n" * 10:
        exchange.raw(bytes([byte]))
        time.sleep(0.05)


def dripping_its_text(exchange: Exchange) -> None:
    exchange.begin()
    while not exchange.left_within(0.05):
        exchange.chunk(b":")


def never_stopping(exchange: Exchange) -> None:
    exchange.begin()
    while not exchange.left_within(0.001):
        exchange.say("负责")


def thinking_for_ever(exchange: Exchange) -> None:
    exchange.begin()
    while not exchange.left_within(0.01):
        exchange.delta(reasoning_content="再想想")


@pytest.mark.parametrize(
    "script",
    [silent, silent_after_the_head, silent_after_some_text, dripping_its_head, dripping_its_text,
     never_stopping, thinking_for_ever],
)  # fmt: skip
def test_answer_that_is_not_complete_in_time_is_given_up(
    script: Callable[[Exchange], None], server: ScriptedModel
) -> None:
    server.script = script
    failure = failure_of(server.model(), SECONDS)
    assert isinstance(failure, ModelSlowError)
    assert "0.6 秒" in str(failure)
    assert "DUIKOU_MODEL_SECONDS" in str(failure)


def test_text_that_came_in_time_is_given_all_the_same(server: ScriptedModel) -> None:
    server.script = silent_after_some_text
    pieces = server.model().stream(ASKED, 3, 50)
    assert next(pieces) == "由市"
    with pytest.raises(ModelSlowError):
        next(pieces)


def dying_before_the_head(exchange: Exchange) -> None:
    exchange.connection.close()


def dying_in_the_middle(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("由市")


def ending_without_an_end(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("由市商务局负责。")
    exchange.chunk(b"")


def invalid_json(exchange: Exchange) -> None:
    exchange.begin()
    exchange.chunk(b'data: {"choices": [{"delta"\n\n')
    exchange.end()


def json_of_something_else(exchange: Exchange) -> None:
    exchange.begin()
    exchange.event([1, 2])
    exchange.event({"choices": [7]})
    exchange.end()


def half_a_character(exchange: Exchange) -> None:
    exchange.begin()
    whole = 'data: {"choices": [{"index": 0, "delta": {"content": "负"}}]}\n\n'.encode()
    exchange.chunk(whole.replace("负".encode(), "负".encode()[:2]))
    exchange.end()


def a_web_page(exchange: Exchange) -> None:
    exchange.fail(200, "<!DOCTYPE html><title>Welcome to nginx!</title>")


def nothing_at_all(exchange: Exchange) -> None:
    exchange.fail(200, "")


def an_empty_answer(exchange: Exchange) -> None:
    exchange.answer("", " \n")


def no_http(exchange: Exchange) -> None:
    exchange.raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    exchange.left_within(LONG_S)


def one_endless_line(exchange: Exchange) -> None:
    exchange.begin()
    while not exchange.left_within(0):
        exchange.chunk(b"data: " + b"x" * 100_000)


def an_error_in_the_stream(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("由市")
    exchange.event({"error": {"message": f"CUDA out of memory {KEY}", "code": 500}})


def an_end_by_an_error(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("由市")
    exchange.end("error")


def only_the_end_of_thoughts(exchange: Exchange) -> None:
    exchange.answer("先看公文。", "再答。</think>由市商务局负责。")


@pytest.mark.parametrize(
    ("script", "said"),
    [(dying_before_the_head, "中途断开"), (dying_in_the_middle, "中途断开"),
     (ending_without_an_end, "没有说完"), (invalid_json, "约定格式"),
     (json_of_something_else, "约定格式"), (half_a_character, "约定格式"),
     (a_web_page, "DUIKOU_MODEL_URL"), (nothing_at_all, "DUIKOU_MODEL_URL"), (an_empty_answer, "没有给出文字"),
     (no_http, "中途断开"), (one_endless_line, "max_tokens"), (an_error_in_the_stream, "约定格式"),
     (an_end_by_an_error, "没有说完"), (only_the_end_of_thoughts, "reasoning-parser")],
)  # fmt: skip
def test_what_is_no_answer_is_broken(
    script: Callable[[Exchange], None], said: str, server: ScriptedModel
) -> None:
    server.script = script
    failure = failure_of(server.model(), 20)
    assert isinstance(failure, ModelBrokenError)
    assert said in str(failure)


@pytest.mark.parametrize(
    ("url", "said"),
    [(f"http://127.0.0.1:{free_port()}/v1", "DUIKOU_MODEL_URL"), ("http://nirgends.invalid/v1", "DUIKOU_MODEL_URL")],
    ids=["nobody at the port", "no such name"],
)  # fmt: skip
def test_nobody_there(url: str, said: str) -> None:
    failure = failure_of(ChatModel(Endpoint("openai", url, "m", KEY, 8192)), 10)
    assert isinstance(failure, ModelUnreachableError)
    assert said in str(failure)


def test_https_where_there_is_none(server: ScriptedModel) -> None:
    failure = failure_of(server.model(url=server.url.replace("http:", "https:")), 20)
    assert isinstance(failure, ModelUnreachableError)
    assert "https" in str(failure)


@pytest.mark.parametrize(
    "script", [silent, silent_after_the_head, silent_after_some_text, never_stopping]
)
def test_who_wants_no_more_hangs_up(
    script: Callable[[Exchange], None], server: ScriptedModel
) -> None:
    """The server notices at once, and need not go on."""
    left = []

    def watched(exchange: Exchange) -> None:
        if script is silent_after_some_text or script is never_stopping:
            exchange.begin()
            exchange.say("由市")
        left.append(exchange.left_within(LONG_S))

    server.script = watched
    pieces = server.model().stream(ASKED, 2, 50)
    if script in (silent_after_some_text, never_stopping):
        assert next(pieces) == "由市"
        pieces.close()
    else:
        with pytest.raises(ModelSlowError):
            next(pieces)
    assert threads_end_within(LONG_S / 2)
    until(lambda: left == [True])
