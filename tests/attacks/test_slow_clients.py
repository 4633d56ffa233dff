"""Clients that send or take as slowly as they can: they are hung up on, and nobody else waits."""

import contextlib
import time

import pytest

from assistant import connections
from assistant.web import uploading
from tests.attacks.besieged import Besieged, Raw, head
from tests.patience import until

_FORM = "multipart/form-data; boundary=x"
_PART = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
_LONG = {"Content-Length": "100000"}
_CHUNKED = {"Transfer-Encoding": "chunked"}
JSON = {"Content-Type": "application/json"}

SLOW: dict[str, tuple[bytes, bytes]] = {
    "什么也不发": (b"", b""),
    "只发空行": (b"", b"\r\n"),
    "请求行不完": (b"GET /", b"a"),
    "请求头不完": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X-A: b\r\n"),
    "一个头不完": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ", b"b"),
    "提问内容不完": (head("POST", "/api/ask", **JSON, **_LONG), b"{"),
    "提问分块不完": (head("POST", "/api/ask", **JSON, **_CHUNKED), b"1\r\n{\r\n"),
    "分块扩展不完": (head("POST", "/api/ask", **JSON, **_CHUNKED) + b"1;", b"a"),
    "分块结尾不完": (head("POST", "/api/ask", **JSON, **_CHUNKED) + b"2\r\n{}\r\n0\r\n", b"X-A: b\r\n"),
    "登录内容不完": (head("POST", "/api/session", **JSON, **_LONG), b"{"),
    "评价内容不完": (head("POST", "/api/feedback", **JSON, **_LONG), b"{"),
    "没有这个地址": (head("POST", "/none", **JSON, **_LONG), b"{"),
    "读取却带内容": (head("GET", "/api/notices", **_LONG), b"x"),
    "页面却带内容": (head("GET", "/", **_LONG), b"x"),
    "上传不完": (head("POST", "/api/notices", **{"Content-Type": _FORM}, **_LONG) + _PART, b"x"),
    "上传分块不完": (head("POST", "/api/notices", **{"Content-Type": _FORM}, **_CHUNKED), b"1\r\n-\r\n"),
    "上传只发头": (head("POST", "/api/notices", **{"Content-Type": _FORM}, **_LONG), b""),
    "问题表不完": (head("POST", "/api/evaluation", **{"Content-Type": _FORM}, **_LONG) + _PART, b"x"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "dripped"), SLOW.values(), ids=SLOW)
def test_who_is_slow_is_hung_up_on(impatient: Besieged, said: bytes, dripped: bytes) -> None:
    with impatient.connect() as raw:
        raw.say(said)
        raw.drip(dripped)
    until(lambda: impatient.connections == 0)


def test_second_request_may_not_be_slow_either(impatient: Besieged) -> None:
    with impatient.connect() as raw:
        raw.say(head("GET", "/health/live"))
        assert raw.answered().status == 200
        raw.say(b"GET / HT")
        raw.drip(b"T")


def test_slow_body_is_told_why(impatient: Besieged) -> None:
    with impatient.connect() as raw:
        raw.say(head("POST", "/api/ask", **JSON, **_LONG) + b"{")
        answered = raw.answered()
    assert (answered.status, answered.json["error"]["code"]) == (408, "timeout")
    assert "太慢" in answered.json["error"]["message"]


def test_places_of_uploads_are_free_again_and_others_are_served_meanwhile(
    impatient: Besieged,
) -> None:
    with contextlib.ExitStack() as held:
        until(lambda: _slow_uploads_take_all_places(impatient, held))
        assert impatient.ask().status == 200
        until(lambda: _upload(impatient) == 422)  # received, and refused for its name


def test_crowd_of_slow_clients_keeps_nobody_else_out(
    besieged: Besieged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 60)
    with contextlib.ExitStack() as held:
        crowd = [held.enter_context(besieged.connect()) for _ in range(200)]
        for raw in crowd:
            with contextlib.suppress(OSError):
                raw.say(b"GET / HTTP/1.1\r\nX-A: ")
        began = time.monotonic()
        assert besieged.ask().status == 200
        assert time.monotonic() - began < 20
        assert besieged.connections <= 60


def test_who_takes_nothing_of_his_answer_is_hung_up_on(impatient: Besieged) -> None:
    with impatient.connect() as raw:
        for _ in range(200):  # until nothing more fits between the two
            with contextlib.suppress(OSError):
                raw.say(head("GET", "/api/search?q=%E5%86%B7%E9%93%BE&limit=100"))
        until(lambda: impatient.connections == 0)
    assert impatient.ask().status == 200


def test_real_patience_is_tens_of_seconds() -> None:
    from assistant.web import limits, receiving

    assert (connections.HEAD_S, limits.BODY_S) == (10, 20)
    assert receiving.GRACE_S <= receiving.STALL_S <= connections.STUCK_S <= 60


def _slow_uploads_take_all_places(service: Besieged, held: contextlib.ExitStack) -> bool:
    """On a busy machine the first may be hung up on before the last is there."""
    slow = head("POST", "/api/notices", **{"Content-Type": _FORM}, **_LONG) + _PART
    for _ in range(uploading.UPLOADERS):
        held.enter_context(service.connect()).say(slow)
    return _upload(service) == 503


def _upload(service: Besieged) -> int:
    part = _PART.replace(b"a.txt", b"a.exe") + b"x\r\n--x--\r\n"
    with service.connect() as raw:
        return raw.post("/api/notices", part, _FORM).status


def test_helper_tells_a_service_that_does_not_hang_up(besieged: Besieged) -> None:
    raw: Raw
    with besieged.connect() as raw, pytest.raises(AssertionError, match="still connected"):
        raw.drip(b"", most_s=0.5)
