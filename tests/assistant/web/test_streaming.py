"""Answers that reach the reader while they are made: over TCP, from an assistant with a script."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from assistant.web import hearing
from assistant.wiring import Workspace
from index.errors import StoreError
from tests.assistant.web.scripted import PIECES, Came, Script, events, opened, streamed, text_of
from tests.attacks.besieged import Besieged, asking, listening
from tests.patience import PATIENCE_S, until

ANSWER = "".join(PIECES)
Service = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    made = Script().installed(monkeypatch)
    yield made
    made.let()


@contextmanager
def besieged(workspace: Workspace, **settings: int) -> Iterator[Besieged]:
    changed = workspace.settings.model_copy(update=settings)
    with listening(replace(workspace, settings=changed)) as service:
        yield service


@pytest.fixture
def service(sample_workspace: Workspace) -> Service:
    """The address of a service with these settings."""

    @contextmanager
    def opened_with(**settings: int) -> Iterator[str]:
        with besieged(sample_workspace, **settings) as made:
            yield f"http://127.0.0.1:{made.port}"

    return opened_with


def names(came: list[Any]) -> list[str]:
    return [each.name for each in came]


def get(address: str, **query: str) -> httpx.Response:
    return httpx.get(address, params=query, timeout=PATIENCE_S)


def post(address: str, **body: object) -> httpx.Response:
    return httpx.post(address, json=body, timeout=PATIENCE_S)


def kept(url: str, conversation_id: str) -> bool:
    status = get(f"{url}/api/conversations/{conversation_id}").status_code
    assert status in {200, 404}
    return status == 200


def outcomes(url: str) -> list[str]:
    """Of what was asked, the last first."""
    return [entry["outcome"] for entry in get(f"{url}/api/audit", action="ask").json()["entries"]]


# --- while it is made ----------------------------------------------------------------------------


def test_each_piece_comes_when_it_is_told(service: Service, script: Script) -> None:
    """The next is not told before it is heard."""
    script.hold()
    came: list[Came] = []
    with service() as url, opened(url) as response:
        for each in events(response):
            came.append(each)
            script.let(1)
    assert names(came) == ["delta"] * len(PIECES) + ["citations", "done"]
    assert [each.data["text"] for each in came[:-2]] == list(PIECES)


def test_end_brings_the_whole_answer_and_it_is_kept(service: Service, script: Script) -> None:
    script.note = "本回答由语言模型根据引文写成。"
    with service() as url:
        came = streamed(url, conversation_id="told-in-pieces")
        whole = came[-1].data
        address = f"{url}/api/conversations/told-in-pieces"
        shown = get(address).json()["turns"][-1]
        saved = get(f"{address}/export", format="md").text
    assert whole["answer"] == text_of(came) == ANSWER
    assert came[-2].data["citations"] == whole["citations"] != []
    assert whole["note"] == script.note
    assert shown["reply"]["note"] == script.note
    assert (shown["answer"], shown["turn"]) == (ANSWER, whole["turn"])
    assert f"说明：{script.note}" in saved


def test_long_piece_comes_in_the_pieces_that_it_always_did(
    service: Service, script: Script
) -> None:
    script.pieces = ("长" * 50,)
    with service() as url:
        came = streamed(url)
    assert [each.data["text"] for each in came[:-2]] == ["长" * 24, "长" * 24, "长" * 2]


def test_sixty_streams_at_once_lose_and_double_nothing(service: Service, script: Script) -> None:
    script.pause_s = 0.02
    with service(concurrent_answers=20) as url, ThreadPoolExecutor(60) as pool:
        asked = [f"慢第{number}问：" for number in range(60)]
        came = list(pool.map(lambda question: streamed(url, question), asked))
    for question, each in zip(asked, came, strict=True):
        expected = question.removeprefix("慢") + ANSWER
        assert (text_of(each), each[-1].data["answer"]) == (expected, expected)
        assert names(each)[-2:] == ["citations", "done"]


def test_silence_is_filled_so_that_nobody_in_between_hangs_up(
    service: Service, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "SILENCE_S", 0.2)
    script.hold(after=0)
    with service() as url, opened(url) as response:
        coming = events(response)
        for piece in PIECES:
            assert names([next(coming) for _ in range(2)]) == ["", ""], "before the first too"
            script.let(1)
            assert next(each for each in coming if each.name).data == {"text": piece}
        assert [each.name for each in coming if each.name] == ["citations", "done"]


def test_stream_is_neither_kept_nor_held_back_in_between(service: Service, script: Script) -> None:
    with service() as url, opened(url) as response:
        response.read()
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["content-type"].startswith("text/event-stream")


def test_who_reads_slowly_gets_all_and_holds_no_place(service: Service, script: Script) -> None:
    with service(concurrent_answers=1) as url, opened(url) as response:
        until(lambda: script.ended == [""])
        assert post(f"{url}/api/ask", question="慢").status_code == 200
        assert text_of(list(events(response))) == ANSWER


# --- when it breaks off --------------------------------------------------------------------------


def test_who_hangs_up_ends_the_answer_and_frees_its_place(service: Service, script: Script) -> None:
    script.pieces = PIECES * 1000
    script.hold()
    with service(concurrent_answers=1) as url:
        with opened(url, conversation_id="left") as response:
            assert next(events(response)).data == {"text": PIECES[0]}
        script.let()
        until(lambda: script.ended == ["UnheardError"])
        script.pieces = PIECES
        assert streamed(url)[-1].name == "done"
        assert not kept(url, "left")
        assert outcomes(url)[1] == "gone"


def test_who_hangs_up_before_the_first_piece_ends_it_there(
    sample_workspace: Workspace, script: Script
) -> None:
    script.pieces = PIECES * 1000
    script.hold(after=0)
    with besieged(sample_workspace) as service:
        with service.connect() as leaving:
            leaving.say(asking("慢", stream=True))
            until(lambda: service.questions == 1)
        script.let()
        until(lambda: script.ended == ["UnheardError"])


def test_answer_that_takes_too_long_breaks_off(service: Service, script: Script) -> None:
    script.hold()
    with service(answer_seconds=3, concurrent_answers=1) as url:
        came = streamed(url, conversation_id="too-long")
        assert names(came) == ["delta", "error"]
        error = came[-1].data["error"]
        assert (error["code"], "3 秒还没有答完" in error["message"]) == ("timeout", True)
        script.let()
        until(lambda: script.ended == ["UnheardError"])
        assert streamed(url)[-1].name == "done"
        assert not kept(url, "too-long")
        assert outcomes(url)[1] == "timeout"


def test_too_long_without_a_word_is_still_a_status(service: Service, script: Script) -> None:
    script.hold(after=0)
    with service(answer_seconds=1) as url, opened(url) as response:
        assert response.status_code == 504
        assert "1 秒还没有答完" in httpx.Response(504, content=response.read()).text
        script.let()
        until(lambda: script.ended == ["UnheardError"])


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (StoreError("登记库不能用。请运行 duikou doctor。"), "store_unavailable", "登记库不能用"),
        (RuntimeError("谁也没有料到"), "internal", "请求编号"),
    ],
    ids=["存储出错", "没有料到的错"],
)
def test_what_goes_wrong_in_the_middle_is_told_in_the_stream(
    service: Service, script: Script, fault: Exception, code: str, said: str
) -> None:
    script.fault = fault
    with service() as url:
        came = streamed(url, conversation_id="broken")
        assert names(came) == ["delta"] * len(PIECES) + ["error"]
        error = came[-1].data["error"]
        assert (error["code"], said in error["message"]) == (code, True)
        assert "谁也没有料到" not in error["message"]
        assert not kept(url, "broken")


def test_end_of_the_service_waits_for_the_end_of_a_stream(
    sample_workspace: Workspace, script: Script
) -> None:
    script.hold()
    with besieged(sample_workspace) as service, opened(f"http://127.0.0.1:{service.port}") as going:
        coming = events(going)
        first = next(coming)
        service.server.should_exit = True
        script.let()
        came = [first, *coming]
    assert text_of(came) == ANSWER
    assert came[-1].name == "done"
