"""What README.md shows and points to is there."""

import re
from pathlib import Path

from PIL import Image

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


def test_every_picture_that_is_kept_is_shown() -> None:
    kept = (ROOT / "tests/screenshots/readme").glob("*")
    assert [each.name for each in kept if each.name not in WORDS] == []
