"""Everything that can be set, from the environment (DUIKOU_…) and .env; read here and nowhere else."""

import os
import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

_PREFIX = "DUIKOU_"
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
_FEWEST_ANSWERS = 2
_SECRET = {"webhook_url", "webhook_secret", "model_key", "model_url", "database_url"}
"""What no message may repeat."""
_RECEIVER = re.compile(r"https?://[^\s,/]+(/[^\s,]*)?")
_MODEL = re.compile(r"https?://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?(/[^\s?#@]*)?")
_MODEL_KEY = re.compile(r"[!-~]+")
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?")


class Settings(BaseSettings):
    """One field per setting; unknown names are refused."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    data_dir: Path = Path("data")
    library: Path | None = None
    sweep_seconds: Annotated[int, Field(ge=1, le=86_400)] = 60
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    database_url: str | None = None
    embedding_model: str = "builtin"
    reranker: str | None = None
    threads: Annotated[int, Field(ge=1, le=64)] = 2
    widget_origins: str = ""
    proxy_addresses: str = ""
    proxy_user_header: str = ""
    proxy_groups_header: str = ""
    question_length: Annotated[int, Field(ge=10, le=10_000)] = 1000
    questions_per_minute: Annotated[int | None, Field(ge=0, le=1_000_000)] = None
    questions_per_day: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    concurrent_answers: Annotated[int | None, Field(ge=1, le=256)] = None
    answer_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    webhook_url: str = ""
    webhook_secret: Annotated[str | None, Field(min_length=16, validate_default=True)] = None
    audit_questions: bool = True
    audit_days: Annotated[int, Field(ge=1, le=36_500)] = 365
    conversation_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] = "json"
    model_url: str | None = None
    model_name: str | None = None
    model_key: SecretStr | None = None
    model_provider: Literal["openai", "ollama"] = "openai"
    model_seconds: Annotated[int, Field(ge=1, le=3600)] = 20
    model_context: Annotated[int, Field(ge=2048, le=10_000_000)] = 8192

    @field_validator("widget_origins")
    @classmethod
    def _are_origins(cls, given: str) -> str:
        if odd := [origin for origin in _split(given) if not _ORIGIN.fullmatch(origin)]:
            raise PydanticCustomError(
                "origin",
                "{odd} 不是网站的来源，应写作 https://门户的域名，不带路径",
                {"odd": odd[0]},
            )
        return given

    @field_validator("proxy_addresses")
    @classmethod
    def _are_addresses(cls, given: str) -> str:
        try:
            _networks(given)
        except ValueError as error:
            raise PydanticCustomError(
                "address",
                "应为反向代理的 IP 地址或网段，如 127.0.0.1 或 10.1.0.0/24，多个用逗号分开",
            ) from error
        return given

    @field_validator("proxy_user_header", "proxy_groups_header")
    @classmethod
    def _is_header(cls, given: str) -> str:
        if given and not _HEADER.fullmatch(given):
            raise PydanticCustomError("header", "应为请求头的名称，如 X-Remote-User")
        return given

    @model_validator(mode="after")
    def _names_the_proxy(self) -> "Settings":
        if self.proxy_user_header and not self.proxy_addresses.strip():
            raise PydanticCustomError(
                "proxy",
                "设了 DUIKOU_PROXY_USER_HEADER，就要用 DUIKOU_PROXY_ADDRESSES 写明只相信哪个代理的地址",
            )
        return self

    @field_validator("model_url")
    @classmethod
    def _is_model(cls, given: str | None) -> str | None:
        if given is None:
            return None
        if not _MODEL.fullmatch(given):
            raise PydanticCustomError(
                "model_url",
                "应为 http:// 或 https:// 开头的地址，如 http://127.0.0.1:8000/v1，不带用户名、密码和 ?、#",
            )
        if given.rstrip("/").endswith("/chat/completions"):
            raise PydanticCustomError("model_url", "只写到 /v1 为止，不带 /chat/completions")
        return given.rstrip("/")

    @field_validator("model_key")
    @classmethod
    def _is_key(cls, given: SecretStr | None) -> SecretStr | None:
        if given and not _MODEL_KEY.fullmatch(given.get_secret_value()):
            raise PydanticCustomError(
                "model_key", "密钥里只能有英文字母、数字和符号，没有空格和换行"
            )
        return given

    @model_validator(mode="after")
    def _names_the_model(self) -> "Settings":
        if bool(self.model_url) != bool(self.model_name):
            raise PydanticCustomError(
                "model",
                "DUIKOU_MODEL_URL 和 DUIKOU_MODEL_NAME 要一起设：一个是语言模型的地址，一个是它的名称；不用语言模型则都不设",
            )
        if self.model_url and self.model_seconds >= self.answer_seconds:
            raise PydanticCustomError(
                "model_seconds",
                "DUIKOU_MODEL_SECONDS={own} 要小于 DUIKOU_ANSWER_SECONDS={whole}：检索和核对也要时间，"
                "否则模型一慢，提问的人就什么也得不到",
                {"own": self.model_seconds, "whole": self.answer_seconds},
            )
        if self.model_provider == "ollama" and (self.model_url or "").endswith("/v1"):
            raise PydanticCustomError(
                "model_provider",
                "DUIKOU_MODEL_PROVIDER=ollama 时，DUIKOU_MODEL_URL 写到端口为止，如 http://127.0.0.1:11434，不带 /v1",
            )
        return self

    @property
    def vouches(self) -> bool:
        """Whether a proxy signs people in."""
        return bool(self.proxy_user_header)

    def is_proxy(self, address: str) -> bool:
        """Whether a caller's address is the proxy's."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in _networks(self.proxy_addresses))

    @property
    def answers_at_once(self) -> int:
        """How many questions are answered side by side."""
        return self.concurrent_answers or max(_FEWEST_ANSWERS, self.threads)

    @field_validator("webhook_url")
    @classmethod
    def _are_receivers(cls, given: str) -> str:
        for url in _parts(given):
            if not _RECEIVER.fullmatch(url):
                raise PydanticCustomError(
                    "receiver", "应为 http:// 或 https:// 开头的完整地址，几个地址用逗号分隔"
                )
        return given

    @field_validator("webhook_secret")
    @classmethod
    def _signs_what_is_sent(cls, given: str | None, others: ValidationInfo) -> str | None:
        if given is None and others.data.get("webhook_url"):
            raise PydanticCustomError(
                "unsigned",
                "设置了 DUIKOU_WEBHOOK_URL 就要设置它，至少 16 个字符，接收方用它验证签名",
            )
        return given

    @property
    def webhook_urls(self) -> tuple[str, ...]:
        """Who is told what became of notices, each once."""
        return tuple(dict.fromkeys(_parts(self.webhook_url)))

    @property
    def widget_sites(self) -> tuple[str, ...]:
        """The origins of the sites that may show the chat in their pages."""
        return tuple(_split(self.widget_origins))


@lru_cache(maxsize=8)
def _networks(listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each, strict=False) for each in _split(listed))


def _split(listed: str) -> list[str]:
    return [part.lower().rstrip("/") for part in _parts(listed)]


def _parts(listed: str) -> list[str]:
    return [part.strip() for part in listed.split(",") if part.strip()]


def _dotenv() -> list[str]:
    try:
        return list(dotenv_values(".env"))
    except UnicodeDecodeError as error:
        raise SettingsError(".env 不是 UTF-8 编码。请用文本编辑器另存为 UTF-8 后重试。") from error


def load_settings() -> Settings:
    """Raises SettingsError that names the setting, its value and what is allowed."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *_dotenv())}  # noqa: TID251
    unknown = sorted(name for name in given if name.startswith(_PREFIX) and name not in known)
    if unknown:
        raise SettingsError(
            f"不认识的设置：{'、'.join(unknown)}。请改正拼写或删除；可用的设置有：{'、'.join(sorted(known))}。"
        )
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            _told(str(e["loc"][0]), e["input"], e["msg"]) if e["loc"] else e["msg"]
            for e in error.errors()
        ]
        raise SettingsError(f"设置有误：{'；'.join(faults)}。请改正后重试。") from error


def _told(name: str, given: object, fault: str) -> str:
    shown = "" if name in _SECRET else f"={given!r}"
    return f"{_PREFIX}{name.upper()}{shown}（{fault}）"
