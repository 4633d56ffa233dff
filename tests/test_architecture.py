"""What keeps the code easy to change: sizes, names, and what a running service may load."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("documents", "index", "assistant", "prompts")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert len(source.splitlines()) <= 300
    assert ast.get_docstring(tree)
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    long = [f.name for f in functions if f.end_lineno and f.end_lineno - f.lineno >= 50]
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_names_say_what_a_thing_is(path: Path) -> None:
    vague = {
        "utils",
        "util",
        "helpers",
        "helper",
        "manager",
        "service",
        "handler",
        "common",
        "misc",
    }
    assert path.stem not in vague


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_functions_and_classes_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not bare


def test_files_beside_the_modules_are_installed_with_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["tool"]["setuptools"]["package-data"].items()
    shipped = {
        file for name, globs in declared for glob in globs for file in (ROOT / name).glob(glob)
    }
    files = {file for name in PACKAGES for file in (ROOT / name).rglob("*.*") if file.is_file()}
    assert {file for file in files if file.suffix not in {".py", ".pyc"}} <= shipped


def test_running_service_never_loads_torch() -> None:
    code = "import sys, assistant.cli; print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_of_a_language_model_is_loaded_where_none_is_set() -> None:
    names = ("langchain", "langchain_openai", "langchain_ollama", "openai", "ollama", "tiktoken")
    code = f"import sys, assistant.cli; print([m for m in {names} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
