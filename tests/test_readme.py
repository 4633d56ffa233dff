"""What README.md shows and points to is there."""

import re
import time
from pathlib import Path
from typing import Any

from PIL import Image

from assistant.delivering import signature

ROOT = Path(__file__).parents[1]
WORDS = (ROOT / "README.md").read_text(encoding="utf-8")
LARGEST = 200_000
"""Bytes of a picture in the repository."""


def test_pictures_are_there_and_small() -> None:
    shown = re.findall(r'(?:!\[[^\]]*\]\(|src=")([^)"]+\.png)', WORDS)
    assert len(shown) >= 4
    for name in shown:
        file = ROOT / name
        assert file.stat().st_size < LARGEST
        with Image.open(file) as picture:
            assert picture.width == 1440


def test_receiver_of_events_that_does_as_told_takes_ours_alone() -> None:
    blocks = re.findall(r"```python\n(.*?)```", WORDS, re.DOTALL)
    (code,) = [block for block in blocks if "hmac" in block]
    names: dict[str, Any] = {}
    exec(code, names)
    is_genuine, body, now = names["is_genuine"], b'{"event": "notice.indexed"}', time.time()
    for moment, secret, holds in (
        (now, "约定", True),
        (now - 999, "约定", False),
        (now, "别的", False),
    ):
        made = signature(secret, str(int(moment)), body)
        headers = {
            "X-Duikou-Timestamp": str(int(moment)),
            "X-Duikou-Signature": f"sha256={made}",
        }
        assert is_genuine(headers, body, "约定") is holds
    assert not is_genuine(headers, body + b" ", "别的")


def test_every_picture_that_is_kept_is_shown() -> None:
    kept = (ROOT / "tests/screenshots/readme").glob("*")
    assert [each.name for each in kept if each.name not in WORDS] == []
