"""No route looks at notices but through its caller's eyes."""

import ast
from importlib.resources import files
from pathlib import Path

import pytest

WEB = Path(str(files("assistant.web")))
WHOLE = {"catalogue", "assistant", "register", "retriever", "ranker"}
"""What a workspace shows of all notices."""
OF_ADMINISTRATORS = {"metrics.py", "readiness.py", "health.py"}
"""Count all notices, for who runs the service."""


@pytest.mark.parametrize("module", sorted(WEB.rglob("*.py")), ids=lambda path: path.name)
def test_module_asks_for_what_the_caller_sees(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    looks = [
        f"{module.name}:{node.lineno} workspace.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in WHOLE
        and isinstance(node.value, ast.Name | ast.Attribute)
        and ast.unparse(node.value).endswith("workspace")
    ]
    assert looks == [] or module.name in OF_ADMINISTRATORS
