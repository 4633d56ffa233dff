"""The edge to a language model that the office runs: messages in, text out as it comes, or why not."""

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urlsplit

import httpx

from assistant.errors import (
    ModelBrokenError,
    ModelFailure,
    ModelOverflowError,
    ModelRefusedError,
    ModelUnfinishedError,
    SettingsError,
)
from assistant.speaking.hearing import heard, let_go
from assistant.speaking.line import OVERFLOW, Line, is_overflow, too_slow
from assistant.speaking.spoken import spoken
from assistant.speaking.tokens import MESSAGE_TOKENS, tokens_at_most

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

_NO_KEY = "none"
"""Libraries refuse to work without a key; this one is not sent."""
_PACKAGES = {"openai": "langchain_openai", "ollama": "langchain_ollama"}
_BYTES_AT_MOST, _BYTES_A_TOKEN = 256 * 1024, 4096
"""A piece of an answer comes wrapped in a few hundred bytes."""
_CENSORED = {"content_filter", "sensitive"}
_TOO_LONG = {"length", "max_tokens"}
_FAULTS = {"error", "abort", "network_error", "insufficient_system_resource", "load"}


@dataclass(frozen=True)
class Message:
    """What is said to a model, and in whose name."""

    role: Literal["system", "user"]
    text: str


class LanguageModel(Protocol):
    """Continues a conversation."""

    def stream(
        self, messages: Sequence[Message], seconds: float, most_tokens: int
    ) -> Iterator[str]:
        """The answer's text as it comes, complete within `seconds` and `most_tokens`.

        Raises ModelFailure, also after some of the text: then that is not all of it. Whoever wants
        no more closes the iterator.
        """
        ...


@dataclass(frozen=True)
class Endpoint:
    """Where a model is found; `context` in tokens."""

    provider: Literal["openai", "ollama"]
    url: str
    name: str
    key: str = field(repr=False)
    context: int

    @property
    def host(self) -> str:
        """What messages call it."""
        return urlsplit(self.url).netloc


class ChatModel:
    """A model behind LangChain's chat models. Raises SettingsError where those are not installed."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._require_installed()
        self._settings = {"openai": self._as_openai, "ollama": self._as_ollama}[endpoint.provider]
        self._chat(Line("", 1, 0), 1, 1)  # now rather than in the time of the first answer

    def stream(
        self, messages: Sequence[Message], seconds: float, most_tokens: int
    ) -> Iterator[str]:
        """See LanguageModel."""
        most_bytes = _BYTES_AT_MOST + _BYTES_A_TOKEN * most_tokens
        line = Line(self._endpoint.key, seconds, most_bytes)
        chat, is_empty = self._chat(line, seconds, most_tokens), True
        try:
            with let_go(heard(partial(_said, chat, messages, line), line.hang_up, seconds)) as said:
                for piece in spoken(said):
                    is_empty = False
                    yield piece
        except TimeoutError:
            raise too_slow(seconds) from None
        except ModelBrokenError:
            if is_empty and self._may_overflow(messages, most_tokens):
                raise ModelOverflowError(OVERFLOW) from None  # some servers just say nothing then
            raise
        except ModelUnfinishedError:
            if not is_empty:  # otherwise it was thoughts alone
                raise
        if is_empty:
            raise ModelBrokenError(
                "语言模型没有给出文字。思考型模型请在模型服务上关闭思考模式；否则请查看模型服务的日志。"
            )

    def _may_overflow(self, messages: Sequence[Message], most_tokens: int) -> bool:
        asked = sum(tokens_at_most(each.text) + MESSAGE_TOKENS for each in messages)
        return asked + most_tokens > self._endpoint.context

    def _require_installed(self) -> None:
        package = _PACKAGES[self._endpoint.provider]
        if importlib.util.find_spec(package) is None:
            raise SettingsError(
                f"设了 DUIKOU_MODEL_URL，但没有安装连接语言模型的软件包 {package.replace('_', '-')}。"
                "请在程序所在的文件夹里运行 .venv/bin/pip install -c constraints.txt -e '.[model]'；"
                "不用语言模型则删掉这个设置。"
            )

    def _chat(self, line: Line, seconds: float, most_tokens: int) -> "BaseChatModel":
        from langchain.chat_models import init_chat_model  # noqa: PLC0415  only where a model is set

        provider = self._endpoint.provider
        own = self._settings(line, seconds, most_tokens)
        model: BaseChatModel = init_chat_model(
            self._endpoint.name,
            model_provider=provider,
            base_url=self._endpoint.url,
            temperature=0,
            **own,
        )
        return model

    def _as_openai(self, line: Line, seconds: float, most_tokens: int) -> Mapping[str, Any]:
        return {
            "api_key": _NO_KEY,
            "http_client": httpx.Client(transport=line, trust_env=False),
            "http_socket_options": (),
            "max_retries": 0,
            "stream_usage": False,
            "timeout": seconds,
            "use_responses_api": False,
            "extra_body": {"max_tokens": most_tokens},  # the name that all servers know
        }

    def _as_ollama(self, line: Line, seconds: float, most_tokens: int) -> Mapping[str, Any]:
        return {
            "num_ctx": self._endpoint.context,
            "num_predict": most_tokens,
            "reasoning": False,
            "client_kwargs": {
                "transport": line,
                "trust_env": False,
                "follow_redirects": False,
                "timeout": seconds,
            },
        }


def _said(chat: "BaseChatModel", messages: Sequence[Message], line: Line) -> Iterator[str]:
    """Raises ModelFailure and nothing else: LangChain and the clients below it raise anything at all
    where a server does not keep to its protocol.
    """
    from langsmith import tracing_context  # noqa: PLC0415  only where a model is set

    ending = ""
    try:
        with closing(line), tracing_context(enabled=False):
            for chunk in chat.stream([(each.role, each.text) for each in messages]):
                ending = _ending(chunk) or ending
                yield chunk.text
    except Exception as error:  # noqa: BLE001  see above
        raise line.failure or _senseless(error) from None
    if failure := _cut_off(ending):
        raise failure


def _ending(chunk: "AIMessageChunk") -> str:
    told = chunk.response_metadata
    return str(told.get("finish_reason") or told.get("done_reason") or "")


def _senseless(error: Exception) -> ModelFailure:
    if is_overflow(str(error)):
        return ModelOverflowError(OVERFLOW)
    return ModelBrokenError(
        f"语言模型发来的不是约定格式的回答（{type(error).__name__}）。请检查 DUIKOU_MODEL_URL 指的是不是"
        "模型服务的接口、DUIKOU_MODEL_PROVIDER 是否相符，并查看模型服务的日志。"
    )


def _cut_off(ending: str) -> ModelFailure | None:
    if ending in _CENSORED:
        return ModelRefusedError(
            "语言模型的服务按它的内容规则中止了回答。请向模型服务的管理员了解其规则。"
        )
    if ending in _TOO_LONG:
        return ModelUnfinishedError("语言模型的回答太长，没有说完。")
    if not ending or ending in _FAULTS:
        return ModelBrokenError("语言模型没有说完就中断了。请查看模型服务的日志。")
    return None
