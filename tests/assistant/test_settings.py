"""Settings from the environment and .env: defaults, bounds, unknown names."""

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings


def test_defaults() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_dir == Path("data")
    assert settings.library is None
    assert settings.embedding_model == "builtin"
    assert (settings.database_url, settings.model_url) == (None, None)


def test_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_PORT", "9001")
    monkeypatch.setenv("DUIKOU_LIBRARY", "/公文 库")
    settings = load_settings()
    assert (settings.port, settings.library) == (9001, Path("/公文 库"))


@pytest.mark.parametrize(
    ("given", "at_once"),
    [({}, 2), ({"THREADS": "1"}, 2), ({"THREADS": "8"}, 8), ({"CONCURRENT_ANSWERS": "1"}, 1),
     ({"THREADS": "8", "CONCURRENT_ANSWERS": "3"}, 3)],
)  # fmt: skip
def test_so_many_answers_at_once_as_threads_unless_told(
    given: dict[str, str], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"DUIKOU_{name}", value)
    assert load_settings().answers_at_once == at_once


def test_dotenv_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "# 端口\nDUIKOU_PORT=9002\nDUIKOU_HOST=localhost\nOTHER=1\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("DUIKOU_HOST", "127.0.0.1")
    settings = load_settings()
    assert (settings.port, settings.host) == (9002, "127.0.0.1")


def test_dotenv_saved_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DUIKOU_PORT=9003\r\n", encoding="utf-8-sig")
    assert load_settings().port == 9003


@pytest.mark.parametrize("place", ["环境变量", ".env"])
def test_unknown_name_is_refused(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == ".env":
        (tmp_path / ".env").write_text("DUIKOU_PROT=9000\n", encoding="utf-8")
    else:
        monkeypatch.setenv("DUIKOU_PROT", "9000")
    with pytest.raises(SettingsError, match=r"不认识的设置：DUIKOU_PROT.*DUIKOU_PORT"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUIKOU_PORT", "八千"),
        ("DUIKOU_PORT", "0"),
        ("DUIKOU_PORT", "65536"),
        ("DUIKOU_THREADS", "0"),
        ("DUIKOU_QUESTIONS_PER_MINUTE", "-1"),
        ("DUIKOU_QUESTIONS_PER_DAY", "很多"),
        ("DUIKOU_CONCURRENT_ANSWERS", "0"),
        ("DUIKOU_ANSWER_SECONDS", "0"),
        ("DUIKOU_QUESTION_LENGTH", "100000"),
    ],
)
def test_value_out_of_bounds_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"设置有误：{name}='{value}'.*请改正"):
        load_settings()


def test_empty_library_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_LIBRARY", "")
    assert load_settings().library is None


def test_dotenv_in_gbk_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# 端口\nDUIKOU_PORT=9000\n".encode("gbk"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


def test_secrets_are_not_in_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_MODEL_KEY", "sk-secret")
    monkeypatch.setenv("DUIKOU_PORT", "x")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "sk-secret" not in str(caught.value)


def test_receivers_of_events_are_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_WEBHOOK_URL", "https://a.cn/x?K=1, http://b.cn,https://a.cn/x?K=1")
    monkeypatch.setenv("DUIKOU_WEBHOOK_SECRET", "0123456789abcdef")
    assert load_settings().webhook_urls == ("https://a.cn/x?K=1", "http://b.cn")


@pytest.mark.parametrize(
    ("url", "secret", "said"),
    [
        ("https://a.cn", "", "DUIKOU_WEBHOOK_SECRET（设置了"),
        ("https://a.cn", "zu-kurz-geheim", "DUIKOU_WEBHOOK_SECRET（"),
        ("ftp://geheim@a.cn", "0123456789abcdef", "DUIKOU_WEBHOOK_URL（应为"),
    ],
)
def test_events_are_signed_or_not_sent(
    url: str, secret: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIKOU_WEBHOOK_URL", url)
    monkeypatch.setenv("DUIKOU_WEBHOOK_SECRET", secret)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert said in str(raised.value)
    assert "geheim" not in str(raised.value)


MODEL = {"MODEL_URL": "http://127.0.0.1:8000/v1/", "MODEL_NAME": "qwen3"}


def set_model(monkeypatch: pytest.MonkeyPatch, **other: str) -> None:
    for name, value in (MODEL | other).items():
        monkeypatch.setenv(f"DUIKOU_{name}", value)


def test_language_model_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    set_model(monkeypatch, MODEL_KEY="sk-geheim")
    settings = load_settings()
    assert (settings.model_url, settings.model_name) == ("http://127.0.0.1:8000/v1", "qwen3")
    assert (settings.model_provider, settings.model_seconds) == ("openai", 20)
    assert settings.model_context == 8192
    assert "sk-geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "said"),
    [({"MODEL_NAME": ""}, "DUIKOU_MODEL_URL 和 DUIKOU_MODEL_NAME 要一起设"),
     ({"MODEL_URL": ""}, "DUIKOU_MODEL_URL 和 DUIKOU_MODEL_NAME 要一起设"),
     ({"MODEL_URL": "ftp://127.0.0.1/v1"}, "DUIKOU_MODEL_URL（应为 http"),
     ({"MODEL_URL": "127.0.0.1:8000/v1"}, "DUIKOU_MODEL_URL（应为 http"),
     ({"MODEL_URL": "http://me:geheim@127.0.0.1/v1"}, "不带用户名、密码"),
     ({"MODEL_URL": "http://127.0.0.1/v1?key=geheim"}, "不带用户名、密码"),
     ({"MODEL_URL": "http://127.0.0.1/v1/chat/completions"}, "不带 /chat/completions"),
     ({"MODEL_KEY": "geheim\nX: 1"}, "DUIKOU_MODEL_KEY（密钥里只能有"),
     ({"MODEL_KEY": "geheim密"}, "DUIKOU_MODEL_KEY（密钥里只能有"),
     ({"MODEL_PROVIDER": "azure"}, "DUIKOU_MODEL_PROVIDER='azure'"),
     ({"MODEL_PROVIDER": "ollama"}, "不带 /v1"),
     ({"MODEL_SECONDS": "30"}, "DUIKOU_MODEL_SECONDS=30 要小于 DUIKOU_ANSWER_SECONDS=30"),
     ({"ANSWER_SECONDS": "20"}, "DUIKOU_MODEL_SECONDS=20 要小于 DUIKOU_ANSWER_SECONDS=20"),
     ({"MODEL_SECONDS": "0"}, "DUIKOU_MODEL_SECONDS='0'"),
     ({"MODEL_CONTEXT": "2047"}, "DUIKOU_MODEL_CONTEXT='2047'")],
)  # fmt: skip
def test_language_model_set_in_part_or_wrongly_is_refused(
    given: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_model(monkeypatch, **given)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert said in str(raised.value)
    assert "geheim" not in str(raised.value)


def test_short_answers_without_a_language_model_are_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DUIKOU_ANSWER_SECONDS", "5")
    assert load_settings().answer_seconds == 5
