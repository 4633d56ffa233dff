"""公文库: the folder of notices, which files in it count, and what each file's content is."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from documents.errors import LibraryNotFoundError
from documents.formats import READERS

_IGNORED = re.compile(
    r"\Z|\.|~\$|~WRL"  # no name at all, hidden, an owner file or a rescue file of Word
    r"|.*\.(?:tmp|part|partial|filepart|crdownload|download|swp|bak)\Z"
    r"|(?:\$RECYCLE\.BIN|System Volume Information|@eaDir|#recycle|lost\+found|__MACOSX)\Z",
    re.IGNORECASE | re.DOTALL,
)
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
    ".jpeg",
    ".png",
    ".tif",
    ".tiff",
    ".bmp",
    ".ceb",
    ".et",
    ".dps",
    ".zip",
    ".rar",
    ".7z",
}
_NOTICES = (*READERS, *_UNREAD)


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file of a library.

    `folder` is the library's, the same text for all its files; `source` is the path below it, with
    / between. `signature` is "size:mtime_ns:ctime_ns:inode", which changes whenever the file does;
    it is empty where the file is listed but cannot be looked at, such as a link to nothing.
    """

    folder: str
    source: str
    signature: str

    @property
    def path(self) -> Path:
        return Path(self.folder, self.source)


def name_of(root: Path) -> str:
    """What a library is known by: where it really lies.

    Raises LibraryNotFoundError for a path that is no text, as archives from Chinese Windows leave.
    """
    name = os.fsencode(root.resolve())
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise LibraryNotFoundError(
            f"文件夹 {name.decode('gb18030', 'backslashreplace')} 的名称不是 UTF-8 编码，无法登记。"
            "请给它改名后重试。"
        ) from error


def list_files(root: Path) -> Iterator[LibraryFile]:
    """Every file of a library in order of source, one after another, so that 100,000 are light.

    Left out are hidden and temporary files, system folders, and what is behind a linked folder. A
    file in place of a folder is a library of one. Raises LibraryNotFoundError at once, or later
    where a folder may not be read or the library vanished while it was listed: what had come until
    then is not all of it.
    """
    if _is_folder(root):
        return _walk(root)
    file = _look(str(root.parent), root.name)
    return iter([file] if file else [])


def find_file(root: Path, source: str) -> LibraryFile | None:
    """One file of a library; None where it is gone, left out of listings or can be no notice.

    Raises LibraryNotFoundError where the library itself is gone.
    """
    if is_ignored(source) or not may_be_notice(source):
        return None
    is_folder = _is_folder(root)
    folder = str(root if is_folder else root.parent)
    if _is_behind_link(folder, source) or not (is_folder or source == root.name):
        return None
    found = _look(folder, source)
    if found is None:
        _is_folder(root)  # gone with the whole library it is not gone from it
    return found


def is_ignored(source: str) -> bool:
    """Whether a source, or one folder's or file's name, is hidden, temporary or the system's."""
    return any(_IGNORED.match(name) for name in source.split("/"))


def may_be_notice(path: Path | str) -> bool:
    """Whether the file is read, or must be reported because a person may take it for a notice."""
    return str(path).lower().endswith(_NOTICES)


def fingerprint(path: Path) -> str:
    """SHA-256 of the content, 64 hexadecimal digits. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_folder(root: Path) -> bool:
    return stat.S_ISDIR(_root_status(root).st_mode)


def _root_status(root: Path) -> os.stat_result:
    try:
        return root.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise LibraryNotFoundError(
            f"找不到 {root}。请检查路径，或先建好文件夹再放入公文。"
        ) from error
    except OSError as error:
        raise _unreadable(root, error) from error


def _unreadable(root: Path, error: OSError) -> LibraryNotFoundError:
    where = error.filename or root
    return LibraryNotFoundError(f"无法读取 {where}（{error.strerror}）。请检查文件夹权限。")


def _walk(root: Path) -> Iterator[LibraryFile]:
    before = _root_status(root)
    folder = str(root)
    waiting = _sources(root, "")
    while waiting:
        source = waiting.pop()
        if source.endswith("/"):
            waiting += _sources(root, source)
        elif (file := _look(folder, source)) is not None:
            yield file
    if not os.path.samestat(before, _root_status(root)):
        raise LibraryNotFoundError(
            f"{root} 在列出文件时被卸载或替换。请检查共享文件夹或移动硬盘是否已连接。"
        )


def _sources(root: Path, below: str) -> list[str]:
    """What a folder holds, last first, folders with / at their end: together the order of source."""
    try:
        with os.scandir(f"{root}/{below}") as entries:
            found = [
                f"{below}{entry.name}{'/' * entry.is_dir(follow_symlinks=False)}"
                for entry in entries
                if not is_ignored(entry.name)
            ]
    except (FileNotFoundError, NotADirectoryError):
        return []  # removed since its name was read; _walk sees to the library's own folder
    except OSError as error:
        raise _unreadable(root, error) from error
    return sorted(found, reverse=True)


def _look(folder: str, source: str) -> LibraryFile | None:
    """None where nothing of the name is there, or a folder or a device is."""
    path = f"{folder}/{source}"
    try:
        found = os.stat(path)  # noqa: PTH116 (a Path for each of 100,000 files is slow)
    except OSError as error:
        is_nothing = isinstance(error, (FileNotFoundError, NotADirectoryError))
        is_gone = is_nothing and not os.path.islink(path)  # noqa: PTH114 (raises nothing)
        return None if is_gone else LibraryFile(folder, source, "")
    if not stat.S_ISREG(found.st_mode):
        return None
    signature = f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
    return LibraryFile(folder, source, signature)


def _is_behind_link(folder: str, source: str) -> bool:
    return any(Path(folder, above).is_symlink() for above in Path(source).parents)
