"""Everything that can be set, from the environment (DUIKOU_…) and .env; read here and nowhere else."""

import os
import re
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

_PREFIX = "DUIKOU_"
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
    question_length: Annotated[int, Field(ge=10, le=10_000)] = 1000
    model_url: str | None = None
    model_name: str | None = None
    model_key: str | None = None

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

    @property
    def widget_sites(self) -> tuple[str, ...]:
        """The origins of the sites that may show the chat in their pages."""
        return tuple(_split(self.widget_origins))


def _split(listed: str) -> list[str]:
    return [part.strip().lower().rstrip("/") for part in listed.split(",") if part.strip()]


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
            f"{_PREFIX}{str(e['loc'][0]).upper()}={e['input']!r}（{e['msg']}）"
            for e in error.errors()
        ]
        raise SettingsError(f"设置有误：{'；'.join(faults)}。请改正后重试。") from error
