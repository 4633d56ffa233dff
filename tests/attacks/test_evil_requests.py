"""Requests that are none, or say one thing and do another."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.connections import LARGEST_HEAD, MOST_HEADERS
from assistant.web.limits import LARGEST_BODY
from assistant.wiring import Workspace
from tests.attacks.besieged import Answered, Besieged, head
from tests.patience import until

_JSON = {"Content-Type": "application/json"}
_FORM = {"Content-Type": "multipart/form-data; boundary=x"}
_PART = b'--x\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n'
_QUESTION = json.dumps({"question": "冷链由谁负责？"}).encode()


def told(answered: Answered, *statuses: int) -> str:
    """The message of a refusal in the contract's shape, safe to show."""
    assert answered.status in statuses, answered
    error = answered.json["error"]
    assert set(error) == {"code", "message", "detail"}
    assert re.search("[\u4e00-\u9fff]", error["message"])
    assert answered.headers["x-content-type-options"] == "nosniff"
    message: str = error["message"]
    return message


# --- heads ---------------------------------------------------------------------------------------

_HEADS = {
    "不是HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 10,
    "乱码": b"\xff\xfe\x00\x01 / HTTP/1.1\r\n\r\n",
    "没有版本的空行": b"GET  HTTP/1.1\r\n\r\n",
    "头里有空字节": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: a\0b\r\n\r\n",
    "名称里有空格": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX A: b\r\n\r\n",
    "两种长度": head("POST", "/api/ask", **{"Content-Length": "5", "Transfer-Encoding": "chunked"}),
    "两个长度": b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "负的长度": head("POST", "/api/ask", **{"Content-Length": "-5"}),
    "不是数的长度": head("POST", "/api/ask", **{"Content-Length": "五"}),
    "没边的长度": head("POST", "/api/ask", **{"Content-Length": "9" * 40}),
    "坏的分块": head("POST", "/none", **_JSON, **{"Transfer-Encoding": "chunked"}) + b"xyz\r\n",
}  # fmt: skip


@pytest.mark.parametrize("sent", _HEADS.values(), ids=_HEADS)
def test_what_is_no_request_is_refused(besieged: Besieged, sent: bytes) -> None:
    answered = besieged.tell(sent)
    told(answered, 400)
    assert answered.headers["connection"] == "close"


_LARGE = {
    "很多": "".join(f"X-{i}: b\r\n" for i in range(MOST_HEADERS + 1)),
    "很长": f"X-A: {'b' * LARGEST_HEAD}\r\n",
    "合起来很长": "".join(f"X-{i}: {'b' * 500}\r\n" for i in range(90)),
    "名称很长": f"{'b' * LARGEST_HEAD}: a\r\n",
    "没有尽头": f"X-A: {'b' * 2**20}",
}


@pytest.mark.parametrize("lines", _LARGE.values(), ids=_LARGE)
def test_large_head_is_refused(besieged: Besieged, lines: str) -> None:
    with besieged.connect() as raw:
        raw.say(f"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}\r\n".encode())
        assert f"{LARGEST_HEAD // 1024} KB" in told(raw.answered(), 431)


def test_long_address_is_refused_or_not_found(besieged: Besieged) -> None:
    assert besieged.tell(head("GET", "/" + "a" * 20_000)).status == 404
    told(besieged.tell(head("GET", "/" + "a" * (LARGEST_HEAD + 70_000))), 431)


def test_usual_head_of_a_browser_behind_a_portal_is_answered(besieged: Besieged) -> None:
    cookies = "; ".join(f"portal{i}={'c' * 200}" for i in range(40))
    lines = {f"X-Forwarded-{i}": "portal.example.cn" for i in range(40)} | {"Cookie": cookies}
    assert besieged.tell(head("GET", "/health/live", **lines)).status == 200


def test_hidden_request_is_not_answered_as_another(besieged: Besieged) -> None:
    """The body of one request is never taken for the next."""
    hidden = head("DELETE", "/api/notices/" + "0" * 16)
    with besieged.connect() as raw:
        lengths = {"Content-Length": str(len(hidden))}
        raw.say(head("GET", "/health/live", **lengths) + hidden + head("GET", "/health/ready"))
        assert raw.answered().json == {"status": "ok"}
        assert "notices" in raw.answered().json


def test_upgrade_to_a_websocket_is_not_done(besieged: Besieged) -> None:
    asked = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    assert besieged.tell(head("GET", "/api/ask", **asked)).status == 405


# --- bodies --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/api/ask", "/api/feedback", "/api/session", "/api/keys", "/none"]
)
def test_body_that_is_too_large_is_refused_wherever_it_goes(
    besieged: Besieged, address: str
) -> None:
    with besieged.connect() as raw:
        assert "256 KB" in told(raw.post(address, b" " * (LARGEST_BODY + 1)), 413)


def test_chunks_without_end_are_cut_off(besieged: Besieged) -> None:
    with besieged.connect() as raw:
        raw.say(head("POST", "/api/ask", **_JSON, **{"Transfer-Encoding": "chunked"}))
        for _ in range(LARGEST_BODY // 4096 + 2):
            raw.say(b"1000\r\n" + b" " * 4096 + b"\r\n")
        told(raw.answered(), 413)


_MULTIPART: dict[str, tuple[dict[str, str], bytes, int]] = {
    "很多字段": (_FORM, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1000 + b"--x--\r\n", 400),
    "很多文件": (_FORM, (_PART % b"a.txt" + b"1\r\n") * 1000 + b"--x--\r\n", 413),
    "很多部分头": (_FORM, _PART[:-2] % b"a.txt" + b"X-A: b\r\n" * 200_000 + b"\r\n1\r\n--x--\r\n", 400),
    "很长的部分头": (_FORM, _PART[:-2] % b"a.txt" + b"X-A: " + b"b" * 2**21 + b"\r\n\r\n1\r\n--x--\r\n", 400),
    "没有分界": ({"Content-Type": "multipart/form-data"}, _PART % b"a.txt" + b"1\r\n--x--\r\n", 400),
    "很长的分界": ({"Content-Type": "multipart/form-data; boundary=" + "x" * 5000}, b"--x--\r\n", 400),
    "换行的分界": ({"Content-Type": 'multipart/form-data; boundary="x\ty"'}, b"--x--\r\n", 400),
    "没有结尾": (_FORM, _PART % b"a.txt" + b"1\r\n", 400),
    "没有名称": (_FORM, b"--x\r\n\r\n1\r\n--x--\r\n", 400),
    "别的形式": (_FORM, b"a=1&files=2", 400),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "body", "status"), _MULTIPART.values(), ids=_MULTIPART)
def test_form_that_is_none_is_refused(
    besieged: Besieged, kind: dict[str, str], body: bytes, status: int
) -> None:
    began = time.monotonic()
    with besieged.connect() as raw:
        told(raw.post("/api/notices", body, kind["Content-Type"]), status)
    assert time.monotonic() - began < 30


def test_length_that_is_less_than_what_comes(besieged: Besieged) -> None:
    body = _PART % b"a.exe" + b"1\r\n--x--\r\n"
    with besieged.connect() as raw:
        lengths = {"Content-Length": str(len(body) - 8)}
        raw.say(head("POST", "/api/notices", **_FORM, **lengths) + body)
        told(raw.answered(), 400)


# --- what comes back in a header -----------------------------------------------------------------

_BREAKS = [
    "\r\nSet-Cookie: a=b",
    "\nX-Evil: 1",
    "\r",
    "\0",
    "\u2028",
    "%0d%0aX-Evil: 1",
    '"; filename=x.html',
    "\x7f",
]


@pytest.mark.parametrize("odd", _BREAKS, ids=ascii)
def test_name_of_a_conversation_adds_no_header(besieged: Besieged, odd: str) -> None:
    with besieged.connect() as raw:
        turn = raw.post("/api/ask", _QUESTION).json["conversation_id"]
        address = f"/api/conversations/{turn}"
        body = json.dumps({"title": f"问{odd}答"}).encode()
        raw.say(head("PATCH", address, **_JSON, **{"Content-Length": str(len(body))}) + body)
        assert raw.answered().status == 204
        for form in ("md", "docx"):
            raw.say(head("GET", f"{address}/export?format={form}"))
            answered = raw.answered()
            assert answered.status == 200
            assert not {"set-cookie", "x-evil"} & set(answered.headers)
            assert re.fullmatch(
                rf'attachment; filename="conversation.{form}"; filename\*=UTF-8\'\'[\w.%~-]+',
                answered.headers["content-disposition"],
            )


def test_half_a_character_in_a_name_is_no_fault_of_the_service(besieged: Besieged) -> None:
    with besieged.connect() as raw:
        turn = raw.post("/api/ask", _QUESTION).json["conversation_id"]
        body = rb'{"title": "\ud83d"}'
        address = f"/api/conversations/{turn}"
        raw.say(head("PATCH", address, **_JSON, **{"Content-Length": str(len(body))}) + body)
        assert raw.answered().status in {204, 422}
        raw.say(head("GET", f"{address}/export?format=md"))
        assert raw.answered().status == 200


@pytest.mark.parametrize(
    "name", [b"a\r\nX-Evil: 1.txt", b"a\nb.txt", b"a\0b.txt", b"a\x1b[2J.txt"], ids=ascii
)
def test_name_of_a_file_adds_no_header_and_no_line(besieged: Besieged, name: bytes) -> None:
    with besieged.connect() as raw:
        body = _PART % name + b"1\r\n--x--\r\n"
        answered = raw.post("/api/notices", body, _FORM["Content-Type"])
    told(answered, 400, 422)
    assert "x-evil" not in answered.headers


@pytest.mark.parametrize(
    "lines",
    [
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "javascript"},
        {"X-Forwarded-For": "evil, 1.2.3.4\t, x" * 50},
        {"X-Request-Id": "a" * 5000},
        {"X-Original-Url": "/admin", "X-Rewrite-Url": "/admin"},
        {"Forwarded": "for=evil;host=evil.example"},
        {"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"},
    ],
)
def test_headers_of_proxies_are_never_repeated(besieged: Besieged, lines: dict[str, str]) -> None:
    answered = besieged.tell(head("GET", "/", **lines))
    assert answered.status == 200
    said = json.dumps(answered.headers) + answered.body.decode()
    assert "evil" not in said
    assert "a" * 5000 not in said


# --- many at once --------------------------------------------------------------------------------


def test_pipelined_requests_are_answered_in_order(besieged: Besieged) -> None:
    with besieged.connect() as raw:
        raw.say(head("GET", "/health/live") * 50)
        with raw.socket.makefile("rb") as stream:
            answers = b"".join(stream.readline() for _ in range(300))
    assert answers.count(b"HTTP/1.1 200 OK") > 20


def test_who_hangs_up_at_every_moment_leaves_nothing_behind(
    besieged: Besieged, sample_workspace: Workspace
) -> None:
    def leave(after: int) -> None:
        with besieged.connect() as raw:
            whole = (
                head("POST", "/api/ask", **_JSON, **{"Content-Length": str(len(_QUESTION))})
                + _QUESTION
            )
            raw.say(whole[: after * 7] if after % 3 else whole)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(leave, range(200)))
    until(lambda: not besieged.questions and not besieged.connections)
    assert besieged.ask().status == 200
