"""What is asked of a language model, and its text as it comes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest

from assistant.errors import ModelBrokenError, ModelFailure, ModelUnfinishedError, SettingsError
from assistant.speaking.model import ChatModel, Endpoint, Message
from tests.assistant.speaking.scripted_model import KEY, Exchange, ScriptedModel, scripted
from tests.conftest import free_port
from tests.patience import PATIENCE_S

ASKED = [Message("system", "只用所给的公文回答。"), Message("user", "冷链由谁负责？")]


@pytest.fixture
def server() -> Iterator[ScriptedModel]:
    with scripted(lambda exchange: exchange.answer("由市", "商务局", "负责。")) as own:
        yield own


def answered(model: ChatModel, seconds: float = 10) -> str:
    return "".join(model.stream(ASKED, seconds, 200))


def test_text_comes_in_pieces(server: ScriptedModel) -> None:
    assert list(server.model().stream(ASKED, 10, 200)) == ["由市", "商务局", "负责。"]


def test_piece_is_given_before_the_next_is_there(server: ScriptedModel) -> None:
    heard = Event()

    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say("由市商务局负责。")
        assert heard.wait(10)
        exchange.say("其他部门配合。")
        exchange.end()

    server.script = script
    pieces = server.model().stream(ASKED, 10, 200)
    assert next(pieces) == "由市商务局负责。"
    heard.set()
    assert "".join(pieces) == "其他部门配合。"


def test_what_is_sent(server: ScriptedModel) -> None:
    answered(server.model(name="Qwen/Qwen3-8B"))
    (exchange,) = server.heard
    assert exchange.path == "/v1/chat/completions"
    assert exchange.body == {
        "model": "Qwen/Qwen3-8B",
        "messages": [
            {"role": "system", "content": ASKED[0].text},
            {"role": "user", "content": ASKED[1].text},
        ],
        "stream": True,
        "temperature": 0,
        "max_tokens": 200,
    }
    assert {name.lower(): value for name, value in exchange.headers.items()} == {
        "host": server.url.split("/")[2],
        "content-type": "application/json",
        "content-length": exchange.headers["Content-Length"],
        "accept": "application/json",
        "accept-encoding": "identity",
        "connection": "close",
        "user-agent": "duikou",
        "authorization": f"Bearer {KEY}",
    }


def test_without_a_key_none_is_sent_not_even_one_of_the_environment(
    server: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "fremd")
    answered(server.model(key=""))
    (exchange,) = server.heard
    assert "Authorization" not in exchange.headers
    assert "fremd" not in str(exchange.headers.items())


def test_settings_of_the_environment_send_it_nowhere_else(
    server: ScriptedModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with scripted(lambda exchange: exchange.fail(200, "{}")) as elsewhere:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, elsewhere.url.removesuffix("/v1"))
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY"):
            monkeypatch.setenv(name, elsewhere.url)
        netrc = tmp_path / "netrc"
        netrc.write_text("default login fremd password fremd\n")
        monkeypatch.setenv("NETRC", str(netrc))
        assert answered(server.model(key="")) == "由市商务局负责。"
        assert elsewhere.heard == []
    assert "Authorization" not in server.heard[0].headers


_TRACED = """
import sys
from langsmith import traceable
from langsmith.run_trees import get_cached_client
from assistant.speaking.model import ChatModel, Endpoint, Message

model = ChatModel(Endpoint("openai", sys.argv[1], "m", "", 8192))
if sys.argv[2] == "traced":
    traceable(lambda: "andere")()
print("".join(model.stream([Message("user", "冷链由谁负责？")], 10, 200)))
get_cached_client().flush()
"""


@pytest.mark.parametrize("other", ["traced", "alone"])
def test_nothing_is_traced(server: ScriptedModel, other: str) -> None:
    """Who set LangChain's tracing for other programs does not send notices with it.

    In a process of its own: the threads of tracing go on and log into other tests.
    """
    with scripted(lambda exchange: exchange.fail(200, "{}")) as elsewhere:
        tracing = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")
        told = {"LANGSMITH_API_KEY": "fremd", "LANGSMITH_ENDPOINT": elsewhere.url}
        own = subprocess.run(
            [sys.executable, "-c", _TRACED, server.url, other],
            env=os.environ | dict.fromkeys(tracing, "true") | told,  # noqa: TID251
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
        sent = {exchange.path for exchange in elsewhere.heard} - {"/v1/info"}
        assert own.stdout == "由市商务局负责。\n"
        assert bool(sent) == (other == "traced")


def test_calls_side_by_side_do_not_mix(server: ScriptedModel) -> None:
    together = Barrier(4)

    def script(exchange: Exchange) -> None:
        exchange.begin()
        together.wait(10)
        exchange.say(*exchange.body["messages"][0]["content"])
        exchange.end()

    server.script = script
    model, told = server.model(), {}

    def ask(text: str) -> None:
        told[text] = "".join(model.stream([Message("user", text)], 10, 200))

    threads = [Thread(target=ask, args=(f"第{n}问" * 50,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 4
    assert all(text == said for text, said in told.items())


def test_thoughts_are_not_text(server: ScriptedModel) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.delta(reasoning_content="先看公文。", content="")
        exchange.delta(reasoning_content="再答。")
        exchange.say("<thi", "nk>商务局？财政局", "？</th", "ink>\n\n", "由市商务局", "负责。")
        exchange.end()

    server.script = script
    assert list(server.model().stream(ASKED, 10, 200)) == ["由市商务局", "负责。"]


@pytest.mark.parametrize("reason", ["length", "max_tokens"])
def test_answer_that_had_to_end_is_not_all(server: ScriptedModel, reason: str) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say("到岗前1")
        exchange.end(reason)

    server.script = script
    pieces = server.model().stream(ASKED, 10, 200)
    assert next(pieces) == "到岗前1"
    with pytest.raises(ModelUnfinishedError, match="没有说完"):
        next(pieces)


def test_thoughts_that_leave_no_room_for_an_answer_are_told_of(server: ScriptedModel) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say("<think>先看公文")
        exchange.end("length")

    server.script = script
    with pytest.raises(ModelBrokenError, match="关闭思考模式"):
        answered(server.model())


def test_characters_that_are_cut_come_whole(server: ScriptedModel) -> None:
    """In the middle of their bytes by the network, in the middle of a pair by the server."""

    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say("\ud83c", "\udf75茶\x00园")
        event = 'data: {"choices": [{"index": 0, "delta": {"content": "负责"}}]}\n\n'.encode()
        middle = event.index("负".encode()) + 1
        exchange.chunk(event[:middle])
        time.sleep(0.1)
        exchange.chunk(event[middle:])
        exchange.end()

    server.script = script
    assert answered(server.model()) == "🍵茶园负责"


def test_ollama_says_that_an_answer_had_to_end(server: ScriptedModel) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin(kind="application/x-ndjson")
        told = '{"message": {"role": "assistant", "content": "由市"}, "done": true, "done_reason": "length"}'
        exchange.chunk(told.encode() + b"\n")
        exchange.chunk(b"")

    server.script = script
    with pytest.raises(ModelUnfinishedError):
        answered(server.model(provider="ollama", url=server.url.removesuffix("/v1")))


def test_ollama_is_asked_in_its_own_way(server: ScriptedModel) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin(kind="application/x-ndjson")
        lines = ('{"message": {"role": "assistant", "content": "由市商务局"}, "done": false}',
                 '{"message": {"role": "assistant", "content": "负责。"}, "done": true, "done_reason": "stop"}')  # fmt: skip
        for line in lines:
            exchange.chunk(line.encode() + b"\n")
        exchange.chunk(b"")

    server.script = script
    model = server.model(provider="ollama", url=server.url.removesuffix("/v1"), name="qwen3:8b")
    assert answered(model) == "由市商务局负责。"
    (exchange,) = server.heard
    assert exchange.path == "/api/chat"
    assert (exchange.body["model"], exchange.body["think"]) == ("qwen3:8b", False)
    asked = {"temperature": 0, "num_predict": 200, "num_ctx": 8192}
    assert exchange.body["options"] == asked
    assert exchange.headers["User-Agent"] == "duikou"
    assert exchange.headers["Authorization"] == f"Bearer {KEY}"


def test_ollama_that_has_no_such_model_is_no_answer(server: ScriptedModel) -> None:
    server.script = lambda exchange: exchange.fail(404, '{"error": "model not found"}')
    with pytest.raises(ModelFailure, match="DUIKOU_MODEL_NAME"):
        answered(server.model(provider="ollama", url=server.url.removesuffix("/v1")))


@pytest.mark.parametrize(("provider", "package"), [("openai", "langchain-openai"), ("ollama", "langchain-ollama")])  # fmt: skip
def test_missing_package_says_what_to_install(
    provider: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    endpoint = Endpoint(provider, "http://127.0.0.1:9/v1", "m", "", 8192)
    with pytest.raises(
        SettingsError, match=rf"{package}.*pip install -c constraints.txt -e '.\[model\]'"
    ):
        ChatModel(endpoint)


def test_model_of_a_key_tells_it_to_nobody() -> None:
    endpoint = Endpoint("openai", f"http://127.0.0.1:{free_port()}/v1", "m", KEY, 8192)
    assert KEY not in repr(endpoint)
    with pytest.raises(ModelFailure) as caught:
        answered(ChatModel(endpoint))
    assert KEY not in repr(caught.value)


def test_answer_that_is_only_thought_is_none(server: ScriptedModel) -> None:
    server.script = lambda exchange: exchange.answer("<think>想", "啊想")
    with pytest.raises(ModelBrokenError, match="思考"):
        answered(server.model())
