"""What is wrong with a Tantivy folder is found before Tantivy reads it."""

import json
from pathlib import Path

import pytest

from index.footers import Footers
from index.keywords import KeywordFolder
from tests.index.damaging import WAYS, Damage
from tests.index.made_up import passages
from tests.index.stores import shared_words

PARTS = ("idx", "term", "store", "fieldnorm", "fast", "pos", "del")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = KeywordFolder.make(tmp_path, shared_words())
    made.add([*passages("0", 40), *passages("1", 40)])
    made.remove(["0"])
    return tmp_path


def test_sound_files_are_sound(folder: Path) -> None:
    footers = Footers(folder)
    footers.check()
    footers.check()


@pytest.mark.parametrize("damage", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("part", PARTS)
def test_damaged_part_is_found_at_once(folder: Path, part: str, damage: Damage) -> None:
    footers = Footers(folder)
    footers.check()
    file = next(folder.glob(f"*.{part}"))
    damage(file)
    if not file.exists():
        footers.check()  # whether it is missed is seen by who opens it
        return
    for found in (footers, Footers(folder)):
        with pytest.raises(ValueError, match=f"{file.name} 已损坏"):
            found.check()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 90,
        b"{",
        b"[]",
        b"{}",
        b'{"segments": [{}]}',
        b'{"segments": [{"segment_id": 1}]}',
    ],
    ids=str,
)
def test_damaged_list_is_found(folder: Path, content: bytes) -> None:
    (folder / "meta.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"."):
        Footers(folder).check()


def test_lost_list_is_found(folder: Path) -> None:
    (folder / "meta.json").unlink()
    with pytest.raises(FileNotFoundError):
        Footers(folder).check()


def test_file_in_the_making_is_no_part_of_the_index(folder: Path) -> None:
    name = json.loads((folder / "meta.json").read_text())["segments"][0]["segment_id"]
    (folder / f"{name.replace('-', '')}.999.del").write_bytes(b"half")
    (folder / f"{'0' * 32}.idx").write_bytes(b"half")
    Footers(folder).check()
