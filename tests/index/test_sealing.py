"""A seal tells whether files are as their writer left them."""

import os
import time
from pathlib import Path

import pytest

from index.sealing import Checksums, Seal, checksum, read_seal, write_seal
from tests.index.damaging import WAYS, Damage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "图").mkdir()
    (tmp_path / "图" / "data.bin").write_bytes(b"0123456789" * 10)
    (tmp_path / "库").write_bytes(b"abc" * 1000)
    return tmp_path


NAMES = ("图/data.bin", "库")


def test_seal_is_read_as_it_was_written(folder: Path) -> None:
    seal = Checksums(folder).seal(NAMES, "章")
    write_seal(folder, seal)
    assert read_seal(folder) == seal
    assert dict(seal.sums).keys() == set(NAMES)
    Checksums(folder).verify(read_seal(folder))


def test_every_seal_has_a_stamp_of_its_own() -> None:
    assert Seal().stamp != Seal().stamp


@pytest.mark.parametrize("damage", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("name", NAMES)
def test_damaged_file_is_found(folder: Path, name: str, damage: Damage) -> None:
    checksums = Checksums(folder)
    seal = checksums.seal(NAMES, "章")
    damage(folder / name)
    for found in (checksums, Checksums(folder)):
        with pytest.raises((ValueError, FileNotFoundError), match=name):
            found.verify(seal)


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 50, b"{", b"[]", b"null", b"{}", b'{"stamp": "1"}', b'{"stamp": "1", "sums": 3}'],
    ids=str,
)
def test_damaged_seal_says_so(folder: Path, content: bytes) -> None:
    (folder / "seal").write_bytes(content)
    with pytest.raises(ValueError, match=r"."):
        read_seal(folder)


def test_what_did_not_change_is_not_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal, checksums = Checksums(folder).seal(NAMES, "章"), Checksums(folder)
    checksums.verify(seal)
    monkeypatch.setattr("index.sealing.checksum", lambda file, size: pytest.fail("又读了一遍"))
    checksums.verify(seal)


def test_file_changed_a_moment_ago_is_read_again_for_others(folder: Path) -> None:
    """On a coarse clock it may have changed once more without its time telling."""
    checksums = Checksums(folder)
    first = checksums.seal(NAMES, "章")
    found = (folder / "库").stat()
    (folder / "库").write_bytes(b"xyz" * 1000)
    os.utime(folder / "库", ns=(found.st_atime_ns, found.st_mtime_ns))
    assert checksums.seal(NAMES, "章").sums["库"] != first.sums["库"]


def test_file_long_settled_is_not_read_again_for_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        os.utime(folder / name, (time.time() - 60, time.time() - 60))
    checksums = Checksums(folder)
    seal = checksums.seal(NAMES, "章")
    monkeypatch.setattr("index.sealing.checksum", lambda file, size: pytest.fail("又读了一遍"))
    assert checksums.seal(NAMES, "章") == seal


def test_checksum_is_of_the_first_bytes(folder: Path) -> None:
    file = folder / "库"
    whole = checksum(file, 3000)
    with file.open("ab") as stream:
        stream.write(b"more")
    assert checksum(file, 3000) == whole != checksum(file, 3004)
