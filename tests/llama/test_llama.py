"""The edge to a language model against a real one: pieces, time, deaths, overflow."""

import json
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from assistant.errors import (
    ModelBrokenError,
    ModelOverflowError,
    ModelRefusedError,
    ModelRestingError,
    ModelSlowError,
    ModelUnfinishedError,
    ModelUnreachableError,
)
from assistant.speaking import trying
from assistant.speaking.breaker import Breaker, Patience, State
from assistant.speaking.model import LanguageModel, Message
from assistant.speaking.tokens import tokens_at_most
from assistant.speaking.trying import tried
from assistant.wiring import Workspace
from tests.assistant.speaking.test_tokens import ODD, windows_of
from tests.llama.conftest import CONTEXT, Llama
from tests.patience import PATIENCE_S, until

pytestmark = pytest.mark.llama
TALKATIVE = [Message("system", "你是助手"), Message("user", "说好")]
"""The small model goes on for hundreds of tokens."""


def begun(
    model: LanguageModel, tokens: int = 5, asked: Sequence[Message] = TALKATIVE
) -> Iterator[str]:
    """The pieces of an answer that has to end after so many tokens."""
    with pytest.raises(ModelUnfinishedError):
        yield from model.stream(asked, 60, tokens)


def test_answer_comes_in_pieces(llama: Llama) -> None:
    began, moments = time.monotonic(), []
    for piece in begun(llama.model(), 100):
        assert piece
        moments.append(time.monotonic() - began)
    assert len(moments) > 20
    assert moments[-1] - moments[0] > 0.2


def test_time_is_held_and_the_server_is_free_again(llama: Llama) -> None:
    with pytest.raises(ModelSlowError):
        list(llama.model().stream(TALKATIVE, 1, 1800))
    assert list(begun(llama.model()))


def test_who_hangs_up_frees_the_server(llama: Llama) -> None:
    pieces = llama.model().stream(TALKATIVE, 60, 1800)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert list(begun(llama.model()))


def test_server_killed_in_the_middle_is_known_by_its_end(llama: Llama) -> None:
    """Not by the time that is over."""
    pieces = llama.model().stream(TALKATIVE, 60, 1800)
    next(pieces)
    llama.kill()
    with pytest.raises(ModelBrokenError, match="中途断开"):
        list(pieces)


def test_model_rests_while_its_server_is_down_and_is_taken_back(llama: Llama) -> None:
    breaker = Breaker(llama.model(), Patience(failures=3, rest_s=1))
    assert list(begun(breaker))
    llama.kill()
    for _ in range(3):
        with pytest.raises(ModelUnreachableError):
            list(breaker.stream(TALKATIVE, 20, 5))
    with pytest.raises(ModelRestingError):
        list(breaker.stream(TALKATIVE, 20, 5))
    llama.start()
    until(lambda: breaker.state is State.HALF_OPEN)
    assert list(begun(breaker))
    assert breaker.state is State.CLOSED


@pytest.mark.parametrize("asked", ["", " ", "。", "请用一句话介绍长春市。"])
def test_answer_has_words_or_is_none(llama: Llama, asked: str) -> None:
    """Of the only token that it may say: to the empty request that is a line break."""
    try:
        said = "".join(begun(llama.model(), 1, [Message("user", asked)]))
    except ModelBrokenError as error:
        said = str(error)
        assert "没有给出文字" in said
    assert said.strip()


def test_request_that_is_too_long_is_known(llama: Llama) -> None:
    with pytest.raises(ModelOverflowError, match="DUIKOU_MODEL_CONTEXT"):
        list(llama.model().stream([Message("user", "公文" * 2 * CONTEXT)], 20, 50))


def test_doctor_says_what_it_hears(llama: Llama, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "_MOST_TOKENS", 20)
    assert "仍没有答完（已说 20 个词元）" in tried(llama.endpoint, 60)
    with pytest.raises(ModelRefusedError, match="改为其中之一：gemma"):
        tried(replace(llama.endpoint, name="qwen3"), 60)


def test_tokens_of_notices_are_not_more_than_estimated(
    llama: Llama, sample_workspace: Workspace
) -> None:
    windows = [*windows_of(sample_workspace), *ODD[1:]]
    counted = [count(llama, each) for each in windows]
    guessed = [tokens_at_most(each) for each in windows]
    assert [w for w, n, most in zip(windows, counted, guessed, strict=True) if n > most] == []


def count(llama: Llama, text: str) -> int:
    """How many tokens a text is, without the one that begins every text."""
    body = json.dumps({"input": text}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{llama.url}/extras/tokenize/count", body, headers)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
        return int(json.load(response)["count"]) - 1
