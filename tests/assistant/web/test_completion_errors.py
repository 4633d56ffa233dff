"""What /v1 refuses, as OpenAI's client and programs of the contract read it."""

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from index.keys import Scope
from tests.assistant.web.listening import Keyed
from tests.patience import PATIENCE_S

_ASKED: dict[str, Any] = {"model": "duikou", "messages": [{"role": "user", "content": "谁负责？"}]}
_IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}


@pytest.fixture(scope="module")
def client(keyed: Keyed) -> Iterator[OpenAI]:
    key = keyed.secrets[Scope.ASK]
    with OpenAI(base_url=f"{keyed.url}/v1", api_key=key, max_retries=0) as opened:
        yield opened


@pytest.mark.parametrize(
    ("changed", "parameter", "said"),
    [
        ({"n": 2}, "n", "n 只能是 1"),
        ({"tool_choice": "required"}, "tool_choice", "不调用工具"),
        ({"tool_choice": {"type": "function", "function": {"name": "x"}}}, "tool_choice", "工具"),
        ({"response_format": {"type": "json_object"}}, "response_format", "JSON"),
        ({"messages": [{"role": "system", "content": "你好"}]}, "messages", "没有 user 消息"),
        (
            {"messages": [{"role": "user", "content": [_IMAGE]}]},
            "messages.0.content",
            "第 1 条有 image_url 类型",
        ),
        ({"messages": []}, "messages", "太少"),
        ({"messages": [{"role": "user", "content": " "}]}, None, "问题是空的"),
        ({"messages": [{"role": "user", "content": "问" * 1001}]}, None, "超过上限"),
        ({"extra_body": {"filters": {"city": "x"}}}, "filters.city", "不认识的字段"),
        ({"extra_body": {"conversation_id": "a/b"}}, "conversation_id", "只能由字母"),
    ],
)
def test_bad_request_names_the_parameter(
    client: OpenAI, changed: dict[str, Any], parameter: str | None, said: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(**{**_ASKED, **changed})
    error = caught.value
    assert error.param == parameter
    assert error.type == "invalid_request_error"
    assert said in error.message
    assert error.body["code"]  # type: ignore[index]


def test_unknown_model(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="请把 model 设为 duikou") as caught:
        client.chat.completions.create(**{**_ASKED, "model": "gpt-4o"})
    assert caught.value.code == "model_not_found"


def test_keys_decide(keyed: Keyed) -> None:
    def refused(key: str) -> openai.APIStatusError:
        with (
            OpenAI(base_url=f"{keyed.url}/v1", api_key=key, max_retries=0) as client,
            pytest.raises(openai.APIStatusError) as caught,
        ):
            client.models.list()
        return caught.value

    wrong = refused("dk_wrong")
    assert isinstance(wrong, openai.AuthenticationError)
    assert (wrong.code, wrong.type) == ("key_refused", "authentication_error")
    other = refused(keyed.secrets[Scope.INDEX])
    assert isinstance(other, openai.PermissionDeniedError)
    assert (other.code, other.type) == ("scope_missing", "permission_error")
    assert "没有“提问和查阅”" in other.message


@pytest.mark.parametrize(
    ("request_of", "status", "code"),
    [
        (
            lambda: {"content": b"{", "headers": {"content-type": "application/json"}},
            400,
            "invalid",
        ),
        (lambda: {"content": b"x" * 300_000}, 413, "too_large"),
        (
            lambda: {"json": _ASKED, "headers": {"origin": "https://evil.example"}},
            403,
            "foreign_page",
        ),
        (lambda: {"json": _ASKED}, 401, "key_needed"),
    ],
    ids=["残缺的 JSON", "太大", "别的网站", "没有密钥"],
)
def test_every_error_is_in_both_shapes(
    keyed: Keyed, request_of: Any, status: int, code: str
) -> None:
    answered = httpx.post(f"{keyed.url}/v1/chat/completions", **request_of(), timeout=PATIENCE_S)
    error = answered.json()["error"]
    assert (answered.status_code, error["code"]) == (status, code)
    assert set(error) == {"code", "message", "detail", "type", "param"}
    assert any("\u4e00" <= c <= "\u9fff" for c in error["message"])


def test_unknown_address_under_v1(keyed: Keyed) -> None:
    answered = httpx.post(f"{keyed.url}/v1/embeddings", json={}, timeout=PATIENCE_S)
    assert answered.status_code == 404
    assert answered.json()["error"]["type"] == "not_found_error"


def test_other_addresses_keep_their_shape(keyed: Keyed) -> None:
    answered = httpx.post(f"{keyed.url}/api/ask", json={}, timeout=PATIENCE_S)
    assert answered.status_code == 401
    assert set(answered.json()["error"]) == {"code", "message", "detail"}
