"""What a backup holds, and how it says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from index.errors import BackupError
from index.schema import VERSION

FORMAT = 1
"""Raised when what lies in a backup changes, so that an older program refuses it."""

MANIFEST, REGISTRY, UPLOADS = "manifest.json", "registry.sqlite", "uploads"
"""The manifest comes first in the archive, then the registry, then the files below uploads/."""

Progress = Callable[[int, int, str], None]
"""Called with what is done, all there is to do, and what is being done (Chinese)."""


def silent(_done: int, _total: int, _what: str) -> None:
    """Nobody watches."""


_Whole = Annotated[int, Field(ge=0, lt=2**63)]


@dataclass(frozen=True)
class Member:
    """A file in the backup; `size` in bytes, `name` with / between, `modified_ns` since 1970."""

    name: str
    size: _Whole
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    modified_ns: _Whole


@dataclass(frozen=True)
class Manifest:
    """`shown` counts the notices that are current, `rows` those of each of the registry's tables.

    `uploads` is the folder where the uploaded files lay, `models` the embedding models whose
    vectors are in the registry.
    """

    format: int
    program: str
    schema: int
    created_at: AwareDatetime
    uploads: str
    models: tuple[str, ...]
    shown: _Whole
    rows: Mapping[str, _Whole]
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(member.size for member in self.members)

    @property
    def hidden(self) -> int:
        """How many files lie in hidden folders of the uploads: former ones, and some on their way."""
        return sum(member.name.startswith(f"{UPLOADS}/.") for member in self.members)

    @property
    def uploaded(self) -> int:
        """How many uploaded files are in it, hidden ones left out."""
        return len(self.members) - 1 - self.hidden


@dataclass(frozen=True)
class _Head:
    """What even a manifest of a later format says."""

    format: int
    program: str


_HEAD = TypeAdapter(_Head)
_WHOLE = TypeAdapter(Manifest)


def written(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive: JSON in UTF-8."""
    return _WHOLE.dump_json(manifest, indent=1)


def read(raw: bytes, file: Path) -> Manifest:
    """The manifest of the backup `file`. Raises BackupError where it is foreign or too new."""
    try:
        head = _HEAD.validate_json(raw, strict=True)
        if head.format > FORMAT:
            raise _too_new(file, head.program)
        manifest = _WHOLE.validate_json(raw, strict=True)
    except ValidationError as error:
        raise unusable(file, "里面没有对口通的清单") from error
    if manifest.schema > VERSION:
        raise _too_new(file, manifest.program)
    if not _is_sound([member.name for member in manifest.members]):
        raise unusable(file, "清单里的文件名不对")
    return manifest


def unusable(file: Path, reason: str) -> BackupError:
    """What to raise for a file that is no sound backup."""
    return BackupError(
        f"备份 {file} 不能使用：{reason}。现有内容没有改动。请重新复制这个文件，或换用另一个备份。"
    )


def _too_new(file: Path, program: str) -> BackupError:
    return BackupError(
        f"备份 {file} 由更新版本的对口通（{program}）保存，这个版本读不了。"
        "现有内容没有改动。请先升级对口通，再恢复。"
    )


def _is_sound(names: list[str]) -> bool:
    """The registry first, then files below uploads/, each once, none that leads elsewhere."""
    if names[:1] != [REGISTRY] or len(set(names)) < len(names):
        return False
    parts = [name.split("/") for name in names[1:]]
    return all(
        len(path) > 1
        and path[0] == UPLOADS
        and not any(part in ("", ".", "..") or "\0" in part for part in path)
        for path in parts
    )
