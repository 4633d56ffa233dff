"""The words said to a language model: one Markdown file each, with $variables."""

from importlib.resources import files
from string import Template


def load(name: str, **variables: str) -> str:
    """The prompt `name`.md with its variables filled in. Raises KeyError where one is missing."""
    text = files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")
    return Template(text).substitute(variables)
