"""公文库: the folder of notices, and what each file's content is."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from documents.errors import LibraryNotFoundError
from documents.formats import READERS

_PARTIAL = (".tmp", ".part", ".crdownload", ".swp")
_UNREAD = {
    ".doc",
    ".wps",
    ".ofd",
    ".rtf",
    ".xls",
    ".xlsx",
    ".ppt",
    ".pptx",
    ".jpg",
    ".png",
    ".tif",
    ".zip",
}


@dataclass(frozen=True)
class LibraryFile:
    """A file of a library: `source` is its path relative to the library's root, with / between."""

    path: Path
    source: str


def list_files(root: Path) -> list[LibraryFile]:
    """Every file that may be a notice, in order of name; hidden and temporary files are left out.

    A file in place of a folder is a library of one. Raises LibraryNotFoundError.
    """
    if not root.exists():
        raise LibraryNotFoundError(f"找不到 {root}。请检查路径，或先建好文件夹再放入公文。")
    if root.is_file():
        return [LibraryFile(root, root.name)]
    try:
        return sorted(_walk(root), key=lambda file: file.source)
    except OSError as error:
        raise LibraryNotFoundError(
            f"无法读取 {error.filename or root}（{error.strerror}）。请检查文件夹权限。"
        ) from error


def fingerprint(path: Path) -> str:
    """SHA-256 of the content, 64 hexadecimal digits. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _walk(root: Path) -> Iterator[LibraryFile]:
    for folder, folders, names in os.walk(root, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith((".", "~$")) and not name.endswith(_PARTIAL):
                path = Path(folder, name)
                yield LibraryFile(path, path.relative_to(root).as_posix())


def _raise(error: OSError) -> None:
    raise error


def may_be_notice(path: Path) -> bool:
    """Whether the file is read, or must be reported because a person may take it for a notice."""
    return path.suffix.lower() in {*READERS, *_UNREAD}
