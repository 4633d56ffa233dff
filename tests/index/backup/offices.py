"""A data folder with a registry and uploaded files, to save and to restore into."""

import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, insert, select

from index import schema
from index.backup.restoring import Restored, restore
from index.backup.saving import save
from index.opening import open_engine

MOMENT = datetime(2026, 11, 22)  # noqa: DTZ001  the registry's are without zone
Lock = threading.Lock
SOME = {
    "通知.txt": b"one",
    "青禾 𠮷🎉.docx": b"\0" * 70_000,
    ".former/3f2a.txt": b"two",
    ".incoming/8c/正在上传.pdf": b"",
    f"{'很长的文件名' * 13}.txt": b"three",
}


@dataclass(frozen=True)
class Office:
    """A data folder with a registry in it."""

    folder: Path
    engine: Engine

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"

    @property
    def others(self) -> set[str]:
        """What lies in the data folder beside the registry, locks left out."""
        names = {path.name for path in self.folder.iterdir()}
        return {name for name in names if not name.startswith(("registry.db", "backup.lock"))}

    def put(self, files: dict[str, bytes]) -> None:
        for name, content in files.items():
            path = self.uploads / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def files(self, folder: str = "uploads") -> dict[str, bytes]:
        root = self.folder / folder
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }

    def ask(self, *questions: str) -> None:
        """Conversations stand for all that a registry holds."""
        with self.engine.begin() as connection:
            for question in questions:
                row = {"id": question, "created_at": MOMENT, "updated_at": MOMENT}
                connection.execute(insert(schema.conversations).values(row))

    def asked(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.scalars(select(schema.conversations.c.id)))

    def save(self, name: str = "备份.tar.gz") -> Path:
        target = self.folder.parent / name
        save(self.engine, self.uploads, target, Lock)
        return target

    def restore(self, file: Path, after: Callable[[], None] = lambda: None) -> Restored:
        return restore(file, self.engine, self.uploads, Lock, after)


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    folder.mkdir(exist_ok=True)
    engine = open_engine(f"sqlite:///{folder / 'registry.db'}")
    try:
        yield Office(folder, engine)
    finally:
        engine.dispose()


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """No file may become larger: writing fails half way, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
