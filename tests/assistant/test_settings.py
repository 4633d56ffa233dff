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
