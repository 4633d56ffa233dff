"""Try the language model that is set: is it there, is its name known, does it answer in time?"""

import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import httpx

from assistant.errors import (
    ModelBrokenError,
    ModelFailure,
    ModelRefusedError,
    ModelUnfinishedError,
)
from assistant.speaking.hearing import heard
from assistant.speaking.line import Line, too_slow
from assistant.speaking.model import ChatModel, Endpoint, Message

_MOST_TOKENS = 512
"""Room for a model that thinks first."""
_LONGEST_LIST = 1024 * 1024
_SHOWN, _NAME = 8, 60
_LISTS = {"openai": ("/models", "data", "id"), "ollama": ("/api/tags", "models", "name")}
"""Where a server lists its models, and how."""


def tried(endpoint: Endpoint, seconds: float) -> str:
    """What is found good. Raises ModelFailure, SettingsError."""
    names = _names(endpoint, seconds)
    if names and not {endpoint.name, f"{endpoint.name}:latest"} & set(names):
        raise ModelRefusedError(
            f"{endpoint.host} 上没有名为 {endpoint.name} 的模型。"
            f"请把 DUIKOU_MODEL_NAME 改为其中之一：{_listed(names)}。"
        )
    model = ChatModel(endpoint)
    began, first_s, ended = time.monotonic(), 0.0, "答完"
    try:
        for _ in model.stream([Message("user", "请只回答一个字：好")], seconds, _MOST_TOKENS):
            first_s = first_s or time.monotonic() - began
    except ModelUnfinishedError:
        ended = f"后仍没有答完（已说 {_MOST_TOKENS} 个词元）"
    whole_s = time.monotonic() - began
    return f"{endpoint.name}（{endpoint.host}），{first_s:.1f} 秒开始回答，{whole_s:.1f} 秒{ended}"


def _names(endpoint: Endpoint, seconds: float) -> list[str]:
    """The models that a server says it has; none where it does not say. Raises ModelFailure."""
    line = Line(endpoint.key, seconds, _LONGEST_LIST)
    try:
        (told,) = heard(partial(_listing, endpoint, line), line.hang_up, seconds)
    except TimeoutError:
        raise too_slow(seconds) from None
    _, many, name = _LISTS[endpoint.provider]
    found = told.get(many) if isinstance(told, dict) else None
    listed = [each.get(name) for each in found or [] if isinstance(each, dict)]
    return [each for each in listed if isinstance(each, str)]


def _listing(endpoint: Endpoint, line: Line) -> Iterator[Any]:
    place = _LISTS[endpoint.provider][0]
    try:
        with closing(line), httpx.Client(transport=line, trust_env=False) as client:
            yield client.get(f"{endpoint.url}{place}").json()
    except httpx.HTTPError:
        failure = line.failure or ModelBrokenError("模型服务没有说它有哪些模型。")
        if not _is_no_list(failure):
            raise failure from None
        yield None
    except ValueError:
        raise ModelBrokenError(
            f"{endpoint.host} 的答复不像模型服务的。请检查 DUIKOU_MODEL_URL 是不是模型服务的接口（通常以 /v1 结尾）。"
        ) from None


def _is_no_list(failure: ModelFailure) -> bool:
    """Not every server lists its models; whether it takes requests is for the answer to show."""
    return isinstance(failure, ModelRefusedError)


def _listed(names: list[str]) -> str:
    shown = ["".join(c for c in name if c.isprintable())[:_NAME] for name in names[:_SHOWN]]
    return "、".join(shown) + (f" 等 {len(names)} 个" if len(names) > _SHOWN else "")
