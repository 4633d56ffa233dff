"""Lines of the log: one for each event, with the request, without what was asked in it."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from assistant.logs import JSON, REQUEST, TEXT, keep_log

SECRET = "茶园改造由谁负责"
log = logging.getLogger("duikou.trial")


@pytest.fixture
def under_request() -> Iterator[None]:
    token = REQUEST.set("a-1")
    yield
    REQUEST.reset(token)


def kept(form: str, level: str = "info") -> StringIO:
    written = StringIO()
    keep_log(level, form)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    return written


def lines(written: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def fail() -> None:
    known: dict[str, str] = {}
    try:
        known[SECRET]
    except KeyError as error:
        raise ValueError(f"odd: {SECRET}") from error


def logged_failure() -> None:
    try:
        fail()
    except ValueError:
        log.exception("出错")


def test_event_is_one_json_object_in_a_line(under_request: None) -> None:
    written = kept(JSON)
    log.warning("第一行\n第二行 %s", "“引号”")
    (line,) = lines(written)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "duikou.trial",
        "message": "第一行\n第二行 “引号”",
        "request": "a-1",
    }


def test_event_of_no_request_has_no_number() -> None:
    written = kept(JSON)
    log.info("启动")
    assert "request" not in lines(written)[0]


def test_error_under_a_request_tells_where_and_not_what(under_request: None) -> None:
    for form in (JSON, TEXT):
        written = kept(form)
        logged_failure()
        told = written.getvalue()
        assert SECRET not in told
        assert "KeyError" in told
        assert "ValueError" in told
        assert "in fail" in told
        assert "a-1" in told


def test_error_of_no_request_is_told_whole() -> None:
    written = kept(JSON)
    logged_failure()
    assert f"odd: {SECRET}" in lines(written)[0]["error"]


def test_level_is_for_us_and_others_only_warn() -> None:
    written = kept(JSON, "error")
    log.warning("小事")
    log.error("大事")
    logging.getLogger("httpx").info("HTTP Request")
    logging.getLogger("httpx").warning("odd")
    assert [line["message"] for line in lines(written)] == ["大事", "odd"]


def test_text_is_for_people(under_request: None) -> None:
    written = kept(TEXT)
    log.info("好了")
    assert written.getvalue().endswith("INFO duikou.trial 好了 [a-1]\n")
