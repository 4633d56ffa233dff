"""duikou keys: made with numbers of its own, listed, revoked."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.wiring import open_workspace
from tests.assistant.test_cli import Duikou


@pytest.fixture
def duikou(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Duikou:
    return Duikou(monkeypatch, capsys, tmp_path)


def test_key_has_its_own_numbers_or_those_of_the_settings(
    duikou: Duikou, tmp_path: Path, model_folder: Path
) -> None:
    for name, *numbers in (
        ("门户", "--per-minute", "5", "--per-day", "0"),
        ("科室", "--per-day", "300"),
        ("别处",),
    ):
        duikou("keys", "create", "--name", name, "--scope", "ask", *numbers)
    with open_workspace(Settings(data_dir=tmp_path)) as workspace:
        found = {key.name: (key.per_minute, key.per_day) for key in workspace.keys.all()}
    assert found == {"门户": (5, 0), "科室": (None, 300), "别处": (None, None)}
