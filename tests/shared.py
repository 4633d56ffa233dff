"""Where the evaluation data lies, outside the project."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[1].parent / "shared"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="评测数据 ../shared 不在这台机器上，跳过真实公文的测试"
)
