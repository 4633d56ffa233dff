"""Archives that are no good: each is refused, and nothing has changed."""

import gzip
import io
import json
import resource
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.backup.manifest import MANIFEST, REGISTRY, Manifest, written
from index.backup.packing import listed, pack
from index.backup.unpacking import inspect, unpack
from index.errors import BackupError
from tests.index.backup.offices import Office

# --- files that are no backup ---------------------------------------------------------------------


def refused(office: Office, file: Path, said: str) -> None:
    """Neither inspected nor restored; nothing has changed."""
    before = office.files(), office.asked(), office.others
    with pytest.raises(BackupError, match=said) as first:
        inspect(file)
    with pytest.raises(BackupError, match=said) as second:
        office.restore(file)
    assert str(first.value) == str(second.value)
    assert (office.files(), office.asked(), office.others) == before


def repacked(backup: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], object]) -> Path:
    """A backup whose members were tampered with."""
    with tarfile.open(backup) as archive:
        members = [(info, archive.extractfile(info).read()) for info in archive]  # type: ignore[union-attr]
    change(members)
    file = backup.with_name("改过.tar.gz")
    with tarfile.open(file, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for info, content in members:
            if info.isreg():
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file


def with_manifest(backup: Path, change: Callable[[dict[str, object]], object]) -> Path:
    """A backup whose manifest says something else."""

    def rewrite(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        said = json.loads(members[0][1])
        change(said)
        members[0] = (members[0][0], json.dumps(said).encode())

    return repacked(backup, rewrite)


def test_truncated_backup_is_refused_wherever_it_ends(office: Office, other: Office) -> None:
    whole = office.save().read_bytes()
    file = office.folder.parent / "截断.tar.gz"
    for length in {1, 5, 11, 100, len(whole) // 3, len(whole) // 2, len(whole) - 9, len(whole) - 1}:
        file.write_bytes(whole[:length])
        refused(other, file, "不能使用：.*现有内容没有改动")


def test_backup_with_a_flipped_bit_is_refused(office: Office, other: Office) -> None:
    whole = office.save().read_bytes()
    file = office.folder.parent / "坏.tar.gz"
    for place in range(10, len(whole), len(whole) // 40):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        if not says_the_same(file, whole):
            refused(other, file, "(不能使用|由更新版本).*现有内容没有改动")


def says_the_same(file: Path, whole: bytes) -> bool:
    """A few bits of a compressed file mean nothing."""
    try:
        return gzip.decompress(file.read_bytes()) == gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return False


@pytest.mark.parametrize(
    "content",
    [b"", b"text", gzip.compress(b""), gzip.compress(b"text" * 1000), b"PK\x03\x04", b"\0" * 10240],
    ids=["空", "文本", "空压缩", "压缩文本", "zip", "零"],
)
def test_foreign_file_is_refused(other: Office, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "别的.tar.gz"
    file.write_bytes(content)
    refused(other, file, "不能使用：")


def test_foreign_archive_is_refused(other: Office, tmp_path: Path) -> None:
    (tmp_path / "随便.txt").write_text("x")
    with tarfile.open(tmp_path / "别的.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "随便.txt", "随便.txt")
    refused(other, tmp_path / "别的.tar.gz", "不是对口通的备份")


def test_missing_file_is_named(other: Office, tmp_path: Path) -> None:
    refused(other, tmp_path / "没有.tar.gz", "没有读完.*No such file.*请检查路径")
    refused(other, tmp_path, "没有读完.*directory.*请检查路径")


@pytest.mark.parametrize(
    "change",
    [
        lambda members: members.pop(),
        lambda members: members.pop(1),
        lambda members: members.append((tarfile.TarInfo("uploads/多.txt"), b"more")),
        lambda members: members.insert(1, (tarfile.TarInfo("uploads/多.txt"), b"more")),
        lambda members: members.reverse(),
        lambda members: members.append((tarfile.TarInfo("../外.txt"), b"out")),
        lambda members: members.__setitem__(-1, (members[-1][0], b"other")),
        lambda members: members.__setitem__(-1, (members[-1][0], members[-1][1] + b"\0")),
    ],
    ids=["少一个", "没有登记库", "多一个", "夹一个", "倒序", "跳出", "改内容", "加内容"],
)
def test_members_that_are_not_the_manifests_are_refused(
    office: Office, other: Office, change: Callable[[object], object]
) -> None:
    refused(other, repacked(office.save(), change), "不能使用：")


@pytest.mark.parametrize("kind", ["符号链接", "硬链接", "设备", "文件夹", "稀疏文件"])
def test_what_is_no_plain_file_is_refused(office: Office, other: Office, kind: str) -> None:
    types = {
        "符号链接": tarfile.SYMTYPE,
        "硬链接": tarfile.LNKTYPE,
        "设备": tarfile.CHRTYPE,
        "文件夹": tarfile.DIRTYPE,
        "稀疏文件": tarfile.GNUTYPE_SPARSE,
    }

    def turn(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        info = members[-1][0]
        info.type, info.linkname, info.size = types[kind], "/etc/passwd", 0

    refused(other, repacked(office.save(), turn), "不能使用：")


@pytest.mark.parametrize(
    "name",
    [
        "../外.txt",
        "/etc/外.txt",
        "uploads/../../外.txt",
        "uploads//外.txt",
        "uploads/./外.txt",
        "uploads/",
        "uploads",
        "registry.sqlite",
        "registry.sqlite-wal",
        "uploads/通\0知.txt",
        "",
    ],
)
def test_name_that_leads_elsewhere_is_refused(office: Office, other: Office, name: str) -> None:
    def rename(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        said = json.loads(members[0][1])
        said["members"][-1]["name"] = name
        members[0] = (members[0][0], json.dumps(said).encode())
        members[-1][0].name = name
        members[-1][0].pax_headers = {}

    refused(other, repacked(office.save(), rename), "清单里的文件名不对")


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("members"),
        lambda said: said.pop("format"),
        lambda said: said.update(members=[]),
        lambda said: said.update(created_at="昨天"),
        lambda said: said.update(rows=[1]),
        lambda said: said["members"][0].update(size=-1),
        lambda said: said["members"][0].update(size="12"),
        lambda said: said["members"][0].update(size=2**70),
        lambda said: said["members"][0].update(sha256="x"),
        lambda said: said["members"][0].update(modified_ns=-1),
        lambda said: said.clear(),
    ],
)
def test_manifest_that_makes_no_sense_is_refused(
    office: Office, other: Office, change: Callable[[object], object]
) -> None:
    refused(other, with_manifest(office.save(), change), "不能使用：.*清单")


@pytest.mark.parametrize("change", [{"format": 2}, {"schema": 999}])
def test_backup_of_a_newer_program_is_refused(
    office: Office, other: Office, change: dict[str, int]
) -> None:
    newer = with_manifest(office.save(), lambda said: said.update(change, program="9.1"))
    refused(other, newer, r"由更新版本的对口通（9\.1）保存.*请先升级对口通")


def test_registry_that_is_none_is_refused(office: Office, other: Office) -> None:
    """Its sums fit: somebody packed it by hand."""
    folder = office.folder.parent / "内"
    folder.mkdir()
    manifest = unpack(office.save(), folder)
    (folder / REGISTRY).write_bytes(b"SQLite format 3\0" + b"nonsense" * 1000)
    members = (listed(folder, REGISTRY), *manifest.members[1:])
    file = office.folder.parent / "手工.tar.gz"
    pack(folder, replace(manifest, members=members), file, lambda *_: None)
    inspect(file)
    with pytest.raises(BackupError, match="里面的登记库无法打开"):
        other.restore(file)
    assert (other.asked(), other.others) == ({"别处的问题"}, {"uploads", "before-restore-1.tar.gz"})


# --- bombs ----------------------------------------------------------------------------------------


def bomb(folder: Path, manifest: Manifest, header: bytes, megabytes: int) -> Path:
    """An archive whose last header announces what is endless zeros."""
    raw = written(manifest)
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(raw)
    file = folder / "炸弹.tar.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        stream.write(info.tobuf() + raw + b"\0" * (-len(raw) % 512) + header)
        for _ in range(megabytes):
            stream.write(b"\0" * 2**20)
    return file


@pytest.mark.parametrize("kind", ["x", "L", "0"], ids=["扩展头", "长文件名", "登记库"])
def test_bomb_fills_neither_disk_nor_memory(
    office: Office, other: Office, kind: str, tmp_path: Path
) -> None:
    manifest = inspect(office.save())
    info = tarfile.TarInfo(REGISTRY)
    info.size, info.type = 2**40, kind.encode()
    file = bomb(tmp_path, manifest, info.tobuf(tarfile.GNU_FORMAT), 300)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(other, file, "不能使用：")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_bomb_behind_the_end_is_refused(office: Office, other: Office, tmp_path: Path) -> None:
    backup = office.save()
    longer = tmp_path / "更长.tar.gz"
    longer.write_bytes(backup.read_bytes() + gzip.compress(b"\0" * 2**25))
    refused(other, longer, "解压后的内容比清单所列的多")


def test_manifest_without_end_is_refused(office: Office, other: Office, tmp_path: Path) -> None:
    info = tarfile.TarInfo(MANIFEST)
    info.size = 2**40
    file = tmp_path / "炸弹.tar.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        stream.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(200):
            stream.write(b" " * 2**20)
    refused(other, file, "解压后的内容比清单所列的多")
