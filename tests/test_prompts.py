"""The words said to a language model: every prompt loads, and none with a blank left in it."""

import re
from pathlib import Path
from string import Template

import pytest

import prompts

FOLDER = Path(prompts.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))


@pytest.fixture
def greeting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A prompt with one variable, in a folder of its own."""
    (tmp_path / "greeting.md").write_text("请回答：$question（费用 $$5）\n", encoding="utf-8")
    monkeypatch.setattr(prompts, "files", lambda _package: tmp_path)
    return "greeting"


@pytest.mark.parametrize("name", NAMES)
def test_prompt_loads_with_its_variables(name: str) -> None:
    variables = Template((FOLDER / f"{name}.md").read_text(encoding="utf-8")).get_identifiers()
    text = prompts.load(name, **dict.fromkeys(variables, "填入的话"))
    assert re.search(r"[\u4e00-\u9fff]", text)
    for variable in variables:
        assert f"${variable}" not in text
        with pytest.raises(KeyError):
            prompts.load(name, **{v: "" for v in variables if v != variable})


def test_variables_are_filled_in(greeting: str) -> None:
    assert prompts.load(greeting, question="由谁负责$x？") == "请回答：由谁负责$x？（费用 $5）\n"


def test_missing_variable_is_an_error(greeting: str) -> None:
    with pytest.raises(KeyError, match="question"):
        prompts.load(greeting)


def test_unknown_prompt_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        prompts.load("没有这个")
